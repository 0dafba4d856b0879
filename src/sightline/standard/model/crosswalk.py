"""Assessment tools side by side: which section of each speaks of which shared domain of need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sightline.standard.model.conditions import Selector


class Finding(StrEnum):
    """What a record finds in a domain, the gravest first."""

    STRONG = "strong"
    SOME = "some"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Domain:
    """A shared domain of need. ``seen_in``: the records that find a need in it, or none."""

    id: str
    title: str
    seen_in: Mapping[Finding, tuple[Selector, ...]]
    help: str = ""


@dataclass(frozen=True, slots=True)
class ToolSection:
    """A section of a tool, and the domains that it speaks of."""

    id: str
    title: str
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """An assessment tool as long as it lived: ``from_`` (included) until ``until`` (excluded).

    ``seen_in``: the records that are an assessment with it. ``issued_by``: a body of bodies.yaml.
    """

    id: str
    title: str
    seen_in: tuple[Selector, ...]
    sections: Mapping[str, ToolSection]
    source: str
    certainty: str
    issued_by: str = ""
    from_: date | None = None
    until: date | None = None
    help: str = ""

    def exists(self, on: date) -> bool:
        """Whether it was in use on a day."""
        return (self.from_ is None or self.from_ <= on) and (self.until is None or on < self.until)

    def sections_on(self, domain: str) -> tuple[ToolSection, ...]:
        """Its sections that speak of a domain."""
        return tuple(s for s in self.sections.values() if domain in s.domains)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """From every tool to the shared domains."""

    domains: Mapping[str, Domain] = field(default_factory=dict)
    tools: Mapping[str, Tool] = field(default_factory=dict)
