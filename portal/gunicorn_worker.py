"""The worker of gunicorn, made fit to stand at an open port: who sends or reads slowly is let go.

A request takes a thread when its head is there, not before: however slowly heads are sent, and
however many connections are silent, they take nothing from others. From then on a connection holds
its thread also while its client sends nothing of a body or reads nothing, so each step has a limit;
and where all threads are held, others are told at once to come back.
"""

from __future__ import annotations

import socket
import struct
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from .web.http.load_shedding import RETRY_SECONDS, WORDS

#: Seconds in which something has to be taken from us, or sent to us.
STEP_SECONDS = 10
#: Seconds for the head of a request, and for all of an answer.
HEAD_SECONDS = 15.0
WHOLE_SECONDS = 150.0
#: Seconds between two looks at who takes too long.
_LOOK_SECONDS = 0.5
_HEAD_END = b"\r\n\r\n"
#: Bytes without an end of the head after which gunicorn is left to refuse it.
_LONGEST_HEAD = 16 * 1024
_BUSY = (
    "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nCache-Control: no-store\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n"
    f"Retry-After: {RETRY_SECONDS}\r\nContent-Length: {len(WORDS)}\r\n\r\n"
).encode() + WORDS


class Worker(ThreadWorker):
    """Threads that no client holds for longer than it takes to serve it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        #: Since when a head is awaited, or a thread held; whoever came first is first.
        self._awaited: dict[TConn, float] = {}
        self._held: dict[TConn, float] = {}
        self._looked = 0.0

    def enqueue_req(self, conn: TConn) -> None:
        """Have a thread work on a connection when the head of a request is there.

        Where all threads are held its client is told to come back.
        """
        before = conn.parser.unreader.buf.getvalue() if conn.parser else b""
        if _HEAD_END not in before:
            sent = _sent(conn.sock)
            if sent is None:
                self._let_go(conn)
                return
            if _HEAD_END not in before + sent and len(sent) < _LONGEST_HEAD:
                self._await_head(conn, len(sent))
                return
        if self._awaited.pop(conn, None) is not None:
            _wake_at(conn.sock, 1)
        if len(self._held) >= self.cfg.threads:
            self._turn_away(conn)
            return
        conn.data_ready = True
        _limit_steps(conn.sock)
        self._held[conn] = time.monotonic()
        super().enqueue_req(conn)

    def finish_request(self, conn: TConn, fs: Any) -> None:
        """Take note that a connection holds no thread any more."""
        self._held.pop(conn, None)
        super().finish_request(conn, fs)

    def murder_keepalived(self, force: bool = False) -> None:
        """Let go of connections kept for a further request, unless one has come meanwhile."""
        now = time.monotonic()
        for conn in list(self.keepalived_conns):
            if force or conn.timeout > now:
                break
            if _sent(conn.sock):
                self.on_client_socket_readable(conn, conn.sock)
        super().murder_keepalived(force)

    def murder_pending(self) -> None:
        """Let go of connections whose head does not come, and of those held for too long."""
        super().murder_pending()
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        patience = HEAD_SECONDS if self.alive else STOP_KEEPALIVE_LINGER
        for conn, since in list(self._awaited.items()):
            if now - since > patience:
                self._forget_awaited(conn)
        for conn, since in list(self._held.items()):
            if now - since > WHOLE_SECONDS:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)

    def _await_head(self, conn: TConn, sent: int) -> None:
        """Look at a connection again when more has been sent, and let go of the oldest of many."""
        _wake_at(conn.sock, sent + 1)
        self._awaited.setdefault(conn, time.monotonic())
        self.poller.register(conn.sock, EVENT_READ, partial(self._look_again, conn, sent))
        if len(self._awaited) > self.worker_connections // 2:
            self._forget_awaited(next(iter(self._awaited)))

    def _look_again(self, conn: TConn, seen: int, _sock: object) -> None:
        self.poller.unregister(conn.sock)
        if len(_sent(conn.sock) or b"") > seen:
            self.enqueue_req(conn)
        else:  # woken without a byte more: there will be none
            self._let_go(conn)

    def _forget_awaited(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        self._let_go(conn)

    def _let_go(self, conn: TConn) -> None:
        self._awaited.pop(conn, None)
        self.nr_conns -= 1
        conn.close()

    def _turn_away(self, conn: TConn) -> None:
        with suppress(OSError):
            conn.sock.setblocking(False)
            conn.sock.send(_BUSY)
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.recv(64 * 1024)  # what is unread at the end would undo what was sent
        self._let_go(conn)


def _sent(sock: socket.socket) -> bytes | None:
    """What a client has sent and nobody has read yet; None when it is gone."""
    try:
        return sock.recv(_LONGEST_HEAD, socket.MSG_PEEK | socket.MSG_DONTWAIT) or None
    except BlockingIOError:
        return b""
    except OSError:
        return None


def _wake_at(sock: socket.socket, size: int) -> None:
    """Have the system call a connection readable when so many bytes wait in it."""
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size)


def _limit_steps(sock: socket.socket) -> None:
    """Let the system give up a send or a read after a while, though the socket blocks."""
    limit = struct.pack("ll", STEP_SECONDS, 0)
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
