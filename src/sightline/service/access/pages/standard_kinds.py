"""What the standard declares beside duties: kinds of record, roles, and the pages of the guide."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse

from sightline.engine.say import say_selector
from sightline.reporting.told.duties import duties_beside
from sightline.reporting.told.kinds import about, answers, by_group, marks_of, readers
from sightline.reporting.told.words import dates, name_of, period, plain, sentence, titled
from sightline.service.access.asking import Ask
from sightline.service.access.pages.shown import show
from sightline.service.files.standard import standard
from sightline.service.ledger.failures import NotFound
from sightline.standard.model import (
    QUESTIONS,
    Duty,
    Field,
    FieldType,
    Holder,
    Law,
    Standard,
)


def kinds(ask: Ask) -> HttpResponse:
    """All kinds of record, under their headings."""
    return show(ask, "standard/kinds", standard=standard(), groups=by_group(standard()))


def kind(ask: Ask, kind: str) -> HttpResponse:
    """One kind: its fields, codes and days, who records and reads it, what reads it."""
    told = standard()
    found = told.kinds.get(kind)
    if found is None:
        raise NotFound("There is no such kind of record.")
    return show(
        ask,
        "standard/kind",
        kind=found,
        about=list(about(told, found)),
        fields=[_field(field) for field in found.fields.values()],
        duties=[told.duties[id_] for id_ in readers(told.duties).get(kind, ())],
        measures=[told.measures[id_] for id_ in readers(told.measures).get(kind, ())],
    )


def _field(field: Field) -> dict[str, object]:
    return {
        "title": field.title,
        "marks": ", ".join(marks_of(field)),
        "answers": "" if field.codes else answers(field),
        "many": field.type is FieldType.CODES,
        "codes": [f"{code.label}{dates(code)}" for code in field.codes],
        "help": sentence(field.help) if field.help else "",
    }


def roles(ask: Ask) -> HttpResponse:
    """Who owes what a rule asks, and the records that say who that is on a day."""
    told = standard()
    owed = Counter(owner for duty in told.duties.values() for owner in owners(duty))
    rows = [
        {
            "id": role.id,
            "title": role.title,
            "agency": plain(role.agency),
            "held": [_held(told, holder) for holder in role.held],
            "duties": owed[role.id],
        }
        for role in told.roles.declared.values()
    ]
    return show(ask, "standard/roles", rows=rows)


def _held(told: Standard, holder: Holder) -> str:
    field = told.kinds[holder.selector.kind].fields[holder.by]
    return sentence(f"{say_selector(holder.selector)}: {name_of(field.title)}")


def owners(duty: Duty) -> set[str]:
    """Whom its rules name."""
    return {rule.owner for part in duty.parts for rule in part.rules}


def title_of(told: Standard, owner: str) -> str:
    """A role's title; where no role of the name is declared, its name in words."""
    role = told.roles.declared.get(owner)
    return titled(owner) if role is None else role.title


def guide(ask: Ask, guide: str) -> HttpResponse:
    """A page of the guide."""
    told = standard()
    found = told.guide.get(guide)
    if found is None:
        raise NotFound("There is no such page of the guide.")
    return show(
        ask,
        "standard/guide",
        guide=found,
        answers=[(QUESTIONS[word], found.answers[word]) for word in QUESTIONS],
        law=[_law(law) for law in sorted(found.law, key=lambda law: law.from_, reverse=True)],
        duties=duties_beside(told, found),
    )


def _law(law: Law) -> dict[str, str]:
    return {
        "title": law.title,
        "period": period(law.from_, law.until),
        "says": law.says,
        "source": sentence(law.source),
        "certainty": "It has still to be checked." if law.certainty == "check" else "",
    }
