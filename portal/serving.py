"""How gunicorn runs the portal: its settings and hooks, its log, the address of the metrics."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger
from prometheus_client import CollectorRegistry, Metric, start_http_server
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from . import logs
from .config import read_settings

#: Where the processes keep what they measure; set by ``portal serve`` where there are metrics.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SUMMED = ("counter", "histogram")
_folding = threading.Lock()

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
            msg, args = "invalid request", ()
        super().warning(msg, *args, **options)

    def exception(self, msg: object, *args: object, **options: Any) -> None:
        if str(msg).startswith("Error handling"):
            msg, args = "error handling a request", ()
        super().exception(msg, *args, **options)


logger_class = Logs


def when_ready(_server: object) -> None:
    """Serve the metrics of all processes, if there is an address for them."""
    address = read_settings().metrics_address
    if not address:
        return
    registry = CollectorRegistry()
    registry.register(_Together())
    host, _, port = address.rpartition(":")
    # Signals are for gunicorn's own thread.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        start_http_server(int(port), host.strip("[]"), registry)
    except OSError as fault:
        logging.getLogger(__name__).error("no metrics at %s: %s", address, fault.strerror)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Together(Collector):
    """What all processes measured, those that have ended included."""

    def collect(self) -> Iterable[Metric]:
        with _folding:
            return list(MultiProcessCollector(None).collect())


def child_exit(_server: object, worker: Any) -> None:
    """Fold what an ended process counted into one file, and take its own away."""
    if folder := os.environ.get(FOLDER):
        with _folding:
            mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
            for kind in _SUMMED:
                _fold(Path(folder), kind, worker.pid)


def _fold(folder: Path, kind: str, pid: int) -> None:
    ended = folder / f"{kind}_{pid}.db"
    if not ended.exists():
        return
    past = MmapedDict(str(folder / f"{kind}_past.db"))  # type: ignore[no-untyped-call]
    for key, value, at, _ in MmapedDict.read_all_values_from_file(str(ended)):
        past.write_value(key, past.read_value(key)[0] + value, at)
    past.close()
    ended.unlink()


def on_exit(_server: object) -> None:
    """Leave no files behind."""
    if folder := os.environ.get(FOLDER):
        shutil.rmtree(folder, ignore_errors=True)
