"""Code lists are those of the day on which it happened, not of the day on which it is typed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.engine.model import Moment
from sightline.service.casework.choices import Offered
from sightline.service.casework.forms import RecordForm
from sightline.service.files.answers import check
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.standard import standard
from sightline.standard.calendar import day_of
from sightline.standard.model import Code, Field, FieldType, Kind
from tests.service.casework.filling import Data, typed
from tests.service.worlds import World, browser, open_file, record, world

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
DATED = [
    (kind, field, code)
    for kind in standard().kinds.values()
    if not kind.steps and kind.lasts != "period"
    for field in kind.fields.values()
    if field.type is FieldType.CODE
    for code in field.codes
    if code.from_ is not None or code.until is not None
]


def form(kind: Kind, file: UUID, data: Data, **said: object) -> RecordForm:
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values)
    sent = query if data else None
    return RecordForm(kind, file=file, today=TODAY, offered=Offered(), data=sent, **said)  # type: ignore[arg-type]


def typed_day(on: date, name: str = "occurred") -> Data:
    return {f"{name}-{part}": [str(getattr(on, part))] for part in ("day", "month", "year")}


def hidden() -> Data:
    return {"id": [str(uuid4())], "seen": ["1"]}


def in_use(code: Code, on: date) -> bool:
    return (code.from_ is None or code.from_ <= on) and (code.until is None or on < code.until)


@pytest.fixture
def file() -> UUID:
    return open_file(given="Robin")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_code_is_accepted_on_the_days_on_which_it_was_in_use_and_on_no_other(
    file: UUID, data: st.DataObject
) -> None:
    """On the first day, the last, the day before and the day after, and any other."""
    kind, field, code = data.draw(st.sampled_from(DATED))
    edges = [day for day in (code.from_, code.until) if day is not None]
    near = st.sampled_from(edges).flatmap(
        lambda edge: st.integers(-2, 2).map(lambda n: edge + timedelta(n))
    )
    on = data.draw(near.filter(lambda day: day <= TODAY))
    said = {"precision": ["day"], f"answer-{field.name}": [code.value]}
    sent = form(kind, file, hidden() | said | typed_day(on))
    sent.is_valid()
    told = unescape(str(sent.errors.get(f"answer-{field.name}", "")))
    assert (told == "") == in_use(code, on)
    if told:
        assert code.label in told and f"{on.day} {on:%B %Y}" in told
        last = None if code.until is None else code.until - timedelta(1)
        for edge in (code.from_, last):
            assert edge is None or f"{edge.day} {edge:%B %Y}" in told
    shown = dict(sent.fields[f"answer-{field.name}"].widget.choices)
    assert (shown[code.value] == code.label) == in_use(code, on)


TOOLS = (
    Code("first", "First tool", None, date(2018, 5, 15)),
    Code("second", "Second tool", date(2018, 5, 15), None),
    Code("none", "No tool"),
)
KIND = Kind("tooling", "Tooling", standard().kinds["contact"].lasts, {
    "tool": Field("tool", "Tool", FieldType.CODE, TOOLS)
})  # fmt: skip


def fault(entry: Entry) -> str:
    made = replace(standard(), kinds={**standard().kinds, "tooling": KIND})
    try:
        check(entry, made, file=uuid4())
    except BadEntry as bad:
        return bad.faults.get("tool", "")
    return ""


@pytest.mark.once
def test_the_sentence_says_which_was_in_use_when() -> None:
    on = Moment(day_of(date(2018, 5, 14)))
    assert fault(Entry("tooling", on, details={"tool": "second"})) == (
        "“Second tool” (Tool) is in use from 15 May 2018. This record is of 14 May 2018. "
        "Choose “First tool” or “No tool”."
    )
    after = Moment(day_of(date(2018, 5, 15)))
    assert fault(Entry("tooling", after, details={"tool": "first"})) == (
        "“First tool” (Tool) was in use until 14 May 2018. This record is of 15 May 2018. "
        "Choose “Second tool” or “No tool”."
    )


@pytest.mark.once
@pytest.mark.parametrize(("precision", "first"), [("month", (2018, 5, 1)), ("year", (2018, 1, 1))])
def test_of_what_is_known_to_the_month_any_day_may_have_been_it(
    precision: str, first: tuple[int, int, int]
) -> None:
    on = Moment(day_of(date(*first)))
    for tool in ("first", "second"):
        assert fault(Entry("tooling", on, precision, details={"tool": tool})) == ""
    june = Moment(day_of(date(2018, 6, 1)))
    assert "1 June 2018 to 30 June 2018" in fault(
        Entry("tooling", june, "month", details={"tool": "first"})
    )


@pytest.mark.once
def test_what_is_planned_takes_the_list_of_the_day_it_is_planned_for() -> None:
    before = day_of(date(2018, 5, 14))
    assert fault(Entry("tooling", planned_start=before, details={"tool": "second"}))
    assert not fault(Entry("tooling", planned_start=before + 1, details={"tool": "second"}))


def test_the_list_is_that_of_the_planned_day_where_nothing_has_happened(file: UUID) -> None:
    sent = form(KIND, file, {"precision": ["day"], **typed_day(date(2018, 5, 1), "planned_start")})
    labels = [label for _, label in sent.fields["answer-tool"].widget.choices]
    assert labels[0] == "First tool" and "Second tool (from 15 May 2018)" in labels


def test_an_old_record_is_corrected_with_the_list_of_its_day(file: UUID) -> None:
    """Its code is retired today, is offered as in use then, and is kept when it is sent again."""
    kind = standard().kinds["assessment"]
    entry = Entry("assessment", Moment(day_of(date(2010, 5, 1))), details={"tool": "asset"})
    shown = form(kind, file, {}, before=entry)
    labels = dict(shown.fields["answer-tool"].widget.choices)
    assert labels["asset"] == "Asset" and labels["assetplus"].startswith("AssetPlus (from")
    data = hidden() | {"reason": ["A slip"]} | typed(kind, entry)
    sent = form(kind, file, data, before=entry)
    assert sent.is_valid(), sent.errors
    assert sent.entry() == entry


def test_a_code_that_left_the_list_is_shown_and_not_dropped(file: UUID) -> None:
    entry = Entry("tooling", Moment(day_of(date(2018, 5, 1))), details={"tool": "gone"})
    shown = form(KIND, file, {}, before=entry, was={"tool": "A tool of old"})
    asked = shown["answer-tool"]
    labels = dict(asked.field.widget.choices)
    assert asked.value() == "gone" and labels["gone"] == "A tool of old (no longer in the list)"


def test_a_retired_code_is_shown_on_an_old_record_by_its_name() -> None:
    here: World = world()
    was = Moment(day_of(date(2010, 5, 1)))
    row = record(here.child, "assessment", was, agency=here.yjs.pk, tool="asset")
    page = reverse("record", args=[here.child, row.fact])
    html = re.sub(r"\s+", " ", browser(here.worker).get(page).content.decode())
    assert re.search(r">Tool</dt> <dd[^>]*> *(<[^>]*> *)*Asset *<", html)
