"""The standard of England as pages: every duty with its history, every kind with its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
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
    Code,
    Duty,
    Every,
    Example,
    Field,
    FieldType,
    Itself,
    Kind,
    Lapse,
    Lasts,
    Measure,
    OneOf,
    OwnEnd,
    Part,
    Rule,
    Selector,
    Sensitivity,
    Shape,
    Standard,
    Term,
    Test,
)
from tools.docs_coverage import coverage_page
from tools.docs_text import any_of, bullets, day, page, plain, sentence, table, titled

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
        "kinds.md": _kinds(standard),
        "measures.md": _measures(standard),
        "coverage.md": coverage_page(standard),
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
    others = ("kinds", "measures", "coverage")
    toctree = "\n".join(["```{toctree}", ":hidden:", "", *groups, *others, "```"])
    return page(
        standard.title,
        f"{count} duties, version {standard.version}. Each has its history: what was owed when, on "
        "whose word, and to whom it falls. Beside them stand [the kinds of record](kinds.md) that "
        "they are judged by, [the measures](measures.md) that count them, and "
        "[what of the reviews it covers](coverage.md).",
        *parts,
        "## Names that changed",
        "The law changed the names of things. A page about a day uses the name of that day.",
        table(("Now", "Before"), [_term(term) for term in standard.terms.values()]),
        toctree,
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
    return f"{day(first)} to {day(_eve(max(until for until in last if until is not None)))}"


def _owed_to(duty: Duty) -> str:
    return any_of([f"{'an' if to[0] in 'aeiou' else 'a'} {to}" for to in duty.owed_to])


def _term(term: Term) -> tuple[str, str]:
    *before, now = term.names
    return now.label, "\n".join(f"{name.label}{_dates(name)}" for name in reversed(before))


def _dates(name: Code) -> str:
    if name.until is None:
        return "" if name.from_ is None else f" (since {day(name.from_)})"
    until = day(_eve(name.until))
    return f" (to {until})" if name.from_ is None else f" ({day(name.from_)} to {until})"


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
    return f"From {day(from_)} to {day(_eve(until))}"


def _eve(until: date) -> date:
    """The last day in force: rules say the first day that no longer is."""
    return until - timedelta(1)


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
            link = f"[{_name(declared.title)}](#kind-{kind})".replace("-", _HYPHEN)
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
    title = _name(declared[0].title).split(" (")[0].replace("-", _HYPHEN)
    if isinstance(test, OneOf):
        labels = {code.value: code.label for code in declared[0].codes}
        return OneOf(title, frozenset(f"“{labels.get(str(v), v)}”" for v in test.values))
    return replace(test, field=title)


def _name(title: str) -> str:
    """A title in the middle of a sentence; an abbreviation stays as it is."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


# --- kinds -----------------------------------------------------------------------------------

_LASTS = {
    Lasts.POINT: "A record of it is of one moment.",
    Lasts.SPAN: "A record of it lasts until it ends.",
    Lasts.UNTIL_NEXT: "A record of it stands until the next",
    Lasts.PERIOD: "A record of it is said of a whole period and of no day in it: measures count "
    "it, and no clock runs on it.",
}
_TYPES = {
    FieldType.TEXT: "Text",
    FieldType.NUMBER: "A number",
    FieldType.YES_NO: "Yes or no",
    FieldType.DATE: "A date",
    FieldType.MOMENT: "A date and time",
    FieldType.FILE: "Somebody's file",
}
_SENSITIVE = {
    Sensitivity.HEALTH: "health",
    Sensitivity.VICTIM: "about a victim",
    Sensitivity.POLICE: "police",
}


def _kinds(standard: Standard) -> str:
    groups: dict[str, list[Kind]] = {}
    for kind in standard.kinds.values():
        groups.setdefault(kind.group or "Decisions", []).append(kind)
    return page(
        "What can be recorded",
        f"{len(standard.kinds)} kinds of record. Every field may also be answered *unknown*, *not "
        "asked* or *declined*: that nobody asked is never read as no.",
        *(
            block
            for name, kinds in groups.items()
            for block in (f"## {name}", *(b for kind in kinds for b in _kind(standard, kind)))
        ),
    )


def _kind(standard: Standard, kind: Kind) -> Iterator[str]:
    yield f"(kind-{kind.name})=\n### {kind.title}"
    yield " ".join(filter(None, [kind.help, *_about_kind(standard, kind)]))
    if kind.fields:
        rows = [(_field_name(f), _answers(f), sentence(f.help) if f.help else "")
                for f in kind.fields.values()]  # fmt: skip
        yield table(("What is asked", "Answers", "Help"), rows)


def _about_kind(standard: Standard, kind: Kind) -> Iterator[str]:
    lasts = _LASTS[kind.lasts]
    if kind.lasts is Lasts.UNTIL_NEXT:
        same = any_of([_name(kind.fields[name].title) for name in kind.key], "and")
        lasts += f" with the same {same}" if same else ""
        ends = "" if kind.ends_with is None else _name(standard.kinds[kind.ends_with].title)
        lasts += f", or until the {ends} ends." if ends else "."
    yield lasts
    if kind.also_on:
        names = ["whoever it is about" if name == "about" else
                 f"whoever is named under “{kind.fields[name].title}”"
                 for name in kind.also_on]  # fmt: skip
        yield f"It stands on the file of {any_of(names, 'and')} as well."
    if kind.sensitivity in _SENSITIVE:
        yield f"It is sensitive ({_SENSITIVE[kind.sensitivity]})."
    if kind.recorded_by:
        yield f"Recorded by {any_of([plain(who) for who in kind.recorded_by])}."
    if kind.read_by:
        yield f"Read by {any_of([plain(who) for who in kind.read_by], 'and')}."


def _field_name(field: Field) -> str:
    marks = ["always"] if field.required else []
    if field.sensitivity in _SENSITIVE:
        marks.append(_SENSITIVE[field.sensitivity])
    if field.narrative:
        marks.append("never leaves in an extract")
    return f"**{field.title}**" + (f" ({', '.join(marks)})" if marks else "")


def _answers(field: Field) -> str:
    if not field.codes:
        return _TYPES[field.type]
    some = "Any of: " if field.type is FieldType.CODES else ""
    return some + "; ".join(f"{code.label}{_dates(code)}" for code in field.codes)


# --- measures --------------------------------------------------------------------------------


def _measures(standard: Standard) -> str:
    return page(
        "What is counted",
        "Each figure is given with its numerator, its denominator, what is unknown and its "
        "interval.",
        *(block for one in standard.measures.values() for block in _measure(standard, one)),
    )


def _measure(standard: Standard, measure: Measure) -> Iterator[str]:
    yield f"## {measure.title}"
    aim = "" if measure.target is None else f" The aim is {measure.target:.0%}."
    yield sentence(measure.sentence) + aim
    if measure.among is not None:
        kind = standard.kinds[measure.among.what.kind]
        yield f"It counts records of [{kind.title}](#kind-{kind.name}), and no duty."
        return
    duties = [standard.duties[id_] for id_ in measure.duties]
    yield bullets(f"[{duty.title}](#{_target(duty)})" for duty in duties)
