"""Programs started for the tests of the deployments, on loopback and in folders of their own."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from portal.config import NAMES

ROOT = Path(__file__).resolve().parent.parent.parent
NGINX_FILES = ROOT / "portal" / "deploy" / "nginx"
SECRET = "a secret only for the tests of deployments"
_PATIENCE = 240.0
_IS_ROOT = os.geteuid() == 0


def free_port() -> int:
    """A port of loopback that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(holds: Callable[[], bool], what: str, patience: float = _PATIENCE) -> float:
    """Wait for something; returns the seconds it took."""
    begun = time.monotonic()
    while not holds():
        waited = time.monotonic() - begun
        assert waited < patience, f"{what}: not within {patience:.0f} s"
        # What asks by starting a program would keep the machine from what it waits for.
        time.sleep(min(0.02 + waited / 20, 0.5))
    return time.monotonic() - begun


def is_open(port: int) -> bool:
    """Whether somebody listens at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass(frozen=True)
class Answer:
    """What came back; ``status`` 0 where nothing whole did."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def path(self) -> str:
        """Where a redirect leads."""
        parts = urlsplit(self.headers["Location"])
        return parts.path + (f"?{parts.query}" if parts.query else "")


@dataclass
class Visitor:
    """A browser without scripts, with cookies and an address of its own on loopback."""

    port: int
    address: str = "127.0.0.1"
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(form), {**kind, **headers})

    def evaluate(self, district: str) -> Answer:
        """Ask the API for all services with no answer given."""
        body = json.dumps({"district": district, "on": "2026-11-22", "answers": {}})
        kind = {"Content-Type": "application/json"}
        return self._ask("POST", "/api/v1/evaluations", body, kind)

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=_PATIENCE, source_address=(self.address, 0)
        )
        cookies = "; ".join(f"{name}={its.value}" for name, its in self.cookies.items())
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if cookies:
            sent.setdefault("Cookie", cookies)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as fault:
            return Answer(0, http.client.HTTPMessage(), repr(fault))
        finally:
            connection.close()
        for written in response.headers.get_all("Set-Cookie") or ():
            self.cookies.load(written)
        return Answer(response.status, response.headers, text)


@dataclass(kw_only=True)
class Host:
    """A group of gunicorn processes behind a socket that outlives them, as systemd starts them.

    ``tree`` is the version of the portal that runs, ``backlog`` how many connections may wait at
    the socket: as many as the shipped unit says.
    """

    folder: Path
    settings: Mapping[str, str]
    tree: Path = ROOT
    port: int = field(default_factory=free_port)
    backlog: int = 256
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.listen()

    def listen(self) -> None:
        """Hold the socket at which the portal is asked."""
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=self.backlog)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def environment(self) -> dict[str, str]:
        """What the portal is told, and nothing this test was told itself."""
        kept = {its: os.environ[its] for its in os.environ if its not in (*NAMES, "HOST", "PORT")}
        own = {
            "PORTAL_INSTANCE": str(self.folder),
            "PORTAL_SECRET_KEY": SECRET,
            "PORTAL_PAGES_AHEAD": "no",
        }
        processes = {"WEB_CONCURRENCY": "2"}
        return {**kept, **own, **processes, **self.settings, "PYTHONPATH": str(self.tree)}

    def run(self, *arguments: str) -> None:
        """Run ``portal`` once as this host would."""
        subprocess.run(
            [*_PORTAL, *arguments],
            cwd=self.tree,
            env=self.environment(),
            check=True,
            capture_output=True,
            timeout=_PATIENCE,
        )

    def start(self) -> None:
        """Start serving; requests that wait at the socket are answered then."""
        descriptor = self._listener.fileno()
        script = f'exec 3<&{descriptor}; export LISTEN_PID=$$; exec "$@"'
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                ["/bin/bash", "-c", script, "host", *_PORTAL, "serve"],
                cwd=self.tree,
                env={**self.environment(), "LISTEN_FDS": "1"},
                pass_fds=[descriptor],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> None:
        """Finish what is under way and end, as ``systemctl stop`` does."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """The machine is gone: nothing is finished, and nobody listens."""
        self._end(signal.SIGKILL, group=True)
        self._listener.close()

    def freeze(self, frozen: bool) -> None:
        """Let the processes stand still, or go on."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGSTOP if frozen else signal.SIGCONT)

    def _end(self, by: signal.Signals, group: bool = False) -> None:
        if self.process is None:
            return
        (os.killpg if group else os.kill)(self.process.pid, by)
        self.process.wait(_PATIENCE)
        self.process = None

    def close(self) -> None:
        """End whatever the test left."""
        self._end(signal.SIGKILL, group=True)
        self._listener.close()


_PORTAL = (sys.executable, "-c", "from portal.cli import main; main()")


