"""A recommendation looked at again by somebody who does not answer for it, with a fresh figure.

It is closed in no other way. The figure that shows it is worked out in the same moment and kept
with what was decided, so that later anybody sees on what.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sightline.engine.model import Moment, Value
from sightline.engine.recommended import Seen
from sightline.service.access import policy
from sightline.service.access.models import Ending, Post
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.files import services as files
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Record
from sightline.service.inspection.answering import NO_RECOMMENDATION
from sightline.service.inspection.following import LOOK, Followed, followed
from sightline.service.inspection.shown_by import fresh
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.standard.calendar import day_of

OUTCOMES = ("done", "not-yet", "no-longer-needed")
YEARS_APART = 3
"""Whoever held a post at the body in these last years is not independent of it: the project's
interval, the same as for conflicts of interest in an inspection."""

NOT_INDEPENDENT = (
    "You hold, or held in the last three years, a post at the body that was asked. Somebody who "
    "does not answer for it looks whether it is done."
)
_MOST = 2000  # characters


def is_independent(viewer: Viewer, body: UUID) -> bool:
    """Whether the viewer has held no post at a body for some years."""
    since = viewer.today - timedelta(days=365 * YEARS_APART)
    held = Post.objects.filter(person=viewer.person, agency=body)
    ended = dict(Ending.objects.filter(of__in=held.values("pk")).values_list("of", "on"))
    return all((ended.get(post.pk) or post.until_on or date.max) < since for post in held)


def check_look(viewer: Viewer, file: UUID, **_: object) -> Basis:
    """Look whether what was recommended to a body is done: an inspector who is not of it."""
    basis = policy.check_record(viewer, file, LOOK)
    if not is_independent(viewer, file):
        raise Refused(NOT_INDEPENDENT)
    return basis


def figure(one: Followed, today: date) -> Seen | None:
    """What shows a recommendation, from its publication to today; None where nothing shows it."""
    if one.shown_by is None or one.on is None:
        return None
    return fresh(one.shown_by, one.file, min(one.on, today), today)


def look_again(
    *,
    viewer: Viewer,
    file: UUID,
    recommendation: UUID,
    outcome: str,
    reason: str,
    seen: int,
    by: Act,
) -> Record:
    """Say what was found, with the figure as it is now.

    Raises BadEntry, Stale, NotFound, Refused.
    """
    check_look(viewer, file)
    one = next((f for f in followed([file], viewer.today) if f.fact == recommendation), None)
    if one is None:
        raise NotFound(NO_RECOMMENDATION)
    if one.is_closed:
        raise Refused("This recommendation is closed already.")
    faults: dict[str, str] = {}
    if outcome not in OUTCOMES:
        faults["outcome"] = "Choose what you found."
    if not reason.strip() or len(reason) > _MOST:
        faults["reason"] = f"Write what you saw, in at most {_MOST:,} characters."
    if faults:
        raise BadEntry(faults)
    said: dict[str, Value] = {"outcome": outcome, "independent": "yes", "reason": reason.strip()}
    shown = figure(one, viewer.today)
    if shown is not None and one.shown_by is not None and one.on is not None:
        said |= {
            "shown-by": one.shown_by.value,
            "from-on": min(one.on, viewer.today).isoformat(),
            "to-on": viewer.today.isoformat(),
            "as-asked": shown.numerator,
            "counted": shown.denominator,
            "not-known": shown.unknown,
        }
    entry = Entry(
        LOOK, occurred=Moment(day_of(viewer.today)), about=recommendation,
        agency=_for_agency(viewer, file), author=viewer.worker, details=said,
    )  # fmt: skip
    return files.record(file=file, entry=entry, seen=seen, by=by)


def _for_agency(viewer: Viewer, file: UUID) -> UUID:
    return policy.check_record(viewer, file, LOOK).agency
