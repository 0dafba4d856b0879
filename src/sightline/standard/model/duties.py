"""A duty: its parts, their dated rules, and worked examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sightline.standard.model.asked import selectors, texts
from sightline.standard.model.conditions import Selector
from sightline.standard.model.rules import Rule
from sightline.standard.model.triggers import Alternative, BirthdayTrigger
from sightline.standard.model.words import Shape

NumberedRule = tuple[int, Rule]
"""A rule with its position among those of its part, from 0."""


@dataclass(frozen=True)
class Part:
    """One owed thing of a duty, with its own rules. A duty without parts has one, named ''.

    ``to_child``: what it says to the child to whom it is owed; ``not_told``: why it says nothing.
    In a standard that speaks to children one of the two is said of all that is owed to a child.
    """

    name: str
    title: str
    rules: tuple[Rule, ...]
    to_child: str = ""
    not_told: str = ""

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of record that its rules name."""
        return frozenset(selector.kind for selector in self.selectors)

    @cached_property
    def selectors(self) -> frozenset[Selector]:
        """All that its rules say of which records count."""
        return frozenset(selectors(self.rules))

    @cached_property
    def trigger_kinds(self) -> frozenset[str]:
        """The kinds of record that trigger it. Without one of them only a birthday can."""
        return frozenset(
            trigger.selector.kind
            for rule in self.rules
            for trigger in rule.when
            if isinstance(trigger, Alternative)
        )

    @cached_property
    def single(self) -> tuple[NumberedRule, ...]:
        """Its rules of a single clock, with their positions."""
        return self._numbered(lambda rule: rule.clock is not None)

    @cached_property
    def rolling(self) -> tuple[NumberedRule, ...]:
        """Its rules with ``every``, with their positions."""
        return self._numbered(lambda rule: rule.every is not None)

    @cached_property
    def by_period(self) -> tuple[NumberedRule, ...]:
        """Its rules with ``each``, with their positions."""
        return self._numbered(lambda rule: rule.each is not None)

    @cached_property
    def prohibitions(self) -> tuple[NumberedRule, ...]:
        """Its prohibitions, with their positions."""
        return self._numbered(lambda rule: rule.shape is Shape.PROHIBITION)

    def _numbered(self, wanted: Callable[[Rule], bool]) -> tuple[NumberedRule, ...]:
        return tuple((number, rule) for number, rule in enumerate(self.rules) if wanted(rule))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every text in its rules, and so the name of every field that they read."""
        return frozenset(texts(self.rules))

    @cached_property
    def counts_back(self) -> bool:
        """Whether a rule counts back from a day, which is then later than the due day."""
        return any(rule.shape in (Shape.PRECONDITION, Shape.BEFORE_END) for rule in self.rules)

    @cached_property
    def has_birthdays(self) -> bool:
        """Whether a birthday triggers it: then the first record of any kind matters to it."""
        return any(
            isinstance(trigger, BirthdayTrigger) for rule in self.rules for trigger in rule.when
        )

    def __post_init__(self) -> None:
        if not self.rules:
            raise ValueError("a duty without a rule is never owed: give it at least one")


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: records in, states out. ``line`` is where it stands in its file.

    ``on``: the evaluation day, a datetime (London) where it says a time. Records, expectations and
    subjects hold the words of the page "Writing a standard", with moments as text
    (``2008-01-07``, ``2008-01-07 14:30``); a record's kind and fields are under ``kind`` and
    ``details``. ``others``: the subjects that records are filed on, by the name in ``file``.
    """

    says: str
    rule: date
    on: date
    records: tuple[Mapping[str, object], ...]
    expect: tuple[Mapping[str, object], ...]
    subject: Mapping[str, object] = field(default_factory=dict)
    others: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    known_at: str | None = None
    not_watched: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Guide:
    """For whoever has to do it: who does what, how it is done or referred, what good looks like."""

    who: str
    how: str
    good: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A rule of the standard: what is owed, to whom, by whom, on whose word.

    ``owed_to``: the types of subject on whose files it is judged, and on no others.
    """

    id: str
    title: str
    owed_to: tuple[str, ...]
    serves: tuple[str, ...]
    why: str
    parts: tuple[Part, ...]
    examples: tuple[Example, ...] = ()
    path: str = ""
    line: int = 0
    guide: Guide | None = None

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError(f"duty {self.id!r} has no part")
        names = [part.name for part in self.parts]
        if len(set(names)) != len(names):
            raise ValueError(f"duty {self.id!r}: two parts have the same name")
