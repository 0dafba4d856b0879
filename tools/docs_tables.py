"""Reference tables as a page: where each was taken from, under which licence, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reporting.told.words import day, eve, sentence
from sightline.standard.model import Area, CalendarTable, Standard
from tools.docs_text import bullets, page, table

SORTS = {
    "county": "County",
    "london-borough": "London borough",
    "metropolitan-district": "Metropolitan district",
    "unitary": "Unitary authority",
}


def tables_page(standard: Standard) -> str:
    """Calendars, youth justice services and local authorities."""
    return page(
        "Reference tables",
        "Facts that duties and measures rest on and that change by themselves: days, areas and "
        "people. Each says where it was taken from and under which licence it may be used.",
        *(block for calendar in standard.calendars.values() for block in _calendar(calendar)),
        *_population(),
        *_areas(standard),
        *_services(standard),
    )


def _calendar(calendar: CalendarTable) -> Iterator[str]:
    yield f"## Bank holidays and school terms: {calendar.jurisdiction}"
    yield f"Source: {sentence(calendar.source)}"
    guessed = " They are default terms, and what rests on them is marked as provisional."
    yield (
        f"It covers {day(calendar.first)} to {day(calendar.last)}: {len(calendar.holidays)} bank "
        f"holidays and {len(calendar.terms)} school terms."
        + (guessed if calendar.terms_guessed else "")
    )


def _population() -> Iterator[str]:
    yield "## Population"
    yield (
        "Population by area, age and ethnicity is loaded and does not come with the standard. "
        "That of the invented nation is made by `sightline synth --population FILE` and says so "
        "in each of its rows; the real one is a CSV file that you make from the published tables "
        "(Office for National Statistics, Open Government Licence v3.0). "
        "[Writing a standard](../../concepts/writing-a-standard.md) has the layout."
    )


def _areas(standard: Standard) -> Iterator[str]:
    areas = standard.areas
    if not areas.declared:
        return
    yield "## Local authorities"
    yield f"Source: {sentence(areas.source)} Licence: {sentence(areas.licence)}"
    ended = [area for area in areas.declared.values() if area.until is not None]
    now = len(areas.declared) - len(ended)
    yield (
        f"{now} authorities with children's services under their codes of today, and {len(ended)} "
        "codes that are no longer in use, with what took their place. What is said of an area on a "
        "day is said of the code in use on that day."
    )
    yield "### Codes no longer in use"
    named = areas.declared
    yield table(
        ("Code", "Name", "To", "Became", "Note"),
        [
            (
                area.code,
                area.name + _mark(area),
                day(eve(area.until)) if area.until is not None else "",
                "\n".join(f"{code} {named[code].name}" for code in area.becomes),
                area.note,
            )
            for area in sorted(ended, key=lambda a: (str(a.until), a.name))
        ],
    )
    yield "### Codes in use"
    yield table(
        ("Code", "Name", "Sort", "Since"),
        [
            (a.code, a.name + _mark(a), SORTS[a.sort.value], day(a.from_) if a.from_ else "")
            for a in sorted(areas.declared.values(), key=lambda a: a.name)
            if a.until is None
        ],
    )


def _mark(area: Area) -> str:
    return " (to check)" if area.certainty == "check" else ""


def _services(standard: Standard) -> Iterator[str]:
    if standard.services:
        yield "## Youth justice services"
        yield bullets(
            f"**{service.title}**: {', '.join(a.name for a in service.authorities)}"
            for service in standard.services.values()
        )
