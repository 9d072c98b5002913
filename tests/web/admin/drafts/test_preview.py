"""Preview: the page of residents with a draft, beside today's; nothing of it stays anywhere."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.web.admin.drafts.test_road import FLAT, WORK, begun, raised
from tests.web.admin.signing import AdminFetcher, signed_in

GUIDE = "districts/yongchuan/settle-by-work"


def framed(number: int, page: str = GUIDE, **where: str) -> str:
    """The address of a frame."""
    side, day = where.get("side", "draft"), where.get("day", "2027-01-01")
    return f"/admin/drafts/{number}/preview/{side}/{day}/{where.get('answers', '-')}/{page}"


def frames(page: str) -> list[str]:
    """The addresses of the frames of a preview, the other side first."""
    return [its.replace("&amp;", "&") for its in re.findall(r'<iframe src="([^"]+)"', page)]


def test_the_page_with_the_draft_stands_beside_that_of_today(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = raised(editor)
    page = editor.get(f"/admin/drafts/{number}/preview?day=2027-01-01").text
    before, after = (editor.get(address).text for address in frames(page))
    assert "满48个月" in after
    assert "满48个月" not in before
    assert "草稿" in after
