"""Settings from the environment: what is accepted, and one sentence for each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from portal.config import ConfigurationError, Settings, read_settings

SECRET = "a secret only for tests, long enough"


def read(tmp_path: Path, **environment: str) -> Settings:
    return read_settings({"PORTAL_INSTANCE": str(tmp_path), **environment})


def mistakes(tmp_path: Path, **environment: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, **environment)
    return str(caught.value).splitlines()


def test_without_any_setting_the_portal_serves_this_machine_alone(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.is_sqlite
    assert len(settings.secret_key) == 64
    assert (settings.valkey_url, settings.metrics_address, settings.log) == ("", "", "")
    assert (settings.trusted_proxies, settings.hosts, settings.secure_cookies) == (0, (), False)


def test_what_is_set_is_read(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        PORTAL_VALKEY_URL="valkey://localhost:6379/0",
        PORTAL_TRUSTED_PROXIES="2",
        PORTAL_METRICS="[::1]:9100",
        PORTAL_HOSTS="Portal.Example.cn, 192.0.2.1,[2001:db8::1]",
        PORTAL_LOG="json",
        PORTAL_TEST_REQUIRE="nginx",
    )
    assert settings.valkey_url == "valkey://localhost:6379/0"
    assert settings.trusted_proxies == 2
    assert settings.metrics_address == "[::1]:9100"
    assert settings.hosts == ("portal.example.cn", "192.0.2.1", "2001:db8::1")
    assert settings.log == "json"
    assert settings.secure_cookies


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORTAL_DATABASE_URL", "mysql://localhost/x", "must begin with sqlite: or postgresql:"),
        ("PORTAL_DATABASE_URL", "postgresql://a:b:c/x", "must name each host"),
        ("PORTAL_DATABASE_URL", "postgresql://one,two:99999/x", "must name each host"),
        ("PORTAL_SECRET_KEY", "short", "at least 32 characters"),
        ("PORTAL_VALKEY_URL", "http://localhost", "must begin with one of redis://"),
        ("PORTAL_TRUSTED_PROXIES", "-1", "from 0 to 5"),
        ("PORTAL_TRUSTED_PROXIES", "6", "from 0 to 5"),
        ("PORTAL_TRUSTED_PROXIES", "many", "from 0 to 5"),
        ("PORTAL_TRUSTED_PROXIES", "²", "from 0 to 5"),
        ("PORTAL_METRICS", "9100", "an address such as 127.0.0.1:9100"),
        ("PORTAL_METRICS", "localhost:0", "an address such as 127.0.0.1:9100"),
        ("PORTAL_METRICS", "http://localhost:9100", "an address such as 127.0.0.1:9100"),
        ("PORTAL_METRICS", "localhost:8000", "a port of its own"),
        ("PORTAL_HOSTS", "https://portal.example.cn", "without scheme, port or path"),
        ("PORTAL_HOSTS", "*.example.cn", "without scheme, port or path"),
        ("PORTAL_HOSTS", "a.cn, b.cn:443", "'b.cn:443' is none"),
        ("PORTAL_LOG", "xml", "must be json or text"),
        ("PORTAL_DATABSE_URL", "sqlite://", "did you mean PORTAL_DATABASE_URL?"),
        ("PORTAL_XYZZY", "1", "PORTAL_XYZZY is not a setting"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, name: str, value: str, words: str) -> None:
    told = mistakes(tmp_path, **{"PORTAL_SECRET_KEY": SECRET, name: value})
    assert len(told) == 1
    assert words in told[0]
    assert told[0].endswith(".")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    told = mistakes(tmp_path, HOST="0.0.0.0", PORTAL_LOG="x", PORTAL_METRICS="x", PORTAL_X="x")
    assert len(told) == 4


def test_the_own_secret_is_for_sqlite_on_this_machine_alone(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, HOST="0.0.0.0")
    assert "PORTAL_SECRET_KEY must be set" in told
    (told,) = mistakes(tmp_path, PORTAL_DATABASE_URL="postgresql://localhost/portal")
    assert "PORTAL_SECRET_KEY must be set" in told


@pytest.mark.parametrize(
    ("written", "hosts"),
    [
        ("postgresql://u:p%40w@h1,h2/db?target_session_attrs=read-write", ("h1", "h2")),
        (
            "postgresql+psycopg://u:p%40w@h1:5433,h2/db?target_session_attrs=read-write",
            ("h1", "h2"),
        ),
        ("postgresql://u:p%40w@h1:5433,h2:5434/db?target_session_attrs=read-write", ("h1", "h2")),
    ],
)
def test_several_hosts_of_postgresql_are_passed_on(
    tmp_path: Path, written: str, hosts: tuple[str, ...]
) -> None:
    settings = read(tmp_path, PORTAL_DATABASE_URL=written, PORTAL_SECRET_KEY=SECRET)
    url = make_url(settings.database_url)
    _, given = url.get_dialect()().create_connect_args(url)
    assert given["host"] == ",".join(hosts)
    assert (given["user"], given["password"], given["dbname"]) == ("u", "p@w", "db")
    assert given["target_session_attrs"] == "read-write"
    assert given.get("port", ",") in (",", "5433,", "5433,5434")


def test_settings_shown_hide_what_is_secret(tmp_path: Path) -> None:
    url, valkey = "postgresql://u:hidden@h/db", "redis://:veiled@h"
    settings = read(
        tmp_path, PORTAL_DATABASE_URL=url, PORTAL_SECRET_KEY=SECRET, PORTAL_VALKEY_URL=valkey
    )
    assert settings.secrets == (SECRET, "hidden", "veiled")
    assert not any(secret in repr(settings) for secret in settings.secrets)
