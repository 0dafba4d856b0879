"""What is known of a file at the draw that a frame is narrowed or divided by.

Each is read off the file as known at T, and only as far as whoever draws may read it there: what
is closed to them is no answer, and is said to be that. What nobody recorded is not "no" either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sightline.engine.model import Day
from sightline.engine.reference.days import age_reached
from sightline.engine.reference.facts import Fact, is_answered, order
from sightline.service.files.standard import standard
from sightline.service.inspection.seen_then import SeenThen
from sightline.standard.model import Age

NOT_RECORDED, NOT_SHOWN = "not-recorded", "not-shown"
WORDS: Final[Mapping[str, str]] = {NOT_RECORDED: "Not recorded", NOT_SHOWN: "Not shown to you"}
SEX: Final[Mapping[str, str]] = {"female": "Female", "male": "Male"}
BANDS: Final[Mapping[str, tuple[int, int]]] = {
    "under-10": (0, 10),
    "10-13": (10, 14),
    "14-15": (14, 16),
    "16-17": (16, 18),
    "18-20": (18, 21),
    "21-and-over": (21, 200),
}
_BAND_WORDS: Final[Mapping[str, str]] = {
    "under-10": "Under 10",
    "10-13": "10 to 13",
    "14-15": "14 or 15",
    "16-17": "16 or 17",
    "18-20": "18 to 20",
    "21-and-over": "21 and over",
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that files differ in. ``of``: its code on a file, or NOT_RECORDED or NOT_SHOWN.

    ``asked``: the kind and field of the standard whose codes these are; None where ``words`` are
    the codes and what they mean.
    """

    title: str
    of: Callable[[SeenThen], str]
    asked: tuple[str, str] | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    def codes(self) -> dict[str, str]:
        """Its codes and their words, "not recorded" last."""
        found = dict(self.words) if self.asked is None else _codes(*self.asked)
        return found | {NOT_RECORDED: WORDS[NOT_RECORDED]}

    def said(self, code: str) -> str:
        """A code in words."""
        return WORDS.get(code) or self.codes().get(code, code)


def _codes(kind: str, field: str) -> dict[str, str]:
    declared = standard().kinds.get(kind)
    if declared is None or field not in declared.fields:
        return {}
    return {code.value: code.label for code in declared.fields[field].codes}


def _answer(file: SeenThen, fact: Fact | None, kind: str, field: str) -> str:
    """The answer of a fact to a field: not shown where the field is not read of whoever made it."""
    if fact is None:
        return NOT_RECORDED if file.reads(kind, field) else NOT_SHOWN
    if not file.reads(kind, field, fact.record.agency):
        return NOT_SHOWN
    value = fact.record.details.get(field)
    return str(value) if is_answered(value) and not isinstance(value, tuple) else NOT_RECORDED


def _last_answered(kind: str, field: str) -> Callable[[SeenThen], str]:
    """The last answer to a field, which stands until it is answered again."""

    def of(file: SeenThen) -> str:
        facts = [f for f in file.facts(kind) if is_answered(f.record.details.get(field))]
        return _answer(file, _latest(facts), kind, field)

    return of


def _running(kind: str, field: str) -> Callable[[SeenThen], str]:
    """What the span says that runs at T, the last begun of several."""

    def of(file: SeenThen) -> str:
        running = [fact for fact in file.facts(kind) if file.runs(fact)]
        own = [fact for fact in running if fact.record.agency in file.agencies]
        return _answer(file, _latest(own or running), kind, field)

    return of


def _latest(facts: list[Fact]) -> Fact | None:
    dated = [(fact.record.at, fact) for fact in facts if fact.record.at is not None]
    return max(dated, key=lambda one: (order(one[0]), one[1].id))[1] if dated else None


def _sex(file: SeenThen) -> str:
    value = file.file.subject.attributes.get("sex")
    return value if isinstance(value, str) and value in SEX else NOT_RECORDED


def _band(file: SeenThen) -> str:
    born: Day | None = file.file.subject.born
    if born is None:
        return NOT_RECORDED
    for code, (least, under) in BANDS.items():
        if age_reached(born, Age(least)) <= file.day < age_reached(born, Age(under)):
            return code
    return NOT_RECORDED


ATTRIBUTES: Final[Mapping[str, Attribute]] = {
    "sex": Attribute("Sex", _sex, words=SEX),
    "age": Attribute("Age at the draw", _band, words=_BAND_WORDS),
    "ethnicity": Attribute(
        "Ethnicity", _last_answered("identity", "ethnicity"), ("identity", "ethnicity")
    ),
    "disposal": Attribute("Why the case is open", _running("case", "basis"), ("case", "basis")),
    "order": Attribute("Order that runs", _running("order", "type"), ("order", "type")),
    "safety": Attribute(
        "Safety and wellbeing, as last assessed",
        _last_answered("assessment", "vulnerability"),
        ("assessment", "vulnerability"),
    ),
    "harm": Attribute(
        "Risk of serious harm, as last assessed",
        _last_answered("assessment", "harm-to-others"),
        ("assessment", "harm-to-others"),
    ),
}
"""By the name that plans use."""
