"""One server, whole: nginx, gunicorn, PostgreSQL and Redis, started and used."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.conftest import Folders
from tests.deploy.running import Host, Nginx, Postgres, Redis, Visitor, database_url, wait_until
from tests.web.linting import lint

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
GUIDE = "/districts/shapingba/public-rental"
QUEUE = 48
PROCESS_QUEUE = 24
#: Within these the proxy has not given up waiting for an answer (proxy_read_timeout, 20 s).
PROXY_SECONDS = 15


@dataclass(frozen=True, kw_only=True)
class Stack:
    """The four programs."""

    nginx: Nginx
    host: Host
    postgres: Postgres
    redis: Redis

    def visitor(self, address: str = "127.0.0.1") -> Visitor:
        return Visitor(self.nginx.port, address)

    def serve(self) -> None:
        """Start the portal and wait until it answers."""
        self.host.start()
        wait_until(self._answers, "the portal answers")

    def _answers(self) -> bool:
        return self.visitor().get("/livez").status == 200


@pytest.fixture(scope="module")
def stack(
    new_folder: Folders, nginx_program: str, redis_program: str, postgres_programs: Path
) -> Iterator[Stack]:
    """The deployment, empty and seeded by its first start."""
    folder = new_folder("server")
    postgres = Postgres(
        binaries=postgres_programs, folder=folder / "postgres", options=("fsync=off",)
    )
    redis = Redis(folder / "redis")
    settings = {
        "PORTAL_DATABASE_URL": database_url(postgres),
        "PORTAL_VALKEY_URL": redis.url,
        "PORTAL_TRUSTED_PROXIES": "1",
    }
    host = Host(folder=folder / "host", settings=settings)
    made = Stack(
        nginx=Nginx(folder=folder / "nginx", hosts=[host]),
        host=host,
        postgres=postgres,
        redis=redis,
    )
    postgres.create()
    try:
        postgres.start()
        redis.start()
        made.nginx.start()
        made.serve()
        yield made
    finally:
        made.nginx.stop()
        host.close()
        redis.stop()
        postgres.stop()


def raw(port: int, text: bytes) -> bytes:
    """What nginx answers to bytes no browser would send."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(text)
        return connection.recv(65536)


@pytest.mark.parametrize("path", ["/", "/en/", "/districts", GUIDE, "/admin/", "/search?q=公租房"])
def test_pages_come_whole_through_the_proxy(stack: Stack, path: str) -> None:
    answer = stack.visitor().get(path.replace("公租房", "%E5%85%AC%E7%A7%9F%E6%88%BF"))
    assert answer.status == 200
    assert not lint(answer.text)
    assert answer.headers["Server"] == "nginx"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert len(answer.headers.get_all("Cache-Control") or []) <= 1


def test_somebody_checks_and_reads_their_result_of_which_nothing_is_kept(stack: Stack) -> None:
    visitor = stack.visitor()
    address = visitor.post("/check", {"district": "shapingba", "topic": ""}).path
    for _ in range(60):
        if "/check/" not in address:
            break
        page = visitor.get(address)
        assert page.headers["X-Cache"] is None
        address = visitor.post(address, {"value": "unknown"}).path
    assert address == "/result"
    result = visitor.get("/result")
    assert result.status == 200
    assert "/result/public-rental" in result.text
    assert result.headers["Cache-Control"] == "no-store"
    assert result.headers["X-Cache"] is None
    assert "/result/public-rental" not in stack.visitor().get("/result").text
    stack.visitor().get(GUIDE)
    files = (its for its in (stack.nginx.folder / "cache").rglob("*") if its.is_file())
    kept = b"".join(its.read_bytes() for its in files)
    assert b"KEY: http" in kept
    assert not [its for its in re.findall(rb"KEY: (\S+)", kept) if b"/result" in its]


def test_the_api_evaluates_and_is_never_kept(stack: Stack) -> None:
    for _ in range(2):
        answer = stack.visitor().evaluate("shapingba")
        assert answer.status == 200
        assert '"public-rental"' in answer.text
        assert answer.headers["X-Cache"] is None


