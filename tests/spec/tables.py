"""The executable form of the page "What a duty means": tables of dates in and states out.

Each file of this folder holds the tables of one section. A table has the clauses it shows, a
sentence, a tiny standard (a duty in the ordinary syntax; of kinds, those of ``kinds.yaml`` and its
own) and rows in the format of worked examples. What a table leaves out is filled in here, and the
whole goes through the ordinary loader.

Beyond worked examples a row may say ``unknown`` (how many unknown triggers there are), ``watched``
(what reaches us when, by kind), ``left-out`` (records that are not on the file after all) and
``raises: yes`` (a clock leaves the calendar); and it may expect more of an obligation (``MORE``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sightline.engine.examples import Case, case_of, moment_of
from sightline.engine.model import Obligation, Watched
from sightline.engine.words import say_notes
from sightline.standard.calendar import start_of_day
from sightline.standard.loader import load
from sightline.standard.model import Example, Standard

FOLDER = Path(__file__).parent
DUTY = "duty"
"""The id of the one duty of every table."""

MORE = (
    "trigger",
    "rule",
    "met-by",
    "entered",
    "lapsed",
    "lapsed-by",
    "excused-by",
    "booked",
)
"""What a row may expect of an obligation beyond what a worked example may."""

_BEYOND = ("unknown", "watched", "left-out", "raises")
_ORDINARY_RULE = {"from": "2000-01-01"}
OF_A_RULE = {"basis": "project", "source": "The worked tables"}
OF_A_DUTY = {
    "title": "What the table shows",
    "serves": "worked-tables",
    "owed-to": "child",
    "owner": "case-manager",
    "why": "So that the meaning of a duty can be seen.",
}

Said = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """One table: the clauses it shows, a sentence, a tiny standard and its rows, as written."""

    section: str
    number: int
    clauses: tuple[str, ...]
    says: str
    kinds: Said
    duty: Said
    rows: tuple[Said, ...]

    @property
    def name(self) -> str:
        """What tests call it."""
        return f"{self.clauses[0]}-{self.number}"


@dataclass(frozen=True)
class Row:
    """A row ready to run: the standard of its table, an example, and what it expects."""

    table: Table
    number: int
    said: Said

    @property
    def name(self) -> str:
        """What tests call it."""
        return f"{self.table.name}-row{self.number}"

    @property
    def example(self) -> Example:
        """The row as the loader reads it."""
        return standard_of(self.table).duties[DUTY].examples[self.number - 1]

    @property
    def case(self) -> Case:
        """The row as an evaluator is given it."""
        standard = standard_of(self.table)
        case = case_of(standard, standard.duties[DUTY], self.example)
        left_out = self.said.get("left-out", ())
        kept = tuple(r for r in case.file.records if r.id not in left_out)
        case = replace(case, file=replace(case.file, records=kept))
        return replace(case, watched=self._watched()) if "watched" in self.said else case

    def _watched(self) -> tuple[Watched, ...]:
        return tuple(
            Watched(
                said.get("place", ""),
                kind,
                moment_of(said["from"]).day,
                moment_of(said["to"]).day,
                said.get("agency", ""),
            )
            for one in self.said["watched"]
            for kind, said in one.items()
        )

    @property
    def expected(self) -> list[Said]:
        """What is expected of each obligation, in order."""
        said = self.said.get("expect", [])
        each = said if isinstance(said, list) else [said]
        return [one if isinstance(one, dict) else {"state": one} for one in each]

    @property
    def unknown(self) -> int:
        """How many unknown triggers are expected."""
        return int(self.said.get("unknown", 0))


def read_plain(path: Path) -> Any:
    """YAML with every scalar left as the text it is."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)


def write_plain(said: object, **style: Any) -> str:
    """YAML with text unquoted wherever it can be, so that it is read as it was written."""
    written: str = yaml.dump(said, Dumper=_Plain, sort_keys=False, allow_unicode=True, **style)
    return written


