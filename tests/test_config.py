"""Settings from the environment: what is accepted, and one sentence for each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from portal.config import ConfigurationError, Settings, plain_http_words, read_settings

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
        ("PORTAL_TRUSTED_PROXIES", "9" * 5000, "from 0 to 5"),
        ("PORT", "abc", "PORT is 'abc', but must be a number from 1 to 65535"),
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "65536", "from 1 to 65535"),
        ("PORT", "8_000", "from 1 to 65535"),
        ("PORT", "8000 ", "from 1 to 65535"),
        ("PORT", "９０００", "from 1 to 65535"),
        ("WEB_CONCURRENCY", "abc", "WEB_CONCURRENCY is 'abc', but must be a number from 1 to 256"),
        ("WEB_CONCURRENCY", "0", "from 1 to 256"),
        ("WEB_CONCURRENCY", "-1", "from 1 to 256"),
        ("WEB_CONCURRENCY", "2.5", "from 1 to 256"),
        ("WEB_CONCURRENCY", "1e3", "from 1 to 256"),
        ("WEB_CONCURRENCY", "257", "from 1 to 256"),
        ("HOST", "http://127.0.0.1", "without scheme or port"),
        ("HOST", "127.0.0.1:8000", "without scheme or port"),
        ("HOST", "[::1]:8000", "without scheme or port"),
        ("HOST", "[::1", "without scheme or port"),
        ("HOST", "[localhost]", "without scheme or port"),
        ("HOST", "a b", "HOST is 'a b', but must be an address or a name of this machine"),
        ("HOST", ":::", "without scheme or port"),
        ("HOST", "fe80::1%eth0", "without a zone"),
        ("PORTAL_METRICS", "9100", "an address such as 127.0.0.1:9100"),
        ("PORTAL_METRICS", "localhost:0", "an address such as 127.0.0.1:9100"),
        ("PORTAL_METRICS", "http://localhost:9100", "an address such as 127.0.0.1:9100"),
        ("PORTAL_METRICS", "localhost:8000", "a port of its own"),
        ("PORTAL_HOSTS", "https://portal.example.cn", "without scheme, port or path"),
        ("PORTAL_HOSTS", "*.example.cn", "without scheme, port or path"),
        ("PORTAL_HOSTS", "a..cn", "without scheme, port or path"),
        ("PORTAL_HOSTS", "a.cn, b.cn:443", "'b.cn:443' is none"),
        ("PORTAL_PUBLIC_URL", "portal.example.cn", "must be scheme and host"),
        ("PORTAL_PUBLIC_URL", "https://", "must be scheme and host"),
        ("PORTAL_PUBLIC_URL", "ftp://portal.example.cn", "must be scheme and host"),
        ("PORTAL_PUBLIC_URL", "https://portal.example.cn/x", "must be scheme and host"),
        ("PORTAL_PUBLIC_URL", "https://portal.example.cn?x", "must be scheme and host"),
        ("PORTAL_PUBLIC_URL", "https://me@portal.example.cn", "must be scheme and host"),
        ("PORTAL_PUBLIC_URL", "https://portal.example.cn:99999", "must be scheme and host"),
        ("PORTAL_PUBLIC_URL", "http://portal.example.cn", "must begin with https://"),
        ("PORTAL_LOG", "xml", "PORTAL_LOG is 'xml', but must be json or text"),
        ("PORTAL_DATABSE_URL", "sqlite://", "did you mean PORTAL_DATABASE_URL?"),
        ("PORTAL_XYZZY", "1", "PORTAL_XYZZY is not a setting"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, name: str, value: str, words: str) -> None:
    told = mistakes(tmp_path, **{"PORTAL_SECRET_KEY": SECRET, name: value})
    assert len(told) == 1
    assert words in told[0]
    assert told[0].endswith(".")


@pytest.mark.parametrize(
    ("written", "host", "alone"),
    [
        ("", "127.0.0.1", True),
        ("127.0.0.2", "127.0.0.2", True),
        ("LOCALHOST", "LOCALHOST", True),
        ("::1", "::1", True),
        ("[::1]", "::1", True),
        ("0:0:0:0:0:0:0:1", "0:0:0:0:0:0:0:1", True),
        ("::", "::", False),
        ("[2001:db8::1]", "2001:db8::1", False),
        ("0.0.0.0", "0.0.0.0", False),
        ("portal.example.cn", "portal.example.cn", False),
    ],
)
def test_an_address_of_either_kind_is_taken_and_known_as_this_machine_or_not(
    tmp_path: Path, written: str, host: str, alone: bool
) -> None:
    settings = read(tmp_path, HOST=written, PORTAL_SECRET_KEY=SECRET)
    assert (settings.host, settings.secure_cookies) == (host, not alone)


def test_empty_numbers_are_the_default(tmp_path: Path) -> None:
    settings = read(tmp_path, PORT="", WEB_CONCURRENCY="", PORTAL_TRUSTED_PROXIES="")
    assert (settings.port, settings.workers, settings.trusted_proxies) == (8000, 2, 0)


def test_a_long_mistake_is_shown_in_part(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, PORT="9" * 5000)
    assert len(told) < 200


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
    url = "postgresql://u:hidden@h/db"
    valkey = "redis://:veiled@h"
    settings = read(
        tmp_path, PORTAL_DATABASE_URL=url, PORTAL_SECRET_KEY=SECRET, PORTAL_VALKEY_URL=valkey
    )
    assert settings.secrets == (SECRET, "hidden", "veiled")
    assert not any(secret in repr(settings) for secret in settings.secrets)


def test_the_public_address_is_one_of_the_names(tmp_path: Path) -> None:
    told = mistakes(tmp_path, PORTAL_HOSTS="a.example", PORTAL_PUBLIC_URL="https://b.example")
    assert told == [
        "PORTAL_PUBLIC_URL names b.example, which PORTAL_HOSTS does not list: add it there."
    ]


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "9000"}, "http://127.0.0.1:9000"),
        ({"HOST": "0.0.0.0"}, "http://127.0.0.1:8000"),
        ({"HOST": "::1"}, "http://[::1]:8000"),
        ({"HOST": "192.0.2.7"}, "http://192.0.2.7:8000"),
        ({"PORTAL_HOSTS": "a.example,b.example"}, "https://a.example"),
        ({"PORTAL_HOSTS": "localhost,a.example", "PORT": "81"}, "http://localhost:81"),
        ({"PORTAL_HOSTS": "2001:db8::7"}, "https://[2001:db8::7]"),
        ({"PORTAL_PUBLIC_URL": "https://c.example:8443/"}, "https://c.example:8443"),
        ({"PORTAL_PUBLIC_URL": "http://localhost:8000"}, "http://localhost:8000"),
    ],
)
def test_absolute_addresses_begin_as_the_settings_say(
    tmp_path: Path, environment: dict[str, str], address: str
) -> None:
    assert read(tmp_path, PORTAL_SECRET_KEY=SECRET, **environment).address == address


@pytest.mark.parametrize(
    ("environment", "fails"),
    [
        ({}, False),
        ({"HOST": "0.0.0.0"}, True),
        ({"PORTAL_HOSTS": "a.example"}, True),
        ({"HOST": "0.0.0.0", "PORTAL_TRUSTED_PROXIES": "1"}, False),
    ],
)
def test_where_nothing_speaks_https_it_is_said(
    tmp_path: Path, environment: dict[str, str], fails: bool
) -> None:
    settings = read(tmp_path, PORTAL_SECRET_KEY=SECRET, **environment)
    assert ("over plain http" in plain_http_words(settings)) is fails
