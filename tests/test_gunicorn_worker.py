"""The worker of gunicorn by itself; whole portals: tests/faults/test_clients.py."""

from __future__ import annotations

import logging
import os
import selectors
import socket
import time
from collections.abc import Iterator
from functools import partial

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn

from portal.gunicorn_worker import Worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    """A worker that has begun to wait for its connections."""
    made = Worker(1, os.getpid(), [], None, 30, Config(), logging.getLogger(__name__))
    made.poller = selectors.DefaultSelector()
    yield made
    made.poller.close()
    made.tmp.close()


def kept(worker: Worker) -> tuple[TConn, socket.socket]:
    """A connection kept for a further request for as long as one may be, and its client."""
    ours, client = socket.socketpair()
    conn = TConn(worker.cfg, ours, ("127.0.0.1", 1), ("127.0.0.1", 2))
    conn.timeout = time.monotonic() - 1
    worker.nr_conns += 1
    worker.keepalived_conns.append(conn)
    read = partial(worker.on_client_socket_readable, conn)
    worker.poller.register(ours, selectors.EVENT_READ, read)
    return conn, client


def test_a_kept_connection_is_let_go_unless_a_request_has_come(worker: Worker) -> None:
    silent, silent_client = kept(worker)
    asking, asking_client = kept(worker)
    asking_client.sendall(b"GET / HTTP/1.1\r\n")
    with silent_client, asking_client, asking.sock:
        worker.murder_keepalived()
        assert silent.sock.fileno() == -1
        assert asking.sock.fileno() != -1
        assert worker.nr_conns == 1


def test_all_kept_connections_are_let_go_at_the_end(worker: Worker) -> None:
    asking, client = kept(worker)
    client.sendall(b"GET / HTTP/1.1\r\n")
    with client:
        worker.murder_keepalived(force=True)
        assert asking.sock.fileno() == -1
        assert worker.nr_conns == 0