def test_a_form_from_another_site_is_refused_and_from_our_own_taken(stack: Stack) -> None:
    form = {"district": "shapingba", "topic": ""}
    own = f"http://127.0.0.1:{stack.nginx.port}"
    assert stack.visitor().post("/check", form, Origin=own).status == 303
    assert stack.visitor().post("/check", form, Origin="http://evil.example").status == 403


def test_a_second_reader_gets_the_guide_from_the_cache_and_no_cookie_changes_it(
    stack: Stack,
) -> None:
    first = stack.visitor().get(GUIDE)
    second = stack.visitor().get(GUIDE, Cookie="answers=mine")
    assert first.headers["X-Cache"] in ("MISS", "HIT", "EXPIRED", "STALE")
    assert second.headers["X-Cache"] in ("HIT", "STALE")
    assert second.text == first.text
    assert second.headers["Set-Cookie"] is None


def test_what_wechat_adds_to_an_address_makes_no_page_anew(stack: Stack) -> None:
    usual = stack.visitor().get("/privacy")
    for query in ("from=timeline", "from=groupmessage&isappinstalled=0", "isappinstalled=1"):
        shared = stack.visitor().get(f"/privacy?{query}")
        assert shared.headers["X-Cache"] in ("HIT", "STALE"), query
        assert shared.text == usual.text
    for query in ("size=large&from=timeline", "from=x&size=large", "from=%61", "FROM=x"):
        assert stack.visitor().get(f"/privacy?{query}").headers["X-Cache"] == "MISS", query


def test_an_asset_is_kept_for_ever_and_only_by_its_own_fingerprint(stack: Stack) -> None:
    found = re.search(r"/static/portal\.css\?v=\w+", stack.visitor().get("/").text)
    assert found
    for _ in range(2):
        answer = stack.visitor().get(found[0])
    assert answer.headers["X-Cache"] == "HIT"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for _ in range(2):
        other = stack.visitor().get("/static/portal.css?v=0123456789")
    assert other.headers["X-Cache"] != "HIT"
    assert other.headers["Cache-Control"] == "no-cache"


def test_compressed_and_plain_readers_each_get_their_own_copy(stack: Stack) -> None:
    encodings = ("br", "gzip", "identity") * 2
    answers = [stack.visitor().get(GUIDE, Accept_Encoding=its) for its in encodings]
    assert [its.headers["Content-Encoding"] for its in answers] == ["br", "gzip", None] * 2


def test_metrics_stay_inside(stack: Stack) -> None:
    for path in ("/metrics", "/metrics/", "/metrics?x=1", "//metrics", "/%6detrics"):
        assert stack.visitor().get(path).status == 404


def test_requests_that_two_servers_could_read_differently_are_refused(stack: Stack) -> None:
    begin = b"POST /check HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    for lengths in (
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 4\r\nContent-Length: 5\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding: xchunked\r\n",
    ):
        answer = raw(stack.nginx.port, begin + lengths + b"\r\n0\r\n\r\n")
        assert re.match(rb"HTTP/1.1 (400|501) ", answer), (lengths, answer[:60])


