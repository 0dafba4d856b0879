"""Reads questions/: the sets of questions that inspectors ask, one programme and time each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from sightline.standard import words as w
from sightline.standard.kinds import Kinds, read_validity
from sightline.standard.model import NOT_APPLICABLE, Question, QuestionAbout, QuestionSet
from sightline.standard.nodes import Node, Scalar, read_named, whole
from sightline.standard.scalars import choice, code, day, name, one_of, text

At = Callable[[Node], str]

INSPECTION, PROGRAMME = "inspection", "programme"
JUDGEMENT, ANSWER = "judgement", "answer"
"""The kinds, and their fields, whose codes a set of questions names."""


@dataclass(frozen=True, slots=True)
class InSet:
    """What the questions of one set may name."""

    stage_at: At
    strand_at: At
    part_at: At
    duty_at: At
    section_at: At
    scale: Iterable[str]


def code_of(kinds: Kinds, kind: str, field: str) -> At:
    """A reader of a code of a kind's field; of any code where the standard has no such kind."""
    declared = kinds.declared.get(kind)
    if declared is None or field not in declared.fields:
        return code
    codes = [each.value for each in declared.fields[field].codes]
    return one_of(codes, f"a code of {field!r} of {kind!r}")


def read_question_set(kinds: Kinds, duty_at: At, key: Scalar, node: Node) -> QuestionSet:
    """One set, under its id. ``duty_at`` reads the id of a duty."""
    said = node.words(w.QUESTION_SET, "what the set of questions is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    programmes = said.need(
        "programme", lambda n: at_least_one(n, code_of(kinds, INSPECTION, PROGRAMME))
    )
    first = said.need("from", day)
    until = read_validity(said)[1]
    source = said.need("source", text)
    certainty = said.need("certainty", one_of(w.CERTAINTIES))
    gaps = said.maybe("gaps", lambda n: at_least_one(n, text), ())
    scale = said.need("answers", partial(read_labels, code_of(kinds, JUDGEMENT, ANSWER)))
    stages = said.need("stages", partial(read_labels, name))
    strands = said.need("strands", partial(read_labels, name))
    parts = said.maybe("parts", partial(read_labels, name), {})
    within = InSet(
        stage_at=_name_among(stages, "a stage of the set"),
        strand_at=_name_among(strands, "a strand of the set"),
        part_at=_name_among(parts, "a part of the set"),
        duty_at=duty_at,
        section_at=kinds.section_at,
        scale=scale or (),
    )
    questions = said.need("questions", partial(_questions, within))
    return said.build(
        lambda: QuestionSet(
            id=id_,
            title=title,
            programmes=programmes,
            from_=first,
            until=until,
            source=source,
            certainty=certainty,
            scale=scale,
            stages=stages,
            strands=strands,
            questions=questions,
            parts=parts,
            gaps=gaps,
        )
    )


def _name_among(labels: Mapping[str, str] | None, what: str) -> At:
    """A reader of one of some names; of any name where these could not be read."""
    return name if labels is None else one_of(labels, what)


def read_labels(key_at: At, node: Node) -> dict[str, str]:
    """Names or codes, each with what it is called; at least one of them."""

    def label(key: Scalar, value: Node) -> str:
        key_at(key)
        return text(value)

    pairs = node.entries("names, each with what it is called, as a mapping")
    return whole(read_named(pairs, label)) or node.refuse("at least one name")


def at_least_one(node: Node, read: At) -> tuple[str, ...]:
    """One, or a list of at least one."""
    return node.one_or_each(read) or node.refuse("at least one")


def _questions(within: InSet, node: Node) -> Mapping[str, Question]:
    pairs = node.entries("questions by their ids, as a mapping")
    return whole(read_named(pairs, partial(_question, within))) or node.refuse(
        "at least one question"
    )


def _question(within: InSet, key: Scalar, node: Node) -> Question:
    said = node.words(w.QUESTION, "what is asked, as a mapping")
    id_ = said.take(lambda: name(key), "")
    ask = said.need("ask", text)
    stage = said.need("stage", within.stage_at)
    strand = said.need("strand", within.strand_at)
    about = said.need("about", choice(QuestionAbout))
    part = said.maybe("part", within.part_at, "")
    prompts = said.maybe("prompts", lambda n: at_least_one(n, text), ())
    applies = said.maybe("applies", text, "")
    offers = said.maybe("offers", lambda n: at_least_one(n, within.duty_at), ())
    serves = said.maybe("serves", lambda n: at_least_one(n, within.section_at), ())
    answers = tuple(each for each in within.scale if applies or each != NOT_APPLICABLE)
    return said.build(
        lambda: Question(
            id=id_,
            ask=ask,
            stage=stage,
            strand=strand,
            about=about,
            answers=answers,
            part=part,
            prompts=prompts,
            applies=applies,
            offers=offers,
            serves=serves,
        )
    )
