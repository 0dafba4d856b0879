"""An inspection worked out again: nothing in a pack can be changed without its being said."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from sightline.engine.inspection.findings import Banding
from sightline.engine.inspection.pack import Excluded, Judged, Moderated, Pack
from sightline.engine.inspection.plain import Unreadable
from sightline.engine.inspection.reproduce import Reproduced, reproduce
from tests.engine.inspection.packs import FRAME, OTHERS, SAFE, concluded, drawn, pack, resealed
from tests.england import england

Path = tuple[str | int, ...]


def again(given: Pack) -> Reproduced:
    return reproduce(given, england())


def differences(given: Pack) -> tuple[str, ...]:
    return again(given).differences


def test_a_pack_that_holds_together_has_no_difference() -> None:
    found = again(pack())
    assert found.differences == ()
    assert found.notes == ()
    assert found.findings == pack().findings
    assert (found.size.files, found.size.wanted, found.size.size) == (16, 12, 8)


def test_a_pack_is_read_back_as_it_was_written() -> None:
    written = json.dumps(pack().to_dict())
    assert Pack.from_dict(json.loads(written)) == pack()


def test_the_agreement_is_that_of_the_two_readers_before_moderation() -> None:
    found = again(pack())
    twice = sum(each.twice for each in drawn().sampled)
    assert twice == 3
    assert (found.agreement[SAFE].n, found.agreement[SAFE].agreed) == (twice, 0)
    assert (found.agreement[OTHERS].n, found.agreement[OTHERS].agreed) == (twice, twice)
    assert found.agreement_of_all.n == 3 * twice


def test_another_edition_of_the_standard_is_noted_and_is_no_difference() -> None:
    found = again(resealed(replace(pack(), standard="0" * 64)))
    assert found.differences == ()
    (note,) = found.notes
    assert england().digest in note
    assert "0" * 64 in note


# --- every value that somebody may change --------------------------------------------------------


def values(of: Any, at: Path = ()) -> Iterator[Path]:
    """Where each single value stands; an empty list or object is one too."""
    if isinstance(of, dict) and of:
        for key, value in of.items():
            yield from values(value, (*at, key))
    elif isinstance(of, list) and of:
        for number, value in enumerate(of):
            yield from values(value, (*at, number))
    else:
        yield at


def other(value: Any, at: Path) -> Any:
    """Another value of the same sort, which the field could hold."""
    match value:
        case bool():
            return not value
        case 80 if at[-1] == "confidence":
            return 90
        case int() | float():
            return value + 1
        case None:
            return 7 if at[-1] in ("least", "down", "up") else "7" if _is_fraction(at) else 7.0
        case str() if value in ("yes", "no", "not-applicable", "not-known"):
            return "no" if value != "no" else "yes"
        case str() if _is_fraction(at):
            return "7/11"
        case str():
            return f"{value}x"
        case []:
            return ["x"]
        case _:
            return {"x": "x"}


def _is_fraction(at: Path) -> bool:
    return at[-1] in ("percent", "weighted", "weight") and at[0] != "plan"


def changed(written: dict[str, Any], at: Path) -> dict[str, Any]:
    """The same with one value changed; what is not on the way to it is shared."""
    copy = dict(written)
    inner: Any = copy
    for key in at[:-1]:
        inner[key] = inner[key].copy()
        inner = inner[key]
    inner[at[-1]] = other(inner[at[-1]], at)
    return copy


UNSEEN = {
    # what nothing that was found follows from: only the pack's own digest holds it
    ("draw", "at"),
    ("standard",),
    ("plan", "confidence"),
    ("plan", "margin"),
    ("plan", "least"),
    ("plan", "strata", 0),
    ("plan", "second_share"),
    ("exclusions", 0, "why"),
}


def what_is_said(written: dict[str, Any], make: Callable[[Pack], Pack]) -> tuple[str, ...]:
    """The differences, or the sentence of a pack that cannot be worked out."""
    try:
        return differences(make(Pack.from_dict(written)))
    except Unreadable as error:
        return (str(error),)


def test_any_single_value_that_is_changed_is_found() -> None:
    """Of all but a few the change itself is found, though every digest was made anew to hide it.

    What nothing was concluded from is held by the digest of the pack.
    """
    written = pack().to_dict()
    paths = set(values(written))
    assert len(paths) > 300
    unseen = {at for at in paths if not what_is_said(changed(written, at), resealed)}
    digests = {("digest",), ("findings_digest",)}
    assert unseen - digests == UNSEEN | settled_answers()
    missed = [at for at in unseen if not what_is_said(changed(written, at), lambda given: given)]
    assert missed == []


def settled_answers() -> set[Path]:
    """Where the answers stand that moderation went over: they count in the agreement alone."""
    given = pack()
    settled = {(each.file, each.question) for each in given.moderations}
    return {
        ("judgements", number, "answer")
        for number, each in enumerate(given.judgements)
        if (each.file, each.question) in settled
    }


def test_each_answer_that_is_taken_out_is_found_with_every_digest_made_anew() -> None:
    given = pack()
    for number in range(len(given.judgements)):
        left = given.judgements[:number] + given.judgements[number + 1 :]
        assert differences(resealed(replace(given, judgements=left)))


def test_an_answer_that_is_missing_is_unanswered_and_never_no() -> None:
    """Of one reader, and of the first of two."""
    given = pack()
    for each in (given.judgements[0], next(one for one in given.judgements if one.turn == 2)):
        file, question = each.file, each.question
        left = tuple(j for j in given.judgements if (j.file, j.question) != (file, question))
        settled = tuple(m for m in given.moderations if (m.file, m.question) != (file, question))
        found = again(resealed(replace(given, judgements=left, moderations=settled))).findings
        before = {q.question: q for q in given.findings.all.questions}[question]
        after = {q.question: q for q in found.all.questions}[question]
        assert after.no <= before.no
        assert after.unanswered == before.unanswered + 1


# --- what is said of it --------------------------------------------------------------------------


def says(given: Pack) -> str:
    """All differences but those of digests, which the sentences before them explain."""
    return "\n".join(each for each in differences(given) if "digest" not in each)


def test_a_percentage_that_was_typed_in_is_named() -> None:
    written = pack().to_dict()
    question = next(q for q in written["findings"]["all"]["questions"] if q["question"] == SAFE)
    assert question["percent"] == "125/2"
    question["percent"], question["rounded"] = "80", 80
    assert says(resealed(Pack.from_dict(written))) == (
        f"all, questions, {SAFE}, percent: the findings as concluded say 80, and the pack comes "
        "to 125/2.\n"
        f"all, questions, {SAFE}, rounded: the findings as concluded say 80, and the pack comes "
        "to 63."
    )


def test_a_judgement_that_was_changed_shows_in_what_it_counts_in() -> None:
    given = pack()
    number = next(
        n for n, each in enumerate(given.judgements)
        if each.question == OTHERS and each.answer == "yes"
        and not any(d.twice and d.file == each.file for d in drawn().drawn)
    )  # fmt: skip
    altered = replace(given.judgements[number], answer="no")
    answers = (*given.judgements[:number], altered, *given.judgements[number + 1 :])
    said = says(resealed(replace(given, judgements=answers)))
    assert (
        f"all, questions, {OTHERS}, yes: the findings as concluded say 7, and the pack comes to 6."
        in said
    )


def test_a_file_that_was_added_and_judged_is_named() -> None:
    given = pack()
    stranger = sorted({each.file for each in FRAME} - {each.file for each in drawn().drawn})[0]
    more = [Judged(stranger, 1, question, "yes") for question in given.questions]
    said = says(resealed(replace(given, judgements=(*given.judgements, *more))))
    assert said == f"The file {stranger} was judged, and was not to be judged."


def test_a_file_that_was_left_out_is_named() -> None:
    given = pack()
    gone = next(each.file for each in drawn().sampled if each.stratum == "girls")
    fewer = tuple(each for each in given.judgements if each.file != gone)
    assert f"The file {gone} has no answers of its first reader." in says(
        resealed(replace(given, judgements=fewer))
    )


def test_a_draw_with_another_seed_is_named_file_by_file() -> None:
    given = pack()
    said = says(resealed(replace(given, draw=replace(given.draw, seed="3-1-4-2"))))
    assert "is noted as drawn, and the seed does not draw it." in said
    assert "The seed draws the file" in said


def test_a_frame_that_grew_is_told_by_its_digest_and_its_size() -> None:
    given = pack()
    frame = (*given.draw.frame, ("file-99", "boys"))
    found = differences(resealed(replace(given, draw=replace(given.draw, frame=frame))))
    assert any(each.startswith("The frame is not what its digest says") for each in found)


def test_more_files_than_the_plan_asks_for_are_told() -> None:
    given = pack()
    said = says(resealed(replace(given, plan=replace(given.plan, most=7))))
    assert said.startswith("8 files were drawn, and the plan asks for 7 of 16.")


def test_a_replacement_that_was_picked_is_named() -> None:
    given = pack()
    boys = [each for each in drawn().reserves if each.stratum == "boys"]
    (out,) = given.exclusions
    picked = concluded(replace(given, exclusions=(replace(out, replacement=boys[1].file),)))
    assert (
        f"{boys[1].file} takes the place of {out.file}; the next reserve is {boys[0].file}."
        in says(picked)
    )


def test_a_file_that_nothing_replaces_though_a_reserve_stood_by_is_named() -> None:
    given = pack()
    (out,) = given.exclusions
    gone = out.replacement
    left = tuple(each for each in given.judgements if each.file != gone)
    none = replace(
        given, exclusions=(replace(out, replacement=None),), judgements=left, bandings=()
    )
    assert says(concluded(none)) == (
        f"Nothing takes the place of {out.file}; the next reserve is {gone}."
    )


def test_reserves_are_used_one_after_another_and_when_all_are_used_nothing_is_wrong() -> None:
    """Three boys are excluded and two reserves stand by: the third place stays empty."""
    sample = drawn()
    boys = [each for each in sample.drawn if each.stratum == "boys"]
    gone = [each for each in boys if not each.reserve][:3]
    first, second = (each for each in boys if each.reserve)
    exclusions = (
        Excluded(gone[0].file, "too-new", first.file),
        Excluded(gone[1].file, "conflict", second.file),
        Excluded(gone[2].file, "not-eligible", None),
    )
    out = {each.file for each in exclusions}
    judged = [each for each in (*sample.sampled, first, second) if each.file not in out]
    given = replace(
        pack(),
        exclusions=exclusions,
        moderations=(),
        judgements=tuple(
            Judged(each.file, turn, question, "yes")
            for each in judged
            for turn in ((1, 2) if each.twice else (1,))
            for question in pack().questions
        ),
        bandings=(),
    )
    found = again(concluded(given))
    assert found.differences == ()
    assert (found.findings.all.files, found.findings.all.eligible) == (7, 14)


def test_two_readers_who_differ_and_nobody_settled_it_is_named() -> None:
    given = pack()
    file = given.moderations[0].file
    unsettled = replace(given, moderations=given.moderations[1:], bandings=())
    assert says(concluded(unsettled)) == (
        f"Two readers differ on {SAFE} of {file}, and nobody has settled it."
    )


def test_what_was_settled_goes_before_what_was_given() -> None:
    given = pack()
    file = given.moderations[0].file
    before = next(q for q in given.findings.all.questions if q.question == SAFE)
    settled = "no" if given.moderations[0].answer == "yes" else "yes"
    turned = replace(given, moderations=(Moderated(file, SAFE, settled), *given.moderations[1:]))
    after = next(q for q in again(concluded(turned)).findings.all.questions if q.question == SAFE)
    assert abs(after.yes - before.yes) == 1


def test_an_answer_that_the_question_does_not_have_is_named() -> None:
    given = pack()
    first = given.judgements[0]
    perhaps = (replace(first, answer="perhaps"), *given.judgements[1:])
    assert f"The file {first.file} has the answer perhaps to {first.question}" in says(
        resealed(replace(given, judgements=perhaps))
    )


def test_what_is_said_of_the_service_answers_its_questions_once() -> None:
    given = pack()
    (governance,) = given.service
    for service, said in (
        (replace(governance, question=SAFE), f"{SAFE} is no question about the service."),
        (replace(governance, answer="perhaps"), "governance has the answer perhaps, which it"),
        (governance, "governance is answered twice of the same service."),
    ):
        both = concluded(replace(given, service=(governance, service)))
        assert said in says(both)


def test_an_answer_is_settled_once_and_only_where_it_was_given() -> None:
    given = pack()
    first = given.moderations[0]
    twice = (Moderated(first.file, first.question, "not-known"), *given.moderations)
    assert says(concluded(replace(given, moderations=twice))) == (
        "One answer was settled twice in moderation: the pack is to hold the last alone."
    )
    stranger = Moderated("file-99", SAFE, "yes")
    assert f"{SAFE} of file-99 was moderated, and nobody had answered it." in says(
        concluded(replace(given, moderations=(*given.moderations, stranger)))
    )


def test_a_second_reading_that_is_missing_or_was_not_to_be_is_named() -> None:
    given = pack()
    twice = given.moderations[0].file
    once = next(each.file for each in drawn().sampled if each.stratum == "girls")
    assert once != twice
    without = tuple(j for j in given.judgements if (j.file, j.turn) != (twice, 2))
    assert f"The file {twice} has no answers of its second reader." in says(
        concluded(replace(given, judgements=without))
    )
    more = tuple(replace(j, turn=2) for j in given.judgements if j.file == once)
    assert f"The file {once} has answers of a reader 2, and was to have none." in says(
        concluded(replace(given, judgements=(*given.judgements, *more)))
    )


def test_a_reserve_that_is_noted_as_drawn_is_named() -> None:
    given = pack()
    number = next(n for n, each in enumerate(given.draw.drawn) if each.reserve)
    reserve = given.draw.drawn[number]
    noted = list(given.draw.drawn)
    noted[number] = replace(reserve, reserve=False)
    assert says(resealed(replace(given, draw=replace(given.draw, drawn=tuple(noted))))) == (
        f"The file {reserve.file} is noted as to be judged by one, place {reserve.place} in boys, "
        f"weight {reserve.weight}, and the seed draws it as a reserve by one, place "
        f"{reserve.place} in boys, weight {reserve.weight}."
    )


def test_what_is_noted_twice_is_named() -> None:
    given = pack()
    noted = replace(given.draw, drawn=(*given.draw.drawn, given.draw.drawn[0]))
    assert "A file stands twice among those that were drawn." in says(
        resealed(replace(given, draw=noted))
    )
    answers = (*given.judgements, given.judgements[0])
    first = given.judgements[0]
    assert f"The file {first.file} has 2 answers of the first reader to {first.question}." in says(
        resealed(replace(given, judgements=answers))
    )
    bands = (given.bandings[0], *given.bandings)
    assert "governance was given a band twice." in says(resealed(replace(given, bandings=bands)))
    (out,) = given.exclusions
    assert f"The file {out.file} is excluded, and was not to be judged." in says(
        resealed(replace(given, exclusions=(out, out)))
    )


def test_a_band_that_is_out_of_reach_or_noted_wrongly_is_named() -> None:
    given = pack()
    far = (given.bandings[0], Banding("court-planning", "inadequate", moved=True))
    assert says(concluded(replace(given, bandings=far))) == (
        "court-planning was moved to inadequate, which is not within reach."
    )
    silent = (given.bandings[0], replace(given.bandings[1], moved=False))
    assert says(concluded(replace(given, bandings=silent))) == (
        "court-planning is noted as not moved, and its percentages say otherwise."
    )


# --- what cannot be worked out -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"question_set": "1066"}, "question_set: the standard has no question set 1066."),
        ({"rules": "none"}, "rules: the standard has no rules none."),
        ({"rules": "standards-2021"}, "rules: standards-2021 is for the questions of 2021."),
        ({"questions": (SAFE, SAFE)}, f"questions[1]: {SAFE} is no question of 2018 about a file"),
        ({"questions": ("staff",)}, "questions[0]: staff is no question of 2018 about a file"),
        ({"areas": {"boys": "north"}}, "areas: the stratum 'girls' is in no area."),
    ],
)
def test_what_the_standard_does_not_hold_is_named(change: dict[str, Any], says: str) -> None:
    with pytest.raises(Unreadable) as error:
        again(replace(pack(), **change))
    assert str(error.value).startswith(says)


def test_a_frame_with_a_file_twice_is_refused() -> None:
    given = pack()
    twice = replace(given, draw=replace(given.draw, frame=(*given.draw.frame, ("file-00", "boys"))))
    with pytest.raises(Unreadable, match=r"^draw\.frame: The file file-00 stands in the frame"):
        again(twice)


def test_a_pack_of_another_version_is_not_guessed_at() -> None:
    with pytest.raises(Unreadable, match=r"^version: expected 1, found 2\.$"):
        Pack.from_dict(pack().to_dict() | {"version": 2})
