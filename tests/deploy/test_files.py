"""The shipped files, each judged by the program that reads it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.config import read_settings
from tests.deploy.running import (
    NGINX_FILES,
    ROOT,
    free_port,
    is_open,
    main_configuration,
    nginx_command,
    wait_until,
)

DEPLOY = ROOT / "portal" / "deploy"
UNITS = sorted(
    its for its in (DEPLOY / "systemd").iterdir() if its.suffix in (".service", ".socket", ".timer")
)
NAME = "portal.example.org"
MOST_EXPOSED = 2.0


def env_file(path: Path) -> dict[str, str]:
    """What systemd reads from an environment file."""
    lines = (line for line in path.read_text().splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


def compose() -> dict[str, Any]:
    text = (DEPLOY / "compose.yaml").read_text()
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a program says to a file, and whether it takes it."""
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def site(tmp_path: Path, nginx_program: str) -> Path:
    """The shipped site with a certificate of our own and ports that anybody may open."""
    files = shutil.copytree(NGINX_FILES, tmp_path / "portal")
    (tmp_path / "temporary").mkdir()
    key = tmp_path / "key.pem"
    certificate = tmp_path / "certificate.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            f"/CN={NAME}",
            "-addext",
            f"subjectAltName=DNS:{NAME}",
            "-keyout",
            str(key),
            "-out",
            str(certificate),
        ],
        check=True,
        capture_output=True,
    )
    places = {
        f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(certificate),
        f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(key),
        "/var/cache/portal-nginx": str(tmp_path / "cache"),
        "/var/log/nginx/error.log": str(tmp_path / "requests.log"),
        "listen [::]:80": f"listen 127.0.0.2:{_ports(tmp_path)[0]}",
        "listen [::]:443": f"listen 127.0.0.2:{_ports(tmp_path)[1]}",
        "listen 80": f"listen 127.0.0.1:{_ports(tmp_path)[0]}",
        "listen 443": f"listen 127.0.0.1:{_ports(tmp_path)[1]}",
    }
    for file in files.glob("*.conf"):
        text = file.read_text()
        for shipped, ours in places.items():
            text = text.replace(shipped, ours)
        file.write_text(text)
    return tmp_path


def _ports(folder: Path) -> tuple[int, int]:
    """The two ports of a site, for HTTP and HTTPS; the same at every call."""
    kept = folder / "ports"
    if not kept.exists():
        kept.write_text(f"{free_port()} {free_port()}")
    plain, secure = map(int, kept.read_text().split())
    return plain, secure


@pytest.mark.parametrize("name", ["site.conf", "plain.conf"])
def test_nginx_takes_the_shipped_site(site: Path, name: str) -> None:
    (site / "nginx.conf").write_text(main_configuration(site, f"include portal/{name};"))
    done = run(*nginx_command(site, "-t"))
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


@pytest.fixture
def secure(site: Path) -> Iterator[int]:
    """The shipped site, served; its port of HTTPS."""
    (site / "nginx.conf").write_text(main_configuration(site, "include portal/site.conf;"))
    process = subprocess.Popen(nginx_command(site), stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: is_open(_ports(site)[1]), "nginx listens")
        yield _ports(site)[1]
    finally:
        process.terminate()
        process.wait(60)


