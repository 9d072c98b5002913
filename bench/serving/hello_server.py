"""How gunicorn runs the bare Flask: as it runs the portal, without what only the portal sees to."""

from portal.gunicorn_server import (
    forwarded_allow_ips,
    forwarder_headers,
    limit_request_line,
    logger_class,
    pre_request,
    secure_scheme_headers,
)

__all__ = [
    "forwarded_allow_ips",
    "forwarder_headers",
    "limit_request_line",
    "logger_class",
    "pre_request",
    "secure_scheme_headers",
]
