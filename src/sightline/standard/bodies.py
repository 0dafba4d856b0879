"""Reads bodies.yaml: public bodies, their functions, and to whom these passed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sightline.standard import words as w
from sightline.standard.faults import Unreadable
from sightline.standard.kinds import read_validity
from sightline.standard.model import Bodies, Body, Passing
from sightline.standard.nodes import List, Node, Scalar, read_named, whole
from sightline.standard.scalars import day, name, one_of, text, yes
from sightline.standard.succession import Circle, successor


@dataclass(frozen=True, slots=True)
class Placed:
    """A body that was read, and where each of its passings stands."""

    body: Body
    key: Scalar
    passings: tuple[Node, ...]


def read_bodies(node: Node) -> Bodies:
    """What bodies.yaml says, refused where a function is lost, or comes to a body not yet there."""
    said = node.words(w.BODIES, "the functions and bodies of the standard, as a mapping")
    functions = said.need("functions", _functions)
    function_at = one_of(functions, "a function of bodies.yaml") if functions else name
    bodies = said.need("bodies", partial(_bodies, function_at))
    read = said.build(lambda: Bodies(functions, {id_: at.body for id_, at in bodies.items()}))
    if sum(_check(read, placed) for placed in bodies.values()):
        raise Unreadable
    return read


def _functions(node: Node) -> dict[str, str]:
    pairs = node.entries("functions by name, each with what it is, as a mapping")
    return whole(read_named(pairs, _function)) or node.refuse("at least one function")


def _function(key: Scalar, node: Node) -> str:
    name(key)
    return text(node)


def _bodies(function_at: Callable[[Node], str], node: Node) -> dict[str, Placed]:
    pairs = list(node.entries("bodies by name, as a mapping"))
    body_at = one_of([key.text for key, _ in pairs], "a body of bodies.yaml")
    read = read_named(pairs, partial(_body, function_at, body_at))
    return whole(read) or node.refuse("at least one body")


def _body(
    function_at: Callable[[Node], str], body_at: Callable[[Node], str], key: Scalar, node: Node
) -> Placed:
    said = node.words(w.BODY, "what the body is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    functions = said.need("functions", lambda n: n.one_or_each(function_at))
    first, until = read_validity(said)
    source = said.need("source", text)
    certainty = said.need("certainty", one_of(w.CERTAINTIES))
    local = said.maybe("local", yes, False)
    place = said.maybe("place", name, "england")
    known_as = said.maybe("known-as", lambda n: n.one_or_each(text), ())
    help_ = said.maybe("help", text, "")
    passing = partial(_passing, function_at, body_at)
    passes = said.maybe("passes", lambda n: n.one_or_each(passing), ())
    at = said.said.get("passes")
    passings = at.items if isinstance(at, List) else () if at is None else (at,)
    body = said.build(
        lambda: Body(
            id_, title, functions, source, certainty, first, until, local, place, known_as,
            help_, passes,
        )
    )  # fmt: skip
    return Placed(body, key, passings)


def _passing(
    function_at: Callable[[Node], str], body_at: Callable[[Node], str], node: Node
) -> Passing:
    said = node.words(w.PASSING, "which functions passed to whom, as a mapping")
    functions = said.need("functions", lambda n: n.one_or_each(function_at))
    to = said.maybe("to", body_at, "")
    on = said.need("on", day)
    source = said.need("source", text)
    certainty = said.need("certainty", one_of(w.CERTAINTIES))
    begins = said.maybe("begins", day, None)
    why = said.maybe("why", text, "")
    return said.build(lambda: Passing(functions, to, on, source, certainty, begins, why))


# --- what does not hold together -------------------------------------------------------------


def _check(bodies: Bodies, placed: Placed) -> int:
    """Report what cannot be so of a body and its passings; how many faults there were."""
    faults = 0
    for node, passing in zip(placed.passings, placed.body.passes, strict=True):
        for message in _faults_of(bodies, placed.body, passing):
            node.report(message)
            faults += 1
    for message in _lost(placed.body):
        placed.key.report(message)
        faults += 1
    return faults


def _faults_of(bodies: Bodies, body: Body, passing: Passing) -> Iterator[str]:
    """What cannot be so of one passing."""
    for function in passing.functions:
        if function not in body.functions:
            yield f"{body.id!r} never had the function {function!r} that it passes on"
    if body.until is not None and passing.on > body.until:
        yield (
            f"a gap: {body.id!r} ended on {body.until}, and this passes on {passing.on}: nobody "
            "held it between the two"
        )
    if body.from_ is not None and passing.on < body.from_:
        yield f"{body.id!r} began on {body.from_}, and could pass nothing on {passing.on}"
    if passing.to:
        yield from _faults_of_successor(bodies, body, passing)


def _faults_of_successor(bodies: Bodies, body: Body, passing: Passing) -> Iterator[str]:
    to = bodies.declared[passing.to]
    if to is body:
        yield f"{body.id!r} cannot pass a function to itself"
        return
    if to.from_ is not None and passing.on < to.from_:
        yield f"on {passing.on} {to.id!r} did not yet exist: it began on {to.from_}"
    if to.until is not None and passing.on >= to.until:
        yield f"on {passing.on} {to.id!r} no longer existed: it ended on {to.until}"
    for function in passing.functions:
        if function not in to.functions:
            yield f"{to.id!r} is not said to have the function {function!r} that passes to it"
        else:
            try:
                successor(bodies, body.id, function, date.max)
            except Circle as circle:
                yield str(circle)


def _lost(body: Body) -> Iterator[str]:
    """The functions of a body that has ended of which nothing says where they went."""
    passed = {function for passing in body.passes for function in passing.functions}
    lost: Sequence[str] = [function for function in body.functions if function not in passed]
    if body.until is not None and lost:
        yield (
            f"a gap: {body.id!r} ended on {body.until}, and nothing says who took up "
            f"{', '.join(lost)} (pass them to a body, or to nobody and say why)"
        )
