"""Whether a pack holds together: every difference as a sentence, from the draw to the bands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sightline.engine.inspection.again import Again
from sightline.engine.inspection.draw import frame_digest, next_reserve
from sightline.engine.inspection.findings import findings_digest
from sightline.engine.inspection.pack import PackedDrawn, pack_digest, packed_drawn
from sightline.engine.inspection.say import banding_differences, differences_between
from sightline.engine.inspection.standing import NOT_KNOWN, From, standing
from sightline.standard.model import QuestionAbout


def differences(again: Again) -> Iterator[str]:
    """Every difference; none where all is as concluded."""
    yield from _of_digests(again)
    yield from _of_draw(again)
    yield from _of_exclusions(again)
    yield from _of_readings(again)
    yield from _of_answers(again)
    yield from _of_moderations(again)
    yield from _of_service(again)
    yield from banding_differences(again.pack.bandings, again.findings)
    yield from differences_between(again.pack.findings, again.findings)


def _of_digests(again: Again) -> Iterator[str]:
    pack = again.pack
    for what, said, found in (
        ("The frame", pack.draw.frame_digest, frame_digest(again.frame)),
        ("What was found", pack.findings_digest, findings_digest(pack.findings)),
        ("The pack", pack.digest, pack_digest(pack)),
    ):
        if said != found:
            yield f"{what} is not what its digest says: it is {found}, and the pack says {said}."


def _of_draw(again: Again) -> Iterator[str]:
    draw, size = again.pack.draw, again.size
    if draw.size != size.size:
        yield f"{draw.size} files were drawn, and the plan asks for {size.size} of {size.files}."
    noted = {each.file: each for each in draw.drawn}
    if len(noted) < len(draw.drawn):
        yield "A file stands twice among those that were drawn."
    drawn = {each.file: each for each in packed_drawn(again.sample)}
    for file in sorted({*noted, *drawn}):
        if file not in noted:
            yield f"The seed draws the file {file}, which is not noted as drawn."
        elif file not in drawn:
            yield f"The file {file} is noted as drawn, and the seed does not draw it."
        elif noted[file] != drawn[file]:
            yield (
                f"The file {file} is noted as {_said(noted[file])}, and the seed draws it as "
                f"{_said(drawn[file])}."
            )


def _said(drawn: PackedDrawn) -> str:
    reserve = "a reserve" if drawn.reserve else "to be judged"
    twice = "by two" if drawn.twice else "by one"
    stratum = f" in {drawn.stratum}" if drawn.stratum else ""
    return f"{reserve} {twice}, place {drawn.place}{stratum}, weight {drawn.weight}"


def _of_exclusions(again: Again) -> Iterator[str]:
    """An exclusion is of a file that was to be judged; the next reserve takes its place."""
    strata = {each.file: each.stratum for each in again.sample.drawn}
    now = {each.file for each in again.sample.sampled}
    used: set[str] = set()
    for each in again.pack.exclusions:
        if each.file not in now:
            yield f"The file {each.file} is excluded, and was not to be judged."
            continue
        now.discard(each.file)
        following = next_reserve(again.sample, strata[each.file], used)
        expected = following.file if following else None
        if each.replacement != expected:
            yield (
                f"{each.replacement or 'Nothing'} takes the place of {each.file}; the next reserve "
                f"is {expected or 'none: all are used'}."
            )
        if each.replacement is not None:
            used.add(each.replacement)
            now.add(each.replacement)


def _of_readings(again: Again) -> Iterator[str]:
    """Exactly the files that were to be judged were, each as often as it was to be."""
    turns: dict[str, set[int]] = defaultdict(set)
    for each in again.pack.judgements:
        turns[each.file].add(each.turn)
    for file in sorted({*turns, *again.judged}):
        if file not in again.judged:
            yield f"The file {file} was judged, and was not to be judged."
            continue
        wanted = {1, 2} if again.judged[file].twice else {1}
        for turn in sorted(wanted - turns[file]):
            yield f"The file {file} has no answers of its {_ORDINAL[turn]} reader."
        for turn in sorted(turns[file] - wanted):
            yield f"The file {file} has answers of a reader {turn}, and was to have none."


_ORDINAL = {1: "first", 2: "second"}


def _of_answers(again: Again) -> Iterator[str]:
    """Each reader answered each question once, in one of its words."""
    asked: dict[tuple[str, int], list[str]] = defaultdict(list)
    for each in again.pack.judgements:
        asked[each.file, each.turn].append(each.question)
        yield from _of_answer(again, each.file, each.question, each.answer)
    for (file, turn), questions in sorted(asked.items()):
        by_reader = f"of reader {turn}" if turn > 1 else "of the first reader"
        for question in again.asked:
            times = questions.count(question)
            if times != 1:
                yield f"The file {file} has {times} answers {by_reader} to {question}."


def _of_answer(again: Again, file: str, question: str, answer: str) -> Iterator[str]:
    asked = again.asked.get(question)
    if asked is None:
        yield f"The file {file} has an answer to {question}, which was not asked."
    elif answer not in (*asked.answers, NOT_KNOWN):
        yield f"The file {file} has the answer {answer} to {question}, which it does not have."


def _of_moderations(again: Again) -> Iterator[str]:
    settled = {(each.file, each.question) for each in again.pack.moderations}
    if len(settled) < len(again.pack.moderations):
        yield "One answer was settled twice in moderation: the pack is to hold the last alone."
    for each in again.pack.moderations:
        if (each.file, each.question) not in again.given:
            yield f"{each.question} of {each.file} was moderated, and nobody had answered it."
        yield from _of_answer(again, each.file, each.question, each.answer)
    for (file, question), given in sorted(again.given.items()):
        found = standing(given.get(1, NOT_KNOWN), given.get(2))
        if found.source is From.UNRESOLVED and (file, question) not in settled:
            yield f"Two readers differ on {question} of {file}, and nobody has settled it."


def _of_service(again: Again) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for each in again.pack.service:
        question = again.of.questions.get(each.question)
        if question is None or question.about is not QuestionAbout.SERVICE:
            yield f"{each.question} is no question about the service."
        elif each.answer not in (*question.answers, NOT_KNOWN):
            yield f"{each.question} has the answer {each.answer}, which it does not have."
        if (each.area, each.question) in seen:
            yield f"{each.question} is answered twice of the same service."
        seen.add((each.area, each.question))
