"""Practice examples: what was done for somebody, in words in which nobody is recognised.

An example is shown to nobody but the members until somebody else has read it, and is in a report
only while the consent stands. Consent that is withdrawn ends it at once, wherever it is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from sightline.service.access import policy
from sightline.service.access.viewer import Viewer
from sightline.service.files.entries import BadEntry
from sightline.service.inspection.giving_away import given_away, on_file
from sightline.service.inspection.models import Completed, Drawn, Example, ExampleCheck, Inspection
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused, Stale

LEAST_WORDS, MOST_WORDS = 40, 4000
"""Characters of an example."""


class Stands(Enum):
    """What has become of an example."""

    TO_CHECK = "To be read by somebody else"
    READY = "May be published"
    WITHDRAWN = "Consent withdrawn"
    ERASED = "Erased"


@dataclass(frozen=True, slots=True)
class Told:
    """An example as it stands. ``checked_by``: the person who gave it a second look."""

    row: Example
    stands: Stands
    checked_by: UUID | None = None


def told(inspection: UUID) -> list[Told]:
    """The examples of an inspection, of each file the last, in the order in which they began."""
    rows = Example.objects.filter(inspection=inspection).select_related("drawn")
    last: dict[UUID, Example] = {}
    for row in rows.order_by("position"):
        last[row.drawn_id] = row
    checks = ExampleCheck.objects.filter(inspection=inspection)
    checked = {check.example_id: check.by for check in checks}
    return [Told(row, _stands(row, checked), checked.get(row.pk)) for row in last.values()]


def publishable(inspection: UUID) -> list[Example]:
    """The examples that a report may tell today; every draft of one asks this anew."""
    return [each.row for each in told(inspection) if each.stands is Stands.READY]


def _stands(row: Example, checked: Collection[UUID]) -> Stands:
    if row.withdrawn:
        return Stands.WITHDRAWN
    if row.words is None:
        return Stands.ERASED
    return Stands.READY if row.pk in checked else Stands.TO_CHECK


def tell(
    *,
    viewer: Viewer,
    drawn: UUID,
    inspection: UUID,
    title: str,
    words: str,
    consent_of: str,
    consent_how: str,
    consent_on: date,
    seen: int,
    by: Act,
) -> Example:
    """Keep an example from a file that was judged, or its words anew, which are read anew.

    ``seen``: the place of the file's example that the writer saw, 0 for none. Raises BadEntry with
    what gives somebody away, Stale, and NotFound where the file is closed to the writer or was not
    judged.
    """
    row = Drawn.objects.filter(pk=drawn, inspection=inspection).first()
    if row is None or not Completed.objects.filter(reading__drawn=drawn).exists():
        raise NotFound("There is no such judged file.")
    policy.check_see_file(viewer, row.file_id)
    faults = _faults(viewer, row.file_id, title, words)
    if not consent_of.strip():
        faults["consent_of"] = "Say who agreed: the child, a parent, or both. No names."
    if not consent_how.strip():
        faults["consent_how"] = "Say how they agreed, such as in writing, after reading it."
    if consent_on > viewer.today:
        faults["consent_on"] = "The day on which they agreed cannot be in the future."
    for name, said in (("consent_of", consent_of), ("consent_how", consent_how)):
        if name not in faults and (away := given_away(said, on_file(viewer, row.file_id))):
            faults[name] = " ".join(each.sentence for each in away)
    if faults:
        raise BadEntry(faults)
    _at_place(inspection, drawn, seen)
    made = Example(
        inspection_id=inspection,
        drawn=row,
        title=title.strip(),
        words=words.strip(),
        consent_of=consent_of.strip(),
        consent_how=consent_how.strip(),
        consent_on=consent_on,
    )
    chains.append([made], chain=chains.inspection_chain(inspection), by=by)
    by.did("practice example", file=row.file_id, row=made.pk)
    return made


def _faults(viewer: Viewer, file: UUID, title: str, words: str) -> dict[str, str]:
    faults = {}
    if not title.strip():
        faults["title"] = "Say in a few words what the example shows."
    if len(words.strip()) < LEAST_WORDS:
        faults["words"] = f"Say what was done, in at least {LEAST_WORDS} characters."
    stands = on_file(viewer, file)
    for name, said in (("title", title), ("words", words)):
        if name not in faults and (away := given_away(said, stands)):
            faults[name] = " ".join(each.sentence for each in away)
    return faults


def check(*, viewer: Viewer, example: UUID, inspection: UUID, by: Act) -> ExampleCheck:
    """Somebody who did not write it has read it and recognises nobody.

    It is held against the file once more, as that stands now. Raises NotFound, and Refused where
    they wrote it, it was checked, ended or changed since, or it gives somebody away by now.
    """
    chains.lock(chains.inspection_chain(inspection))
    found = example_of(inspection, example)
    row = found.row
    if found.stands is Stands.READY:
        raise Refused("Somebody else has read this example already.")
    if found.stands is not Stands.TO_CHECK:
        raise Refused("This example has ended. Nothing of it is published.")
    if by.person is None or by.person == row.by:
        raise Refused("An example is read by somebody who did not write it.")
    policy.check_see_file(viewer, row.drawn.file_id)
    if _faults(viewer, row.drawn.file_id, row.title or "", row.words or ""):
        raise Refused("What stands on the file by now gives somebody away here. Write it anew.")
    made = ExampleCheck(inspection_id=inspection, example=row)
    chains.append([made], chain=chains.inspection_chain(inspection), by=by)
    by.did("practice example checked", file=row.drawn.file_id, row=made.pk)
    return made


def withdraw(*, example: UUID, inspection: UUID, by: Act) -> Example:
    """Consent was withdrawn: the example ends, in every draft as well. It cannot be undone.

    Raises NotFound, and Refused where it ended before.
    """
    chains.lock(chains.inspection_chain(inspection))
    found = example_of(inspection, example)
    if found.stands is Stands.WITHDRAWN:
        raise Refused("The consent to this example was withdrawn before.")
    row = found.row
    made = Example(
        inspection_id=inspection, drawn=row.drawn, consent_on=row.consent_on, withdrawn=True
    )
    chains.append([made], chain=chains.inspection_chain(inspection), by=by)
    by.did("consent withdrawn", file=row.drawn.file_id, row=made.pk)
    return made


def example_of(inspection: UUID, example: UUID) -> Told:
    """One example, by any of its rows that is the last of its file. Raises NotFound."""
    found = next((each for each in told(inspection) if each.row.pk == example), None)
    if found is None:
        raise NotFound("There is no such example, or it has been written anew.")
    return found


def _at_place(inspection: UUID, drawn: UUID, seen: int) -> None:
    chains.lock(chains.inspection_chain(inspection))
    there = Example.objects.filter(inspection=inspection, drawn=drawn).order_by("position").last()
    if there is not None and there.withdrawn:
        raise Refused(
            "Consent to an example from this file was withdrawn. It is not asked for a second time."
        )
    now = 0 if there is None else there.position
    if now != seen:
        raise Stale(seen, now)


def judged_files(viewer: Viewer, inspection: Inspection) -> list[Drawn]:
    """Files that were judged, have no example yet, and are open to the viewer."""
    done = Completed.objects.filter(inspection=inspection).values("reading__drawn")
    taken = Example.objects.filter(inspection=inspection).values("drawn")
    rows = Drawn.objects.filter(pk__in=done).exclude(pk__in=taken).order_by("stratum", "place")
    found = list(rows)
    open_to = policy.bases_for(viewer, [row.file_id for row in found])
    return [row for row in found if row.file_id in open_to]
