"""Not known, not asked, declined and no are four answers, from the form to whatever leaves it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import docx
import openpyxl
import pytest
from django import forms
from django.http import QueryDict
from django.urls import reverse

from sightline.engine.model import Moment
from sightline.returns.extract import read_extract
from sightline.returns.extract_write import write_files
from sightline.service.casework.choices import INSTEAD, Offered
from sightline.service.casework.forms import RecordForm
from sightline.service.casework.kinds import PAGES_OF_THEIR_OWN
from sightline.service.files import services
from sightline.service.files.entries import Entry
from sightline.service.files.moments import minute_at
from sightline.service.files.reading import engine_file
from sightline.service.files.standard import standard
from sightline.service.ledger import chains, clock
from sightline.service.ledger.chains import file_chain
from sightline.standard.calendar import day_of
from sightline.standard.model import RESERVED_ANSWERS, Field, FieldType, Kind, Lasts
from tests.service.casework.filling import Data, form_of, typed
from tests.service.worlds import World, browser, machine, world

pytestmark = pytest.mark.django_db

WORDS = dict(INSTEAD)
ON = Moment(day_of(date(2026, 10, 5)))
BY_SIGNING = {"countersigned"}

Said = dict[tuple[str, str], str]
"""By the title of a kind and of a field: what is said there."""


def kinds() -> Iterator[Kind]:
    """The kinds of a child's file, but for those that only their own pages make."""
    for kind in standard().kinds.values():
        if "child" in kind.of and kind.name not in {*PAGES_OF_THEIR_OWN, "sign-off", "allocation"}:
            yield kind


def asked(kind: Kind) -> list[Field]:
    return [field for field in kind.fields.values() if field.name not in BY_SIGNING]


def in_turn(kind: Kind, first: int) -> dict[str, str]:
    """A reserved answer for every field of a kind, another for each."""
    names = [name for name, _ in INSTEAD]
    return {field.name: names[(n + first) % 3] for n, field in enumerate(asked(kind))}


def entry_of(kind: Kind, first: int) -> Entry:
    answers = in_turn(kind, first)
    if kind.lasts is Lasts.PERIOD:
        days = {"planned_start": ON.day, "planned_end": ON.day + 6}
        return Entry(kind.name, details=answers, **days)  # type: ignore[arg-type]
    return Entry(kind.name, ON, details=answers)


def form(kind: Kind, file: UUID, data: Data) -> RecordForm:
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values)
    return RecordForm(
        kind, file=file, today=date(2026, 11, 23), offered=Offered(), data=query if data else None
    )


@pytest.mark.once
def test_every_question_can_be_answered_in_each_of_the_ways() -> None:
    """In its own list, with yes and no and the codes; or beside it, where it has no list."""
    file = uuid4()
    for kind in kinds():
        blank = form(kind, file, {})
        for field in asked(kind):
            offered = {
                str(value)
                for place in (f"answer-{field.name}", f"instead-{field.name}")
                if isinstance(asks := blank.fields.get(place), forms.ChoiceField)
                for value, _ in asks.widget.choices
            }
            assert offered >= RESERVED_ANSWERS, (kind.name, field.name)
            if field.required and field.codes:
                assert "" not in dict(getattr(blank.fields[f"answer-{field.name}"], "choices", ()))


# --- from the form to whatever leaves --------------------------------------------------------


def saved(here: World, some: Sequence[Kind], first: int) -> dict[str, UUID]:
    """A record of every kind, all of whose answers are reserved ones, typed into its form."""
    made = {}
    with machine() as by:
        for kind in some:
            entry = entry_of(kind, first)
            data = {"id": [str(uuid4())], "seen": ["1"]} | typed(kind, entry)
            sent = form(kind, here.child, data)
            assert sent.is_valid(), (kind.name, sent.errors)
            assert sent.entry().details == entry.details, kind.name
            whole = replace(sent.entry(), agency=here.yjs.pk)
            seen = chains.version(file_chain(here.child))
            row = services.record(file=here.child, entry=whole, seen=seen, by=by)
            made[kind.title] = row.fact
    return made


