"""Which language a page speaks, and how a visitor changes it."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def found(pattern: str, html: str) -> str:
    """The first group of a pattern that the page must have."""
    match = re.search(pattern, html)
    assert match, pattern
    return match[1]


def spoken(html: str) -> str:
    """The language that the page says it is in."""
    return found(r'<html lang="(\w+)"', html)


def switch(client: Client, path: str) -> str:
    """Press the page's own language switch; return the address one ends on."""
    page = client.get(path)
    target = found(r'name="next"\s+value="([^"]+)"', page.content.decode()).replace("&amp;", "&")
    language = found(r'name="language"\s+value="(\w+)"', page.content.decode())
    answer = client.post("/bahasa/setlang/", {"next": target, "language": language}, follow=True)
    assert answer.status_code == 200
    assert spoken(answer.content.decode()) == language
    query = answer.request["QUERY_STRING"]
    return answer.request["PATH_INFO"] + (f"?{query}" if query else "")


def test_a_page_without_prefix_is_indonesian(client: Client) -> None:
    assert spoken(client.get("/").content.decode()) == "id"


def test_the_switch_leads_to_the_same_page_with_its_query_and_back(client: Client) -> None:
    assert switch(client, "/?a=1&b=2") == "/en/?a=1&b=2"
    assert switch(client, "/en/?a=1&b=2") == "/?a=1&b=2"


def test_a_visitor_on_an_english_link_without_a_cookie_can_switch_to_indonesian(client: Client) -> None:
    assert switch(client, "/en/") == "/"


def test_who_prefers_english_is_led_to_the_english_page(client: Client) -> None:
    answer = client.get("/?theme=W", headers={"accept-language": "en-GB,en;q=0.9"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/?theme=W")
    assert "Accept-Language" in answer["Vary"]


def test_a_choice_of_indonesian_beats_the_browsers_english(client: Client) -> None:
    client.cookies["django_language"] = "id"
    answer = client.get("/", headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert spoken(answer.content.decode()) == "id"


def test_an_address_for_programs_is_never_led_elsewhere(client: Client) -> None:
    assert client.get("/healthz", headers={"accept-language": "en"}).status_code == 200


def test_an_unknown_page_says_so_in_the_house_style(client: Client) -> None:
    answer = client.get("/tidak-ada/")
    assert answer.status_code == 404
    assert 'class="site-header"' in answer.content.decode()
