"""What a part of a duty asks of the facts: of which, and what of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass

from sightline.standard.model import (
    EXEMPTION,
    START,
    Alternative,
    BirthdayTrigger,
    Conditions,
    Itself,
    Lasts,
    Part,
    Rule,
    Selector,
    Shape,
    Standard,
)


@dataclass(frozen=True)
class Asked:
    """What a part asks of the facts of a kind.

    ``selectors``: what selects them; () if any of them may count. ``fields``: those that it reads
    besides. ``by_version``: it also reads when versions were recorded. ``between``: it looks at
    none that lies before an obligation opens, and what lies after its due day leaves its state.
    """

    kind: str
    selectors: tuple[Selector, ...]
    fields: tuple[str, ...]
    by_version: bool
    between: bool = False


def asked_of(standard: Standard, part: Part) -> list[Asked]:
    """What a part asks of the facts, kind by kind."""
    nodes = list(walk(part, into_selectors=False))
    if any(isinstance(node, BirthdayTrigger) for node in nodes):
        # A birthday does not arise before the first day of any fact at all (clause 3.3).
        return [Asked(kind, (), (), True) for kind in standard.kinds]
    said = {"duty", *(node for node in nodes if isinstance(node, str))}
    by_version = any(map(_reads_versions, nodes))
    between = not any(map(_is_running, nodes)) and all(map(_looks_between, part.rules))
    # An exemption may be decided at any time before (clause 7.2).
    apart = {EXEMPTION: False}
    return [
        Asked(kind, selectors, _fields(standard, kind, said), by_version, apart.get(kind, between))
        for kind, selectors in _selected(standard, nodes).items()
    ]


def _selected(standard: Standard, nodes: Iterable[object]) -> dict[str, tuple[Selector, ...]]:
    """What selects facts of each kind; () where facts that are not selected count too."""
    found: dict[str, tuple[Selector, ...]] = {EXEMPTION: (Selector(EXEMPTION),)}
    whole: set[str] = set()
    for node in nodes:
        if isinstance(node, Selector):
            kind = standard.kinds[node.kind]
            found[kind.name] = tuple(dict.fromkeys((*found.get(kind.name, ()), node)))
            # What ends an interval need not be selected itself (clause 2.3).
            whole |= {kind.name} if kind.lasts is Lasts.UNTIL_NEXT else set()
            whole |= {kind.ends_with} if kind.ends_with is not None else set()
    return found | dict.fromkeys(whole, ())


def _fields(standard: Standard, kind: str, said: Container[str]) -> tuple[str, ...]:
    made = standard.kinds.get(kind)
    return () if made is None else tuple(name for name in made.fields if name in said)


def _reads_versions(node: object) -> bool:
    """Whether it matters when each version was recorded (clauses 5.4 and 5.6)."""
    return isinstance(node, Itself) or (isinstance(node, Rule) and node.shape is Shape.BEFORE_END)


def _looks_between(rule: Rule) -> bool:
    """Whether a rule's obligations depend on no fact but those from their opening to their due day.

    So it is with a plain response: its trigger opens it, triggers of the same day may stand for it,
    and an answer or a lapse later than due leaves late, overdue and open one state (7.5).
    """
    plain = rule.shape is Shape.RESPONSE and rule.already is None and not rule.unless
    return plain and all(
        isinstance(what, Alternative) and what.at == START and not what.in_force
        for what in (*rule.when, *rule.then, *rule.lapses)
    )


def _is_running(node: object) -> bool:
    """Whether it asks for intervals, which may have begun at any time."""
    return isinstance(node, Conditions) and bool(node.running)


def walk(node: object, *, into_selectors: bool = True) -> Iterator[object]:
    """A part of the standard and all that is in it."""
    yield node
    if isinstance(node, Selector) and not into_selectors:
        return
    if isinstance(node, tuple):
        for one in node:
            yield from walk(one, into_selectors=into_selectors)
    elif is_dataclass(node):
        for field in fields(node):
            yield from walk(getattr(node, field.name), into_selectors=into_selectors)
