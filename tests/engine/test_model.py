"""Records and files that contradict themselves cannot be built; ids are the same everywhere."""

from __future__ import annotations

import pytest

from sightline.engine.model import File, Moment, Obligation, Record, State, Subject, derived_id


def record(id_: str, **said: object) -> Record:
    usual: dict[str, object] = {"file": "c", "kind": "visit", "at": Moment(10), "recorded_at": 1}
    return Record(id_, **(usual | said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end"),
    [(Moment(10), Moment(9)), (Moment(10, 14_500), Moment(10, 14_499))],
)
def test_a_record_that_ends_before_it_starts_is_refused(start: Moment, end: Moment) -> None:
    with pytest.raises(ValueError, match="record a: it ends before it starts"):
        record("a", at=start, ended=end)


@pytest.mark.parametrize("end", [Moment(10), Moment(10, 14_500), Moment(11)])
def test_one_that_may_end_after_it_starts_is_not(end: Moment) -> None:
    assert record("a", at=Moment(10), ended=end).ended == end


@pytest.mark.parametrize("circle", [("a",), ("a", "b"), ("a", "b", "c")])
def test_versions_that_replace_one_another_in_a_circle_are_refused(circle: tuple[str, ...]) -> None:
    records = [record(id_, version_of=circle[position - 1]) for position, id_ in enumerate(circle)]
    with pytest.raises(ValueError, match="replace one another in a circle"):
        File(Subject("c"), tuple(records))


def test_a_chain_of_versions_is_no_circle() -> None:
    chain = (record("a"), record("b", version_of="a"), record("c", version_of="b"))
    assert File(Subject("c"), chain).records == chain


def test_an_obligations_id_is_derived_from_what_makes_it_this_one() -> None:
    one = Obligation("d", "p", "c", "r1", 0, Moment(10), State.OPEN)
    assert one.id == derived_id("c", "d", "p", "r1", "0", "0")
    assert one.id == Obligation("d", "p", "c", "r1", 1, Moment(9), State.MET).id
    assert one.id != Obligation("d", "p", "c", "r1", 0, Moment(10), State.OPEN, step=2).id
    assert (one.id[14], one.id[19] in "89ab") == ("8", True)


def test_texts_that_join_alike_have_different_ids() -> None:
    assert derived_id("ab", "c") != derived_id("a", "bc")


def test_ids_are_the_same_for_ever() -> None:
    """What was handed over once under an id is found again under it, by any later version."""
    assert derived_id() == "e3b0c442-98fc-8c14-9afb-f4c8996fb924"
    assert derived_id("c", "d", "p", "r1", "0", "0") == "a703326e-7499-8cf5-a684-d86413497937"
    many = [derived_id(str(number)) for number in range(50)]
    assert {(id_[14], id_[19] in "89ab") for id_ in many} == {("8", True)}
    assert len(set(many)) == 50
