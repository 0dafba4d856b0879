"""The children around an adult, and what each agency knows of them, as far as the reader may know.

A child whose file is not open to the reader is spoken of as far as the adult's own record does:
how they are related, whether they live there. Whether there is more is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sightline.engine.reference.days import parse_moment
from sightline.service.access import policy
from sightline.service.casework import people
from sightline.service.casework.people import Who
from sightline.service.casework.said import SOMEBODY, files_answered
from sightline.service.casework.screen.adult_known_of import KnownOf, known_of
from sightline.service.casework.screen.adult_lines import one_of
from sightline.service.casework.screen.known import Known, Source
from sightline.service.files.members import group_of
from sightline.service.files.models import Record, SubjectType
from sightline.service.files.moments import day_at
from sightline.service.ledger.asked import once

KINDS = ("link", "check")
SOCIAL_CARE = "social-care"

_CHILDREN = frozenset({"child", "partner-child"})
_PARENTS = frozenset({"parent", "carer"})
_GROWN = _PARENTS | frozenset({"partner", "former-partner"})
"""Relations of somebody who is a child, and of somebody who is none as far as they say."""

_A_CHILD = "A child whose file is not open to you"
_LINKED = one_of("covered", "children-linked")
_ANSWERED = one_of("result", "nothing-known", "known-no-concern", "concern", "involved")


@dataclass(frozen=True, slots=True)
class Child:
    """``file``: of one that is open to the reader, else None; ``known_of``: then None too.

    ``is_newer``: that the child was linked after children's services last answered.
    """

    called: str
    age: str
    relation: str
    household: str
    is_forbidden: bool
    file: UUID | None
    known_of: KnownOf | None
    is_newer: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Check:
    """What one agency was asked about the children, the last time. ``answer``: in words."""

    asked_of: str
    answer: str
    source: Source


@dataclass(frozen=True, slots=True)
class Children:
    """``is_open``, ``reads_checks``: whether the reader reads links, and checks, at all.

    ``is_asked``: whether children's services were ever asked about children.
    """

    is_open: bool
    is_watched: bool
    reads_checks: bool
    is_asked: bool
    found: tuple[Child, ...]
    checks: tuple[Check, ...]


def children(known: Known) -> Children:
    """The children linked to an adult, those who live there first. Two panels ask for them."""
    return once(("children around", known.file), lambda: _children(known))


def shown(known: Known) -> Iterator[UUID]:
    """The files of children of which something is told."""
    return (child.file for child in children(known).found if child.file is not None)


def _children(known: Known) -> Children:
    links = [known.row(run.fact) for run in known.running("link")]
    others = {row.pk: _other(known, row) for row in links}
    open_ = _open(known, {other for other in others.values() if other is not None})
    there = [row for row in links if _is_child(known, row, open_.get(others[row.pk]))]
    files = {who.file for row in there if (who := open_.get(others[row.pk])) is not None}
    by_file = known_of(known.reader.viewer, files, known.at, known.called)
    answered = _last_answer(known)
    return Children(
        is_open=known.reads("link", "relation", "other-person"),
        is_watched=known.is_watched("link"),
        reads_checks=known.reads("check", "asked-of", "covered", "result"),
        is_asked=bool(known.had("check", one_of("asked-of", SOCIAL_CARE), _LINKED)),
        found=tuple(
            _child(known, row, open_.get(others[row.pk]), by_file, answered)
            for row in sorted(there, key=lambda row: not _says(known, row, "same-household"))
        ),
        checks=tuple(_checks(known)),
    )


def _other(known: Known, row: Record) -> UUID | None:
    """The file that a link names beside the adult's own: it stands on both."""
    if not known.reader.reads("link", "other-person", row.agency):
        return None
    for other in files_answered(row):
        return row.file_id if other in group_of(known.file) else other
    return None


