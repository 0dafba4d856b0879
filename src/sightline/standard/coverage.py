"""What a standard covers of a review: each section's duties and kinds, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sightline.standard.model import Answered, OneOf, Review, Section, Selector, Standard, Test
from sightline.standard.model.asked import selectors


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that a section speaks of: the kinds that show it, the duties that ask for it."""

    name: str
    kinds: tuple[str, ...]
    duties: tuple[str, ...]

    @property
    def missing(self) -> str:
        """What is missing of it, as a sentence; '' if nothing."""
        if not self.kinds:
            return "No kind of record shows it."
        return "" if self.duties else "No duty asks for it."


@dataclass(frozen=True, slots=True)
class Covered:
    """One section: the duties that serve it, those of them with a guide, and what it speaks of.

    ``pages``: the pages of the guide that serve it.
    """

    section: Section
    duties: tuple[str, ...]
    guided: tuple[str, ...]
    names: tuple[Named, ...]
    pages: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """All that is missing of the section, as sentences."""
        found = [] if self.duties else ["No duty serves this section."]
        found += [f"{named.name}: {named.missing}" for named in self.names if named.missing]
        if unguided := [id_ for id_ in self.duties if id_ not in self.guided]:
            found.append(f"No guide: {', '.join(unguided)}.")
        return tuple(found)


def coverage(standard: Standard, review: Review) -> list[Covered]:
    """Each section of a review, in its order, as far as the standard covers it."""
    asked = {duty.id: tuple(selectors(duty.parts)) for duty in standard.duties.values()}
    return [_covered(standard, section, asked) for section in review.sections.values()]


def _covered(
    standard: Standard, section: Section, asked: Mapping[str, tuple[Selector, ...]]
) -> Covered:
    serving = [duty for duty in standard.duties.values() if section.path in duty.serves]
    return Covered(
        section,
        tuple(duty.id for duty in serving),
        tuple(duty.id for duty in serving if duty.guide is not None),
        tuple(_named(name, seen_in, asked) for name, seen_in in section.names.items()),
        tuple(page.id for page in standard.guide.values() if section.path in page.serves),
    )


def _named(
    name: str, seen_in: tuple[Selector, ...], asked: Mapping[str, tuple[Selector, ...]]
) -> Named:
    kinds = tuple(dict.fromkeys(selector.kind for selector in seen_in))
    duties = tuple(id_ for id_, some in asked.items() if _meet(seen_in, some))
    return Named(name, kinds, duties)


def _meet(some: Iterable[Selector], others: Iterable[Selector]) -> bool:
    """Whether a record could be of one of some selectors and of one of others."""
    others = tuple(others)
    return any(
        a.kind == b.kind and all(_together(x, y) for x in a.tests for y in b.tests)
        for a in some
        for b in others
    )


def _together(a: Test, b: Test) -> bool:
    """Whether one record could pass both tests: they ask of other fields, or share a value."""
    if a.field != b.field or isinstance(a, Answered) or isinstance(b, Answered):
        return True
    if isinstance(a, OneOf) and isinstance(b, OneOf):
        return not a.values.isdisjoint(b.values)
    return True
