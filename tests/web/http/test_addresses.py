"""Addresses are built once, and what somebody typed is never kept."""

from __future__ import annotations

from flask import Flask, url_for

from portal.web.http import addresses
from portal.web.http.addresses import Portal


def built(app: Flask) -> dict[addresses.Address, str]:
    """The addresses that an application keeps."""
    assert isinstance(app, Portal)
    return app._built


def test_an_address_belongs_to_the_language_channel_size_and_root_of_its_page(app: Flask) -> None:
    pages = {
        "/": "/result/residence-permit",
        "/en/": "/en/result/residence-permit",
        "/kiosk/": "/kiosk/result/residence-permit",
        "/?size=elder": "/result/residence-permit?size=elder",
    }
    for _ in range(2):  # built, then kept
        for page, address in pages.items():
            with app.test_request_context(page):
                assert url_for(".service_result", service="residence-permit") == address
        with app.test_request_context("/", base_url="http://localhost/below"):
            found = url_for(".service_result", service="residence-permit")
            assert found == "/below/result/residence-permit"


def test_the_way_back_to_standard_type_is_not_led_to_the_larger_one_again(app: Flask) -> None:
    built(app).clear()
    for _ in range(2):
        with app.test_request_context("/about?size=large"):
            assert url_for(".about", size="standard") == "/about"
            assert url_for(".about") == "/about?size=large"
        with app.test_request_context("/about"):
            assert url_for(".about") == "/about"


def test_an_absolute_address_or_part_of_a_page_is_still_what_flask_makes_of_it(app: Flask) -> None:
    with app.test_request_context("/"):
        assert url_for(".home", _external=True) == "http://localhost/"
        assert url_for(".home", _anchor="below") == "/#below"
        assert url_for(".home") == "/"


def test_what_somebody_typed_is_not_kept(app: Flask) -> None:
    with app.test_request_context("/"):
        assert url_for(".search", q="我的名字") == "/search?q=%E6%88%91%E7%9A%84%E5%90%8D%E5%AD%97"
        url_for(".search", district="x" * 100)
    assert not any("我的名字" in str(key) or "x" * 100 in str(key) for key in built(app))


def test_no_more_than_so_many_are_kept(app: Flask) -> None:
    with app.test_request_context("/"):
        for number in range(addresses._MOST_KEPT + 10):
            url_for(".service_result", service=f"no-{number}")
    assert len(built(app)) <= addresses._MOST_KEPT