@dataclass(kw_only=True)
class Nginx:
    """nginx with the shipped files; only its ports, its cache and its hosts are the test's."""

    folder: Path
    hosts: Sequence[Host]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it before the listed hosts."""
        (self.folder / "temporary").mkdir(parents=True)
        shutil.copytree(NGINX_FILES, self.folder / "portal")
        (self.folder / "portal" / "log.conf").write_text(self._log())
        (self.folder / "cache.conf").write_text(self._cache())
        (self.folder / "hosts.conf").write_text(self._hosts())
        (self.folder / "nginx.conf").write_text(main_configuration(self.folder, self._site()))
        self.process = subprocess.Popen(nginx_command(self.folder), stderr=subprocess.DEVNULL)
        wait_until(lambda: is_open(self.port), "nginx listens")

    def _log(self) -> str:
        text = (NGINX_FILES / "log.conf").read_text()
        assert "/var/log/nginx/error.log" in text
        return text.replace("/var/log/nginx/error.log", str(self.folder / "requests.log"))

    def _cache(self) -> str:
        text = (NGINX_FILES / "cache.conf").read_text()
        assert "/var/cache/portal-nginx" in text
        return text.replace("/var/cache/portal-nginx", str(self.folder / "cache"))

    def _hosts(self, without: Host | None = None) -> str:
        text = (NGINX_FILES / "hosts.conf").read_text()
        line = next(its for its in text.splitlines() if "127.0.0.1:8000" in its)
        lines = (self._line(line, its, its is without) for its in self.hosts)
        return text.replace(line, "\n".join(lines))

    def _line(self, line: str, host: Host, is_down: bool) -> str:
        ours = line.replace("127.0.0.1:8000", f"127.0.0.1:{host.port}")
        return ours.replace(";", " down;") if is_down else ours

    def use_all_hosts(self, but: Host | None = None) -> None:
        """Ask one host no more, or all of them again, as ``systemctl reload nginx`` does."""
        assert self.process is not None
        (self.folder / "hosts.conf").write_text(self._hosts(but))
        before = self._workers()
        self.process.send_signal(signal.SIGHUP)
        wait_until(lambda: not before & self._workers(), "nginx works with the new list")

    def _workers(self) -> set[str]:
        assert self.process is not None
        number = self.process.pid
        return set(Path(f"/proc/{number}/task/{number}/children").read_text().split())

    def _site(self) -> str:
        return (
            "include portal/shared.conf; include cache.conf; include hosts.conf;"
            f"server {{ listen 127.0.0.1:{self.port}; include portal/pages.conf; }}"
        )

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(_PATIENCE)
            self.process = None


#: Of each process of nginx: a connection to a reader may need another to the portal.
_OPEN_FILES = 16384


def main_configuration(folder: Path, site: str) -> str:
    """What the nginx package ships around a site, as far as the site can tell, and what the guide
    changes of it."""
    temporary = "".join(
        f"{kind}_temp_path {folder}/temporary/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if _IS_ROOT else ""
    return (
        f"{user} daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log stderr crit;"
        f"worker_rlimit_nofile {_OPEN_FILES}; "
        f"events {{ worker_connections {_OPEN_FILES // 2}; }} http {{ {temporary} {site} }}"
    )


def nginx_command(folder: Path, *more: str) -> list[str]:
    """How nginx is called with the configuration in a folder."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program is not None
    return [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr", *more]


@dataclass(kw_only=True)
class Postgres:
    """A PostgreSQL server at a port of its own, run by an unprivileged user where we are root."""

    binaries: Path
    folder: Path
    options: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)

    def create(self) -> None:
        """Make an empty cluster that other servers may copy."""
        self._own_folder()
        self._run("initdb", "-D", self._data, "-U", "portal", "--auth=trust", "-E", "UTF8", "-N")

    def copy(self, primary: Postgres, name: str) -> None:
        """Make this a standby of a server that runs, known to it by a name."""
        self._own_folder()
        source = f"host=127.0.0.1 port={primary.port} user=portal application_name={name}"
        self._run("pg_basebackup", "-D", self._data, "-d", source, "-R", "--checkpoint=fast")

    def _own_folder(self) -> None:
        self.folder.mkdir()
        if _IS_ROOT:
            shutil.chown(self.folder, "postgres")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        """Start serving."""
        address = (f"port={self.port}", "listen_addresses=127.0.0.1")
        settings = (*address, f"unix_socket_directories={self.folder}", *self.options)
        options = " ".join(f"-c {its}" for its in settings)
        log = f"{self.folder}/log"
        self._run("pg_ctl", "-D", self._data, "-w", "-o", options, "-l", log, "start")

    def kill(self) -> None:
        """Kill it like a machine that loses its power."""
        number = int(Path(self._data, "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGKILL)

    def promote(self) -> None:
        """Make a standby the primary."""
        self._run("pg_ctl", "-D", self._data, "-w", "promote")

    def stop(self) -> None:
        """End it, if it runs."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop", check=False)

    def ask(self, query: str) -> list[str]:
        """The first column of what a query gives."""
        address = f"postgresql://portal@127.0.0.1:{self.port}/postgres"
        return self._run("psql", address, "-Atc", query)

    def _run(self, program: str, *arguments: str, check: bool = True) -> list[str]:
        as_user = ["runuser", "-u", "postgres", "--"] if _IS_ROOT else []
        done = subprocess.run(
            [*as_user, str(self.binaries / program), *arguments],
            check=check,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=_PATIENCE,
        )
        return done.stdout.splitlines()


def database_url(*servers: Postgres) -> str:
    """How the portal is told of one server, or of several of which one takes writes."""
    hosts = ",".join(f"127.0.0.1:{its.port}" for its in servers)
    return f"postgresql://portal@{hosts}/postgres?target_session_attrs=read-write"


@dataclass
class Redis:
    """Redis at a port of its own, keeping nothing."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start serving."""
        self.folder.mkdir()
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", ""]
        self.process = subprocess.Popen(
            ["redis-server", *options], cwd=self.folder, stdout=subprocess.DEVNULL
        )
        wait_until(lambda: is_open(self.port), "Redis listens")

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(_PATIENCE)
