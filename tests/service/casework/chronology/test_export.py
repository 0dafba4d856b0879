"""What is taken out says what it is, holds no more than its reader may read, and is inert."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import docx
import openpyxl
import pypdf
import pytest
from django.urls import reverse

from sightline.service.access.models import Sector
from sightline.service.casework import urls
from sightline.service.casework.chronology.export import pdf
from sightline.service.casework.chronology.export.content import COLUMNS
from sightline.service.casework.kinds import kind_id
from sightline.service.ledger.models import Chain, LogLine
from tests import office
from tests.service.casework.filling import form_of
from tests.service.worlds import (
    World,
    agency,
    allocate,
    browser,
    days_ago,
    open_file,
    person,
    record,
    world,
)

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("https://example.org","open")'
PURPOSE = "Rapid review 12"

needs_pango = pytest.mark.skipif(not pdf.can_be_made(), reason="Pango is not installed here")


@pytest.fixture
def here() -> World:
    found = world()
    police = agency("Felpersham Police", Sector.POLICE)
    record(found.child, "missing", days_ago(8), agency=police.pk, type="missing")
    row = record(
        found.child, "concern", days_ago(6), agency=found.yjs.pk,
        said={"type": "bullying", "what-was-seen": FORMULA},
    )  # fmt: skip
    record(
        found.child, "notice", days_ago(5), agency=found.yjs.pk, about=row.fact, what="concern",
        to="police",
    )  # fmt: skip
    return found


def taken(of: object, child: UUID, form: str, **query: Any) -> Any:
    """The answer to the form, filled in and sent."""
    client, address = browser(of), reverse("export-chronology", args=[child])  # type: ignore[arg-type]
    asked = client.get(address, query)
    assert asked.status_code == 200
    sent = form_of(asked.content) | {"form": [form], "purpose": [PURPOSE]}
    return client.post(address, sent)


def archived(answer: Any) -> Mapping[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as kept:
        return {
            name: list(csv.reader(io.StringIO(kept.read(name).decode("utf-8-sig"))))
            for name in kept.namelist()
        }


def in_sheets(answer: Any) -> Mapping[str, list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    for sheet in book:
        assert all(cell.data_type in ("s", "n") for row in sheet for cell in row), "no formula"
    return {
        sheet.title: [[str(cell or "") for cell in row] for row in sheet.values] for sheet in book
    }


def in_tables(answer: Any) -> list[list[list[str]]]:
    made = docx.Document(io.BytesIO(answer.content))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in made.tables]


@pytest.mark.once
def test_it_has_the_columns_of_a_case_review_and_leaves_one_to_the_reviewer(here: World) -> None:
    tables = archived(taken(here.manager, here.child, "zip"))
    heads, *rows = tables["chronology.csv"]
    assert tuple(heads) == COLUMNS
    assert all(row[-1] == "" for row in rows)
    days = [row[0] for row in rows]
    assert days == sorted(days), "the oldest first"
    (concern,) = [row for row in rows if row[3] == "Concern"]
    assert concern[2] == "Borchester YJS" and "Entered: " in concern[4]
    assert "Notice, Borchester YJS" in concern[5], "what was done about it"


@pytest.mark.once
def test_every_form_says_the_same(here: World) -> None:
    told = archived(taken(here.manager, here.child, "zip"))
    sheets = in_sheets(taken(here.manager, here.child, "xlsx"))
    about, events, knew = in_tables(taken(here.manager, here.child, "docx"))
    plain = [[cell.lstrip("'") for cell in row] for row in told["chronology.csv"]]
    assert plain == sheets["Chronology"] == events
    assert told["who-knew.csv"] == sheets["Who knew"] == knew
    assert [row[0] for row in told["about.csv"]][:-1] == [row[0] for row in about]


@pytest.mark.long
def test_another_program_opens_it_and_reads_the_same(here: World, tmp_path: Path) -> None:
    """A case review writes on it in whatever it has."""
    paper = taken(here.manager, here.child, "docx").content
    words = office.words_of(office.opened(paper, "a.docx", "pdf", tmp_path), tmp_path)
    assert PURPOSE in words and FORMULA in "".join(words.split())
    book = taken(here.manager, here.child, "xlsx").content
    first = office.opened(book, "a.xlsx", "csv", tmp_path).decode("utf-8", "replace")
    assert PURPOSE in first


def test_it_says_who_asked_when_why_as_known_at_and_the_state_of_the_file(here: World) -> None:
    version = Chain.objects.get(name=f"file:{here.child}")
    told = dict(archived(taken(here.manager, here.child, "zip", show="all"))["about.csv"])
    assert told["Asked for by"] == "Mo Manager, Borchester YJS"
    assert told["Purpose"] == PURPOSE
    assert told["Why the file was open to them"] == "Their team"
    assert told["What was chosen"] == "All events"
    assert told["As known at"].startswith("This is all that is on record")
    assert bytes(version.digest).hex() in told["State of the file"]
    assert f"{version.length} entries" in told["State of the file"]


def test_as_known_then_is_said_on_paper_too(here: World) -> None:
    query = {"known-day": 1, "known-month": 1, "known-year": 2025}
    told = archived(taken(here.manager, here.child, "zip", **query))
    about = dict(told["about.csv"])
    assert "on record at the end of Wed 1 Jan 2025" in about["As known at"]
    assert about["Events"] == "0" and len(told["chronology.csv"]) == 1


@pytest.mark.once
def test_what_begins_like_a_formula_is_text(here: World) -> None:
    """The purpose, too, which whoever exports has typed."""
    client = browser(here.manager)
    address = reverse("export-chronology", args=[here.child])
    sent = form_of(client.get(address).content) | {"purpose": [FORMULA]}
    told = archived(client.post(address, sent | {"form": ["zip"]}))
    assert ["Purpose", f"'{FORMULA}"] in told["about.csv"]
    cells = [cell for rows in told.values() for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    sheets = in_sheets(client.post(address, sent | {"form": ["xlsx"]}))
    assert ["Purpose", FORMULA] in sheets["About"]


def test_it_holds_no_more_than_its_reader_may_read(here: World) -> None:
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    record(
        here.child, "assessment", days_ago(3), agency=here.yjs.pk, tool="assetplus",
        vulnerability="high", said={"self-harm": "high"},
    )  # fmt: skip
    theirs = archived(taken(plain, here.child, "zip"))["chronology.csv"]
    mine = archived(taken(here.manager, here.child, "zip"))["chronology.csv"]
    assert "suicide: High" in str(mine) and "suicide: High" not in str(theirs)
    assert "Not shown: Risk of self-harm" in str(theirs)


@pytest.mark.once
def test_the_name_of_what_is_taken_tells_nothing(here: World) -> None:
    for form in ("zip", "xlsx", "docx"):
        answer = taken(here.manager, here.child, form)
        assert answer["Content-Disposition"] == f'attachment; filename="chronology.{form}"'


def test_taking_it_is_an_act_in_the_log_and_what_was_typed_is_not(here: World) -> None:
    taken(here.manager, here.child, "zip")
    line = LogLine.objects.filter(route="export-chronology").latest("received_at")
    assert [(one["act"], one["file"]) for one in line.acts] == [
        ("exported the chronology", str(here.child))
    ]
    assert PURPOSE not in str([line.acts, line.reason, line.files])


def test_without_a_purpose_or_a_form_nothing_is_made(here: World) -> None:
    client = browser(here.manager)
    address = reverse("export-chronology", args=[here.child])
    answer = client.post(address, {})
    assert answer.status_code == 200 and b"There is a problem" in answer.content
    assert not LogLine.objects.filter(route="export-chronology", acts__0__isnull=False).exists()


@pytest.mark.once
def test_where_no_pdf_can_be_made_the_page_says_so_and_offers_the_others(here: World) -> None:
    client = browser(here.manager)
    address = reverse("export-chronology", args=[here.child])
    with patch.object(pdf, "can_be_made", lambda: False):
        html = client.get(address).content.decode()
        refused = client.post(address, {"form": "pdf", "purpose": PURPOSE})
    assert "Pango is not installed" in html and 'value="pdf"' not in html
    assert 'value="docx"' in html and refused["Content-Type"].startswith("text/html")


@pytest.mark.once
@needs_pango
def test_the_pdf_is_tagged_and_says_what_the_others_say(here: World) -> None:
    answer = taken(here.manager, here.child, "pdf")
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    root: Any = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data() or (
        b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    )
    assert root["/Lang"] == "en-GB"
    told = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read.pages))
    for said in (PURPOSE, "Mo Manager", "Concern", "HYPERLINK", "Felpersham Police", "was told"):
        assert said in told, said


@pytest.mark.once
@needs_pango
def test_a_paper_fetches_nothing(here: World) -> None:
    with pytest.raises(ValueError, match="fetches nothing"):
        pdf._fetch("https://example.org/tracker.png")
    with pytest.raises(ValueError, match="fetches nothing"):
        pdf._fetch("file:///etc/hostname")


@pytest.mark.once
def test_filters_hold_in_what_is_taken(here: World) -> None:
    told = archived(taken(here.manager, here.child, "zip", kind=kind_id("missing")))
    assert [row[3] for row in told["chronology.csv"][1:]] == ["Missing"]
    assert "Kind of record: Missing" in str(told["about.csv"])


def test_nobody_takes_a_file_that_is_not_open_to_them(here: World) -> None:
    stranger = person(agency("Elsewhere YJS"), name="Sam Stranger")
    address = reverse("export-chronology", args=[here.child])
    assert browser(stranger).post(address, {"form": "zip", "purpose": "x"}).status_code == 404


def test_the_password_is_asked_for_again(here: World) -> None:
    (pattern,) = [one for one in urls.urlpatterns if one.name == "export-chronology"]
    callback: Any = pattern.callback
    assert callback.page.dangerous


def test_a_worker_without_a_name_is_told_as_such(here: World) -> None:
    child = open_file(given="Robin")
    record(child, "case", days_ago(10), agency=here.yjs.pk, service="youth-justice")
    allocate(child, here.worker, here.yjs, "North")
    assert len(archived(taken(here.worker, child, "zip"))["chronology.csv"]) == 3
