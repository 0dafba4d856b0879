"""A kind of record in words: how long it lasts, who records and reads it, what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sightline.reporting.told.words import any_of, dates, name_of, plain
from sightline.standard.kinds import SIGN_OFF, SIGNED_AS
from sightline.standard.model import (
    Alert,
    Answered,
    Countersigned,
    Field,
    FieldType,
    Kind,
    Lasts,
    OneOf,
    Sensitivity,
    Significant,
    Standard,
)
from sightline.standard.model.asked import selectors

SENSITIVE = {
    Sensitivity.HEALTH: "health",
    Sensitivity.VICTIM: "about a victim",
    Sensitivity.POLICE: "police",
}

_LASTS = {
    Lasts.POINT: "A record of it is of one moment.",
    Lasts.SPAN: "A record of it lasts until it ends.",
    Lasts.UNTIL_NEXT: "A record of it stands until the next",
    Lasts.PERIOD: "A record of it is said of a whole period and of no day in it: measures count "
    "it, and no clock runs on it.",
}
_A = {
    "child": "a child",
    "adult": "an adult",
    "worker": "a worker",
    "agency": "an agency",
    "board": "a board",
    "establishment": "an establishment",
}
_TYPES = {
    FieldType.TEXT: "Text",
    FieldType.NUMBER: "A number",
    FieldType.YES_NO: "Yes or no",
    FieldType.DATE: "A date",
    FieldType.MOMENT: "A date and time",
    FieldType.FILE: "Somebody's file",
}


def by_group(standard: Standard) -> dict[str, list[Kind]]:
    """The kinds under the headings that the standard gives them."""
    groups: dict[str, list[Kind]] = {}
    for kind in standard.kinds.values():
        groups.setdefault(kind.group or "Decisions", []).append(kind)
    return groups


def readers(declared: Mapping[str, object]) -> dict[str, list[str]]:
    """The ids of the duties or measures that read each kind."""
    found: dict[str, list[str]] = {}
    for id_, said in declared.items():
        for kind in dict.fromkeys(selector.kind for selector in selectors(said)):
            found.setdefault(kind, []).append(id_)
    return found


def about(standard: Standard, kind: Kind) -> Iterator[str]:
    """Sentences that say what a record of the kind is, and who records and reads it."""
    yield f"It is kept on the file of {any_of([_A[type_] for type_ in kind.of])}."
    yield _lasts(standard, kind)
    if kind.also_on:
        names = ["whoever it is about" if name == "about" else
                 f"whoever is named under “{kind.fields[name].title}”"
                 for name in kind.also_on]  # fmt: skip
        yield f"It stands on the file of {any_of(names, 'and')} as well."
    if kind.several:
        yield "One record may concern several: it then stands on each of their files."
    if kind.sensitivity in SENSITIVE:
        yield f"It is sensitive ({SENSITIVE[kind.sensitivity]})."
    if kind.recorded_by:
        yield f"Recorded by {any_of([plain(who) for who in kind.recorded_by])}."
    if kind.read_by:
        yield f"Read by {any_of([plain(who) for who in kind.read_by], 'and')}."
    if kind.significant is not None:
        yield _significant(kind, kind.significant)
    for alert in kind.alerts:
        yield _alert(kind, alert)
    if kind.countersigned is not None:
        yield _countersigned(standard, kind, kind.countersigned)
    if kind.tells:
        title = kind.fields[kind.tells].title
        yield f"Whoever is named under “{title}” was told by it."


def _significant(kind: Kind, significant: Significant) -> str:
    if not significant.when:
        return f"Each is a significant event of a chronology. {significant.why}"
    some = _where(kind, significant.when)
    return f"It is a significant event of a chronology where {some}. {significant.why}"


def _countersigned(standard: Standard, kind: Kind, countersigned: Countersigned) -> str:
    codes = {code.value: code.label for code in standard.kinds[SIGN_OFF].fields[SIGNED_AS].codes}
    by = any_of([f"“{codes[role]}”" for role in countersigned.by])
    each = f"Where {_where(kind, countersigned.when)}, it" if countersigned.when else "Each"
    sure = "" if countersigned.certainty == "sure" else " (to be checked)"
    return (
        f"{each} is countersigned, signed as {by}. {countersigned.why} "
        f"Source: {countersigned.source}{sure}."
    )


def _where(kind: Kind, when: Iterable[tuple[OneOf | Answered, ...]]) -> str:
    return any_of([" and ".join(_test(kind, test) for test in tests) for tests in when])


def _alert(kind: Kind, alert: Alert) -> str:
    shown = "an alert" + (", and marked as a danger," if alert.is_danger else "")
    where = f", where {_where(kind, alert.when)}" if alert.when else ""
    how_long = {Lasts.SPAN: "while it runs", Lasts.UNTIL_NEXT: "while it stands"}.get(
        kind.lasts, f"for {alert.lasts_for}"
    )
    return f"It is {shown} on the file {how_long}{where}: “{alert.title}”. {alert.why}"


def _test(kind: Kind, test: OneOf | Answered) -> str:
    field = kind.fields[test.field]
    if isinstance(test, Answered):
        return f"“{field.title}” is answered"
    labels = [code.label for code in field.codes if code.value in test.values]
    others = sorted(str(v) for v in test.values if v not in {code.value for code in field.codes})
    return f"“{field.title}” is {any_of([f'“{said}”' for said in (*labels, *others)])}"


def _lasts(standard: Standard, kind: Kind) -> str:
    lasts = _LASTS[kind.lasts]
    if kind.lasts is not Lasts.UNTIL_NEXT:
        return lasts
    same = any_of([name_of(kind.fields[name].title) for name in kind.key], "and")
    lasts += f" with the same {same}" if same else ""
    ends = "" if kind.ends_with is None else name_of(standard.kinds[kind.ends_with].title)
    return lasts + (f", or until the {ends} ends." if ends else ".")


def marks_of(field: Field) -> list[str]:
    """What is to be known of a field beside its title: whether it is asked always, who sees it."""
    marks = ["always"] if field.required else []
    if field.sensitivity in SENSITIVE:
        marks.append(SENSITIVE[field.sensitivity])
    if field.narrative:
        marks.append("never leaves in an extract")
    return marks


def answers(field: Field) -> str:
    """What may be answered: the sort of answer, or the codes with their days."""
    if not field.codes:
        return _TYPES[field.type]
    some = "Any of: " if field.type is FieldType.CODES else ""
    return some + "; ".join(f"{code.label}{dates(code)}" for code in field.codes)
