"""Extensions that several parts share."""

from __future__ import annotations

from flask import Flask, Response
from flask_compress import Compress

compress = Compress()

_COMPRESSION = {
    # Browsers take both; at these levels brotli makes a result a fifth smaller than zstd, in a
    # millisecond.
    "COMPRESS_ALGORITHM": ["br", "zstd", "gzip", "deflate"],
    "COMPRESS_ALGORITHM_STREAMING": ["br", "zstd", "deflate"],
    "COMPRESS_BR_LEVEL": 5,
}


def install(app: Flask) -> None:
    """Compress answers, files among them."""
    app.config.update(_COMPRESSION)
    compress.init_app(app)
    app.after_request(_close_too)


def _close_too(response: Response) -> Response:
    """Close a file with its answer: compressing takes its place and would leave it open."""
    if response.is_streamed and hasattr(response.response, "close"):
        response.call_on_close(response.response.close)
    return response
