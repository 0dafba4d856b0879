"""The standard can be browsed whole: every duty with its history, every kind with its fields."""

from __future__ import annotations

from html import unescape
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from sightline.reporting.told.words import day, eve
from sightline.service.access.pages.shown import MARKS, marked
from sightline.service.access.roles import Role
from sightline.service.files.standard import standard, with_examples
from sightline.standard.model import Rule
from tests.service.access.pages.small import Small

pytestmark = pytest.mark.once


@pytest.fixture
def reader(it: Small) -> Client:
    """Somebody of the role that may open least."""
    return it.browser(Role.NATIONAL_ANALYST)


def shown(reader: Client, name: str, **where: str) -> str:
    """What a page says, as text that can be searched for."""
    answer = reader.get(reverse(name, kwargs=where))
    assert answer.status_code == HTTPStatus.OK, where
    return unescape(answer.content.decode())


def in_force(rule: Rule) -> str:
    if rule.until is None:
        return f"Since {day(rule.from_)}"
    return f"From {day(rule.from_)} to {day(eve(rule.until))}"


def test_every_duty_shows_its_title_and_every_rule_with_its_days_and_source(
    reader: Client,
) -> None:
    duties = with_examples().duties
    assert len(duties) > 200
    for duty in duties.values():
        page = shown(reader, "duty", duty=duty.id)
        assert f'<h1 class="govuk-heading-l">{duty.title}</h1>' in page
        assert duty.why in page
        for rule in (rule for part in duty.parts for rule in part.rules):
            assert in_force(rule) in page, duty.id
            assert rule.source.rstrip(".") in page or rule.source[1:].rstrip(".") in page, duty.id
            assert "there must" in page
        assert duty.examples, duty.id
        for example in duty.examples:
            assert example.says in page, duty.id


def test_every_kind_shows_its_fields_and_codes(reader: Client) -> None:
    kinds = standard().kinds
    assert len(kinds) >= 60
    for kind in kinds.values():
        page = shown(reader, "kind", kind=kind.name)
        assert f'<h1 class="govuk-heading-l">{kind.title}</h1>' in page
        for field in kind.fields.values():
            assert field.title in page, kind.name
            for code in field.codes:
                assert code.label in page, (kind.name, field.name)


def test_every_page_of_the_guide_opens(reader: Client) -> None:
    for one in standard().guide.values():
        page = shown(reader, "guide", guide=one.id)
        assert one.summary in page
        assert all(law.says in page for law in one.law)


def test_what_there_is_not_is_not_found(reader: Client) -> None:
    for name, where in (("duty", "duty"), ("kind", "kind"), ("guide", "guide")):
        address = reverse(name, kwargs={where: "there-is-none"})
        assert reader.get(address).status_code == HTTPStatus.NOT_FOUND


def test_the_list_says_which_standard_it_is_and_has_all_duties_25_a_page(reader: Client) -> None:
    told = standard()
    first = shown(reader, "standard")
    assert told.version in first and told.digest in first
    count = len(told.duties)
    pages = -(-count // 25)
    found = set()
    for number in range(1, pages + 1):
        page = unescape(reader.get(f"{reverse('standard')}?page={number}").content.decode())
        here = {id_ for id_ in told.duties if f'href="/standard/duties/{id_}"' in page}
        assert len(here) == (25 if number < pages else count - 25 * (pages - 1))
        found |= here
    assert found == set(told.duties)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"owed_to": "board"}, lambda duty: "board" in duty.owed_to),
        (
            {"owner": "designated-officer"},
            lambda duty: any(
                rule.owner == "designated-officer" for part in duty.parts for rule in part.rules
            ),
        ),
        (
            {"section": "framework/safeguarding-board", "owed_to": "board"},
            lambda duty: "framework/safeguarding-board" in duty.serves and "board" in duty.owed_to,
        ),
        ({"words": "Safer VETTING there-is-none"}, lambda duty: False),
    ],
)
def test_the_filter_shows_those_duties_and_no_others(
    reader: Client, asked: dict[str, str], wanted: object
) -> None:
    page = unescape(reader.get(reverse("standard"), asked).content.decode())
    found = {id_ for id_ in standard().duties if f'href="/standard/duties/{id_}"' in page}
    expected = {duty.id for duty in standard().duties.values() if wanted(duty)}  # type: ignore[operator]
    assert len(expected) <= 25
    assert found == expected
    if not expected:
        assert "No duty is like that." in page


def test_words_are_looked_for_in_any_order_and_case(reader: Client) -> None:
    one = next(iter(standard().duties.values()))
    words = " ".join(reversed(one.title.upper().split()))[:80]
    page = reader.get(reverse("standard"), {"words": words}).content.decode()
    assert f'href="/standard/duties/{one.id}"' in page


def test_what_a_filter_does_not_know_is_an_error_and_no_empty_list(reader: Client) -> None:
    page = reader.get(reverse("standard"), {"owner": "nobody-at-all"}).content.decode()
    assert "There is a problem" in page


def test_a_sentence_is_shown_as_it_is_whatever_it_holds() -> None:
    told = marked("<script>alert(1)</script> & " + MARKS.strong("<b>"))
    assert told == "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <strong>&lt;b&gt;</strong>"
    kind = standard().kinds["assessment"]
    assert marked(MARKS.kind(kind, "assess<ment")) == (
        '<a class="govuk-link" href="/standard/kinds/assessment">assess&lt;ment</a>'
    )
