"""More requests at once than there are places: the rest are told to come back, and when."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from portal.web.http.load_shedding import RETRY_SECONDS, Shedding


def streamed(environ: dict[str, Any], start_response: Any) -> Any:
    """An application that works on its answer while it is sent."""
    return Response(iter(["told"]))(environ, start_response)


def told(environ: dict[str, Any], start_response: Any) -> Any:
    """An application that fails where it is asked to."""
    if environ["PATH_INFO"] == "/fails":
        raise LookupError
    return Response("told")(environ, start_response)


@pytest.fixture
def full() -> Client:
    """A client of an application whose only place is taken, by an answer not read to its end."""
    client = Client(Shedding(streamed, most=1))
    assert client.get("/").status_code == 200
    return client


def test_a_person_is_told_in_three_languages_to_come_back(full: Client) -> None:
    refused = full.get("/districts")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, str(RETRY_SECONDS))
    assert all(words in refused.text for words in ("请过几秒", "請過幾秒", "try again"))


def test_a_program_is_told_so_in_a_problem_document(full: Client) -> None:
    refused = full.get("/api/v1/services")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, str(RETRY_SECONDS))
    assert refused.mimetype == "application/problem+json"
    assert json.loads(refused.text)["status"] == 503


def test_whether_the_process_lives_is_always_answered(full: Client) -> None:
    assert full.get("/livez").status_code == full.get("/readyz").status_code == 200


def test_a_place_is_free_again_after_an_answer_and_after_a_failure() -> None:
    client = Client(Shedding(told, most=1))
    for _ in range(3):
        assert client.get("/", buffered=True).status_code == 200
        with pytest.raises(LookupError):
            client.get("/fails")


def test_an_answer_that_is_whole_holds_no_place_while_it_is_read() -> None:
    client = Client(Shedding(told, most=1))
    slowly = client.get("/")
    assert client.get("/").status_code == 200
    assert slowly.text == "told"