def test_https_is_promised_and_nobody_else_s_name_is_served(secure: int, site: Path) -> None:
    plain = _ports(site)[0]
    trusting = ("--silent", "--head", "--cacert", str(site / "certificate.pem"))
    names = (NAME, "other.example")
    named = [part for its in names for part in ("--resolve", f"{its}:{secure}:127.0.0.1")]

    def ask(address: str, *more: str) -> str:
        return run("curl", *trusting, *named, *more, address).stdout.lower()

    # No application runs: what nginx says by itself is dressed like the rest.
    answer = ask(f"https://{NAME}:{secure}/check")
    assert answer.startswith("http/2 503")
    assert "strict-transport-security: max-age=31536000" in answer
    assert "retry-after: 5" in answer
    redirect = ask(f"http://127.0.0.1:{plain}/check?x=1", "--header", f"Host: {NAME}")
    assert redirect.startswith("http/1.1 308")
    assert f"location: https://{NAME}/check?x=1" in redirect
    assert ask(f"http://127.0.0.1:{plain}/") == ""
    assert ask(f"https://other.example:{secure}/", "--insecure") == ""


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_units(unit: Path, tmp_path: Path) -> None:
    for other in UNITS:
        text = other.read_text().replace("/opt/portal/.venv/bin/portal", "/bin/true")
        (tmp_path / other.name).write_text(text)
    done = run("systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name))
    assert [line for line in done.stderr.splitlines() if "portal" in line] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize(
    "name",
    ["portal.service", "portal-backup.service", "portal-mail.service", "portal-sources.service"],
)
def test_the_services_may_do_little(name: str) -> None:
    done = run("systemd-analyze", "security", "--offline=yes", str(DEPLOY / "systemd" / name))
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stderr
    assert float(found[1]) <= MOST_EXPOSED


def test_the_portal_takes_the_environment_file_once_it_has_a_secret() -> None:
    environment = env_file(DEPLOY / "portal.env")
    assert environment["PORTAL_SECRET_KEY"] == ""
    settings = read_settings({**environment, "PORTAL_SECRET_KEY": "x" * 64})
    assert settings.secure_cookies
    assert settings.trusted_proxies == 1
    assert not settings.is_sqlite


def test_the_city_s_address_of_the_database_is_one_the_portal_takes() -> None:
    text = (DEPLOY / "portal.env").read_text()
    found = re.search(r"^# PORTAL_DATABASE_URL=(\S+)$", text, re.MULTILINE)
    assert found
    settings = read_settings({"PORTAL_SECRET_KEY": "x" * 64, "PORTAL_DATABASE_URL": found[1]})
    url = settings.database_url
    assert "host=db-a:5432&host=db-b:5432" in url


def _filled(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: re.sub(r"\$\{\w+:\?[^}]*\}", "x" * 64, its) for name, its in environment.items()}


def test_the_containers_fit_together() -> None:
    services = compose()["services"]
    volumes = compose()["volumes"]
    for name, service in services.items():
        assert ("image" in service) != ("build" in service), name
        assert re.fullmatch(r"[a-z]+:[\d.]+", service.get("image", "built:1")), name
        assert set(service.get("depends_on", {})) <= set(services)
        for volume in service.get("volumes", []):
            place = volume.split(":")[0]
            assert (DEPLOY / place).exists() if place.startswith(".") else place in volumes
        assert set(service["networks"]) <= set(compose()["networks"])
    assert [name for name, its in services.items() if "ports" in its] == ["nginx"]
    assert (DEPLOY / services["portal"]["build"] / "Dockerfile").resolve() == ROOT / "Dockerfile"
    upstream = (NGINX_FILES / "hosts-compose.conf").read_text()
    assert "server portal:8000 " in upstream


def test_the_portal_takes_its_environment_in_the_container() -> None:
    found = re.search(r"^ENV (.*)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert found
    own = dict(re.findall(r"(\w+)=(\S+)", found[1]))
    given = _filled(compose()["services"]["portal"]["environment"])
    settings = read_settings({**own, **given})
    assert settings.trusted_proxies == 1
    assert settings.valkey_url.startswith("redis://redis:")
    assert "@postgres/" in settings.database_url


@pytest.mark.skipif(not shutil.which("docker"), reason="docker is not installed")
def test_docker_takes_the_containers() -> None:
    if run("docker", "compose", "version").returncode:
        pytest.skip("docker has no compose: apt install docker-compose-v2")
    containers = str(DEPLOY / "compose.yaml")
    secrets = {"PORTAL_SECRET_KEY": "x" * 64, "POSTGRES_PASSWORD": "x"}
    done = run("docker", "compose", "-f", containers, "config", "--quiet", **secrets)
    assert done.returncode == 0, done.stderr
