"""The worked tables of tests/spec as a chapter: clause, tiny standard, records and states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from sightline.reporting.told.words import any_of, plain
from tests.spec.tables import FOLDER, Said, Table, tables, write_plain
from tools.docs_text import code, moment, page, table

MEANING = Path(__file__).parents[1] / "docs" / "concepts" / "meaning.md"

_INTRODUCTION = """\
These tables are the clauses of [What a duty means](../concepts/meaning.md) with dates in and states
out. Each is run on both evaluators by the tests, so that what is printed here is what happens. Each
has a duty in a few lines of [the ordinary syntax](../concepts/writing-a-standard.md), in force
since 1 January 2000 unless it says otherwise, and owed to a child.

*Seen on* is the evaluation day D; *known at* is T, and where it is not said, all is known. Without
a day of entry a record was entered as it happened. Records are called r01, r02 and so on where they
have no name of their own."""

_KINDS = """\
The kinds, in short: beside each field stands its type, or the codes that it may hold. A kind is a
point unless it says that it lasts. The working days are those of England, and so are the school
terms, which are assumed and so make an obligation provisional; one place, Northshire, has a
calendar of its own."""


def spec() -> str:
    """The chapter."""
    titles = dict(re.findall(r"^## (\d)\. (.*)$", MEANING.read_text("utf-8"), re.M))
    blocks = [_INTRODUCTION, "## The kinds", _KINDS, code(_kinds(), "yaml")]
    for section, group in groupby(tables(), key=lambda t: t.section[0]):
        blocks.append(f"## {section}. {titles[section]}")
        for clause, shown in groupby(sorted(group, key=_clause), key=_clause):
            if clause != section:
                blocks.append(f"### Clause {clause}")
            blocks += [block for one in shown for block in _table(one)]
    return page("Worked tables", *blocks)


def _clause(one: Table) -> str:
    """The clause under which a table stands: the first that it shows."""
    return one.clauses[0]


def _kinds() -> str:
    lines = (FOLDER / "kinds.yaml").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#")).strip()


def _table(one: Table) -> Iterator[str]:
    also = f" (See also {any_of(one.clauses[1:], 'and')}.)" if len(one.clauses) > 1 else ""
    yield f"**{one.says}**{also}"
    said = {"kinds": one.kinds, **one.duty} if one.kinds else one.duty
    yield code("\n".join(_yaml(said)), "yaml")
    yield table(
        ("", "On file", "Seen on", "What comes of it"),
        [(row["says"], _file(row), _seen(row), _expected(row)) for row in one.rows],
    )


def _yaml(said: Said) -> Iterator[str]:
    """One line a word where it fits, as a person would write it."""
    for word, value in said.items():
        line = f"{word}: {_flow(value)}"
        if len(line) <= _WIDEST or isinstance(value, str):
            yield line
        elif isinstance(value, list):
            yield f"{word}:"
            yield from (f"  - {_flow(item)}" for item in value)
        else:
            yield f"{word}:"
            yield from (f"  {name}: {_flow(item)}" for name, item in value.items())


_WIDEST = 88


def _flow(value: Any) -> str:
    if isinstance(value, str):
        return value
    return write_plain(value, default_flow_style=True, width=1000).strip()


# --- what is on file -------------------------------------------------------------------------


def _file(row: Said) -> str:
    mentioned = str(row.get("expect", ""))
    lines = [*_subject(row)]
    for number, record in enumerate(row["records"], 1):
        id_ = record.get("id", f"r{number:02}")
        shown = "id" in record or f"'{id_}'" in mentioned
        if id_ in row.get("left-out", ()):
            continue
        lines.append((f"`{id_}` " if shown else "") + _record(record))
    return "\n".join(lines) or "nothing"


def _subject(row: Said) -> Iterator[str]:
    for who, said in [("", row.get("subject", {})), *row.get("others", {}).items()]:
        told = [
            f"born {moment(value)}" if word == "born" else f"{word} {value}"
            for word, value in said.items()
        ]
        if told:
            yield f"*{who + ': ' if who else ''}{', '.join(told)}*"


_BESIDE = {
    "until",
    "planned-start",
    "planned-end",
    "recorded",
    "id",
    "about",
    "version-of",
    "withdraws",
    "agency",
    "file",
    "entry-unknown",
    "on",
}


def _record(said: Said) -> str:
    if "withdraws" in said:
        return f"{moment(said['recorded'])}: `{said['withdraws']}` withdrawn"
    kind = next(word for word in said if word not in _BESIDE)
    fields = [f"{plain(name)} {_value(value)}" for name, value in said[kind].items()]
    told = f"{_when(said)}: **{plain(kind)}**" + (f" ({', '.join(fields)})" if fields else "")
    return ", ".join([told, *_further(said)])


def _when(said: Said) -> str:
    if "on" not in said:
        start = said.get("planned-start")
        return f"planned {moment(start)}" if start else "planned"
    return moment(said["on"]) + (f" to {moment(said['until'])}" if "until" in said else "")


def _further(said: Said) -> Iterator[str]:
    if "planned-end" in said:
        yield f"planned to end {moment(said['planned-end'])}"
    if "about" in said:
        yield f"about `{said['about']}`"
    if "version-of" in said:
        yield f"correcting `{said['version-of']}`"
    if "file" in said:
        yield f"filed on {said['file']}"
    if "recorded" in said:
        yield f"entered {moment(said['recorded'])}"
    if "entry-unknown" in said:
        yield "entry not known"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return any_of(value, "and")
    looks_like_a_day = re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?", value)
    return moment(value) if looks_like_a_day else plain(value)


# --- when it is seen, and what comes of it ---------------------------------------------------


def _seen(row: Said) -> str:
    lines = [moment(row["checked"])]
    if "known-at" in row:
        lines.append(f"known at {moment(row['known-at'])}")
    if "not-watched" in row:
        lines.append(f"{plain(row['not-watched'])} not watched")
    for one in row.get("watched", ()):
        for kind, said in one.items():
            place = f" in {said['place'].title()}" if "place" in said else ""
            lines.append(
                f"{plain(kind)} watched{place} {moment(said['from'])} to {moment(said['to'])}"
            )
    return "\n".join(lines)


def _expected(row: Said) -> str:
    if "raises" in row:
        return "an error: it leaves the calendar"
    expect = row["expect"]
    each = expect if isinstance(expect, list) else [expect]
    lines = [_obligation({"state": one} if isinstance(one, str) else one) for one in each]
    if "unknown" in row:
        lines.append(f"{row['unknown']} unknown trigger")
    return "\n".join(lines) or "nothing is owed"


_MOMENTS = {
    "opened": ("opened", ""),
    "due": ("due", "due unknown"),
    "met": ("answered", "no answer"),
    "entered": ("entered", "entry not known"),
    "lapsed": ("lapsed", "no lapse"),
    "booked": ("booked", "nothing booked"),
}
_IDS = {"trigger": "from", "met-by": "by", "lapsed-by": "by", "excused-by": "by"}
_ORDER = (
    "part",
    "trigger",
    "rule",
    "step",
    "period",
    "state",
    "opened",
    "due",
    "met",
    "met-by",
    "entered",
    "lapsed",
    "lapsed-by",
    "excused-by",
    "booked",
    "breaches",
)


def _obligation(said: Said) -> str:
    told = [_told(word, said[word]) for word in _ORDER if word in said]
    return ", ".join(filter(None, [*told, *_notes(said)]))


def _told(word: str, value: Any) -> str:
    match word:
        case "part":
            return f"*{plain(value)}*"
        case "state":
            return f"**{value}**"
        case "rule":
            return f"rule {int(value) + 1}"
        case "step":
            return f"step {value}"
        case "period":
            return f"from {moment(value)}"
        case "breaches":
            ids = value if isinstance(value, list) else [value]
            return f"breached by {any_of([f'`{i}`' for i in ids], 'and')}" if ids else ""
        case _ if word in _IDS:
            return f"{_IDS[word]} `{value}`" if value else ""
        case _:
            some, none = _MOMENTS[word]
            return f"{some} {moment(value)}" if value else none


def _notes(said: Said) -> list[str]:
    notes = said.get("notes", [])
    return [f"*{note}*" for note in (notes if isinstance(notes, list) else [notes])]
