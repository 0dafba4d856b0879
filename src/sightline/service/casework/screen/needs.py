"""The needs profile: what each assessment tool found, domain by domain, and what none looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sightline.engine import needs as engine
from sightline.engine.needs import GRAVITY, Change, DomainNeeds, Picture, Voice
from sightline.engine.words import say_day
from sightline.service.casework.screen.known import Known
from sightline.service.files.standard import standard
from sightline.standard.model import Finding, Selector

FOUND = {Finding.STRONG: "Strong need", Finding.SOME: "Some need", Finding.NONE: "No need"}
_CHANGES = {Change.BETTER: "Better", Change.SAME: "The same", Change.WORSE: "Worse"}


@dataclass(frozen=True, slots=True)
class Saw:
    """What one source says. ``fact``: its record. ``change``: against what it said before."""

    title: str
    when: str
    found: str
    fact: str
    change: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A domain of which somebody found a need, or of which they disagree."""

    title: str
    picture: str
    saw: tuple[Saw, ...]
    silent: tuple[str, ...]
    change: str


@dataclass(frozen=True, slots=True)
class Profile:
    """``found``: domains with something to say, the gravest first. ``no_need``, ``unanswered``,
    ``unrecorded``: the titles of the others.
    """

    is_open: bool
    is_whole: bool
    found: tuple[Seen, ...] = ()
    no_need: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    unrecorded: tuple[str, ...] = ()


def kinds() -> frozenset[str]:
    """The kinds that can speak of a need, and those that end them."""
    declared = standard().kinds
    found = {selector.kind for selector in _selectors()}
    ends = {declared[kind].ends_with for kind in found if kind in declared}
    return frozenset(found | {kind for kind in ends if kind is not None})


def needs(known: Known) -> Profile:
    """As far as the reader may read the answers that say so."""
    read = [
        known.reads(selector.kind, *(test.field for test in selector.tests))
        for selector in _selectors()
    ]
    if not any(read):
        return Profile(False, False)
    # Where only some are read, a tool that seems silent may have spoken of what is not shown.
    is_whole = all(read)
    domains = engine.needs_in(standard(), known.view)
    found = [one for one in domains if one.picture in (Picture.NEED, Picture.DISAGREE)]
    return Profile(
        True,
        is_whole,
        tuple(_seen(one, is_whole) for one in sorted(found, key=_gravity)),
        _titles(domains, Picture.NO_NEED),
        _titles(domains, Picture.NOT_ANSWERED),
        _titles(domains, Picture.NOT_RECORDED),
    )


def _selectors() -> Iterator[Selector]:
    crosswalk = standard().crosswalk
    for domain in crosswalk.domains.values():
        for some in domain.seen_in.values():
            yield from some
    for tool in crosswalk.tools.values():
        yield from tool.seen_in


def _gravity(one: DomainNeeds) -> tuple[int, bool, bool]:
    """The gravest first; of those what has become worse, then what they disagree on."""
    gravest = one.gravest
    worse = any(voice.change is Change.WORSE for voice in one.voices)
    grave = 0 if gravest is None else -GRAVITY[gravest]
    return grave, not worse, one.picture is not Picture.DISAGREE


def _titles(domains: list[DomainNeeds], picture: Picture) -> tuple[str, ...]:
    return tuple(one.domain.title for one in domains if one.picture is picture)


def _seen(one: DomainNeeds, is_whole: bool) -> Seen:
    spoke = [voice for voice in one.voices if not voice.is_silent]
    changes = {voice.change for voice in spoke} - {Change.NOT_KNOWN}
    gravest = one.gravest
    picture = "They disagree" if one.picture is Picture.DISAGREE else ""
    return Seen(
        title=one.domain.title,
        picture=picture or ("" if gravest is None else FOUND[gravest]),
        saw=tuple(_saw(voice) for voice in spoke),
        silent=tuple(voice.title for voice in one.silent) if is_whole else (),
        change=_changed(changes),
    )


def _saw(voice: Voice) -> Saw:
    found = "not answered" if voice.finding is None else FOUND[voice.finding].lower()
    return Saw(voice.title, say_day(voice.day), found, voice.record, _CHANGES.get(voice.change, ""))


def _changed(changes: set[Change]) -> str:
    """Better, worse, the same; or that some say the one and some the other."""
    if not changes:
        return "Not known"
    if {Change.BETTER, Change.WORSE} <= changes:
        return "Better by one, worse by another"
    for change in (Change.WORSE, Change.BETTER):
        if change in changes:
            return _CHANGES[change]
    return _CHANGES[Change.SAME]
