"""Chinese on an English page is marked, once, and nothing else of the page changes."""

from __future__ import annotations

import re

import pytest

from portal.web.http.chinese_marks import marked_chinese


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            "<p>Rent: 每月500元（最多）。 end</p>",
            '<p>Rent: <span lang="zh-Hans">每月500元（最多）。</span> end</p>',
        ),
        ('<p lang="zh-Hans">中文<b>粗</b></p>', '<p lang="zh-Hans">中文<b>粗</b></p>'),
        ('<p lang="zh-Hans">中</p>文', '<p lang="zh-Hans">中</p><span lang="zh-Hans">文</span>'),
        (
            '<select><option value="a">住房</option></select>',
            '<select><option value="a" lang="zh-Hans">住房</option></select>',
        ),
        ("<title>住房</title><textarea>住房</textarea>", None),
        ("<!-- 住房 --><br><img alt='x'>plain &amp; simple", None),
        ('<a title="a > b" href="/x">words</a>', None),
    ],
)
def test_chinese_is_marked_where_it_stands(page: str, expected: str | None) -> None:
    assert marked_chinese(page) == (page if expected is None else expected)


def test_a_page_without_its_marks_is_what_it_was() -> None:
    page = "<div><p>住房 and 租赁<br>补贴</p></p></div>公租房，很多 < 3"
    marked = marked_chinese(page)
    assert re.sub(r'<span lang="zh-Hans">([^<]*)</span>', r"\1", marked) == page
    assert marked_chinese(marked) == marked
