"""Extensions that several parts share."""

from __future__ import annotations

from flask import Flask, Response
from flask_compress import Compress

compress = Compress()


def install(app: Flask) -> None:
    """Compress answers, files among them."""
    compress.init_app(app)
    app.after_request(_close_too)


def _close_too(response: Response) -> Response:
    """Close a file with its answer: compressing takes its place and would leave it open."""
    if response.is_streamed and hasattr(response.response, "close"):
        response.call_on_close(response.response.close)
    return response
