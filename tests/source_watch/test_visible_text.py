"""The visible text of pages, and how two differ."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.source_watch.text_differences import MOST_CHANGES, differences
from portal.source_watch.visible_text import visible_text

PAGE = """<html><head><title>t</title><style>p{}</style><script>var a</script></head>
<body><nav>首页</nav><header>头</header><p>满三年。</p><p>带身份证；\u3000 照片。</p>
<footer>尾</footer></body></html>"""


def test_what_a_reader_sees_without_menus_and_scripts() -> None:
    assert visible_text(PAGE.encode(), "text/html") == "满三年。\n带身份证； 照片。"


@pytest.mark.parametrize("encoding", ["gb2312", "GBK", "gb18030", "utf-8", "big5"])
def test_a_page_is_read_in_the_encoding_it_names(encoding: str) -> None:
    body = f'<meta charset="{encoding}"><p>人民</p>'.encode(encoding)
    assert visible_text(body, "text/html") == "人民"
    assert visible_text("<p>人民</p>".encode(encoding), f"text/html; charset={encoding}") == "人民"


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", ""])
def test_of_a_file_its_fingerprint_is_compared(kind: str) -> None:
    one, other = (visible_text(b"%PDF-1.7 " + part, kind) for part in (b"a", b"b"))
    assert one != other
    assert re.fullmatch(r"\[[a-z/]+ [0-9a-f]{16}\]", one)


@given(st.binary(max_size=3000), st.sampled_from(("", "text/html", "text/html; charset=nope")))
def test_no_bytes_make_it_fail(body: bytes, content_type: str) -> None:
    visible_text(body, content_type)


def test_what_differs_is_told_in_sentences() -> None:
    before = "第一条。满三年的可以办。\n带身份证。"
    after = "第一条。满一年的可以办。\n带身份证。"
    assert differences(before, after) == (("满三年的可以办。",), ("满一年的可以办。",))


def test_what_only_moved_is_no_difference() -> None:
    assert differences("甲。乙。", "乙。\n甲。") == ((), ())


@given(st.text("甲乙。\n", max_size=300), st.text("甲乙。\n", max_size=300))
def test_equal_texts_do_not_differ_and_few_differences_are_told(one: str, other: str) -> None:
    assert differences(one, one) == ((), ())
    assert all(len(lines) <= MOST_CHANGES for lines in differences(one, other))


def test_a_long_text_of_equal_sentences_is_compared_at_once() -> None:
    gone, come = differences("。" * 200_000, "。" * 199_999)
    assert (gone, come) == (("。",), ())
