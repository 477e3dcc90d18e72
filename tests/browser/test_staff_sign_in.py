"""A new officer's first day: invited, password, second step, desk; on a small telephone, and with a security key."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from accounts.second_factor import has_second_factor
from tests.accounts.post import letters, link_in
from tests.browser.axe import violations
from tests.browser.signing_in import PASSWORD, code, with_password
from tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_host_only")]
SHOTS = os.environ.get("SHOTS")


def look(page: Page, name: str) -> None:
    """Check a page against WCAG, and keep its picture where SHOTS names a folder."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def sign_in(page: Page, url: str, user: User) -> None:
    page.goto(f"{url}/en/akun/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    look(page, "sign-in")
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture
def security_key(page: Page) -> Iterator[None]:
    """A security key of the browser's own making, which is touched whenever it is asked."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield
    session.detach()


def test_an_officer_is_invited_and_reaches_the_desk(page: Page, live_server: Any) -> None:
    admin = with_password(MembershipFactory(role=Role.AGENCY_ADMIN, user__name="Ibu Ratna").user)
    sign_in(page, live_server.url, admin)
    page.get_by_label("Code").fill(code())
    look(page, "code")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{live_server.url}/en/tim/")
    look(page, "team")
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_label("Name").fill("Joko")
    page.get_by_label("E-mail").fill("joko@contoh.go.id")
    look(page, "invite")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("joko@contoh.go.id", exact=True)).to_be_visible()
    page.context.clear_cookies()

    page.goto(live_server.url + link_in(letters()[-1], "/undangan/"))
    expect(page.get_by_text("Ibu Ratna", exact=False).first).to_be_visible()
    page.get_by_label("Password", exact=True).fill("pendek")
    look(page, "invitation")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("#id_password_error")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Accept").click()
    look(page, "second-step")
    page.goto(f"{live_server.url}/en/petugas/")
    expect(page.get_by_role("heading", name="One more step for your sign-in")).to_be_visible()
    page.get_by_role("link", name="Authenticator app").click()
    look(page, "app")
    page.get_by_text("It cannot be scanned").click()
    secret = page.locator(".totp-key").inner_text()
    page.get_by_label("The code that your app shows now").fill(code(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    look(page, "recovery")
    page.get_by_role("link", name="I have kept them: go on").click()
    expect(page).to_have_url(f"{live_server.url}/en/petugas/")
    page.goto(f"{live_server.url}/en/akun/")
    look(page, "account")
    assert has_second_factor(User.objects.get(email="joko@contoh.go.id"))


@pytest.mark.usefixtures("security_key")
def test_a_security_key_is_the_second_step_and_a_passkey_needs_no_password(page: Page, live_server: Any) -> None:
    officer = with_password(MembershipFactory(user__second_factor=False).user)
    sign_in(page, live_server.url, officer)
    page.get_by_role("link", name="Finger, face or security key").click()
    page.get_by_label("Let it open my account without the password").check()
    look(page, "key")
    page.get_by_role("button", name="Add this key").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.context.clear_cookies()

    sign_in(page, live_server.url, officer)
    page.get_by_role("button", name="Use a security key or passkey").click()
    expect(page).to_have_url(f"{live_server.url}/en/petugas/")
    page.context.clear_cookies()

    page.goto(f"{live_server.url}/en/akun/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{live_server.url}/en/petugas/")


def test_a_browser_without_a_key_says_so_on_the_page(page: Page, live_server: Any) -> None:
    user = with_password(UserFactory())
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'))")
    sign_in(page, live_server.url, user)
    page.get_by_role("button", name="Use a security key or passkey").click()
    expect(page.get_by_text("That did not work")).to_be_visible()


def test_a_password_can_be_looked_at_with_the_keyboard(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/en/akun/login/")
    page.get_by_label("Password", exact=True).fill("rahasia")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
