"""The one helper through which tests fetch pages: every page it sees is linted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from .linting import lint

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def whole(app: Flask) -> WSGIApplication:
    """The application; each of its answers is read to its end and closed before it is sent."""

    def answered(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        response = Response.from_app(app, environ, buffered=True)
        return list(response(environ, start_response))

    return answered


class Finishing(FlaskClient):
    """A client that reads each answer to its end, as a server does: its place is free again."""

    def open(self, *args: Any, buffered: bool = True, **more: Any) -> TestResponse:
        """Send a request."""
        return super().open(*args, buffered=buffered, **more)


class Fetcher:
    """A browser without scripts: keeps cookies, follows redirects on request."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, status: int = 200, **more: Any) -> TestResponse:
        """A page; it must have the status and nothing for the linter to say."""
        return self._seen(self.client.get(path, **more), path, status)

    def post(self, path: str, data: dict[str, str], status: int = 303, **more: Any) -> TestResponse:
        """A form sent; answers of the check redirect."""
        return self._seen(self.client.post(path, data=data, **more), path, status)

    def follow(self, response: TestResponse) -> str:
        """Where a redirect leads, as a path."""
        parts = urlsplit(response.headers["Location"])
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _seen(self, response: TestResponse, path: str, status: int) -> TestResponse:
        response.get_data()
        response.close()
        assert response.status_code == status, f"{path}: {response.status} {response.text[:300]}"
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            fragment = "<html" not in response.text
            faults = lint(response.text, fragment=fragment)
            assert not faults, f"{path}: {faults}"
        return response
