"""What holds of a page of every pattern, as it is sent."""

from __future__ import annotations

import base64
import hashlib

import pytest
from django.conf import settings
from jinja2 import UndefinedError

from sightline.service.ui.frame import Frame
from tests.service.ui.pages import HARM, TEMPLATES, given, pages, visit
from tests.service.ui.trees import Node, tree

PAGES = {name: tree(html) for name, html in pages().items()}


@pytest.fixture(params=sorted(PAGES))
def page(request: pytest.FixtureRequest) -> Node:
    return PAGES[request.param]


def ids(page: Node) -> list[str]:
    return [node.attributes["id"] for node in every(page) if "id" in node.attributes]


def every(node: Node) -> list[Node]:
    found = [child for child in node.children if isinstance(child, Node)]
    return found + [inner for child in found for inner in every(child)]


def test_a_page_has_one_heading_one_main_its_language_and_its_title(page: Node) -> None:
    (html,) = page.all("html")
    assert html.attributes["lang"] == "en-GB"
    assert len(page.all("main")) == 1
    (heading,) = page.all("h1")
    (title,) = page.all("title")
    said = title.text().removeprefix("Error: ").split(" – ")
    assert said[0] == heading.text() and said[-1] == "Sightline"


def test_no_id_stands_twice_and_every_one_named_is_there(page: Node) -> None:
    found = ids(page)
    assert len(found) == len(set(found))
    for node in every(page):
        named = [node.attributes.get("for", "")]
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls"):
            named += node.attributes.get(attribute, "").split()
        href = node.attributes.get("href", "")
        named += [href[1:]] if href.startswith("#") else []
        assert {name for name in named if name} <= set(found)


def test_no_style_and_no_script_but_the_one_whose_hash_is_allowed(page: Node) -> None:
    assert page.all("style") == []
    for node in every(page):
        assert not [name for name in node.attributes if name == "style" or name.startswith("on")]
        assert not node.attributes.get("href", "").startswith("javascript:")
    inline = [script for script in page.all("script") if "src" not in script.attributes]
    (allowed,) = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"][1:]
    assert [_hash(script) for script in inline] == [allowed]


def _hash(script: Node) -> str:
    digest = hashlib.sha256(script.text().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def test_what_means_harm_is_shown_as_text() -> None:
    for name in ("list", "detail", "confirm", "stale"):
        assert PAGES[name].text().count(HARM) >= 2
    boxes = {box.attributes.get("name"): box for box in PAGES["form-refused"].all("input")}
    assert boxes["worker"].attributes["value"] == HARM


def test_only_the_pages_that_the_person_may_open_are_offered() -> None:
    (navigation,) = [
        nav for nav in PAGES["list"].all("nav") if "service-navigation" in nav.attributes["class"]
    ]
    assert [link.attributes["href"] for link in navigation.all("a")] == ["/files", "/add"]
    assert [form.attributes["action"] for form in navigation.all("form")] == ["/sign-out"]
    stranger = tree(given("not_found", frame=Frame()))
    assert stranger.all("nav") == [] and stranger.all("form") == []


def test_a_refused_form_says_so_in_its_title_and_leads_to_each_error() -> None:
    assert "Error:" not in PAGES["form"].all("title")[0].text()
    refused = PAGES["form-refused"]
    assert refused.all("title")[0].text() == "Error: Add a visit – Sam – Sightline"
    (summary,) = [
        node for node in refused.all("div") if node.attributes.get("class") == "govuk-error-summary"
    ]
    led_to = [link.attributes["href"].removeprefix("#") for link in summary.all("a")]
    assert led_to == [
        "id_made-day", "id_began-day", "id_email", "id_minutes", "id_reason", "id_place",
        "id_needs", "id_told",
    ]  # fmt: skip
    assert set(led_to) <= set(ids(refused))


def test_an_empty_list_says_its_sentence_and_shows_no_pages() -> None:
    empty = PAGES["list-empty"]
    assert "No file is allocated to you." in empty.text()
    assert empty.all("table") == [] and "govuk-pagination" not in str(empty)


def test_the_pages_of_a_list_keep_the_filter() -> None:
    (pagination,) = [
        nav for nav in PAGES["list"].all("nav") if nav.attributes["class"] == "govuk-pagination"
    ]
    links = [link.attributes["href"] for link in pagination.all("a")]
    assert links == [f"?team=n&page={number}" for number in (1, 1, 2, 3, 63, 3)]


def test_both_versions_of_a_stale_form_stand_side_by_side() -> None:
    (table,) = PAGES["stale"].all("table")
    assert [cell.text() for cell in table.all("td")] == ["All is well", HARM]
    assert "Jo Marsh saved it on Fri 27 Mar 2026 14:30" in PAGES["stale"].text()


def test_what_a_page_was_not_given_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(UndefinedError, match="title"):
        given("form", form=visit(), submit="Add")
    with pytest.raises(UndefinedError, match="missing"):
        TEMPLATES.from_string("{{ missing }}").render()
