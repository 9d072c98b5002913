"""Open data: the whole release, complete, checked by its schema, and taken back as it was given."""

from __future__ import annotations

import hashlib
import io
import json
import tomllib
import zipfile

import jsonschema
import pytest

from portal.content import SHIPPED, read_folder
from portal.publishing.archives import unpacked
from portal.web.api import open_data
from tests.web.fetching import Fetcher

FILES = ("release.json", "release.zip", "schema.json")


def test_the_index_names_every_file_with_its_checksum_and_size(fetch: Fetcher) -> None:
    index = fetch.get("/api/v1/open-data").get_json()
    assert [its["href"] for its in index["files"]] == [f"/api/v1/{name}" for name in FILES]
    for line in index["files"]:
        response = fetch.get(line["href"])
        assert hashlib.sha256(response.data).hexdigest() == line["sha256"]
        assert response.headers["X-Content-SHA256"] == line["sha256"]
        assert (len(response.data), response.mimetype) == (line["size"], line["media_type"])
    assert "licence" in index["rights"]["en"]
    assert "许可" in index["rights"]["zh"]


def test_the_json_document_holds_every_document_as_it_is_written(fetch: Fetcher) -> None:
    whole = fetch.get("/api/v1/release.json").get_json()
    files = read_folder(SHIPPED)
    assert list(whole["documents"]) == sorted(files)
    for path, text in files.items():
        plain = json.loads(json.dumps(tomllib.loads(text), default=str))
        assert whole["documents"][path] == plain, path


def test_the_json_document_follows_its_schema_and_a_wrong_one_does_not(fetch: Fetcher) -> None:
    schema = fetch.get("/api/v1/schema.json").get_json(force=True)
    whole = fetch.get("/api/v1/release.json").get_json()
    jsonschema.Draft202012Validator.check_schema(schema)
    held = jsonschema.Draft202012Validator(schema)
    assert [fault.message for fault in held.iter_errors(whole)] == []
    service = whole["documents"]["services/housing/public-rental.toml"]
    service["service"]["nmae"] = service["service"].pop("name")
    assert len(list(held.iter_errors(whole))) == 2


def test_the_zip_is_taken_back_as_it_was_given(fetch: Fetcher) -> None:
    data = fetch.get("/api/v1/release.zip").data
    assert unpacked(data) == read_folder(SHIPPED)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "licence" in archive.read("RIGHTS.txt").decode()


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_the_same_for_every_process(fetch: Fetcher, name: str) -> None:
    first = fetch.get(f"/api/v1/{name}").data
    open_data._made.cache_clear()
    assert fetch.get(f"/api/v1/{name}").data == first


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_a_page_leads_to_the_files_and_to_the_description(fetch: Fetcher, prefix: str) -> None:
    assert f'href="{prefix}/open-data"' in fetch.get(f"{prefix}/about").text
    text = fetch.get(f"{prefix}/open-data").text
    for line in fetch.get("/api/v1/open-data").get_json()["files"]:
        assert f'href="{line["href"]}"' in text
        assert line["sha256"] in text
    assert 'href="/api/openapi.json"' in text
