"""At the beginning of a case, and after each assessment: what is asked, screened and acted on."""

from __future__ import annotations

from sightline.engine.model import Day, Record
from sightline.synth.days import date_text, months_after, office_days_after, office_days_before
from sightline.synth.faults import Outcome
from sightline.synth.life import Life
from sightline.synth.story import Story

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

ETHNIC_GROUPS = {
    "white-british": 0.68, "white-other": 0.05, "gypsy-roma": 0.01,
    "white-and-black-caribbean": 0.05, "mixed-other": 0.03, "pakistani": 0.05, "asian-other": 0.03,
    "black-caribbean": 0.04, "black-african": 0.04, "other": 0.02,
}
TOOLS = ("asset", "assetplus")
SERIOUS = ("high", "very-high")
ORDERS = ("referral-order", "action-plan-order", "supervision-order", "youth-rehabilitation-order")


def tell(story: Story, life: Life) -> None:
    """What a case begins with, and what its assessments call for."""
    for case in story.facts("case", service="youth-justice"):
        assert case.at is not None
        _first_days(story, life, case.at.day)
    for order in story.facts("order", type=ORDERS):
        assert order.at is not None
        story.do("screened for literacy", "assessment", "education", order.at.day + 1,
                 order.at.day + 9, tool="literacy", stage="screening")
    change_looked_at(story, life)
    for made in story.facts("assessment", tool=TOOLS):
        assert made.at is not None
        _act(story, life, made, made.at.day)
        if made.details.get("stage") in ("full", "pre-sentence"):
            asked(story, "early help checked", "early-help", made.at.day)
    _risk_plan(story, life)


def asked(
    story: Story, task: str, whom: str, by_day: Day, *, about: tuple[str, ...] | None = None
) -> None:
    """Somebody is asked what they know; the answer should be there by a day."""
    came = story.comes(task)
    sent = office_days_before(by_day, story.dice.between(1, 6))
    reply = by_day - story.dice.between(0, 1)
    if came is Outcome.LATE:
        sent, reply = by_day, office_days_after(by_day, story.dice.between(3, 15))
    never = came is Outcome.NEVER
    result = story.dice.weighted({"nothing-known": 0.6, "known-no-concern": 0.2, "concern": 0.12,
                                  "involved": 0.08})
    story.add(
        "check", sent, "youth-justice", asked_of=whom, covered=("subject", "household"),
        asked_about=about, result="no-reply" if never else result,
        reply_on=None if never else date_text(max(reply, sent)),
        recorded=None if never else story.soon_after(max(reply, sent)),
    )


def _first_days(story: Story, life: Life, start: Day) -> None:
    group = story.dice.weighted(ETHNIC_GROUPS)
    story.do("ethnic group asked", "identity", "youth-justice", start, start,
             ethnicity=story.answer(group))
    asked(story, "domestic abuse checked", "police", start, about=("domestic-abuse",))
    story.do(
        "screened for substances", "assessment", "youth-justice", start + 1,
        office_days_after(start, 14), until=life.end, tool="substance-misuse", stage="screening",
        result=story.dice.weighted({"negative": 0.7, "positive": 0.3}),
    )


def change_looked_at(story: Story, life: Life) -> None:
    """After a change in a child's life the assessment is looked at again within five days."""
    incidents = story.facts("incident", type=("arrest", "attempted-suicide", "self-harm"))
    referrals = story.facts("referral", to="social-care")
    changes = [*incidents, *referrals, *story.facts("missing"), *story.facts("placement")]
    days = sorted({change.at.day for change in changes if change.at is not None})
    looked = 0
    for day in days:
        before = [made for made in story.facts("assessment", tool=TOOLS)
                  if made.at is not None and made.at.day <= day]
        if not before or day <= looked or not life.start < day < life.end - 8:
            continue
        seen = before[-1]
        made = story.do(
            "change looked at", "assessment", "youth-justice", day + 1, office_days_after(day, 4),
            until=life.end - 1, tool=life.era.tool, stage="review", visit_needed="no",
            signed="yes", vulnerability=seen.details.get("vulnerability"),
            self_harm=seen.details.get("self-harm"),
            harm_to_others=seen.details.get("harm-to-others"),
        )
        if made is not None and made.at is not None:
            looked = made.at.day - 1


def _act(story: Story, life: Life, made: Record, day: Day) -> None:
    """What was found leads to something that somebody does."""
    said = made.details
    if said.get("vulnerability") in SERIOUS or said.get("self-harm") in ("medium", "high"):
        begun = story.do(
            "acted on what was found", "action", "youth-justice", day, office_days_after(day, 4),
            until=life.end - 1, from_what="assessment",
        )
        if begun is not None and begun.at is not None:
            story.close(begun, begun.at.day + story.dice.between(5, 40), result="done")
    if said.get("stage") == "full" and story.dice.chance(0.15):
        story.fill(made, factors=(story.dice.pick(("alcohol-parent", "mental-health-parent",
                                                   "domestic-abuse-parent")),))
        if story.dice.chance(0.3):
            group = story.do("help offered to a parent", "intervention", "youth-justice", day + 1,
                             office_days_after(day, 18), until=life.end, type="parenting")
            if group is not None and group.at is not None:
                story.close(group, group.at.day + 70, end_reason="completed")
            return
        story.do(
            "help offered to a parent", "contact", "youth-justice", day + 1,
            office_days_after(day, 18), until=life.end, with_="parent", purpose="parenting-offer",
            where="home", result=story.dice.pick(("offered", "kept")),
        )


def _risk_plan(story: Story, life: Life) -> None:
    """One plan for the risk of harm to others, from the first assessment that sees any."""
    risky = story.facts("assessment", tool=TOOLS, harm_to_others=("medium", *SERIOUS))
    if not risky or risky[0].at is None:
        return
    first = risky[0]
    day = risky[0].at.day
    days = 14 if life.era.old else 0
    if life.era.old:
        for made in risky:
            assert made.at is not None
            story.do(
                "risk analysed", "assessment", "youth-justice", made.at.day,
                office_days_after(made.at.day, 14), until=life.end - 1, tool="risk-of-harm",
                harm_to_others=made.details["harm-to-others"],
            )
    plan = story.do(
        "plan for each level of risk", "plan", "youth-justice", day, office_days_after(day, days),
        until=life.end - 1, type="risk-of-harm", level=first.details["harm-to-others"],
        contingency="yes",
    )
    if plan is None or plan.at is None:
        return
    story.close(plan, life.end)
    for held in story.facts("plan", type="risk-of-harm"):
        _reviewed(story, held)


def _reviewed(story: Story, plan: Record) -> None:
    assert plan.at is not None
    end = None if plan.ended is None else plan.ended.day
    due = months_after(plan.at.day, 6) - 2
    while end is not None and due < end:
        held = story.do("risk plan reviewed", "meeting", "youth-justice", due - 50, due,
                        until=end - 1, type="risk-review")
        if held is None or held.at is None:
            return
        due = months_after(held.at.day, 6) - 2
