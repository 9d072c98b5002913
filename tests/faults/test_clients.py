"""Clients that never read, only trickle, or ask for very much at once: others are served on."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults.running import GUIDE, Crowd, Portal, running, told, wait_until

pytestmark = pytest.mark.slow
#: What is pipelined: more than the buffers of two sockets hold.
LARGE = b"GET /open-data/release.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 40
SITUATION = {"district": "shapingba", "answers": {"work": "contract"}}


@contextmanager
def clients(portal: Portal, many: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Connections that send something and read nothing."""
    opened = []
    for number in range(many):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.bind((f"127.9.{number % 250 + 1}.7", 0))
        client.connect(("127.0.0.1", portal.port))
        client.sendall(sent)
        opened.append(client)
    try:
        yield opened
    finally:
        for client in opened:
            client.close()


def test_clients_that_never_read_keep_nobody_waiting(portal: Portal) -> None:
    with clients(portal, 150, LARGE), Crowd(lambda: portal.ask(GUIDE), 2) as crowd:
        wait_until(lambda: [reply.status for reply in crowd.replies[-100:]] == [200] * 100)
    told(f"150 clients that never read: {crowd.statuses()}, p99 {crowd.centile(99):.2f} s")
    assert set(crowd.statuses()) <= {200, 503}  # 150 at once are more than are worked on


def test_six_hundred_slow_senders_do_not_stop_the_portal(portal: Portal) -> None:
    done = threading.Event()
    with clients(portal, 600, b"GET / HTTP/1.1\r\nHost: 12") as slow:

        def dribble() -> None:
            while not done.wait(0.5):
                for client in slow:
                    with suppress(OSError):
                        client.sendall(b"7")

        dribbling = threading.Thread(target=dribble)
        dribbling.start()
        try:
            with Crowd(lambda: portal.ask(GUIDE), 2) as crowd:
                wait_until(lambda: crowd.statuses().get(200, 0) > 20, 30)
        finally:
            done.set()
            dribbling.join()
    told(f"600 slow senders: {crowd.statuses()}, p99 {crowd.centile(99):.2f} s")
    assert set(crowd.statuses()) <= {0, 200, 503}
    assert portal.ask(GUIDE).status == 200


def test_sixty_batches_at_once_leave_the_pages_to_others(portal: Portal) -> None:
    body = (json.dumps(SITUATION) + "\n") * 200
    head = (
        "POST /api/v1/evaluations/batch HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/jsonl\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with (
        clients(portal, 60, (head + body).encode()) as batches,
        Crowd(lambda: portal.ask(GUIDE), 2) as crowd,
    ):
        statuses: list[int] = []
        for client in batches:
            client.settimeout(60)
            statuses.append(int(client.recv(64).split()[1]))
        time.sleep(2)
    told(f"60 batches: {statuses.count(200)} begun, guides {crowd.statuses()}")
    assert 1 <= statuses.count(200) <= 60
    assert set(statuses) <= {200, 429, 503}
    assert statuses.count(503) >= 40
    guides = crowd.statuses()
    assert set(guides) <= {200, 503}
    assert guides[200] >= 0.9 * sum(guides.values())


def test_what_is_too_large_is_refused_and_the_connection_said_to_be_over(portal: Portal) -> None:
    sent = b"POST /report HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 300000\r\n\r\n"
    with clients(portal, 1, sent) as (client,):
        client.settimeout(30)
        head = client.recv(4096).decode("utf-8", "replace")
    assert " 413 " in head.splitlines()[0]
    assert "connection: close" in head.lower()


def test_with_all_threads_held_others_are_told_to_come_back(tmp_path: Path, seeded: Path) -> None:
    (tmp_path / "portal.sqlite").write_bytes(seeded.read_bytes())
    with running(tmp_path, WEB_CONCURRENCY="1") as portal:
        head = b"POST /report HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900\r\n\r\na"
        with clients(portal, 300, head):
            wait_until(lambda: portal.ask(GUIDE, patience=10).status == 503, 30)
            refused = portal.ask(GUIDE)
        assert refused.status in (200, 503)
        wait_until(lambda: portal.ask(GUIDE, patience=10).status == 200, 60)
