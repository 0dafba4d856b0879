"""A JSON Schema of the YAML, for editors: what may be written where, and what it means.

It is drawn from the tables and patterns that the readers use, and says what a schema can say. The
loader says the rest: which kinds, fields and codes there are, and what goes together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from sightline.standard import scalars as s
from sightline.standard import words as w
from sightline.standard.clocks import MONTHS, STEPS
from sightline.standard.model import (
    RESERVED_ANSWERS,
    AreaSort,
    Basis,
    FieldType,
    ItselfForm,
    Lasts,
    MeasureOf,
    PeriodName,
    PrintedKind,
    QuestionAbout,
    RatedBy,
    Sensitivity,
)

Schema = dict[str, Any]


def json_schema() -> Schema:
    """The schema (draft 2020-12). ``$defs`` has one for each sort of file, under its name.

    An editor that knows which sort a file is takes ``#/$defs/duties-file``; the whole accepts any.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A standard of Sightline",
        "anyOf": [_ref(name) for name in FILES],
        "$defs": {**VALUES, **FILES},
    }


# --- the pieces ------------------------------------------------------------------------------


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _pattern(pattern: str, *numbers: str) -> Schema:
    """Text that matches, which an editor may have read as a number."""
    return {"type": ["string", *numbers], "pattern": f"^(?:{pattern})$"}


def _words(options: Iterable[str]) -> Schema:
    return {"enum": list(options)}


def _choice(options: type[StrEnum]) -> Schema:
    return _words(option.value for option in options)


