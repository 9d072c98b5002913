"""The one helper through which tests fetch pages: every page it sees is linted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from tests.web.linting import lint

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def whole(app: Flask) -> WSGIApplication:
    """The application; each of its answers is read to its end and closed before it is sent."""

    def answered(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        response = Response.from_app(app, environ, buffered=True)
        return list(response(environ, start_response))

    return answered


def unwrapped(page: str) -> str:
    """A page with its tags and sentences on one line each, wherever its template breaks them."""
    tags = re.sub(r"<[^<>]*>", lambda tag: re.sub(r"\s+", " ", tag[0]), page)
    return re.sub(r"(?<=[^\s>])[ ]*\n\s*|\s*\n[ ]*(?=[^\s<]|<(?:a|b|code|span)\b)", " ", tags)


class PageResponse(TestResponse):
    """An answer whose text is read as a browser reads it."""

    @property
    def text(self) -> str:
        """The body; of a page, without the line breaks of its template."""
        body = self.get_data(as_text=True)
        return unwrapped(body) if self.mimetype == "text/html" else body


class Finishing(FlaskClient):
    """A client that reads each answer to its end, as a server does: its place is free again."""

    def __init__(self, application: Flask, *args: Any, **more: Any) -> None:
        super().__init__(application, PageResponse, *args[1:], **more)

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
            as_written = "/admin" in path
            faults = lint(response.text, fragment=fragment, as_written=as_written)
            assert not faults, f"{path}: {faults}"
        return response
