"""The least that Flask can answer: what every other figure is held against."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """A few bytes."""
    return "hello"
