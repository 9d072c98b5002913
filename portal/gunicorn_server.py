"""How gunicorn runs the portal: its settings and hooks, its log, the address of the metrics."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
from itertools import count
from typing import Any

from gunicorn.glogging import Logger
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from . import logs, metrics
from .config import read_settings
from .web import pages_watch, warm_up
from .web.admin import rollback_watch

_LARGE_BODY = 256 * 1024

# Whom to believe is decided at our own entrance (PORTAL_TRUSTED_PROXIES), not by gunicorn.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
# Longer than what the portal takes, so that a query that is too long is told by a page of ours.
limit_request_line = 8190


class Logs(Logger):
    """Gunicorn's own messages in the shape of ours, without what was asked for."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        settings = read_settings()
        logs.configure(settings.log, settings.secrets)
        logging.captureWarnings(True)
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def warning(self, msg: str, *args: object, **options: Any) -> None:
        if msg.startswith("Invalid request"):
            msg = "invalid request"
            args = ()
        super().warning(msg, *args, **options)

    def exception(self, msg: object, *args: object, **options: Any) -> None:
        if str(msg).startswith("Socket error") and isinstance(sys.exc_info()[1], BlockingIOError):
            return  # a client that sends or reads too slowly: nothing to see to
        if str(msg).startswith("Error handling"):
            msg = "error handling a request"
            args = ()
        super().exception(msg, *args, **options)


logger_class = Logs


def pre_request(_worker: object, request: Any) -> None:
    """Close the connection after a large body: where it is refused unread, no other follows."""
    sent = dict(request.headers)
    length = sent.get("CONTENT-LENGTH", "0")
    if "TRANSFER-ENCODING" in sent or len(length) > 9 or int(length) > _LARGE_BODY:
        request.must_close = True


def when_ready(server: Any) -> None:
    """Make ready what all workers share, before the first is forked; then serve the metrics."""
    _make_shared(server)
    _serve_metrics()


def on_reload(server: Any) -> None:
    """Have the workers that follow share a release that came into force since the start."""
    _make_shared(server)


def _make_shared(server: Any) -> None:
    if server.cfg.preload_app:
        warm_up.warm_up(server.app.wsgi())
        warm_up.share(server.app.wsgi())


def _serve_metrics() -> None:
    """Serve the metrics of all processes, if there is an address for them."""
    address = read_settings().metrics_address
    if not address:
        return
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    host, _, port = address.rpartition(":")
    # Signals are for gunicorn's own thread.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        start_http_server(int(port), host.strip("[]"), registry)
    except OSError as fault:
        logging.getLogger(__name__).error("no metrics at %s: %s", address, fault.strerror)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def pre_fork(server: Any, worker: Any) -> None:
    """Give a worker the first free slot; during a reload old and new workers live side by side."""
    taken = {its.slot for its in server.WORKERS.values()}
    worker.slot = next(number for number in count(1) if number not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """Have a worker measure into the files of its slot, and begin apart from its parent."""
    metrics.use_slot(worker.slot)
    if server.cfg.preload_app:
        warm_up.begin_apart(server.app.wsgi())


def post_worker_init(worker: Any) -> None:
    """Make a worker ready, and have it see to rollbacks and to pages made ahead."""
    if worker.cfg.preload_app:  # else the one worker of a developer, who begins anew often
        warm_up.warm_up(worker.wsgi)
    rollback_watch.watch(worker.wsgi)
    if read_settings().pages_ahead:
        pages_watch.watch(worker.wsgi)


def child_exit(_server: object, worker: Any) -> None:
    """Drop the gauges of a worker that ended; what it counted stays in the files of its slot."""
    if metrics.FOLDER in os.environ:
        mark_process_dead(worker.slot)


def on_exit(_server: object) -> None:
    """Leave no files behind."""
    if folder := os.environ.get(metrics.FOLDER):
        shutil.rmtree(folder, ignore_errors=True)
