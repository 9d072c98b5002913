"""The worker of gunicorn, made fit to stand at an open port: who sends or reads slowly is let go.

Each connection that is being worked on holds a thread, also while its client sends nothing or reads
nothing. So each step of it has a limit; and where all threads are held, others are told at once to
come back, while those that only send slowly make room.
"""

from __future__ import annotations

import socket
import struct
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from .web.http.load_shedding import RETRY_SECONDS, WORDS

#: Seconds in which something has to be taken from us, or sent to us.
STEP_SECONDS = 10
#: Seconds for the head of a request; fewer where threads are wanted; and for all of an answer.
HEAD_SECONDS = 15.0
HURRIED_SECONDS = 2.0
WHOLE_SECONDS = 150.0
#: Seconds between two looks at who holds a thread.
_LOOK_SECONDS = 0.5
_BUSY = (
    "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nCache-Control: no-store\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n"
    f"Retry-After: {RETRY_SECONDS}\r\nContent-Length: {len(WORDS)}\r\n\r\n"
).encode() + WORDS


class Worker(ThreadWorker):
    """Threads that no client holds for longer than it takes to serve it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._held: dict[TConn, float] = {}
        self._answering: set[TConn] = set()
        self._looked = 0.0

    def enqueue_req(self, conn: TConn) -> None:
        """Have a thread work on a connection, or tell its client to come back."""
        if len(self._held) >= self.cfg.threads:
            self._turn_away(conn)
            return
        _limit_steps(conn.sock)
        self._held[conn] = time.monotonic()
        super().enqueue_req(conn)

    def finish_request(self, conn: TConn, fs: Any) -> None:
        """Take note that a connection holds no thread any more."""
        self._held.pop(conn, None)
        self._answering.discard(conn)
        super().finish_request(conn, fs)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """Take note that the head of a request is there: now it is being answered."""
        self._answering.add(conn)
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """Let go of connections that hold a thread for too long."""
        super().murder_pending()
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        hurried = len(self._held) > self.cfg.threads * 3 // 4
        for conn, since in list(self._held.items()):
            head = HURRIED_SECONDS if hurried else HEAD_SECONDS
            limit = WHOLE_SECONDS if conn in self._answering else head
            if now - since > limit:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)

    def _turn_away(self, conn: TConn) -> None:
        self.nr_conns -= 1
        with suppress(OSError):
            conn.sock.setblocking(False)
            conn.sock.send(_BUSY)
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.recv(64 * 1024)  # what is unread at the end would undo what was sent
        conn.close()


def _limit_steps(sock: socket.socket) -> None:
    """Let the system give up a send or a read after a while, though the socket blocks."""
    limit = struct.pack("ll", STEP_SECONDS, 0)
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