class _Plain(yaml.SafeDumper):
    """Knows no type but text."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_Plain.yaml_implicit_resolvers = {}


@cache
def tables() -> tuple[Table, ...]:
    """Every table, in order."""
    return tuple(
        Table(
            section=path.stem,
            number=number,
            clauses=tuple(said["clauses"]),
            says=said["says"],
            kinds=said.get("kinds", {}),
            duty=said["duty"],
            rows=tuple(said["rows"]),
        )
        for path in sorted(FOLDER.glob("[0-9]-*.yaml"))
        for number, said in enumerate(read_plain(path), 1)
    )


def rows() -> Iterator[Row]:
    """Every row of every table."""
    for table in tables():
        for number, said in enumerate(table.rows, 1):
            yield Row(table, number, said)


@cache
def common_kinds() -> Said:
    """The kinds that every table may use."""
    kinds: Said = read_plain(FOLDER / "kinds.yaml")
    return kinds


# --- a table as a standard -------------------------------------------------------------------


@cache
def _standard(section: str, number: int) -> Standard:
    table = next(t for t in tables() if (t.section, t.number) == (section, number))
    return load_duty(_whole_duty(table), table.kinds)


def standard_of(table: Table) -> Standard:
    """The standard of a table, through the ordinary loader."""
    return _standard(table.section, table.number)


def load_duty(duty: Said, kinds: Said | None = None) -> Standard:
    """A standard of one duty, through the ordinary loader; ``kinds``: further ones."""
    files = {
        "standard.yaml": {
            "name": "worked-tables",
            "title": "The worked tables",
            "version": "1",
            "jurisdiction": "england",
        },
        "kinds/kinds.yaml": {
            name: whole_kind(name, said) for name, said in (common_kinds() | (kinds or {})).items()
        },
        "duties/duty.yaml": {DUTY: duty},
        "reference/calendars.yaml": read_plain(FOLDER / "calendars.yaml"),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, said in files.items():
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(write_plain(said), "utf-8")
        return load(Path(folder))


def whole_kind(name: str, said: Said) -> Said:
    """A kind in the short form of these files (``level: low | high``) as the loader knows it."""
    words = ("lasts", "key", "or", "also-on")
    return {
        "title": _titled(name),
        **{word: said[word] for word in words if word in said},
        "fields": {
            field: _whole_field(field, type_) for field, type_ in said.items() if field not in words
        },
    }


def _whole_field(name: str, type_: str) -> Said:
    said: Said = {"title": _titled(name), "type": type_}
    if "|" in type_:
        codes = [code.strip() for code in type_.removeprefix("codes ").split("|")]
        said["type"] = "codes" if type_.startswith("codes ") else "code"
        said["codes"] = {code: _titled(code) for code in codes}
    return said


def _titled(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _whole_duty(table: Table) -> Said:
    duty = {**OF_A_DUTY, **table.duty}
    parts = {
        name: {"title": _titled(name), **_with_rules(part)}
        for name, part in duty.get("parts", {}).items()
    }
    if parts:
        duty["parts"] = parts
    if not parts or not all("rules" in part for part in parts.values()):
        duty.setdefault("rules", [_ORDINARY_RULE])
    duty = _with_rules(duty)
    rules = [*duty.get("rules", ()), *(r for p in parts.values() for r in p.get("rules", ()))]
    return {**duty, "examples": [*_examples(table, rules), *_fillers(rules)]}


def _with_rules(said: Said) -> Said:
    if "rules" not in said:
        return said
    return {**said, "rules": [{**OF_A_RULE, **rule} for rule in said["rules"]]}


def _examples(table: Table, rules: list[Said]) -> Iterator[Said]:
    for row in table.rows:
        kept = {word: value for word, value in row.items() if word not in _BEYOND}
        expect = kept.get("expect", [])
        yield {
            "says": "A row.",
            "rule": rules[0]["from"],
            **kept,
            "expect": [_ordinary(one) for one in expect]
            if isinstance(expect, list)
            else _ordinary(expect),
        }


def _ordinary(expected: Any) -> Any:
    """What a worked example may expect, of what a row expects."""
    if not isinstance(expected, dict):
        return expected
    said = {word: value for word, value in expected.items() if value and word not in MORE}
    return {"state": "open", **said}


def _fillers(rules: list[Said]) -> Iterator[Said]:
    """The loader asks each rule for two examples; these show nothing."""
    for rule in rules:
        for _ in range(2):
            yield {
                "says": "Nothing is on file.",
                "rule": rule["from"],
                "records": [],
                "checked": "2010-01-01",
                "expect": [],
            }


# --- comparing -------------------------------------------------------------------------------


def as_expected(obligation: Obligation, words: Mapping[str, Any]) -> Said:
    """What an obligation says under the words of an expectation, as it would be written."""
    return {word: _written(obligation, word) for word in words}


def _written(obligation: Obligation, word: str) -> Any:
    match word:
        case "state":
            return obligation.state.value
        case "notes":
            return say_notes(obligation.notes)
        case "breaches":
            return list(obligation.breaches)
        case _:
            return getattr(obligation, word.replace("-", "_"))


def wanted(expected: Said) -> Said:
    """An expectation in the engine's own values."""
    return {word: _meant(word, value) for word, value in expected.items()}


def _meant(word: str, value: Any) -> Any:
    match word:
        case "due" | "met" | "opened" | "lapsed":
            return None if value == "" else moment_of(value)
        case "period" | "booked":
            return None if value == "" else moment_of(value).day
        case "entered":
            return None if value == "" else _minute(value)
        case "step" | "rule":
            return int(value)
        case "notes" | "breaches":
            return value if isinstance(value, list) else [value]
        case _:
            return None if value == "" else value


def _minute(value: str) -> int:
    moment = moment_of(value)
    return start_of_day(moment.day) if moment.minute is None else moment.minute
