"""The standard of England as pages: every duty with its history, every kind with its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from sightline.engine.examples import moment_of
from sightline.engine.say import (
    say_answer,
    say_any,
    say_conditions,
    say_test,
    say_timing,
    say_trigger,
    say_unless,
)
from sightline.engine.words import say_moment
from sightline.standard import load
from sightline.standard.model import (
    Alternative,
    Basis,
    Duty,
    Every,
    Example,
    Itself,
    Kind,
    Lapse,
    OneOf,
    OwnEnd,
    Part,
    Rule,
    Selector,
    Shape,
    Standard,
    Term,
    Test,
)
from tools.docs_bodies import bodies_page
from tools.docs_coverage import coverage_page
from tools.docs_guide import guide_pages
from tools.docs_kinds import kind_pages
from tools.docs_measures import measures_page
from tools.docs_needs import needs_page
from tools.docs_printed import printed_page
from tools.docs_questions import question_pages
from tools.docs_recommendations import recommendations_page
from tools.docs_returns import returns_page
from tools.docs_tables import tables_page
from tools.docs_text import (
    any_of,
    bullets,
    dates,
    day,
    eve,
    name_of,
    page,
    plain,
    sentence,
    table,
    titled,
)

FOLDER = Path(__file__).parents[1] / "src" / "sightline" / "standards" / "england"

BASIS = {
    Basis.STATUTE: "the law",
    Basis.GUIDANCE: "guidance",
    Basis.LOCAL: "a local decision",
    Basis.PROJECT: "this project's own judgement",
}


def england() -> dict[str, str]:
    """The pages, by the names of their files."""
    standard = load(FOLDER)
    groups = {
        name: list(duties)
        for name, duties in groupby(standard.duties.values(), key=lambda d: Path(d.path).stem)
    }
    pages = {f"{name}.md": _group(standard, name, duties) for name, duties in groups.items()}
    return {
        "index.md": _index(standard, groups),
        **kind_pages(standard),
        "measures.md": measures_page(standard),
        "printed.md": printed_page(standard),
        "recommendations.md": recommendations_page(standard),
        "coverage.md": coverage_page(standard),
        "needs.md": needs_page(standard),
        "bodies.md": bodies_page(standard),
        "tables.md": tables_page(standard),
        **guide_pages(standard),
        **question_pages(standard),
        "returns.md": returns_page(standard),
        **pages,
    }


# --- the index -------------------------------------------------------------------------------


def _index(standard: Standard, groups: Mapping[str, Sequence[Duty]]) -> str:
    count = len(standard.duties)
    parts = [
        block
        for name, duties in groups.items()
        for block in (f"## [{titled(name)}]({name}.md)", _listed(duties))
    ]
    guide = [f"guide-{one.id}" for one in standard.guide.values()]
    others = (
        "kinds/index", "measures", "printed", "recommendations", "questions", "ratings", "surveys",
        "needs", "bodies", "tables", "coverage", "returns",
    )  # fmt: skip
    toctree = "\n".join(["```{toctree}", ":hidden:", "", *groups, *guide, *others, "```"])
    return page(
        standard.title,
        f"{count} duties, version {standard.version}. Each has its history: what was owed when, on "
        "whose word, and to whom it falls. Beside them stand [the kinds of "
        "record](kinds/index.md) that "
        "they are judged by, [the measures](measures.md) that count them, [what a review "
        "printed](printed.md) beside the measure that gives it anew, [what it "
        "recommended](recommendations.md) beside what shows it done, "
        "[what inspectors ask](questions.md), [how ratings come about](ratings.md), [what children "
        "and staff are asked](surveys.md), "
        "[which tool sees which need](needs.md), [the bodies](bodies.md) and who took their place, "
        "[the reference tables](tables.md), [what of the reviews it covers](coverage.md), and "
        "[what is judged from statutory returns](returns.md).",
        *_guide(standard),
        *parts,
        "## Names that changed",
        "The law changed the names of things. A page about a day uses the name of that day.",
        table(("Now", "Before"), [_term(term) for term in standard.terms.values()]),
        toctree,
    )


def _guide(standard: Standard) -> Iterator[str]:
    if standard.guide:
        yield "## When you have it on the desk"
        yield bullets(
            f"[{one.title}](guide-{one.id}.md). {one.summary}" for one in standard.guide.values()
        )


def _listed(duties: Sequence[Duty]) -> str:
    return table(
        ("Duty", "Owed to", "In force"),
        [(f"[{duty.title}](#{_target(duty)})", _owed_to(duty), _in_force(duty)) for duty in duties],
    )


def _in_force(duty: Duty) -> str:
    rules = [rule for part in duty.parts for rule in part.rules]
    first = min(rule.from_ for rule in rules)
    last = [rule.until for rule in rules]
    if any(until is None for until in last):
        return f"since {day(first)}"
    return f"{day(first)} to {day(eve(max(until for until in last if until is not None)))}"


def _owed_to(duty: Duty) -> str:
    return any_of([f"{'an' if to[0] in 'aeiou' else 'a'} {to}" for to in duty.owed_to])


def _term(term: Term) -> tuple[str, str]:
    *before, now = term.names
    return now.label, "\n".join(f"{name.label}{dates(name)}" for name in reversed(before))


# --- duties ----------------------------------------------------------------------------------


def _group(standard: Standard, name: str, duties: Sequence[Duty]) -> str:
    return page(titled(name), *(block for duty in duties for block in _duty(standard, duty)))


def _target(duty: Duty) -> str:
    return f"duty-{duty.id}"


def _duty(standard: Standard, duty: Duty) -> Iterator[str]:
    yield f"({_target(duty)})=\n## {duty.title}"
    yield duty.why
    if duty.guide is not None:
        told = (("Who", duty.guide.who), ("How", duty.guide.how), ("Good", duty.guide.good))
        yield bullets(f"**{word}**: {said}" for word, said in told)
    yield f"Owed to {_owed_to(duty)}. Known as `{duty.id}`. Serves {_serves(duty)}."
    for part in duty.parts:
        if part.name:
            yield f"### {part.title}"
        yield from _history(standard, part)
    yield "**By example**"
    yield bullets(_example(example) for example in duty.examples)


def _serves(duty: Duty) -> str:
    return "; ".join(": ".join(map(plain, path.split("/"))) for path in duty.serves)


def _history(standard: Standard, part: Part) -> Iterator[str]:
    """The rules of a part, the latest first, as an answer to: what is owed now, and what was?"""
    newest = sorted(part.rules, key=lambda rule: rule.from_, reverse=True)
    for (from_, until), rules in groupby(newest, key=lambda rule: (rule.from_, rule.until)):
        yield f"**{_period(from_, until)}**"
        for rule in rules:
            told = bullets([*_rule(_labelled(standard, rule)), _word(rule)])
            yield told.replace(_HYPHEN, "-")


def _period(from_: date, until: date | None) -> str:
    if until is None:
        return f"Since {day(from_)}"
    return f"From {day(from_)} to {day(eve(until))}"


def _rule(rule: Rule) -> Iterator[str]:
    """A rule, line by line; its kinds, fields and codes go by their titles already."""
    while_ = rule.shape in (Shape.RECURRENCE, Shape.PROHIBITION)
    when = say_any([say_trigger(trigger) for trigger in rule.when])
    then = say_any([say_answer(answer) for answer in rule.then])
    must = "there must never be" if rule.shape is Shape.PROHIBITION else "there must be"
    yield f"**{'While' if while_ else 'When'}** {when}, **{must}** {then}{_timing(rule)}."
    yield from _further(rule)
    yield f"It falls to the {plain(rule.owner)}."


def _timing(rule: Rule) -> str:
    told = re.sub(r"within 0 [a-z ]+", "on the same day", say_timing(rule))
    return f", **{told}**" if told else ""


def _steps(every: Every) -> str:
    """Which steps of a chain a duty is about, where several duties share one."""
    first, last = every.only_from, every.only_to
    if last is None:
        return f"This duty is about the steps from number {first} on."
    if first == last:
        return f"This duty is about step {first} only."
    return f"This duty is about steps {first} to {last}."


def _further(rule: Rule) -> Iterator[str]:
    if rule.every is not None and (rule.every.only_from, rule.every.only_to) != (1, None):
        yield _steps(rule.every)
    if rule.each is not None and rule.each.part_owed:
        yield "It is owed for part of a period too, at either end."
    chooses = [*map(say_test, rule.for_), *say_conditions(rule.for_conditions)]
    if chooses:
        yield f"This is the rule for {any_of(chooses, 'and')}."
    conditions = list(say_conditions(rule.conditions))
    if conditions:
        yield f"Only {any_of(conditions, 'and')}."
    if rule.already is not None:
        up_to = "" if rule.already.within is None else f" up to {rule.already.within}"
        yield f"What was done{up_to} before counts."
    if rule.no_older_than is not None:
        yield f"It must be no older than {rule.no_older_than}."
    for unless in rule.unless:
        yield f"Nothing is owed where there {say_unless(unless)}."
    if rule.lapses:
        yield f"No longer owed after {any_of([_lapse(lapse) for lapse in rule.lapses])}."
    if rule.running_spared:
        yield "What already ran when the rule began is spared."
    if rule.certainty == "check":
        yield "The number was written from memory, and has still to be checked in the source."


def _lapse(lapse: Lapse) -> str:
    return "its end" if isinstance(lapse, OwnEnd) else say_answer(lapse)


def _word(rule: Rule) -> str:
    on = f" on {day(rule.decided_on)}" if rule.decided_on is not None else ""
    decided = f" It was decided by {rule.decided_by}{on}." if rule.decided_by else ""
    return f"On the word of {BASIS[rule.basis]}: {sentence(rule.source)}{decided}"


def _example(example: Example) -> str:
    return f"{example.says} {_comes_to(example)}"


def _comes_to(example: Example) -> str:
    if not example.expect:
        return "*Nothing is owed.*"
    told = [_state(said) for said in example.expect]
    return f"*{sentence('; '.join(dict.fromkeys(told)))}*"


def _state(said: Mapping[str, object]) -> str:
    told = [plain(str(said["part"])) + ":"] if "part" in said else []
    told.append(str(said["state"]))
    if "due" in said:
        told[-1] += f", due {say_moment(moment_of(said['due']))}"
    return " ".join(told)


# --- rules with the names that people read ---------------------------------------------------

_HYPHEN = "~"
"""Stands for a hyphen in a link, while the sentence around it turns names into words."""


def _labelled(standard: Standard, rule: Rule) -> Rule:
    """A rule whose kinds, fields and codes go by their titles, for a sentence."""
    trigger_kinds = [
        standard.kinds[trigger.selector.kind]
        for trigger in rule.when
        if isinstance(trigger, Alternative)
    ]
    own: dict[str, Any] = {
        each.name: _walk(standard, trigger_kinds, getattr(rule, each.name)) for each in fields(rule)
    }
    return replace(rule, **own)


def _walk(standard: Standard, kinds: Sequence[Kind], value: Any) -> Any:
    match value:
        case Selector(kind, tests):
            declared = standard.kinds[kind]
            link = f"[{name_of(declared.title)}](#kind-{kind})".replace("-", _HYPHEN)
            return Selector(link, tuple(_test([declared], t) for t in tests))
        case Itself(form, tests):
            return Itself(form, tuple(_test(kinds, t) for t in tests))
        case OneOf():
            return _test(kinds, value)
        case tuple():
            return tuple(_walk(standard, kinds, item) for item in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            own = {e.name: _walk(standard, kinds, getattr(value, e.name)) for e in fields(value)}
            return replace(value, **own)
        case _:
            return value


def _test(kinds: Sequence[Kind], test: Test) -> Test:
    declared = [kind.fields[test.field] for kind in kinds if test.field in kind.fields]
    if not declared:
        return test
    title = name_of(declared[0].title).split(" (")[0].replace("-", _HYPHEN)
    if isinstance(test, OneOf):
        labels = {code.value: code.label for code in declared[0].codes}
        return OneOf(title, frozenset(f"“{labels.get(str(v), v)}”" for v in test.values))
    return replace(test, field=title)
