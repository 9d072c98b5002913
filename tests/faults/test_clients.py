"""Clients that never read, only trickle, or ask for very much at once: others are served on."""

from __future__ import annotations

import http.client
import json
import socket
import time
from pathlib import Path

import pytest

from tests.faults.running import (
    GUIDE,
    Crowd,
    Portal,
    clients,
    running,
    slow_senders,
    told,
    wait_until,
)

pytestmark = pytest.mark.slow
#: What is pipelined: more than the buffers of two sockets hold.
LARGE = b"GET /open-data/release.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 40
SITUATION = {"district": "shapingba", "answers": {"work": "contract"}}


def is_ended(client: socket.socket) -> bool:
    """Wait until a connection ends without an answer."""
    try:
        return client.recv(64) == b""
    except ConnectionResetError:
        return True


def test_clients_that_never_read_keep_nobody_waiting(portal: Portal) -> None:
    with clients(portal, 150, LARGE), Crowd(lambda: portal.ask(GUIDE), 2) as crowd:
        wait_until(lambda: [reply.status for reply in crowd.replies[-100:]] == [200] * 100)
    told(f"150 clients that never read: {crowd.statuses()}, p99 {crowd.centile(99):.2f} s")
    assert set(crowd.statuses()) <= {200, 503}  # 150 at once are more than are worked on


def test_slow_and_silent_clients_take_nothing_from_others(tmp_path: Path, seeded: Path) -> None:
    (tmp_path / "portal.sqlite").write_bytes(seeded.read_bytes())
    with (
        running(tmp_path, WEB_CONCURRENCY="1") as portal,
        clients(portal, 200, b""),
        slow_senders(portal, 500),
        Crowd(lambda: portal.ask(GUIDE), 2) as crowd,
    ):
        time.sleep(4)
    told(f"700 slow or silent: {crowd.statuses()}, p99 {crowd.centile(99) * 1000:.0f} ms")
    assert set(crowd.statuses()) == {200}
    assert crowd.centile(50) < 0.5


@pytest.mark.parametrize("pieces", [1, 2, 40])
def test_a_head_is_read_however_it_is_cut(portal: Portal, pieces: int) -> None:
    head = f"GET {GUIDE} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: a={'x' * 3000}\r\n\r\n".encode()
    size = -(-len(head) // pieces)
    with clients(portal, 1, b"") as (client,):
        for _ in range(2):  # the second on the connection that was kept
            for begin in range(0, len(head), size):
                client.sendall(head[begin : begin + size])
                time.sleep(0.01)
            answer = http.client.HTTPResponse(client)
            answer.begin()
            assert answer.status == 200
            assert "公租房" in answer.read().decode()


def test_requests_sent_behind_one_another_are_all_answered(portal: Portal) -> None:
    ask = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with clients(portal, 1, ask * 3 + ask[:20]) as (client,):
        time.sleep(0.2)
        client.sendall(ask[20:])
        client.shutdown(socket.SHUT_WR)
        answered = b"".join(iter(lambda: client.recv(4096), b""))
    assert answered.count(b"HTTP/1.1 200 OK") == 4


def test_a_head_that_never_ends_is_let_go(portal: Portal) -> None:
    began = time.monotonic()
    with clients(portal, 2, b"GET / HTTP/1.1\r\n") as (half, rest):
        half.shutdown(socket.SHUT_WR)
        assert is_ended(half)
        assert time.monotonic() - began < 5
        assert is_ended(rest)
    assert 10 < time.monotonic() - began < 30


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
            refused = {portal.ask(GUIDE).status for _ in range(50)}
        assert refused <= {200, 503}
        wait_until(lambda: portal.ask(GUIDE, patience=10).status == 200, 60)