def test_what_is_too_large_is_refused_before_the_application_hears_of_it(stack: Stack) -> None:
    large = stack.visitor().post("/check", {"district": "x" * 262_144})
    assert large.status == 413
    assert raw(stack.nginx.port, b"GET /?" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n")[9:12] == b"414"


def test_a_batch_as_large_as_the_api_promises_passes(stack: Stack) -> None:
    line = b'{"district":"shapingba","services":[]}'.ljust(1999) + b"\n"
    head = (
        b"POST /api/v1/evaluations/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        b"Content-Type: application/jsonl\r\nContent-Length: %d\r\n\r\n" % (len(line) * 1000)
    )
    assert raw(stack.nginx.port, head + line * 1000)[9:12] == b"200"


def test_the_application_hears_the_real_address_and_believes_no_other(stack: Stack) -> None:
    before = len(stack.postgres.ask("SELECT DISTINCT address FROM attempts"))
    for address in ("127.0.0.7", "127.0.0.8"):
        for claimed in ("203.0.113.1", "203.0.113.2"):
            form = {"code": "000000000000"}
            visitor = stack.visitor(address)
            assert visitor.post("/kiosk/enrol", form, X_Forwarded_For=claimed).status in (422, 429)
    after = len(stack.postgres.ask("SELECT DISTINCT address FROM attempts"))
    assert after - before == 2


def test_slow_clients_keep_nobody_waiting(stack: Stack) -> None:
    begin = b"POST /check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 30\r\n\r\nd"
    slow = [socket.create_connection(("127.0.0.1", stack.nginx.port)) for _ in range(100)]
    try:
        for connection in slow:
            connection.sendall(begin)
        seconds = [
            wait_until(lambda: stack.visitor().get("/check").status == 200, "the check answers")
            for _ in range(20)
        ]
        assert sorted(seconds)[-2] < 0.5
    finally:
        for connection in slow:
            connection.close()


def test_a_flood_waits_in_a_bounded_queue_and_what_is_above_it_is_told_when_to_return(
    stack: Stack,
) -> None:
    assert stack.visitor().get(GUIDE).status == 200
    stack.host.freeze(True)
    with ThreadPoolExecutor(100) as crowd:
        try:
            waiting = [crowd.submit(stack.visitor().get, "/check") for _ in range(100)]
            wait_until(lambda: sum(map(Future.done, waiting)) >= 100 - QUEUE, "some are refused")
            refused = [its.result() for its in waiting if its.done()]
            api = stack.visitor().evaluate("shapingba")
            guide = stack.visitor().get(GUIDE)
        finally:
            stack.host.freeze(False)
        seconds = wait_until(lambda: all(its.done() for its in waiting), "the queue is worked off")
    for answer in refused:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "请稍后再试" in answer.text
    assert len(refused) == 100 - QUEUE
    # Of those that waited, a process that got more than its share sheds the rest by itself.
    kept = [its.result() for its in waiting if its.result() not in refused]
    assert all(its.status == 200 or its.headers["Retry-After"] for its in kept)
    assert sum(its.status == 200 for its in kept) >= PROCESS_QUEUE
    assert (api.status, api.headers["Content-Type"]) == (503, "application/problem+json")
    assert (guide.status, guide.headers["X-Cache"]) in ((200, "STALE"), (200, "HIT"))
    assert seconds < 5
    assert stack.visitor().get("/check").status == 200


def test_a_stop_finishes_what_is_under_way_guides_outlive_it_and_a_start_answers_who_waits(
    stack: Stack,
) -> None:
    whole = stack.visitor().get(GUIDE)
    with ThreadPoolExecutor(8) as crowd:
        under_way = [crowd.submit(stack.visitor().get, "/check") for _ in range(8)]
        time.sleep(0.1)
        stack.host.stop()
        stack.host.kill()
        guides = [stack.visitor().get(GUIDE) for _ in range(3)]
        check = stack.visitor().get("/check")
        stack.host.listen()
        waiting = [crowd.submit(stack.visitor().get, "/check") for _ in range(8)]
        began = time.monotonic()
        stack.serve()
        waited = time.monotonic() - began
    assert [its.result().status for its in under_way] == [200] * 8
    assert [(its.status, its.text) for its in guides] == [(200, whole.text)] * 3
    assert (check.status, check.headers["Retry-After"]) == (503, "5")
    answers = [its.result() for its in waiting]
    # On a machine that starts more slowly than the proxy waits, they are told to come back.
    told = [its for its in answers if waited > PROXY_SECONDS and its.status == 503]
    assert all(its.headers["Retry-After"] for its in told)
    assert {its.status for its in answers if its not in told} <= {200}
