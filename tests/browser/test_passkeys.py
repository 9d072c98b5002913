"""A passkey in Chromium: made, used at the door and to confirm, on a device played by DevTools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal.store.people import passkeys
from tests.browser.conftest import Visit
from tests.browser.office import Office, office_of
from tests.web.admin.conftest import Clock, admin_app, clock
from tests.web.admin.signing import PASSWORD, added

__all__ = ["admin_app", "clock"]
pytestmark = [
    pytest.mark.browser,
    # The test server leaves a static file open when the browser goes away in the middle of it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def office(admin_app: Flask, chromium: Browser) -> Iterator[Office]:
    """The portal by a name: an address in figures knows no passkeys."""
    with office_of(admin_app, chromium, "localhost") as office:
        yield office


def pressed(page: Page, words: str) -> None:
    """Press the button of these words and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def sound(visit: Visit) -> None:
    """The page that is open fits windows of every size, and axe finds nothing."""
    visit.fits_everywhere()
    assert visit.axe() == []


def name_and_password(visit: Visit, name: str) -> None:
    page = visit.open("/admin/")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    pressed(page, "登录")


def device_of(visit: Visit) -> tuple[Any, str]:
    """A device in this window, and the number by which DevTools know it."""
    tools = visit.context.new_cdp_session(visit.page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return tools, made["authenticatorId"]


def test_a_manager_makes_a_passkey_signs_in_with_it_and_confirms(
    office: Office, admin_app: Flask, clock: Clock
) -> None:
    person = added(admin_app, "manager", name="首位")
    visit = office.window()
    page = visit.page
    device_of(visit)
    name_and_password(visit, person.name)
    expect(page.locator("h1")).to_have_text("设置第二重验证")
    sound(visit)
    page.fill("#passkey_name", "办公室电脑")
    pressed(page, "添加通行密钥")
    sound(visit)
    pressed(page, "现在添加")
    expect(page.locator(".codes li")).to_have_count(10)
    sound(visit)
    page.get_by_role("link", name="我已保存，继续").click()
    visit.open("/admin/account")
    expect(page.locator("#passkeys")).to_contain_text("办公室电脑")
    sound(visit)

    pressed(page, "退出登录")
    name_and_password(visit, person.name)
    expect(page.get_by_role("button", name="使用通行密钥")).to_be_visible()
    expect(page.get_by_text("通行密钥需要浏览器开启脚本")).to_be_hidden()
    sound(visit)
    pressed(page, "使用通行密钥")
    expect(page.locator("header.side nav")).to_be_visible()

    clock.passes(minutes=11)
    visit.open("/admin/people")
    page.locator('form[action$="/people"] #name').fill("新人")
    page.locator("#role-editor").check()
    pressed(page, "添加并显示开户码")
    expect(page.locator("h1")).to_have_text("请确认是您本人")
    sound(visit)
    pressed(page, "使用通行密钥")
    expect(page.locator("h1")).to_have_text("开户码")
    expect(page.locator(".kicker")).to_have_text("新人")


def test_a_device_without_the_passkey_is_told_and_a_code_works(
    office: Office, admin_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = added(admin_app, "editor", name="编辑")
    visit = office.window(viewport={"width": 360, "height": 740})
    page = visit.page
    tools, device = device_of(visit)
    name_and_password(visit, person.name)
    visit.open("/admin/account")
    page.fill("#passkey_name", "手机")
    pressed(page, "添加通行密钥")
    pressed(page, "现在添加")
    code = page.locator(".codes code").first.inner_text()
    visit.open("/admin/account")
    pressed(page, "退出登录")
    tools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    name_and_password(visit, person.name)
    use = page.get_by_role("button", name="使用通行密钥")
    fault = page.locator("[data-passkey-fault]")
    use.click()
    expect(fault).to_contain_text("设备没有回应")
    assert visit.axe() == []
    monkeypatch.setattr(passkeys, "CHALLENGE_TRIES", 1)
    visit.expected.append("429 (TOO MANY")
    use.click()
    expect(fault).to_contain_text("尝试次数过多，请1分钟后再试。")
    expect(use).to_be_enabled()
    page.fill("#code", code)
    pressed(page, "继续")
    expect(page.locator("header.side")).to_contain_text(person.name)


def test_without_scripts_the_page_says_so_and_codes_work(office: Office, admin_app: Flask) -> None:
    person = added(admin_app, "manager", name="无脚本")
    visit = office.window(java_script_enabled=False)
    page = visit.page
    name_and_password(visit, person.name)
    expect(page.locator("#code")).to_be_visible()
    page.fill("#passkey_name", "手机")
    pressed(page, "添加通行密钥")
    expect(page.get_by_text("通行密钥需要浏览器开启脚本")).to_be_visible()
    expect(page.get_by_role("button", name="现在添加")).to_be_hidden()
    page.get_by_role("link", name="改用身份验证器应用").click()
    expect(page.locator("#code")).to_be_visible()
