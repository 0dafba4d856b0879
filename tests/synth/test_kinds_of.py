"""No record, made up or of a worked example, is kept on a file that its kind is not of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sightline.engine.examples import case_of
from sightline.engine.model import File
from sightline.synth import service
from sightline.synth.filing import england
from tests.nation import third_review

Astray = set[tuple[str, str]]


def astray(files: Iterable[File]) -> Astray:
    """The kinds of records with the types on which they should not stand."""
    return set(_astray(files))


def _astray(files: Iterable[File]) -> Iterator[tuple[str, str]]:
    for file in files:
        types = {other: subject.type for other, subject in file.others.items()}
        types[file.subject.id] = file.subject.type
        for record in file.records:
            # An example need not say what the file is on which a record stands besides.
            of = types.get(record.file)
            if record.withdraws is None and of and of not in england().kinds[record.kind].of:
                yield record.kind, of


def test_of_the_synthetic_service() -> None:
    assert astray(service().files) == set()


def test_of_the_nation() -> None:
    assert astray(third_review().files) == set()


def test_of_the_worked_examples() -> None:
    examples = [
        case_of(england(), duty, example).file
        for duty in england().duties.values()
        for example in duty.examples
    ]
    assert len(examples) > 1000
    assert astray(examples) == set()