def said_in(some: Sequence[Kind], first: int) -> Said:
    return {
        (kind.title, field.title): WORDS[in_turn(kind, first)[field.name]]
        for kind in some
        for field in asked(kind)
    }


def pairs(html: str) -> list[tuple[str, str]]:
    """Titles and what is said beside them, on a page."""
    rows = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", html, re.DOTALL)
    return [(_text(key), _text(value)) for key, value in rows]


def _text(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))).strip()


def on_record_pages(here: World, made: Mapping[str, UUID]) -> Said:
    client, found = browser(here.manager), Said()
    for title, fact in made.items():
        page = reverse("record", args=[here.child, fact])
        for key, value in pairs(client.get(page).content.decode()):
            found.setdefault((title, key), value)
    return found


def in_events(rows: list[list[str]], said: Said) -> Said:
    """What the rows of an export say of each question that is asked for."""
    # The oldest come first: what the world itself has on file comes after.
    by_kind = {row[3].split("\n")[0].strip(): row for row in reversed(rows)}
    found = Said()
    for kind, title in said:
        cells = " ".join(by_kind[kind])
        at = cells.find(f"{title}: ")
        rest = cells[at + len(title) + 2 :] if at >= 0 else ""
        found[kind, title] = next((w for w in WORDS.values() if rest.startswith(w)), rest[:30])
    return found


def exported(here: World) -> Mapping[str, list[list[str]]]:
    client = browser(here.manager)
    address = reverse("export-chronology", args=[here.child])
    sent = form_of(client.get(address, {"show": "all"}).content) | {"purpose": ["Rapid review 12"]}
    made: dict[str, Any] = {
        form: client.post(address, sent | {"form": [form]}).content
        for form in ("zip", "xlsx", "docx")
    }
    with zipfile.ZipFile(io.BytesIO(made["zip"])) as kept:
        table = csv.reader(io.StringIO(kept.read("chronology.csv").decode("utf-8-sig")))
        rows = [[cell.lstrip("'") for cell in row] for row in table]
    book = openpyxl.load_workbook(io.BytesIO(made["xlsx"]))
    sheet = [[str(cell or "") for cell in row] for row in book["Chronology"].values]
    tables = docx.Document(io.BytesIO(made["docx"])).tables
    events = [[cell.text for cell in row.cells] for row in tables[1].rows]
    return {"CSV": rows, "Excel": sheet, "Word": events}


def _they_are_followed(here: World, tmp_path: Path, first: int, some: Sequence[Kind]) -> None:
    assert {field.type for kind in some for field in asked(kind)} == set(FieldType)
    said, made = said_in(some, first), saved(here, some, first)
    shown = on_record_pages(here, made)
    assert {key: shown.get(key) for key in said} == said
    for form_, rows in exported(here).items():
        assert in_events(rows, said) == said, form_
    file = engine_file(here.child)
    write_files([file], standard(), tmp_path / "extract", written=minute_at(clock.now()))
    (taken,) = read_extract(tmp_path / "extract", standard()).files()
    facts = set(map(str, made.values()))
    by_kind = {record.kind: record.details for record in taken.records if record.id in facts}
    for kind in some:
        kept = {f.name for f in asked(kind) if not f.narrative}
        expected = {n: v for n, v in entry_of(kind, first).details.items() if n in kept}
        assert {n: v for n, v in by_kind[kind.name].items() if n in kept} == expected


@pytest.mark.once
def test_no_answer_but_a_reason_for_none_is_the_same_wherever_it_is_read(tmp_path: Path) -> None:
    """Of every question of some kinds, of every type: never blank, never no, never another."""
    _they_are_followed(world(), tmp_path, 0, list(kinds())[::3])


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("first", [0, 1, 2])
def test_each_of_the_reasons_is_followed_through_every_kind(tmp_path: Path, first: int) -> None:
    _they_are_followed(world(), tmp_path, first, list(kinds()))
