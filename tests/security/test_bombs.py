"""What is made to overwhelm a reader: refused in words and at once, never a 500."""

from __future__ import annotations

import io
import json
import time
import zipfile

import pytest
from flask import Flask

from portal.publishing.archives import unpacked
from portal.rules.documents import read
from portal.rules.problems import ContentError
from tests.web.admin.signing import signed_in

#: CPU seconds: far above what a refusal takes on a busy machine, far below what a bomb would cost.
AT_ONCE = 20.0
KB = 1024
JSON = {
    "depth": b'{"answers":' + b"[" * 60_000 + b"]" * 60_000 + b"}",
    "objects in objects": b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
    "not a number": b'{"district":"yongchuan","answers":{"monthly_income_per_person":NaN}}',
    "infinity": b'{"district":"yongchuan","answers":{"monthly_income_per_person":-Infinity}}',
    "a huge number": b'{"district":"yongchuan","answers":{"monthly_income_per_person":1e999}}',
    "a number of many digits": b'{"district":' + b"9" * 200_000 + b"}",
    "a thousand unknown names": json.dumps({f"n{n}": n for n in range(9000)}).encode(),
    "a thousand unknown answers": json.dumps(
        {"district": "yongchuan", "answers": {f"n{n}": n for n in range(9000)}}
    ).encode(),
    "a thousand unknown services": json.dumps(
        {"district": "yongchuan", "services": [f"n{n}" for n in range(9000)]}
    ).encode(),
    "another encoding": '{"district":"永川"}'.encode("gb18030"),
    "UTF-16 with a mark": '{"district":"永川"}'.encode("utf-16"),
    "half a character": b'{"district":"\\ud800"}',
    "a zero byte": b'{"district":"yong\x00chuan"}',
    "a long word": b'{"district":"' + b"a" * 200_000 + b'"}',
    "no object": b"[]",
    "nothing": b"",
}
TOML = {
    "depth": "x = " + "[" * 60_000 + "]" * 60_000,
    "tables in tables": "[" + ".".join("a" * 40_000) + "]",
    "inline tables": "x = " + "{a=" * 30_000 + "1" + "}" * 30_000,
    "a number of many digits": "x = " + "9" * 200_000,
    "not a number": "[parameters.a]\nrows = [{ value = nan }]",
    "infinity": "[parameters.a]\nrows = [{ value = inf }]",
    "a key twice": "x = 1\nx = 2",
    "a table twice": "[a]\n[a]",
    "tables in tables, line by line": ("[" + ".".join("a" * 4000) + "]\n") * 30,
    "a number of five thousand digits": "x = " + "9" * 5_000,
    "many keys": "\n".join(f"k{n} = {n}" for n in range(20_000)),
    "one long key": "a" * 200_000 + " = 1",
    "a text without an end": '"""' + "a" * 200_000,
    "too large": "#" * (257 * KB),
}


def cpu(began: float) -> float:
    return time.process_time() - began


@pytest.mark.parametrize("name", JSON)
def test_a_bomb_for_the_api_is_a_problem_document_at_once(app: Flask, name: str) -> None:
    began = time.process_time()
    response = app.test_client().post(
        "/api/v1/evaluations", data=JSON[name], content_type="application/json"
    )
    assert response.status_code == 422, response.text[:300]
    assert response.mimetype == "application/problem+json"
    assert cpu(began) < AT_ONCE


@pytest.mark.parametrize("name", TOML)
@pytest.mark.parametrize("path", ["services/housing/public-rental.toml", "questions.toml"])
def test_a_bomb_for_the_editor_is_problems_at_once(name: str, path: str) -> None:
    began = time.process_time()
    found = read(path, TOML[name])
    assert isinstance(found, list)
    assert found
    assert cpu(began) < AT_ONCE


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return buffer.getvalue()


def lying(size: int) -> bytes:
    """An archive whose entry says that it is smaller than it is."""
    data = bytearray(archive({"questions.toml": b" " * (64 * KB * KB)}))
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = size.to_bytes(4, "little")
    return bytes(data)


ZIPS = {
    "64 MB of blanks": archive({"questions.toml": b" " * (64 * KB * KB)}),
    "an entry that lies about its size": lying(100),
    "five thousand files": archive({f"sources/s{n}.toml": b"" for n in range(5000)}),
    "a zip in a zip": archive({"sources/a.toml": archive({"questions.toml": b" " * 200 * KB})}),
    "a way out": archive({"../../../etc/cron.d/evil": b"x"}),
    "a way from the root": archive({"/sources/evil.toml": b"x"}),
    "a way out of a folder": archive({"sources/../../evil.toml": b"x"}),
    "a way of Windows": archive({"sources/..\\..\\evil.toml": b"x"}),
    "cut off": archive({"questions.toml": b"x" * 9000})[:-30],
}


@pytest.mark.parametrize("name", ZIPS)
def test_a_bomb_in_a_zip_is_refused_before_it_is_unpacked(name: str) -> None:
    began = time.process_time()
    with pytest.raises(ContentError):
        unpacked(ZIPS[name])
    assert cpu(began) < AT_ONCE


def test_a_bomb_sent_by_an_editor_is_told_and_changes_nothing(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    for name in ("an entry that lies about its size", "a zip in a zip", "a way out"):
        data = {
            "csrf_token": fetch.form_token(),
            "title": "x",
            "files": (io.BytesIO(ZIPS[name]), "rules.zip"),
            "file": (io.BytesIO(ZIPS[name]), "rules.zip"),
        }
        response = fetch.client.post("/admin/import", data=data)
        response.close()
        assert response.status_code in (413, 422), (name, response.status_code)
    assert "/admin/drafts/1" not in fetch.client.get("/admin/drafts").text
