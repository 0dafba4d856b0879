"""The needs of one child, domain by domain: what each assessment in force says of them.

A tool that has a section for a domain and whose record says nothing of it is silent, and that is
told: what is not recorded is never read as no. Nothing is averaged and no tool is believed over
another; where they disagree, that is what is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sightline.engine.model import Day, File, Minute, Moment, Value
from sightline.engine.reference.facts import Fact, matches
from sightline.engine.reference.view import View
from sightline.standard.calendar import calendar_of, date_of
from sightline.standard.model import (
    RESERVED_ANSWERS,
    Domain,
    Finding,
    Kind,
    Lasts,
    Selector,
    Standard,
    Tool,
)

GRAVITY = {Finding.NONE: 0, Finding.SOME: 1, Finding.STRONG: 2}


class Picture(StrEnum):
    """What all who spoke of a domain come to."""

    NEED = "need"
    NO_NEED = "no need"
    DISAGREE = "disagree"
    NOT_ANSWERED = "not answered"
    NOT_RECORDED = "not recorded"


class Change(StrEnum):
    """Against what the same source said before."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Voice:
    """What one record in force says of a domain.

    ``source``: the tool, or the kind of a record that is no assessment with a tool. ``sections``:
    those of the tool that speak of the domain, by title. ``finding``: None where it says nothing;
    ``unanswered`` is then the word (unknown, not-asked, declined) that stands in place of an
    answer, or ''. ``earlier``: what the same source said last before.
    """

    source: str
    title: str
    record: str
    day: Day
    finding: Finding | None
    unanswered: str = ""
    sections: tuple[str, ...] = ()
    earlier: Finding | None = None
    earlier_day: Day | None = None

    @property
    def is_silent(self) -> bool:
        """Whether it has a section for the domain and says nothing of it."""
        return self.finding is None and not self.unanswered

    @property
    def change(self) -> Change:
        """Better or worse than the same source said before."""
        if self.finding is None or self.earlier is None:
            return Change.NOT_KNOWN
        now, before = GRAVITY[self.finding], GRAVITY[self.earlier]
        if now == before:
            return Change.SAME
        return Change.BETTER if now < before else Change.WORSE


@dataclass(frozen=True, slots=True)
class DomainNeeds:
    """One domain, and all who could have spoken of it: tools first, in the crosswalk's order."""

    domain: Domain
    voices: tuple[Voice, ...]

    @property
    def gravest(self) -> Finding | None:
        """The gravest that anybody found; None where nobody spoke."""
        found = [voice.finding for voice in self.voices if voice.finding is not None]
        return max(found, key=GRAVITY.__getitem__, default=None)

    @property
    def picture(self) -> Picture:
        """Need, no need, or that they disagree; or that nobody answered, or nobody recorded it."""
        needs = {voice.finding is not Finding.NONE for voice in self.voices if voice.finding}
        if len(needs) == 2:
            return Picture.DISAGREE
        if needs:
            return Picture.NEED if needs.pop() else Picture.NO_NEED
        unanswered = any(voice.unanswered for voice in self.voices)
        return Picture.NOT_ANSWERED if unanswered else Picture.NOT_RECORDED

    @property
    def silent(self) -> tuple[Voice, ...]:
        """Those that have a section for it and say nothing."""
        return tuple(voice for voice in self.voices if voice.is_silent)


@dataclass(frozen=True, slots=True)
class Source:
    """A record in force, with those before it from the same source, the latest first.

    ``tool``: None for a record that is no assessment with a tool.
    """

    id: str
    title: str
    fact: Fact
    before: tuple[Fact, ...]
    tool: Tool | None = None


def needs(standard: Standard, file: File, *, known_at: Minute, on: Moment) -> list[DomainNeeds]:
    """The domains of the standard's crosswalk in its order, on day D as known at T."""
    calendar = calendar_of(standard.calendar_for(file.subject.place))
    view = View(standard.kinds, calendar, file, known_at=known_at, on=on, watched=None)
    return needs_in(standard, view)


def needs_in(standard: Standard, view: View) -> list[DomainNeeds]:
    """The same of a file that is viewed already."""
    found = sources(standard, view)
    return [
        DomainNeeds(domain, tuple(_voices(standard, domain, found)))
        for domain in standard.crosswalk.domains.values()
    ]


def sources(standard: Standard, view: View) -> list[Source]:
    """The records in force that could speak of a need: one a tool, then the others."""
    crosswalk = standard.crosswalk
    by_tool = {tool.id: _made_with(tool, view) for tool in crosswalk.tools.values()}
    of_a_tool = {fact.id for facts in by_tool.values() for fact in facts}
    with_tools = (
        _latest(standard, view, tool.id, tool.title, by_tool[tool.id], tool)
        for tool in crosswalk.tools.values()
    )
    kinds = {
        s.kind for d in crosswalk.domains.values() for some in d.seen_in.values() for s in some
    }
    others = (
        _latest(standard, view, kind.name, _called(kind, facts[-1]), facts, None)
        for kind in standard.kinds.values()
        if kind.name in kinds
        for facts in _chains(kind, view, of_a_tool)
    )
    return [source for source in (*with_tools, *others) if source is not None]


