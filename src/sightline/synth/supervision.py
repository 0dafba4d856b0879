"""Youth justice supervision: case, report, order, assessments, plans, visits, appointments."""

from __future__ import annotations

from sightline.engine.model import Day, Record
from sightline.synth.days import (
    clock,
    moment_text,
    months_after,
    office_day,
    office_days_after,
    office_days_before,
)
from sightline.synth.life import Life
from sightline.synth.story import Story
from sightline.synth.writing import MINUTES_IN_DAY, first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

LEVELS = {"low": 0.33, "medium": 0.34, "high": 0.24, "very-high": 0.09}
SERIOUS = ("high", "very-high")
HARM = {"low": 0.5, "medium": 0.32, "high": 0.15, "very-high": 0.03}


def supervise(story: Story, life: Life, basis: str) -> Record:
    """The whole of a youth justice case, but for custody; returns the case."""
    case = story.add("case", life.start, "youth-justice", service="youth-justice", basis=basis)
    story.do(
        "case manager named", "allocation", "youth-justice", life.start,
        office_days_after(life.start, 2), role="case-manager",
        worker=story.team.get("youth-justice"),
    )
    if basis == "court-order":
        _court(story, life)
    _assessments(story, life)
    appointments(story, life)
    story.close(case, life.end, closing_reason=_closing(life))
    return case


def _closing(life: Life) -> str:
    return "to-adult-services" if life.age_on(life.end) >= 18 else "completed"


def _court(story: Story, life: Life) -> None:
    """The hearing on the first day: what it was told beforehand, and the order it made."""
    hearing = clock(life.start, story.dice.between(10, 15), 30)
    report = story.do(
        "pre-sentence report", "report", "youth-justice", office_days_before(life.start, 14),
        office_days_before(life.start, 1), until=life.start - 1, type="pre-sentence",
        sent_to=("court",), hearing_on=moment_text(hearing),
    )
    if report is not None and report.at is not None:
        story.add(
            "sign-off", report.at.day, "youth-justice", about=first_id(report), role="manager",
            result="countersigned",
        )
    failed = [first for first, _ in life.inside if "custodial sentence" in life.traits]
    if failed and failed[0] == life.start:
        return
    kind = story.dice.weighted(life.era.orders)
    months = 3 if kind == "action-plan-order" else story.dice.pick((6, 9, 12))
    planned = months_after(life.start, months)
    order = story.add(
        "order", hearing, "youth-justice", planned_end=planned, type=kind, length_months=months,
        requirements=(story.dice.pick(("programme", "curfew", "education")), "reparation"),
    )
    story.close(order, min(planned, life.end, *failed))
    if kind == "referral-order":
        panel_due = office_days_after(life.start, 18)
        story.do(
            "panel", "meeting", "youth-justice", life.start + 7, panel_due, until=life.end,
            type="referral-order-panel", child_took_part="attended-and-spoke",
        )
    if "victim" in life.traits:
        story.do(
            "victim offer", "contact", "youth-justice", life.start,
            office_days_after(life.start, 18), until=life.end, timed=True, with_="victim",
            purpose="victim-offer", where="not-in-person", result="offered",
        )


def _assessments(story: Story, life: Life) -> None:
    """The first assessment, the reviews after it, and the closing one."""
    opens, due, stage, task = life.start, office_days_after(life.start, 14), "full", "assessment"
    previous: Record | None = None
    while opens < life.end - 20:
        record = _assessment(story, life, task, opens, due, stage)
        if record is None or record.at is None:
            break
        following = months_after(record.at.day, story.dice.pick((3, 4, 5)))
        stands_until = min(following, life.end)
        _after_assessment(story, life, record, previous, stands_until)
        previous = record
        opens, due = following - 20, following
        stage, task = "review", "assessment review"
    if life.end - life.start > 60:
        closing = office_days_before(life.end, 2)
        record = _assessment(story, life, "closing assessment", closing - 12, closing, "closing")
        if record is not None and record.at is not None:
            _after_assessment(story, life, record, previous, life.end)


def _assessment(
    story: Story, life: Life, task: str, opens: Day, due: Day, stage: str
) -> Record | None:
    levels = LEVELS if stage != "closing" else {"low": 0.7, "medium": 0.26, "high": 0.04}
    vulnerability = story.dice.weighted(levels)
    left_open = story.happens("level left open")
    visit = story.dice.chance(0.6 if vulnerability in SERIOUS else 0.25) and stage != "closing"
    record = story.do(
        task, "assessment", "youth-justice", opens, due, until=life.end - 1, tool=life.era.tool,
        stage=stage, vulnerability="not-asked" if left_open else story.answer(vulnerability),
        self_harm=story.answer(story.dice.weighted({"low": 0.7, "medium": 0.2, "high": 0.1})),
        harm_to_others=story.answer(story.dice.weighted(HARM)),
        visit_needed=story.answer("yes" if visit else "no"), signed="yes",
        countersigned="yes" if story.dice.chance(0.85) else "no",
    )
    if record is None or not left_open:
        return record
    later = record.recorded_at + MINUTES_IN_DAY * story.dice.between(3, 12)
    return story.revise(record, later, said={"vulnerability": vulnerability})


