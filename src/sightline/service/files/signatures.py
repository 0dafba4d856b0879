"""Which records a manager countersigns, which signatures hold, and what waits for one.

A signature is bound to the digest of the version that was read. It holds while that version is the
last one, the fact stands, and the sign-off that says so stands: a change of any of them voids it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Countersignature, Record, Unsigned
from sightline.service.files.standard import standard
from sightline.service.ledger.links import Fault
from sightline.service.ledger.row_security import as_machine
from sightline.standard.kinds import SIGN_OFF
from sightline.standard.model import NOT_ANSWERED, Answered, Countersigned, Kind, OneOf

RESULT, DIRECTION = "result", "direction"
"""The fields of a sign-off that say what came of it, and with what note."""

BY_SIGNING = "A manager countersigns this or sends it back on the page of the record itself."

_SEEN_TO = frozenset({Countersignature.Result.SIGNED.value, "completed"})
"""Results of a sign-off after which nothing waits any more."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature, or sending back. ``sign_off``: its record as it stands; None if it does not.

    ``holds``: the version that was read is the last one, and everything still stands.
    """

    row: Countersignature
    sign_off: Record | None
    holds: bool

    @property
    def is_signed(self) -> bool:
        """Whether it was signed, and not sent back."""
        return self.row.result == Countersignature.Result.SIGNED


def asked_of(row: Record) -> Countersigned | None:
    """Who countersigns a version of a record, and why; None where nobody does."""
    kind = standard().kinds.get(row.kind)
    said = None if kind is None else kind.countersigned
    if said is None or row.details is None:
        return None
    details = row.details
    is_asked = not said.when or any(
        all(_holds(test, details) for test in tests) for tests in said.when
    )
    return said if is_asked else None


def _holds(test: OneOf | Answered, details: Mapping[str, Any]) -> bool:
    answer = details.get(test.field)
    if isinstance(test, Answered):
        return answer is not None and answer not in NOT_ANSWERED
    return any(one in test.values for one in (answer if isinstance(answer, list) else [answer]))


def is_said_by_signing(kind: Kind, field: str) -> bool:
    """Whether a field is answered by countersigning, and by nobody who types."""
    return kind.countersigned is not None and kind.countersigned.answer == field


def check_not_signed(entry: Entry) -> None:
    """Raise BadEntry where somebody types what only countersigning says."""
    kind = standard().kinds.get(entry.kind)
    said = None if kind is None else kind.countersigned
    if said is not None and entry.details.get(said.answer) == "yes":
        raise BadEntry({said.answer: f"{BY_SIGNING} Leave this answer out."})
    if entry.kind == SIGN_OFF and entry.details.get(RESULT) in Countersignature.Result.values:
        about = None if entry.about is None else Record.objects.filter(pk=entry.about).first()
        last = None if about is None else _last_versions([about.fact]).get(about.fact)
        if last is not None and asked_of(last) is not None:
            raise BadEntry({RESULT: BY_SIGNING})


def unsigned(entry: Entry, before: Record) -> Entry:
    """What is said in place of a version, without what signing that version answered."""
    kind = standard().kinds.get(entry.kind)
    said = None if kind is None else kind.countersigned
    if said is None or not said.answer or said.answer not in (before.details or {}):
        return entry
    return replace(
        entry, details={name: a for name, a in entry.details.items() if name != said.answer}
    )


def signatures(fact: UUID) -> list[Signature]:
    """All that was signed of a fact or sent back, the last first."""
    rows = list(Countersignature.objects.filter(fact=fact).order_by("-received_at", "-position"))
    if not rows:
        return []
    last = _last_versions([fact]).get(fact)
    said = _last_versions([row.sign_off for row in rows])
    return [_signature(row, last, said.get(row.sign_off)) for row in rows]


def _signature(row: Countersignature, last: Record | None, said: Record | None) -> Signature:
    is_it = last is not None and last.pk == row.record_id
    holds = is_it and said is not None and bytes(last.digest) == bytes(row.record_digest)  # type: ignore[union-attr]
    return Signature(row, said, holds)


def _last_versions(facts: Iterable[UUID]) -> dict[UUID, Record]:
    """The last version of each fact that stands; of one that was withdrawn none."""
    asked = set(facts)
    newer = Record.objects.filter(version_of=OuterRef("pk"))
    ended = Record.objects.filter(
        fact=OuterRef("fact"), withdraws__isnull=False, file=OuterRef("file")
    )
    rows = Record.objects.filter(~Exists(newer), ~Exists(ended), fact__in=asked, withdraws=None)
    return {row.fact: row for row in rows}


def void_with(fact: UUID) -> list[Record]:
    """The sign-offs that stand and no longer would if a fact were changed: they are withdrawn."""
    signed = Countersignature.objects.filter(
        fact=fact, result=Countersignature.Result.SIGNED
    ).values_list("sign_off", flat=True)
    return list(_last_versions(signed).values()) if signed else []


def is_of_a_signature(fact: UUID) -> bool:
    """Whether a fact is the sign-off of a signature, which is withdrawn and never corrected."""
    return Countersignature.objects.filter(sign_off=fact).exists()


def wrote_it(fact: UUID, *, person: UUID | None, worker: UUID | None) -> bool:
    """Whether somebody entered or is the author of any version of a fact, but by signing it."""
    return written_by(person, worker).filter(fact=fact).exists()


def written_by(person: UUID | None, worker: UUID | None) -> QuerySet[Record]:
    """Versions that somebody entered or is the author of, but those that they signed it by."""
    theirs = Q(pk__in=())
    if person is not None:
        theirs |= Q(by=person)
    if worker is not None:
        theirs |= Q(author=worker)
    # Whoever signs has written nothing of it: a version that the signer entered is the signature's.
    by_signing = Countersignature.objects.filter(
        record=OuterRef("pk"), by=OuterRef("by"), result=Countersignature.Result.SIGNED
    )
    return Record.objects.filter(theirs, ~Exists(by_signing), withdraws=None)


def unbound() -> Iterator[Fault]:
    """Signatures whose digest is not that of the version that they name: no act writes such."""
    rows = Countersignature.objects.exclude(record_digest=F("record__digest"))
    others = ~Q(fact=F("record__fact")) | ~Q(file=F("record__file"))
    for row in rows.union(Countersignature.objects.filter(others)):
        sentence = "It is bound to another version than the one that it names."
        yield Fault(sentence, Countersignature._meta.db_table, row.id, row.chain)


# --- what waits ------------------------------------------------------------------------------


def follow(rows: Collection[Record]) -> None:
    """Say again what waits, after some records were written, emptied or withdrawn."""
    facts = {row.fact for row in rows if _may_wait(row.kind)}
    signed = [row.fact for row in rows if row.kind == SIGN_OFF]
    with as_machine():
        if signed:
            about = Record.objects.filter(fact__in=signed, about__isnull=False)
            of = Record.objects.filter(
                Q(pk__in=about.values("about")) | Q(fact__in=about.values("about"))
            )
            facts |= {row.fact for row in of.only("fact", "kind") if _may_wait(row.kind)}
        if facts:
            _say_again(facts)


def _may_wait(kind: str) -> bool:
    declared = standard().kinds.get(kind)
    return declared is not None and declared.countersigned is not None


def _say_again(facts: set[UUID]) -> None:
    last = _last_versions(facts)
    waits = {fact: row for fact, row in last.items() if asked_of(row) is not None}
    seen_to, returned = _seen_to(waits)
    Unsigned.objects.filter(fact__in=facts - (waits.keys() - seen_to)).delete()
    for fact in waits.keys() - seen_to:
        row = waits[fact]
        Unsigned.objects.update_or_create(
            fact=fact,
            defaults={
                "file_id": row.file_id, "record": row, "kind": row.kind, "agency": row.agency,
                "author": row.author, "since": row.recorded_at, "returned": row.pk in returned,
            },
        )  # fmt: skip


def _seen_to(waits: Mapping[UUID, Record]) -> tuple[set[UUID], set[UUID]]:
    """Of facts, those that a sign-off has seen to; and the versions that were sent back last."""
    if not waits:
        return set(), set()
    versions = dict(Record.objects.filter(fact__in=waits, withdraws=None).values_list("pk", "fact"))
    said = Record.objects.filter(kind=SIGN_OFF, about__in=versions).values_list("fact", flat=True)
    seen_to = {
        versions[row.about]
        for row in _last_versions(said).values()
        if row.about is not None and (row.details or {}).get(RESULT) in _SEEN_TO
    }
    sent_back = Countersignature.objects.filter(
        record__in=waits.values(), result=Countersignature.Result.RETURNED
    )
    return seen_to, set(sent_back.values_list("record", flat=True))