def _list(item: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": item, "minItems": least}


def _some(item: Schema) -> Schema:
    """One, or a list of them."""
    return {"anyOf": [item, _list(item, 1)]}


def _named(item: Schema, pattern: str = s.NAME) -> Schema:
    """A mapping from names."""
    return {
        "type": "object",
        "propertyNames": {"pattern": f"^(?:{pattern})$"},
        "additionalProperties": item,
    }


def _mapping(table: w.Table, *, others: Schema | bool = False, least: int = 0) -> Schema:
    """A mapping of known words; ``others``: what stands under a word that is not among them."""
    return {
        "type": "object",
        "properties": {
            word: {**_ref(meaning.value), "description": meaning.help}
            for word, meaning in table.items()
        },
        "required": [word for word, meaning in table.items() if meaning.needed],
        "additionalProperties": others,
        "minProperties": least,
    }


def _record(beside: w.Table) -> Schema:
    """A mapping with a kind, and the words that may stand beside it."""
    return _mapping(beside, others=_ref("tests"), least=1)


# --- values ----------------------------------------------------------------------------------

_TEXT: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_VALUE: Schema = {
    "description": f"A value of the field, or one of {', '.join(sorted(RESERVED_ANSWERS))}.",
    **_TEXT,
}
_BIRTHDAY = _mapping(w.BIRTHDAY_MOMENT)
_DAY_OF_YEAR = rf"\d{{1,2}} (?:{'|'.join(MONTHS)})"
_ONE_CLOCK = {**w.CLOCK, "of": w.BESIDE_CLOCK["of"]}

VALUES: Mapping[str, Schema] = {
    "text": _TEXT,
    "name": _pattern(s.NAME, "integer"),
    "names": _some(_ref("name")),
    "paths": _some(_pattern(rf"{s.NAME}(?:/{s.NAME})*")),
    "code": _pattern(s.CODE, "integer"),
    "number": _pattern(s.NUMBER, "number"),
    "whole-number": _pattern(r"\d{1,4}", "integer"),
    "yes": _words(["yes"]),
    "yes-no": _words(["yes", "no"]),
    "day": _pattern(s.DAY),
    "days": _list(_ref("day")),
    "moment-or-day": _pattern(s.MOMENT),
    "time": _pattern(s.TIME),
    "interval": _pattern(s.INTERVAL),
    "intervals": _some(_ref("interval")),
    "age": _pattern(s.AGE, "integer"),
    "lasts": _choice(Lasts),
    "sensitivity": _choice(Sensitivity),
    "field-type": _choice(FieldType),
    "basis": _choice(Basis),
    "certainty": _words(w.CERTAINTIES),
    "subject-type": _words(w.SUBJECT_TYPES),
    "subject-types": _some(_ref("subject-type")),
    "measure-of": _choice(MeasureOf),
    "units": _record(w.UNITS),
    "signs": _mapping(w.SIGNS, least=1),
    "some-signs": _some(_ref("signs")),
    "printed-figures": _named(_mapping(w.PRINTED_FIGURE)),
    "printed-kind": _choice(PrintedKind),
    "agreement": _mapping(w.AGREEMENT, least=1),
    "recommended": _named(_mapping(w.RECOMMENDED)),
    "recommended-parts": _named(_mapping(w.RECOMMENDED_PART)),
    "shown-by": _mapping(w.SHOWN_BY, least=1),
    "must": {"anyOf": [_words(["all", "none"]), _mapping(w.MUST)]},
    "owed-on-the-day": {"anyOf": [_ref("name"), _mapping(w.OWED_ON_THE_DAY)]},
    "states": _some(_words(w.STATES)),
    "above": _mapping(w.ABOVE),
    "population": _mapping(w.POPULATION),
    "period": _choice(PeriodName),
    "state": _words(w.STATES),
    "notes": {"anyOf": [_words(w.NOTES), _list(_words(w.NOTES))]},
    "record-ids": {"anyOf": [_ref("code"), _list(_ref("code"))]},
    "trigger": _words(["trigger"]),
    "owed": _words(["owed"]),
    "spared": _words(["spared"]),
    # kinds
    "significant": _mapping(w.SIGNIFICANT),
    "countersigned": _mapping(w.COUNTERSIGNED),
    "alerts": _some(_mapping(w.ALERT)),
    "some-tests": _some({"type": "object", "additionalProperties": _some(_VALUE)}),
    "fields": _named(_mapping(w.FIELD)),
    "form-steps": _list(_mapping(w.FORM_STEP), 1),
    "codes": {**_named({"anyOf": [_TEXT, _mapping(w.CODE)]}, s.CODE), "minProperties": 1},
    # conditions
    "tests": {"type": "object", "additionalProperties": _ref("test")},
    "running": {"type": "object", "additionalProperties": _ref("tests"), "minProperties": 1},
    "age-range": _mapping(w.AGE_RANGE, least=1),
    "of-subject": _mapping(w.OF_SUBJECT),
    "interval-range": _mapping(w.INTERVAL_RANGE, least=1),
    "test": {"anyOf": [_some(_VALUE), _mapping(w.NUMBER_RANGE, least=1)]},
    "for": _mapping(w.FOR_CONDITIONS, others=_ref("test"), least=1),
    # records
    "moment-name": _TEXT,
    "triggers": _some({"anyOf": [_record(w.TRIGGER), _mapping(w.BIRTHDAY)]}),
    "running-or-spans": {
        "anyOf": [
            _ref("running"),
            _some(_record({word: w.TRIGGER[word] for word in w.TRIGGER if word != "at"})),
        ]
    },
    "itself": {"anyOf": [_words([ItselfForm.RECORDED, ItselfForm.ENDED]), _ref("tests")]},
    "answers": _some({"anyOf": [_mapping(w.ITSELF), _record({**w.ANSWER, **w.IN_FORCE})]}),
    "never": _some(_record(w.ANSWER)),
    "lapses": _some({"anyOf": [_words(["end"]), _record(w.ANSWER)]}),
    "unless": _some(_record({**w.ANSWER, **w.UNLESS})),
    "already": {"anyOf": [_words(["yes"]), _ref("interval")]},
    # clocks
    "moment": {"anyOf": [_TEXT, _BIRTHDAY]},
    "interval-of": {"anyOf": [_ref("interval"), _mapping(w.INTERVAL_OF)]},
    "intervals-of": _some(_ref("interval-of")),
    "by": {"anyOf": [_pattern(rf"{_DAY_OF_YEAR}|[^ ]+|{w.SCHOOL_OPENS}", "integer"), _BIRTHDAY]},
    "two-clocks": {**_list(_mapping(_ONE_CLOCK, least=1), 2), "maxItems": 2},
    "every": {"anyOf": [_ref("interval"), _mapping(w.EVERY)]},
    "steps": _pattern(STEPS, "integer"),
    # duties
    "rules": _list(_mapping(w.RULE), 1),
    "guide": _mapping(w.GUIDE),
    "parts": _named(_mapping(w.PART)),
    # examples
    "examples": _list(_mapping(w.EXAMPLE)),
    "example-records": _list(_mapping(w.EXAMPLE_RECORD, others={"type": "object"})),
    "example-subject": _mapping(w.EXAMPLE_SUBJECT, others=True),
    "example-others": _named(_ref("example-subject"), s.CODE),
    "expect": {
        "anyOf": [
            {"anyOf": [_ref("state"), _mapping(w.EXPECTED)]},
            _list({"anyOf": [_ref("state"), _mapping(w.EXPECTED)]}),
        ]
    },
    # reference tables and overlays
    "days-covered": _mapping(w.DAY_RANGE),
    "day-ranges": _list(_mapping(w.DAY_RANGE)),
    "school": _mapping(w.SCHOOL),
    "texts": _some(_ref("text")),
    "authorities": _named(_mapping(w.AUTHORITY), s.CODE),
    "areas": _named(_mapping(w.AREA), s.CODE),
    "area-sort": _choice(AreaSort),
    "codes-of-areas": _some(_ref("code")),
    # bodies, crosswalk, guide
    "titles": _named(_ref("text")),
    "bodies": _named(_mapping(w.BODY)),
    "passings": _some(_mapping(w.PASSING)),
    "addressed": _named(_ref("names")),
    "domains": _named(_mapping(w.DOMAIN)),
    "tools": _named(_mapping(w.TOOL)),
    "tool-sections": _named(_mapping(w.TOOL_SECTION)),
    "seen-in": _some(_record({})),
    "law": _list(_mapping(w.LAW)),
    # questions, ratings, surveys
    "codes-of-programmes": _some(_ref("code")),
    "codes-of-settings": _some(_ref("code")),
    "codes-of-answers": _some(_ref("code")),
    "labels": {**_named(_ref("text"), s.CODE), "minProperties": 1},
    "questions": _named(_mapping(w.QUESTION)),
    "question-about": _choice(QuestionAbout),
    "rated-by": _choice(RatedBy),
    "bands": _named(_mapping(w.BAND)),
    "rated-standards": _named(_mapping(w.RATED_STANDARD)),
    "survey-questions": _named(_mapping(w.SURVEY_QUESTION)),
    "answered-before": {**_named(_some(_ref("code"))), "minProperties": 1},
    "overlay-every": {"anyOf": [_ref("interval"), _mapping(w.OVERLAY_EVERY)]},
    "holders": _some(_record(w.HOLDER)),
    "roles": _named(_mapping(w.ROLE)),
    "sections": _named(_mapping(w.SECTION), rf"{s.NAME}(?:/{s.NAME})*"),
    "named": {"type": "object", "additionalProperties": _some(_record({}))},
    "overlay-duties": _named(_mapping(w.OVERLAY_DUTY), rf"{s.NAME}(?:/{s.NAME})?"),
}
"""What each value of the tables may be, by its name there."""

FILES: Mapping[str, Schema] = {
    "standard-file": _mapping(w.STANDARD),
    "kinds-file": _named(_mapping(w.KIND)),
    "duties-file": _named(_mapping(w.DUTY)),
    "measures-file": _named(_mapping(w.MEASURE)),
    "printed-file": _named(_mapping(w.PRINTED)),
    "recommendations-file": _named(_mapping(w.RECOMMENDATIONS)),
    "roles-file": _mapping(w.ROLES),
    "bodies-file": _mapping(w.BODIES),
    "crosswalk-file": _mapping(w.CROSSWALK),
    "guide-file": _named(_mapping(w.GUIDE_PAGE)),
    "questions-file": _named(_mapping(w.QUESTION_SET)),
    "ratings-file": _named(_mapping(w.RATING_RULES)),
    "surveys-file": _named(_mapping(w.SURVEY)),
    "reviews-file": _named(_mapping(w.REVIEW)),
    "terms-file": _named(_list(_mapping(w.TERM), 1)),
    "reference-file": {
        "anyOf": [_named(_mapping(w.CALENDAR)), _named(_mapping(w.SERVICE)), _mapping(w.AREAS)]
    },
    "overlay-file": _mapping(w.OVERLAY),
}
"""What each sort of file may say."""
