"""Pieces of the layout are kept for each language, size and root, and for no other page."""

from __future__ import annotations

from flask import Flask

from portal.web.http.pages import shell


def test_pages_of_a_kind_share_their_pieces_and_others_have_their_own(app: Flask) -> None:
    def pieces(path: str, root: str = "http://localhost/") -> int:
        with app.test_request_context(path, base_url=root):
            found = shell().pieces
            assert found is not None
            return id(found)

    own = pieces("/")
    assert pieces("/districts") == own
    others = [pieces(path) for path in ("/en/", "/zh-hant/", "/kiosk/about", "/?size=elder")]
    others.append(pieces("/", "http://localhost/below"))
    assert len({own, *others}) == 6


def test_a_piece_is_that_of_its_language_size_and_root(app: Flask) -> None:
    client = app.test_client()
    for _ in range(2):  # rendered, then kept
        assert 'href="/about"' in client.get("/districts").text
        assert 'href="/en/about"' in client.get("/en/districts").text
        assert 'href="/about?size=elder"' in client.get("/districts?size=elder").text
