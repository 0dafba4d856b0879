"""Reads ratings.yaml: how the answers to a set of questions become ratings, by version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from sightline.standard import words as w
from sightline.standard.kinds import read_validity
from sightline.standard.model import Band, QuestionSet, RatedBy, RatedStandard, RatingRules
from sightline.standard.nodes import Node, Scalar, Words, read_named, whole
from sightline.standard.questions import at_least_one
from sightline.standard.scalars import choice, day, name, one_of, text, whole_number, yes

At = Callable[[Node], str]


def read_rating_rules(
    sets: Mapping[str, QuestionSet | None], set_at: At, key: Scalar, node: Node
) -> RatingRules:
    """One version of the rules, under its id.

    ``sets``: question sets by id, None where one is faulty; ``set_at`` reads the id of one.
    """
    said = node.words(w.RATING_RULES, "how ratings come about, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    set_ = said.need("set", set_at)
    by = said.need("by", choice(RatedBy))
    first = said.need("from", day)
    until = read_validity(said)[1]
    bands = said.need("bands", _bands)
    asked = sets.get(set_)
    question_at = one_of(asked.questions, "a question of the set") if asked else name
    strand_at = one_of(asked.strands, "a strand of the set") if asked else name
    standards = said.need("standards", partial(_standards, question_at, strand_at))
    source = said.need("source", text)
    certainty = said.need("certainty", one_of(w.CERTAINTIES))
    rounded = said.maybe("rounded", yes, False)
    few = _number(said, "few")
    close = _number(said, "close")
    gaps = said.maybe("gaps", lambda n: at_least_one(n, text), ())
    return said.build(
        lambda: RatingRules(
            id=id_,
            title=title,
            set=set_,
            by=by,
            from_=first,
            until=until,
            bands=tuple(bands.values()),
            standards=standards,
            source=source,
            certainty=certainty,
            rounded=rounded,
            few=few,
            close=close,
            gaps=gaps,
        )
    )


def _bands(node: Node) -> dict[str, Band]:
    pairs = node.entries("bands by name, the worst first, as a mapping")
    return whole(read_named(pairs, _band)) or node.refuse("at least one band")


def _band(key: Scalar, node: Node) -> Band:
    said = node.words(w.BAND, "what the band is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    from_ = _number(said, "from")
    points = _number(said, "points")
    overall = _number(said, "overall")
    return said.build(lambda: Band(id_, title, from_, points, overall))


def _standards(question_at: At, strand_at: At, node: Node) -> dict[str, RatedStandard]:
    pairs = node.entries("what is rated, by name, as a mapping")
    read = read_named(pairs, partial(_standard, question_at, strand_at))
    return whole(read) or node.refuse("at least one thing that is rated")


def _standard(question_at: At, strand_at: At, key: Scalar, node: Node) -> RatedStandard:
    said = node.words(w.RATED_STANDARD, "what is rated, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    questions = said.maybe("questions", lambda n: at_least_one(n, question_at), ())
    strand = said.maybe("strand", strand_at, "")
    apart = said.maybe("apart", yes, False)
    return said.build(lambda: RatedStandard(id_, title, questions, strand, apart))


def _number(said: Words, word: str) -> int | None:
    return said.maybe(word, whole_number, None)
