"""Liveness and readiness probes."""

from __future__ import annotations

from flask import Blueprint, Response

from ...store import database
from ...store.database import StoreUnavailable
from . import request_context

health = Blueprint("health", __name__)


@health.get("/livez")
def livez() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@health.get("/readyz")
def readyz() -> Response:
    """A release is loaded and the database answers; 503 otherwise."""
    try:
        request_context.release()
        ready = database.answers()
    except StoreUnavailable:
        ready = False
    return Response(
        "ready\n" if ready else "not ready\n",
        200 if ready else 503,
        mimetype="text/plain",
        headers={"Cache-Control": "no-store"},
    )
