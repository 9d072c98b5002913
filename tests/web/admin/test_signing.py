"""Signing in: both factors, throttled, with sessions that end."""

from __future__ import annotations

import pytest
from flask import Flask

from .signing import signed_in


@pytest.mark.parametrize("role", ["editor", "approver", "manager"])
@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_somebody_signed_in_sees_the_overview(admin_app: Flask, role: str, prefix: str) -> None:
    fetch = signed_in(admin_app, role)
    text = fetch.get(f"{prefix}/admin/").text
    assert 'aria-current="page"' in text
    assert fetch.name in text
