"""In which order there is what to do, and in which section of the page it stands."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from functools import lru_cache

from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Coalesce, Concat

from sightline.engine.model import State
from sightline.service.access import policy
from sightline.service.access.viewer import Viewer
from sightline.service.casework import owed
from sightline.service.files.models import Judged
from sightline.service.files.obligations import past_due
from sightline.service.files.standard import standard
from sightline.service.files.vulnerability import KIND, NOT_KNOWN
from sightline.standard.model import Basis

CHASED_FOR = timedelta(days=91)
"""So long after it was due something is chased of which nobody can tell whether it was done."""

TO_DO = ("", State.BREACHED.value, State.UNDATED.value)
"""How what there is to do is settled."""

OF_LAW = 10
"""What the law weighs: more than the highest vulnerability."""


class Section(IntEnum):
    """Where a row stands on the page, in this order."""

    OVERDUE = 1
    SOON = 2
    LATER = 3
    CHASES = 4


# What must never happen has no due day: it is told from the day on which it began to hold.
DUE = Case(When(settled=State.BREACHED, then=F("opened_on")), default=F("due_on")).asc(
    nulls_last=True
)


def is_by_law(duty: str, part: str, rule: int) -> bool:
    """Whether a statute asks for what a rule does, as the standard says."""
    return (duty, part, rule) in _laws(standard().digest)


@lru_cache(maxsize=2)
def _laws(digest: str) -> frozenset[tuple[str, str, int]]:
    """The rules that a statute stands behind, each by its duty, its part and its number."""
    return frozenset(
        (duty.id, part.name, number)
        for duty in standard().duties.values()
        for part in duty.parts
        for number, rule in enumerate(part.rules)
        if rule.basis is Basis.STATUTE
    )


RULE_SAID = Concat("duty", Value("/"), "part", Value("/"), Cast("rule", CharField()))
"""A rule in one word: many are looked for at once."""


@lru_cache(maxsize=2)
def _by_law(digest: str) -> Q:
    """Of obligations with their ``rule_said``: a statute asks for them, as the standard says."""
    laws = _laws(digest)
    whole = {
        duty.id
        for duty in standard().duties.values()
        if all(
            (duty.id, part.name, number) in laws
            for part in duty.parts
            for number in range(len(part.rules))
        )
    }
    some = [f"{duty}/{part}/{rule}" for duty, part, rule in laws if duty not in whole]
    return Q(duty__in=sorted(whole)) | Q(rule_said__in=sorted(some))


def is_over(viewer: Viewer) -> Q:
    """Of what is still to be done, what is overdue, or happens though it never must."""
    return Q(settled="") & past_due(viewer.at) | Q(settled=State.BREACHED)


def section(viewer: Viewer) -> Case:
    """Of what is still to be done, the section in which it stands."""
    soon = Q(settled="", due_on__lte=owed.last_of_soon(viewer.at))
    return Case(
        When(is_over(viewer), then=Value(Section.OVERDUE)),
        When(soon, then=Value(Section.SOON)),
        default=Value(Section.LATER),
    )


def weight(viewer: Viewer) -> CombinedExpression:
    """What the law asks for weighs more than anything else; then how vulnerable the child is.

    That is as it was last assessed, where the viewer reads assessments; elsewhere it is not known.
    """
    judged = Judged.objects.filter(file=OuterRef("file")).values("vulnerability")
    read = policy.where_kind_is_read(viewer, KIND)
    assessed = Case(When(read, then=Coalesce(Subquery(judged[:1]), NOT_KNOWN)), default=NOT_KNOWN)
    return Case(When(_by_law(standard().digest), then=OF_LAW), default=0) + assessed
