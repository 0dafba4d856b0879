"""What a reader has typed and not yet answered: kept for them alone, until they answer.

It is no evidence and counts nowhere. It goes when the question is answered, when the file is signed
or handed back, when anything is erased on the file, when the file closes to them, and when it was
left for ``DRAFT_DAYS``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings

from sightline.service.access import policy
from sightline.service.access.seal import seal, unseal
from sightline.service.access.viewer import viewer_of
from sightline.service.inspection.models import JudgingDraft, Reading
from sightline.service.ledger.acts import Act
from sightline.service.ledger.row_security import as_machine

Typed = Mapping[str, Sequence[str]]
"""A form as a browser sends it."""


def keep(*, reading: Reading, question: str, typed: Typed, at: datetime, by: Act) -> None:
    """Keep what the reader has typed so far, in the place of what was kept before.

    The inspection's chain must be locked, as where it is answered.
    """
    sealed = seal(json.dumps({name: list(said) for name, said in typed.items()}).encode())
    JudgingDraft.objects.update_or_create(
        person_id=reading.person_id,
        reading=reading,
        question=question,
        defaults={"sealed": sealed, "saved_at": at},
    )
    by.did("keep what was typed", file=reading.drawn.file_id, row=reading.pk)


def kept(reading: Reading, question: str) -> tuple[Typed, datetime] | None:
    """What is kept of a question, and since when; None for nothing, or what no key opens."""
    rows = JudgingDraft.objects.filter(reading=reading, person=reading.person_id)
    row = rows.filter(question=question).first()
    if row is None:
        return None
    try:
        return json.loads(unseal(row.sealed)), row.saved_at
    except InvalidToken:
        return None


def begun(person: UUID, readings: Collection[Reading]) -> dict[UUID, set[str]]:
    """Of a person's readings the questions for which something is kept."""
    found: dict[UUID, set[str]] = {reading.pk: set() for reading in readings}
    rows = JudgingDraft.objects.filter(person=person, reading__in=found)
    for reading, question in rows.values_list("reading", "question"):
        found[reading].add(question)
    return found


def throw_away(reading: Reading, question: str | None = None) -> None:
    """What was typed is answered, or not to be. ``question``: of it alone."""
    rows = JudgingDraft.objects.filter(reading=reading, person=reading.person_id)
    (rows if question is None else rows.filter(question=question)).delete()


def forget(files: Collection[UUID]) -> None:
    """Throw away what is kept of files of which something is erased: it may say it as well."""
    with as_machine():
        JudgingDraft.objects.filter(reading__drawn__file__in=files).delete()


def sweep(now: datetime) -> int:
    """Throw away what was left too long, or whose file is closed to whoever typed it; how many."""
    over = now - timedelta(days=settings.DRAFT_DAYS + 1)
    with as_machine():
        rows = JudgingDraft.objects.order_by("pk").values_list(
            "pk", "person", "reading__drawn__file", "saved_at"
        )
        by_person: defaultdict[UUID, list[tuple[int, UUID, datetime]]] = defaultdict(list)
        for id_, person, file, saved_at in rows:
            by_person[person].append((id_, file, saved_at))
        gone: list[int] = []
        for person, some in by_person.items():
            there = policy.bases_for(viewer_of(person, now), {file for _, file, _ in some})
            gone += [id_ for id_, file, at in some if at < over or file not in there]
        JudgingDraft.objects.filter(pk__in=gone).delete()
    return len(gone)
