"""Pieces of the layout are kept for each language, size and root, and for no other page."""

from __future__ import annotations

import gc
from weakref import ref

from flask import Flask

from portal.i18n import MOST_SAID
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


def test_a_macro_of_closed_values_is_rendered_once_for_each_of_them(app: Flask) -> None:
    drawn = app.jinja_env.from_string(
        "{% macro _mark(name) %}<b>{{ name }}</b>{% endmacro %}{% set mark = once(_mark) %}"
        '{{ mark("&") }}{{ mark("a") }}{{ mark("a") is sameas mark("a") }}'
    ).render()
    assert drawn == "<b>&amp;</b><b>a</b>True"


def test_wording_of_a_template_is_in_the_language_of_its_page_and_values_are_escaped(
    app: Flask,
) -> None:
    template = app.jinja_env.from_string(
        '{{ _("Privacy") }} {{ _("City hotline %(number)s", number="<1>") }}'
    )
    for _ in range(2):  # looked up, then kept
        for path, words in {"/": "隐私说明 城市", "/en/": "Privacy City"}.items():
            with app.test_request_context(path):
                app.preprocess_request()
                said = template.render()
                assert said.split()[0] == words.split()[0]
                assert "&lt;1&gt;" in said
                app.do_teardown_request(None)


def test_words_are_kept_as_html_only_where_the_template_is_html(app: Flask) -> None:
    words = '{% set said = _("A & B") %}{{ said ~ "<" }}'
    escaping = app.jinja_env.from_string(words)
    bare = app.jinja_env.from_string("{% autoescape false %}" + words + "{% endautoescape %}")
    with app.test_request_context("/en/"):
        for _ in range(2):  # looked up, then kept
            assert (escaping.render(), bare.render()) == ("A & B&lt;", "A & B<")


def test_words_kept_of_templates_are_bounded(app: Flask) -> None:
    class Words(str):
        """Words of which one can see that nobody holds them."""

        __slots__ = ("__weakref__",)

    template = app.jinja_env.from_string("{{ _(words) }}")
    with app.test_request_context("/en/"):
        app.preprocess_request()
        first = Words("first")
        held = ref(first)
        template.render(words=first)
        del first
        gc.collect()
        assert held() is not None
        for number in range(MOST_SAID):
            template.render(words=f"word {number}")
        gc.collect()
        assert held() is None
        app.do_teardown_request(None)