def _after_assessment(
    story: Story, life: Life, record: Record, previous: Record | None, stands_until: Day
) -> None:
    """What an assessment calls for: plans, a visit at home, a manager's eye on the case."""
    assert record.at is not None
    day, said = record.at.day, record.details
    if said["vulnerability"] in SERIOUS:
        if previous is None or previous.details["vulnerability"] not in SERIOUS:
            _keep_safe(story, life, record, day)
        oversee(story, day, stands_until)
    if said["harm-to-others"] in SERIOUS:
        plan = story.do(
            "plan for risk of harm", "plan", "youth-justice", day, office_days_after(day, 14),
            until=life.end - 1, type="risk-of-harm", level=said["harm-to-others"],
            contingency="yes",
        )
        end_plan(story, plan, stands_until)
    if said["visit-needed"] == "yes":
        _visit_home(story, life, record, day)


def _keep_safe(story: Story, life: Life, assessment: Record, day: Day) -> None:
    """A plan to keep the child safe, signed by a manager and ended with the case."""
    plan = story.do(
        "plan for a vulnerable child", "plan", "youth-justice", day, office_days_after(day, 14),
        until=life.end - 1, excuse=("vuln-plan-create", assessment), type=life.era.plan,
        level=assessment.details["vulnerability"], contingency=story.answer("yes"),
        shared_with=("child", "parents", story.dice.pick(("social-care", "education"))),
    )
    if plan is None or plan.at is None:
        return
    story.do(
        "countersignature", "sign-off", "youth-justice", plan.at.day,
        office_days_after(plan.at.day, 4), until=life.end, about=first_id(plan),
        excuse=("vuln-plan-countersign", plan), role="manager", result="countersigned",
    )
    end_plan(story, plan, life.end)


def end_plan(story: Story, plan: Record | None, end: Day) -> None:
    """A plan, if it was ever made, ends on a day."""
    if plan is not None and plan.at is not None and plan.at.day < end:
        story.close(plan, end)


def oversee(story: Story, day: Day, until: Day) -> None:
    """A manager looks into the case every month, until once it is forgotten."""
    while day + 30 < until:
        seen = story.do(
            "oversight of a case", "sign-off", "youth-justice", day + 12, day + 29, until=until,
            role="manager", result="oversight",
        )
        if seen is None or seen.at is None:
            return
        day = seen.at.day


def _visit_home(story: Story, life: Life, assessment: Record, day: Day) -> None:
    if life.is_inside(day):
        return
    if story.dice.chance(0.3):
        tried = office_day(day + 2)
        story.add(
            "contact", clock(tried, 16, 30), "youth-justice", with_="parent", purpose="welfare",
            where="home", result="attempted",
        )
    until = min([first - 1 for first, _ in life.inside if first > day] + [life.end])
    story.do(
        "home visit", "contact", "youth-justice", day + 1, office_days_after(day, 14), timed=True,
        until=until, excuse=("home-visit-yot", assessment), with_="parent", purpose="welfare",
        where="home", result="kept", seen_alone=story.answer("yes"),
    )


def appointments(story: Story, life: Life) -> None:
    """Appointments every three weeks or so; some are missed, and most of those followed up."""
    day = office_day(life.start + 10)
    while day < life.end:
        if not life.is_inside(day):
            _appointment(story, life, day)
        day = office_day(day + story.dice.between(15, 26))


def _appointment(story: Story, life: Life, day: Day) -> None:
    result = story.dice.weighted(
        {"kept": 0.76, "missed": 0.14, "missed-with-reason": 0.07, "cancelled": 0.03}
    )
    appointment = story.add(
        "contact", clock(day, story.dice.between(9, 16), 0), "youth-justice", with_="child",
        purpose="appointment", where=story.dice.pick(("office", "community", "school")),
        result=result,
    )
    if result == "missed":
        story.do(
            "missed appointment followed up", "contact", "youth-justice", day,
            office_days_after(day, 1), timed=True, until=life.end,
            excuse=("appointment-follow-up", appointment), with_="child", purpose="follow-up",
            where="not-in-person", result=story.dice.pick(("kept", "attempted")),
        )
