"""Rules in plain English: whole sentences for each thing that a rule may say."""

from __future__ import annotations

import pytest
import yaml

from sightline.engine.say import say_rule
from tests.spec.tables import DUTY, OF_A_DUTY, OF_A_RULE, load_duty

EXAMPLES = [
    {"says": "So.", "rule": "2000-01-01", "records": [], "checked": "2010-03-31", "expect": []}
] * 2
FROM = "From 1 January 2000 (project; The worked tables)"
OWED_BY = "  Owed by: case manager."


def said_of(duty: str) -> list[str]:
    """The sentences of the one rule of a duty, of which this much is written."""
    said = yaml.load(f"{{{duty}}}", Loader=yaml.BaseLoader)
    rule = {"from": "2000-01-01", **OF_A_RULE, **said.pop("rule", {})}
    standard = load_duty({**OF_A_DUTY, **said, "rules": [rule], "examples": EXAMPLES})
    (part,) = standard.duties[DUTY].parts
    return list(say_rule(part.rules[0]))


SENTENCES = [
    # what opens it, and what answers it
    (
        "when: {concern: {}}, then: {visit: {}}, within: 5 days",
        "When concern, there must be visit, within 5 days.",
    ),
    (
        "when: {custody: {}, at: end}, then: {visit: {}}, within: 1 day",
        "When the end of custody, there must be visit, within 1 day.",
    ),
    (
        "when: {custody: {}, at: hearing-on}, then: {visit: {}}, within: 1 day",
        "When the hearing on of custody, there must be visit, within 1 day.",
    ),
    (
        "when: [{concern: {level: [medium, high], score: {at least: 2, under: 5.5}}}, "
        "{plan: {type: risk}}], then: [{visit: {where: home}}, {review: {}}, {notice: "
        "{}}], within: 5 days",
        "When concern (level high or medium, score at least 2 and under 5.5) or plan "
        "(type risk), there must be visit (where home), review or notice, within 5 days.",
    ),
    (
        "when: {concern: {score: {under: 5}, tags: answered}}, then: {visit: {}}, within: 5 days",
        "When concern (score under 5, tags answered), there must be visit, within 5 days.",
    ),
    (
        "when: {birthday: 17y6m, while: {case: {}}}, then: {review: {}}, within: 1 month",
        "When the child turns 17 and a half while there is case, there must be review, "
        "within 1 month.",
    ),
    (
        "when: {birthday: 18}, then: {review: {}}, within: 1 month",
        "When the child turns 18, there must be review, within 1 month.",
    ),
    (
        "when: {concern: {}}, then: {visit: {}, about: trigger, same: level}, within: 5 days",
        "When concern, there must be visit about it of the same level, within 5 days.",
    ),
    (
        "when: {concern: {}}, then: {concern: {level: high}, same: [injury, level]}, "
        "within: 5 days",
        "When concern, there must be concern (level high) of the same injury and level, "
        "within 5 days.",
    ),
    (
        "when: {concern: {}}, then: {plan: {type: risk}, in-force: yes}, within: 5 days",
        "When concern, there must be plan (type risk) in force, within 5 days.",
    ),
    (
        "when: {plan: {}}, then: {itself: recorded}, within: 24 hours",
        "When plan, there must be its own entry on the file, within 24 hours.",
    ),
    (
        "when: {plan: {}}, then: {itself: ended}, within: 6 months",
        "When plan, there must be its own end, within 6 months.",
    ),
    (
        "when: {concern: {}}, then: {itself: {injury: [yes, no], heard-at: answered}}, "
        "within: 2 weeks",
        "When concern, there must be in the record itself injury no or yes and heard at "
        "answered, within 2 weeks.",
    ),
    # conditions
    (
        "when: {concern: {}, while: {case: {}, plan: {type: risk}}, age: {at least: 10, "
        "under: 17y6m}}, then: {visit: {}}, within: 5 days",
        "When concern while there is case while there is plan (type risk) aged 10 or over "
        "and under 17 and a half, there must be visit, within 5 days.",
    ),
    (
        "when: {concern: {}, age: {under: 15y3m}, of-subject: {age: {at least: 18}}}, "
        "then: {visit: {}}, within: 5 days",
        "When concern aged under 15 years 3 months where the other person is aged 18 or "
        "over, there must be visit, within 5 days.",
    ),
    (
        "when: {concern: {}, subject: {sex: male, moves: {at least: 3}}}, then: {visit: "
        "{}}, within: 5 days",
        "When concern where sex male where moves at least 3, there must be visit, within 5 days.",
    ),
    (
        "while: {custody: {}, age: {under: 18}}, then: {review: {}}, every: 3 months",
        "While custody aged under 18, there must be review, every 3 months.",
    ),
    (
        "when: {custody: {}, at: end, lasted: {at least: 1 month, under: 2 years}}, then: "
        "{visit: {}}, within: 5 days",
        "When the end of custody after it has lasted at least 1 month and under 2 years, "
        "there must be visit, within 5 days.",
    ),
    (
        "when: {custody: {}, at: end, lasted: {under: 1 year}}, then: {visit: {}}, within: 5 days",
        "When the end of custody after it has lasted under 1 year, there must be visit, "
        "within 5 days.",
    ),
    # clocks
    (
        "when: {custody: {}}, then: {visit: {}}, within: 5 working days, of: hearing-on",
        "When custody, there must be visit, within 5 working days of its hearing on.",
    ),
    (
        "when: {custody: {}}, then: {visit: {}}, within: 0 days, of: {birthday: 18}",
        "When custody, there must be visit, within 0 days of the birthday at 18.",
    ),
    (
        "when: {custody: {}}, then: {plan: {}}, before: 10 working days",
        "When custody, there must already be plan, at least 10 working days before it.",
    ),
    (
        "when: {custody: {}}, then: {plan: {}}, before: 0 days",
        "When custody, there must already be plan, before it.",
    ),
    (
        "when: {custody: {}}, then: {plan: {}}, before: 0 days, of: end",
        "When custody, there must be plan, before its end.",
    ),
    (
        "when: {custody: {}, at: end}, then: {plan: {}}, before: 20 working days, of: planned-end",
        "When the end of custody, there must be plan, at least 20 working days before its "
        "planned end.",
    ),
    (
        "when: {concern: {}}, then: {visit: {}}, by: known-on",
        "When concern, there must be visit, by its known on.",
    ),
    (
        "when: {concern: {}}, then: {visit: {}}, by: {birthday: 18}",
        "When concern, there must be visit, by the birthday at 18.",
    ),
    (
        "when: {concern: {}}, then: {notice: {to: school}}, by: school opens",
        "When concern, there must be notice (to school), before the next school day opens.",
    ),
    (
        "when: {concern: {}}, then: {visit: {}}, later-of: [{within: 3 days}, {by: known-on}]",
        "When concern, there must be visit, within 3 days or by its known on, whichever is later.",
    ),
    (
        "when: {concern: {}}, then: {visit: {}}, earlier-of: [{within: 3 days, of: "
        "start}, {within: 1 day, of: heard-at}]",
        "When concern, there must be visit, within 3 days of its start or within 1 day of "
        "its heard at, whichever is earlier.",
    ),
    (
        "while: {custody: {}}, then: {review: {}}, every: {first: 10 days, then: [1 "
        "month, 3 months]}",
        "While custody, there must be review, first within 10 days, then within 1 month, "
        "then every 3 months.",
    ),
    (
        "while: {custody: {}}, then: {review: {}}, every: {then: [1 month, 3 months]}",
        "While custody, there must be review, then within 1 month, then every 3 months.",
    ),
    (
        "while: {custody: {}}, then: {review: {}}, every: {first: 10 days, then: 3 months}",
        "While custody, there must be review, first within 10 days, then every 3 months.",
    ),
    (
        "while: {custody: {}}, then: {review: {}}, each: financial-year",
        "While custody, there must be review, once in each financial year.",
    ),
    (
        "while: {custody: {}}, then: {review: {}}, each: calendar-year, by: 30 June",
        "While custody, there must be review, once in each calendar year, by 30 June.",
    ),
    (
        "while: {custody: {}}, then: {review: {}}, each: month, by: 15",
        "While custody, there must be review, once in each month, by day 15.",
    ),
    (
        "while: {custody: {}}, then: {review: {}}, each: calendar-year, by: 31 January, after: yes",
        "While custody, there must be review, once in each calendar year, by 31 January "
        "of the next.",
    ),
    (
        "while: {custody: {}}, never: {plan: {}}",
        "While custody, there must never be plan.",
    ),
]


