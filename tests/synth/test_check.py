"""The checker finds what it is for, and the service gives it nothing to find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sightline.engine.model import File, Moment, Record, Subject
from sightline.standard.calendar import start_of_day
from sightline.synth import check, service
from sightline.synth.days import on

DAY = on("2025-03-03")


@pytest.mark.parametrize(
    ("seed", "children"), [(1, 300), (2, 300), (3, 150), (4, 40), (5, 10), (6, 1)]
)
def test_the_service_hangs_together(seed: int, children: int) -> None:
    assert check(service(seed, children).files) == []


def record(kind: str, day: int = DAY, *, ended: int | None = None, **said: str) -> Record:
    """A record of the child's, entered in the evening of its last day."""
    last = day if ended is None else ended
    return Record(
        id=f"child-1-{kind}-{day}",
        file="child-1",
        kind=kind,
        at=Moment(day),
        recorded_at=start_of_day(last) + 20 * 60,
        details={name.rstrip("_").replace("_", "-"): value for name, value in said.items()},
        ended=None if ended is None else Moment(ended),
        agency="agency-youth-justice",
    )


def case(day: int = DAY, ended: int | None = None) -> Record:
    return record("case", day, ended=ended, service="youth-justice")


def custody(day: int = DAY, ended: int | None = None) -> Record:
    return record("custody", day, ended=ended, basis="remand")


def of_child(*records: Record) -> File:
    return File(Subject("child-1", "child", on("2010-06-01"), "Borchester"), records)


def copied_to(provider: str, *, others: bool = True, copied: bool = True) -> list[File]:
    """A placement that names a provider, and the provider's file."""
    placement = replace(
        record("placement", type="supported", provider=provider), agency="agency-social-care"
    )
    child = of_child(placement)
    home = Subject("establishment-1", "establishment")
    stands = (placement,) if copied else ()
    return [child, File(home, stands, {"child-1": child.subject} if others else {})]


SOUND: list[list[File]] = [
    [of_child()],
    [of_child(case(), record("contact", DAY + 1, result="kept", with_="child"))],
    [of_child(custody(DAY, DAY + 9), custody(DAY + 9))],
    [of_child(replace(case(), about="child-1"))],
    [of_child(record("contact", result="unknown"))],
    copied_to("establishment-1"),
]


@pytest.mark.parametrize("files", SOUND)
def test_what_is_sound_is_not_complained_of(files: list[File]) -> None:
    assert check(files) == []


PLANTED: dict[str, Callable[[], list[File]]] = {
    "stands there twice": lambda: [of_child(case(), case())],
    "which is not on the file": lambda: [of_child(replace(case(), version_of="gone"))],
    "was entered no later than": lambda: [
        of_child(case(), replace(case(), id="child-1-case-2", version_of=case().id))
    ],
    "was entered before it happened": lambda: [
        of_child(replace(case(), recorded_at=start_of_day(DAY) - 1))
    ],
    "ended without having started": lambda: [of_child(replace(case(), at=None, ended=Moment(DAY)))],
    "its kind does not last": lambda: [of_child(record("contact", ended=DAY + 1, result="kept"))],
    "planned to end before it starts": lambda: [of_child(replace(case(), planned_end=DAY - 1))],
    "is about nobody, which is not on the file": lambda: [
        of_child(replace(case(), about="nobody"))
    ],
    "comes before the birth": lambda: [of_child(case(on("2010-05-31")))],
    "in custody twice at once": lambda: [of_child(custody(DAY, DAY + 9), custody(DAY + 8))],
    "no custody ended before it": lambda: [
        of_child(custody(DAY - 3), record("contact", result="kept", purpose="release"))
    ],
    "outside any time in which the child was looked after": lambda: [
        of_child(
            replace(record("looked-after", DAY - 9, ended=DAY - 1), agency="agency-social-care"),
            record("meeting", type="looked-after-review"),
        )
    ],
    "is of the kind visit, which the standard does not have": lambda: [of_child(record("visit"))],
    "does not enter records of the kind": lambda: [
        of_child(replace(case(), agency="agency-housing"))
    ],
    "does not say its result": lambda: [of_child(record("contact"))],
    "has a field mood": lambda: [of_child(record("contact", result="kept", mood="good"))],
    "type was never 'vulnerability' on 2025-03-03": lambda: [
        of_child(record("plan", type="vulnerability"))
    ],
    "signed was never 'perhaps'": lambda: [
        of_child(record("assessment", tool="assetplus", signed="perhaps"))
    ],
    "known-on was never '3 March'": lambda: [
        of_child(record("concern", type="bullying", known_on="3 March"))
    ],
    "names the file of establishment-2, and there is none": lambda: copied_to("establishment-2"),
    "should stand on the file of establishment-1 too": lambda: copied_to(
        "establishment-1", copied=False
    ),
    "stands on the file of establishment-1 for no reason": lambda: copied_to("establishment-2"),
    "establishment-1 does not say who child-1 is": lambda: copied_to(
        "establishment-1", others=False
    ),
}


@pytest.mark.parametrize("sentence", PLANTED)
def test_a_planted_fault_is_found(sentence: str) -> None:
    found = check(PLANTED[sentence]())
    assert any(sentence in line for line in found), found


def test_a_withdrawn_mistake_is_no_fault() -> None:
    wrong = custody(DAY - 400, DAY + 400)
    withdrawal = Record(
        "child-1-w", "child-1", "custody", None, wrong.recorded_at + 1, withdraws=wrong.id
    )
    assert check([of_child(wrong, withdrawal, custody())]) == []
