"""Excluding a file that was drawn, with its reason; the next reserve of its stratum is judged.

The reserve is never chosen: it is the first in the order of the draw that was neither used nor
excluded. This holds after files have been judged too.
"""

from __future__ import annotations

from uuid import UUID

from sightline.service.access import policy
from sightline.service.inspection import planning, who
from sightline.service.inspection.knowing import hold_open
from sightline.service.inspection.models import Drawn, Exclusion
from sightline.service.inspection.readings import is_judged, last_draw
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused

NO_FILE = "There is no such file in the sample."
WORDS = 300


def exclude(
    *, inspection: UUID, drawn: UUID, why: str, words: str, seen: int | None = None, by: Act
) -> Exclusion:
    """Exclude a file of the sample. ``replacement`` of what is given back is None where no reserve
    of its stratum is left. Raises NotFound, Refused, Stale.
    """
    viewer = planning.acting(by)
    who.check_lead(viewer, inspection)
    hold_open(inspection)
    row = judged_file(inspection, drawn)
    if why not in Exclusion.Why.values:
        raise Refused("Choose why the file is not judged.")
    if len(words) > WORDS:
        raise Refused(f"Say it in {WORDS} characters or fewer.")
    if why == Exclusion.Why.OTHER and not words.strip():
        raise Refused("Say in words why the file is not judged.")
    excluded = Exclusion(
        inspection_id=inspection,
        drawn=row,
        why=why,
        words=words.strip(),
        replacement=next_reserve(row),
    )
    chains.append([excluded], chain=chains.inspection_chain(inspection), by=by, seen=seen)
    basis = policy.basis_for(viewer, row.file_id)
    if basis is not None:
        by.saw(row.file_id, basis.sort)
    by.did("exclude file", file=row.file_id, row=excluded.pk)
    return excluded


def judged_file(inspection: UUID, drawn: UUID) -> Drawn:
    """A file of the sample that counts: drawn first, or for another. Raises NotFound."""
    draw = last_draw(inspection)
    rows = Drawn.objects.filter(inspection=inspection, draw=draw, pk=drawn)
    row = rows.select_related("exclusion", "replaces").first()
    if draw is None or row is None or not is_judged(row):
        raise NotFound(NO_FILE)
    return row


def next_reserve(row: Drawn) -> Drawn | None:
    """The reserve that would take a file's place; None where all of its stratum are used."""
    left = Drawn.objects.filter(
        draw=row.draw_id,
        stratum=row.stratum,
        is_reserve=True,
        replaces__isnull=True,
        exclusion__isnull=True,
    )
    return left.order_by("place").first()
