"""Drawing the sample: T is frozen, the frame is kept with its digest, the seed decides the order.

The arithmetic is ``engine.inspection``: anybody works the same sample out again from the frame and
the seed. Before it is drawn the same is shown as a preview, with no file named.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sightline.engine.inspection import draw as arithmetic
from sightline.engine.inspection.allotment import Allotted, allot
from sightline.engine.inspection.draw import Framed as Line
from sightline.engine.inspection.draw import Sample, frame_digest, order_of
from sightline.engine.inspection.size import Size, sample_size
from sightline.service.access.viewer import Viewer
from sightline.service.inspection import planning, plans, who
from sightline.service.inspection.frames import Framed, run_frame
from sightline.service.inspection.knowing import hold_open
from sightline.service.inspection.models import Draw, Drawn, Plan
from sightline.service.inspection.plans import Planned
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused

RESERVES = 10
"""In each stratum so many files stand by at most."""

MINIMUM = 1
"""Of each stratum that has a file at least so many are drawn."""

SEED_BYTES = 16
JUDGED = (
    "Files of this sample have been judged. A sample is not drawn again once answers are known: "
    "exclude a file, with its reason, and the next reserve takes its place."
)
NO_FILES = "No file open to you belongs to the frame. Widen it before a sample is drawn."
AGAIN = "A sample was drawn. Say why it is drawn again; the first one is kept."


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draw would come to now. ``fault``: why none can be made, in a sentence."""

    framed: Framed
    frame: tuple[Line, ...]
    size: Size
    strata: Mapping[str, Allotted]
    fault: str = ""

    @property
    def count(self) -> int:
        """Files of the frame."""
        return len(self.frame)

    @property
    def forced(self) -> list[str]:
        """Strata of which more are drawn than their part."""
        return [name for name, one in self.strata.items() if one.forced]


def preview(planned: Planned, viewer: Viewer, at: datetime) -> Preview:
    """What a draw by a plan would come to, as known at a moment."""
    framed = run_frame(planned.frame, planned.areas, planned.strata, viewer, at)
    frame = tuple(frame_of(planned, framed))
    size = sample_size(
        len(frame),
        confidence=planned.confidence,
        margin=planned.margin,
        least=planned.least,
        most=planned.most,
    )
    if not frame:
        return Preview(framed, frame, size, {}, NO_FILES)
    try:
        strata = allot(Counter(line.stratum for line in frame), size.size, MINIMUM)
    except ValueError as error:
        return Preview(framed, frame, size, {}, str(error))
    return Preview(framed, frame, size, strata)


def frame_of(planned: Planned, framed: Framed) -> list[Line]:
    """The frame as it is kept: each file with its stratum, in order of their ids.

    Where there are several areas a stratum's name begins with that of its area.
    """
    names = planning.area_names(planned) if len(planned.areas) > 1 else {}
    return [
        Line(str(one.file), one.stratum(names.get(one.area.agency, ""), planned.strata)[:200])
        for one in framed.files
    ]


def draw(
    *,
    inspection: UUID,
    seed: str = "",
    seed_how: str = "",
    reason: str = "",
    seen: int | None = None,
    by: Act,
) -> Draw:
    """Draw the sample by the plan that counts, as known now.

    ``seed``: as it was come by, which ``seed_how`` then says (dice at a meeting); made at random
    where it is blank. ``reason``: why a sample is drawn again. ``seen``: the version of the
    inspection. Raises Refused and Stale.
    """
    viewer = planning.acting(by)
    who.check_lead(viewer, inspection)
    # Nobody else draws between the look and the act: T is read once the chain is locked.
    hold_open(inspection)
    check_may_draw(inspection, reason)
    row, sample = _drawn_now(inspection, seed.strip(), seed_how.strip(), viewer)
    row.reason = reason.strip()
    files = [
        Drawn(
            inspection_id=inspection,
            draw=row,
            file_id=UUID(one.file),
            stratum=one.stratum,
            place=one.place,
            weight=str(one.weight),
            is_reserve=one.reserve,
            is_twice=one.twice,
        )
        for one in sample.drawn
    ]
    chains.append([row, *files], chain=chains.inspection_chain(inspection), by=by, seen=seen)
    for one in files:
        by.saw(one.file_id, "agreement" if viewer.agreements else "agency")
    by.did("draw sample", row=row.pk)
    return row


def check_may_draw(inspection: UUID, reason: str) -> None:
    """Raise Refused where no sample may be drawn (again)."""
    if planning.has_judgements(inspection):
        raise Refused(JUDGED)
    if Draw.objects.filter(inspection=inspection).exists() and not reason.strip():
        raise Refused(AGAIN)


def _drawn_now(inspection: UUID, seed: str, seed_how: str, viewer: Viewer) -> tuple[Draw, Sample]:
    if seed and not seed_how:
        raise Refused("Say how you came by the seed, so that whoever checks it can ask.")
    plan, at = plans.plan_of(inspection), clock.now()
    planned = plans.planned_of(plan)
    before = preview(planned, viewer, at)
    if before.fault:
        raise Refused(before.fault)
    chosen = seed or secrets.token_hex(SEED_BYTES)
    try:
        sample = drawn_from(before.frame, chosen, before.size.size, planned.second_share)
    except ValueError as error:
        raise Refused(str(error)) from None
    row = Draw(
        inspection_id=inspection,
        plan=plan,
        at=at,
        seed=chosen,
        seed_how=seed_how if seed else "",
        frame=[[line.file, line.stratum] for line in before.frame],
        frame_digest=frame_digest(before.frame),
        size=before.size.size,
    )
    return row, sample


def drawn_from(frame: tuple[Line, ...], seed: str, size: int, second_share: int) -> Sample:
    """The sample of a frame. Raises ValueError, with a sentence, for a seed that cannot be one."""
    return arithmetic.draw(
        frame, seed=seed, size=size, minimum=MINIMUM, reserves=RESERVES, second_share=second_share
    )


def frame_drawn(row: Draw) -> tuple[Line, ...]:
    """The frame as it was drawn from."""
    return tuple(Line(file, stratum) for file, stratum in row.frame)


def sample_of(row: Draw, plan: Plan) -> Sample:
    """The sample of a draw, worked out again."""
    return drawn_from(frame_drawn(row), row.seed, row.size, plan.second_share)


def orders(row: Draw) -> list[tuple[str, str, str, int]]:
    """Every file of the frame: its id, stratum, SHA-256 and place, stratum by stratum."""
    by_stratum: dict[str, list[tuple[str, str]]] = {}
    for line in frame_drawn(row):
        order = order_of(row.seed, line.stratum, line.file)
        by_stratum.setdefault(line.stratum, []).append((order, line.file))
    return [
        (file, stratum, order, place)
        for stratum, files in sorted(by_stratum.items())
        for place, (order, file) in enumerate(sorted(files), 1)
    ]