def finding(domain: Domain, kind: str, details: Mapping[str, Value]) -> Finding | None:
    """The gravest that a record finds in a domain; None where it says nothing of it."""
    for level in Finding:
        if any(s.kind == kind and matches(s.tests, details) for s in domain.seen_in.get(level, ())):
            return level
    return None


# --- which records stand ---------------------------------------------------------------------


def _made_with(tool: Tool, view: View) -> list[Fact]:
    """The assessments with a tool while it was in use, in order."""
    facts = {fact.id: fact for selector in tool.seen_in for fact in view.select(selector)}
    made = [fact for fact in facts.values() if tool.exists(date_of(_day(fact)))]
    return sorted(made, key=_order)


def _chains(kind: Kind, view: View, of_a_tool: set[str]) -> Iterator[list[Fact]]:
    """Records that are of no tool, those that follow one another together, in order."""
    chains: dict[tuple[object, ...], list[Fact]] = {}
    for fact in view.select(Selector(kind.name)):
        if fact.id not in of_a_tool:
            own = (fact.id,) if kind.lasts is Lasts.SPAN else ()
            key = (*own, *(fact.record.details.get(name) for name in kind.key))
            chains.setdefault(key, []).append(fact)
    for chain in chains.values():
        yield sorted(chain, key=_order)


def _latest(
    standard: Standard, view: View, id_: str, title: str, facts: Sequence[Fact], tool: Tool | None
) -> Source | None:
    """The last of some records, with those before it; None where it no longer stands."""
    if not facts or _is_over(standard, view, facts[-1]):
        return None
    return Source(id_, title, facts[-1], tuple(reversed(facts[:-1])), tool)


def _called(kind: Kind, fact: Fact) -> str:
    """``Need: Self-harm``: the kind, and what tells records of it apart."""
    answers = [(kind.fields[name], fact.record.details.get(name)) for name in kind.key]
    labels = [code.label for field, value in answers for code in field.codes if code.value == value]
    return ": ".join([kind.title, *labels])


def _is_over(standard: Standard, view: View, fact: Fact) -> bool:
    """Whether a span has ended, or all the cases that a record belonged to have."""
    kind = standard.kinds[fact.record.kind]
    if kind.lasts is Lasts.SPAN:
        return fact.record.ended is not None and fact.record.ended.day < view.on.day
    if kind.ends_with is None:
        return False
    runs = [r for r in view.runs(Selector(kind.ends_with)) if r.covers(Moment(_day(fact)))]
    return bool(runs) and all(r.last is not None and r.last.day < view.on.day for r in runs)


def _order(fact: Fact) -> tuple[Day, Minute, str]:
    """Of two on one day the later entered stands."""
    return _day(fact), fact.record.recorded_at, fact.id


def _day(fact: Fact) -> Day:
    assert fact.record.at is not None
    return fact.record.at.day


# --- what they say ---------------------------------------------------------------------------


def _voices(standard: Standard, domain: Domain, found: Sequence[Source]) -> Iterator[Voice]:
    """All who have a section for a domain or speak of it all the same."""
    for source in found:
        voice = _voice(standard, domain, source)
        if voice.sections or not voice.is_silent:
            yield voice


def _voice(standard: Standard, domain: Domain, source: Source) -> Voice:
    record = source.fact.record
    said = finding(domain, record.kind, record.details)
    earlier, earlier_day = _earlier(domain, source)
    tool = source.tool
    return Voice(
        source=source.id,
        title=source.title,
        record=source.fact.id,
        day=_day(source.fact),
        finding=said,
        unanswered="" if said else _in_place_of_an_answer(standard, domain, source.fact),
        sections=tuple(s.title for s in tool.sections_on(domain.id)) if tool is not None else (),
        earlier=earlier,
        earlier_day=earlier_day,
    )


def _earlier(domain: Domain, source: Source) -> tuple[Finding | None, Day | None]:
    for fact in source.before:
        said = finding(domain, fact.record.kind, fact.record.details)
        if said is not None:
            return said, _day(fact)
    return None, None


def _in_place_of_an_answer(standard: Standard, domain: Domain, fact: Fact) -> str:
    """The word that stands where an answer on the domain would have; '' where nothing does.

    What tells one sort of record from another (its key, and what must be answered) is no answer.
    """
    details, kind = fact.record.details, standard.kinds[fact.record.kind]
    for selector in (s for some in domain.seen_in.values() for s in some if s.kind == kind.name):
        words = {t.field: _reserved(details.get(t.field)) for t in selector.tests}
        telling = {name for name in words if name in kind.key or kind.fields[name].required}
        others = tuple(test for test in selector.tests if not words[test.field])
        answers = [word for name, word in words.items() if word and name not in telling]
        if answers and matches(others, details):
            return answers[0]
    return ""


def _reserved(value: Value | None) -> str:
    """The reserved answer that a value is, alone or as all of a list."""
    values = value if isinstance(value, tuple) else (value,)
    words = [str(item) for item in values if item in RESERVED_ANSWERS]
    return words[0] if words and len(words) == len(values) else ""