@pytest.mark.parametrize(("duty", "sentence"), SENTENCES)
def test_a_rule_in_a_sentence(duty: str, sentence: str) -> None:
    first, *lines, last = said_of(duty)
    assert (first, lines, last) == (FROM, [f"  {sentence}"], OWED_BY)


OPTIONS = [
    (
        "rule: {for: {level: high, injury: yes, age: {under: 16}}}",
        "This rule is for level high and injury yes and aged under 16.",
    ),
    ("while: {case: {}}, age: {under: 16}", "Only while there is case and aged under 16."),
    ("already: yes", "Work already done before counts."),
    ("already: 3 months", "Work already done up to 3 months before counts."),
    ("unless: {custody: {}, covering: yes}", "Not owed if there is custody running."),
    ("unless: {custody: {}, about: trigger}", "Not owed if there was custody about it."),
    (
        "unless: [{visit: {where: home}, within: 1 month}, {review: {}}]",
        "Not owed if there was visit (where home) within 1 month before. "
        "Not owed if there was review.",
    ),
    ("lapses: {case: {}, at: end}", "It lapses with the end of case."),
    ("rule: {certainty: check}", "The number is from memory: check it in the source."),
    ("rule: {certainty: sure}", ""),
    ("rule: {decided-by: The board, decided-on: 2000-01-02}", "Decided by The board."),
]


@pytest.mark.parametrize(("said", "sentences"), OPTIONS)
def test_what_else_a_rule_says(said: str, sentences: str) -> None:
    lines = said_of(f"when: {{concern: {{}}}}, then: {{visit: {{}}}}, within: 5 days, {said}")
    assert [lines[0], lines[-1]] == [FROM, OWED_BY]
    assert lines[1] == "  When concern, there must be visit, within 5 days."
    assert all(line.startswith("  ") for line in lines[1:])
    assert " ".join(line.strip() for line in lines[2:-1]) == sentences


def test_what_only_some_shapes_can_say() -> None:
    before = "when: {custody: {}}, then: {plan: {}}, before: 5 days, no-older-than: 3 months"
    assert said_of(before)[2] == "  It must be no older than 3 months."
    own_end = "when: {custody: {}}, then: {visit: {}}, within: 5 days, lapses: [end, {case: {}}]"
    assert said_of(own_end)[2] == "  It lapses with its own end or case."
    spared = "while: {custody: {}}, never: {plan: {}}, running: spared"
    assert said_of(spared)[2] == "  What already ran when the rule began is spared."


def test_how_long_a_rule_was_in_force() -> None:
    said = "when: {concern: {}}, then: {visit: {}}, within: 1 day, rule: {until: 2010-03-05}"
    assert said_of(said)[0] == (
        "From 1 January 2000 until 5 March 2010 (project; The worked tables)"
    )
