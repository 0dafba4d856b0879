"""The whole synthetic service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sightline.engine.model import File, Minute, Moment, Watched
from sightline.returns.judged import Filled
from sightline.standard.calendar import end_of_day
from sightline.synth.bodies import bodies
from sightline.synth.cases import cases
from sightline.synth.child import child, is_old
from sightline.synth.days import TODAY
from sightline.synth.filing import england, file_all
from sightline.synth.protection import both_children
from sightline.synth.roster import workers
from sightline.synth.story import Story
from sightline.synth.themes.worries import between
from sightline.synth.watching import watched_periods
from sightline.synth.worker import worker
from sightline.synth.writing import Writing


@dataclass(frozen=True, slots=True)
class Service:
    """The records of a youth justice service and its partners, faults on purpose among them.

    ``on`` and ``known_at``: the day on which the demo stands, and what was known at its end. The
    files go on for a month after it, so that there is something to be wiser about. ``holds``: the
    kinds, fields and codes that its agencies record at all; of the absence of others nothing is
    made.
    ``faults``: how often each task came late or never, and each fault of entry happened.
    """

    files: tuple[File, ...]
    watched: tuple[Watched, ...]
    on: Moment
    known_at: Minute
    faults: Mapping[str, int] = field(default_factory=dict)
    holds: Filled = field(default_factory=dict)


def service(seed: int = 1, children: int = 300, *, told_cases: bool = False) -> Service:
    """The service of a seed: the same on every machine, and another for another seed.

    ``told_cases``: with the cases that are told on purpose (``cases``), of which no published
    figure counts any.
    """
    stories: list[Writing] = [*_children(seed, children)]
    employers: set[str] = set()
    for file, job in workers().items():
        first = job.employer not in employers and not job.seconded
        employers.add(job.employer)
        stories.append(worker(seed, file, job, first_of_agency=first))
    stories += bodies(seed)
    if told_cases:
        stories += cases(seed)
    faults: Counter[str] = Counter()
    for story in stories:
        faults.update(story.faults)
    files = file_all(
        [story.subject for story in stories],
        [record for story in stories for record in story.records],
    )
    return Service(
        files=files,
        watched=watched_periods({record.kind for file in files for record in file.records}),
        on=Moment(TODAY),
        known_at=end_of_day(TODAY),
        faults=dict(sorted(faults.items())),
        holds=_holds(files),
    )


def _holds(files: tuple[File, ...]) -> Filled:
    """The kinds and fields in which something is recorded, and of code lists the codes that are."""
    said: dict[str, dict[str, set[str]]] = {}
    for record in (record for file in files for record in file.records):
        fields = said.setdefault(record.kind, {})
        for name, value in record.details.items():
            values = value if isinstance(value, tuple) else (value,)
            fields.setdefault(name, set()).update(map(str, values))
    kinds = england().kinds
    return {
        kind: {
            name: tuple(sorted(values)) if kinds[kind].fields[name].codes else ()
            for name, values in fields.items()
        }
        for kind, fields in said.items()
    }


def _children(seed: int, children: int) -> list[Story]:
    told = [child(seed, number) for number in range(1, children + 1)]
    for number, (story, life) in enumerate(told, 1):
        if "harmful sexual behaviour" not in life.traits or is_old(number):
            continue
        among = [other for n, (other, _) in enumerate(told, 1) if n != number and not is_old(n)]
        if among:
            day = life.free_from(story.dice.between(life.start + 5, life.end - 60))
            other = story.dice.pick(among)
            both_children(story, day, other)
            between(seed, story, other)
    return [story for story, _ in told]