def _open(known: Known, others: set[UUID]) -> Mapping[UUID | None, Who]:
    """Of the files that links name, those that are open to the reader, with whose they are."""
    bases = policy.bases_for(known.reader.viewer, others)
    subjects = [basis.facts.subject for basis in bases.values() if basis.facts is not None]
    return {who.file: who for who in people.whom(subjects, known.today)}


def _is_child(known: Known, row: Record, who: Who | None) -> bool:
    """By the file, where that is open; else by what the link says.

    A link says who the other is to whoever it was recorded of, and may be the other's own.
    """
    is_own = row.file_id in group_of(known.file)
    if who is not None:
        return who.type == SubjectType.CHILD
    relation = _relation(known, row)
    if relation in (_CHILDREN if is_own else _PARENTS):
        return True
    return (
        is_own
        and relation not in _GROWN
        and (_says(known, row, "same-household") or _says(known, row, "visits-household"))
    )


def _relation(known: Known, row: Record) -> str:
    if not known.reader.reads("link", "relation", row.agency):
        return ""
    return str((row.details or {}).get("relation"))


def _relation_said(known: Known, row: Record) -> str:
    words = known.answer(row, "relation").words
    return words if row.file_id in group_of(known.file) else f"This person is their {words.lower()}"


def _says(known: Known, row: Record, field: str) -> bool:
    return known.answer(row, field).words == "Yes"


def _child(
    known: Known,
    row: Record,
    who: Who | None,
    by_file: Mapping[UUID, KnownOf],
    answered: int | None,
) -> Child:
    is_certain = _relation(known, row) in _CHILDREN | _PARENTS
    began = None if row.occurred_at is None else day_at(row.occurred_at)
    return Child(
        called=who.called if who is not None else _A_CHILD if is_certain else SOMEBODY,
        age="" if who is None else who.age,
        relation=_relation_said(known, row),
        household=_household(known, row),
        is_forbidden=_says(known, row, "contact-forbidden"),
        file=None if who is None else who.file,
        known_of=None if who is None else by_file[who.file],
        is_newer=answered is not None and began is not None and began > answered,
        source=known.source(row),
    )


def _household(known: Known, row: Record) -> str:
    if _says(known, row, "same-household"):
        return "Lives there"
    if _says(known, row, "visits-household"):
        return "Visits"
    lives, visits = known.answer(row, "same-household"), known.answer(row, "visits-household")
    if lives.words == "No" and visits.words == "No":
        return "Does not live there or visit"
    lives_said = "Does not live there" if lives.words == "No" else f"Lives there: {lives.words}"
    return f"{lives_said}; visits: {visits.words.lower()}"


# --- what was asked ------------------------------------------------------------------------------


def _checks(known: Known) -> Iterator[Check]:
    """The last of each agency that was asked about the children, and the last that it answered."""
    asked, answered = set[str](), set[str]()
    with_answer = {fact.id for fact in known.had("check", _LINKED, _ANSWERED)}
    for fact in known.had("check", _LINKED):
        row = known.row(fact)
        of = known.words(row, "asked-of")
        if of not in asked or (fact.id in with_answer and of not in answered):
            yield Check(of, _answer(known, row), known.source(row))
        asked.add(of)
        if fact.id in with_answer:
            answered.add(of)


def _answer(known: Known, row: Record) -> str:
    result, on = known.answer(row, "result"), known.answer(row, "reply-on")
    if not result.is_answer:
        return "No answer recorded"
    return f"{result.words} ({on.words})" if on.is_answer else result.words


def _last_answer(known: Known) -> int | None:
    """The day on which children's services last answered about the children."""
    asked = one_of("asked-of", SOCIAL_CARE), _LINKED, _ANSWERED
    told = [str(fact.record.details.get("reply-on")) for fact in known.had("check", *asked)]
    replies = [reply for text in told if (reply := parse_moment(text)) is not None]
    return max((reply.day for reply in replies), default=None)
