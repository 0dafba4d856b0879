"""A stay in custody as those outside follow it: visits, papers, health, and the weeks after."""

from __future__ import annotations

from sightline.engine.model import Day, Moment, Record
from sightline.synth.days import (
    clock,
    date_text,
    months_after,
    office_day,
    office_days_after,
    office_days_before,
)
from sightline.synth.faults import Outcome
from sightline.synth.life import Life
from sightline.synth.story import Story
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

RELEASED = ("released-planned", "released-by-court")


def tell(story: Story, life: Life) -> None:
    """What each stay calls for."""
    for stay in story.facts("custody"):
        assert stay.at is not None and stay.ended is not None
        place = str(stay.details["establishment"])
        _chased(story, place, stay)
        _visited(story, stay.at.day, stay.ended.day)
        _health(story, life, place, stay)
        _self_harm(story, place, stay)
        _special_needs(story, place, stay)
        _in_danger(story, place, stay)
        _still_visited(story, stay)
        if stay.details.get("end-reason") in RELEASED:
            _before_release(story, place, stay.at.day, stay.ended.day)
            _after_release(story, life, stay.ended.day, stay.details.get("basis") == "sentence")


def _chased(story: Story, place: str, stay: Record) -> None:
    """Papers that did not come with the child are asked for the next day."""
    assert stay.at is not None and stay.at.minute is not None
    came = {
        notice.details["what"]
        for notice in story.facts("notice", to="establishment")
        if notice.at is not None and notice.at.minute is not None
        and notice.at.minute <= stay.at.minute
    }
    due = {"assessment", "post-court-report"}
    if stay.details.get("basis") == "sentence":
        due.add("pre-sentence-report")
    plans = story.facts("plan", type=("safety-and-wellbeing", "vulnerability"))
    if any(p.at.day <= stay.at.day and (p.ended is None or p.ended.day > stay.at.day)
           for p in plans if p.at is not None):
        due.add("vulnerability-plan")
    if due - came:
        story.do(
            "papers chased", "contact", place,
            stay.at.day, office_days_after(stay.at.day, 1), timed=True, with_="other",
            purpose="chase", where="not-in-person", result=story.dice.pick(("attempted", "kept")),
        )


def _visited(story: Story, start: Day, release: Day) -> None:
    """The case manager visits each month."""
    opens, due = start + 7, months_after(start, 1) - 1
    while due < release:
        visit = story.do(
            "supervision visit", "contact", "youth-justice", opens, due, until=release - 1,
            timed=True, with_="child", purpose="supervision-visit", where="establishment",
            result="kept", seen_alone=story.answer("yes"),
        )
        last = visit.at.day if visit is not None and visit.at is not None else due
        opens, due = last + 14, months_after(last, 1) - 1


def _health(story: Story, life: Life, place: str, stay: Record) -> None:
    """What the health services inside ask, and what they are told and tell."""
    assert stay.at is not None and stay.ended is not None
    start, release = stay.at.day, stay.ended.day
    if not life.era.old:
        for made in story.facts("assessment", tool="chat"):
            assert made.at is not None
            if start <= made.at.day <= release:
                reception = made.details.get("stage") == "reception"
                asked = ("reception",) if reception else ("physical-health", "mental-health",
                                                          "substance-misuse")
                story.fill(made, covers=asked)
        story.do("neurodisability assessed", "assessment", place, start + 1, start + 9,
                 until=release - 1, tool="chat", covers=("neurodisability",))
    if story.facts("incident", type="self-harm") and story.dice.chance(0.6):
        story.add("need", start - 12, "youth-justice", type="self-harm", state="open",
                  level="medium")
        if story.comes("risk of self-harm flagged") is Outcome.DONE:
            story.add("notice", start - 1, "youth-justice", what="self-harm-alert",
                      to="placement-service", means="secure-system")
    needs = [need for need in story.facts("need", type="substance-misuse", state="open")
             if need.at is not None and need.at.day <= start]
    if needs:
        came = story.comes("needs sent to custody")
        if came is not Outcome.NEVER:
            day = start if came is Outcome.DONE else start + story.dice.between(1, 9)
            story.add("notice", day, "youth-justice", what="substance-needs", to="establishment",
                      means="secure-system", acknowledged="yes")
        if stay.details.get("end-reason") in RELEASED:
            story.do("needs met after custody", "arrangement", "health", release - 10, release - 1,
                     until=release, type="substance-appointment", confirmed="yes")
            story.do("needs met after custody", "contact", "health", release + 2, release + 19,
                     timed=True, with_="child", purpose="treatment", where="community",
                     result="kept")


def _self_harm(story: Story, place: str, stay: Record) -> None:
    """An act of self-harm is told, and its plan assessed, reviewed and looked at once closed."""
    assert stay.at is not None and stay.ended is not None
    for act in story.facts("incident", type="self-harm"):
        assert act.at is not None
        if not stay.at.day <= act.at.day <= stay.ended.day:
            continue
        if story.dice.chance(0.3):
            story.fill(act, injury="serious")
            story.do_within_hours("placement service rung", "notice", place, act.at, 1,
                                  about=first_id(act), what="self-harm", to="placement-service",
                                  means="telephone")
        for whom in ("youth-justice", "parent", "social-care"):
            story.do("others told of self-harm", "notice", place, act.at.day, act.at.day,
                     timed=True, same_day_from=21, about=first_id(act), what="self-harm", to=whom,
                     means="telephone")
    for plan in story.facts("plan", type="self-harm"):
        assert plan.at is not None
        if not stay.at.day <= plan.at.day < stay.ended.day:
            continue
        story.do_within_hours("self-harm assessed", "assessment", place, plan.at, 24, tool="acct")
        story.do_within_hours("self-harm reviewed", "meeting", place, plan.at, 24,
                              type="self-harm-review")
        if plan.ended is not None and plan.ended.day < stay.ended.day:
            end = plan.ended.day
            story.do("after a self-harm plan", "contact", place, end, end + 6, timed=True,
                     until=stay.ended.day - 1, with_="child", purpose="post-closure",
                     where="establishment", result="kept")


def _special_needs(story: Story, place: str, stay: Record) -> None:
    """A child with an education, health and care plan: it follows them in, and out again."""
    assert stay.at is not None and stay.ended is not None
    if not story.dice.chance(0.12):
        return
    start, release = stay.at.day, stay.ended.day
    plan = story.add("plan", start - 28, "education", type="education-health-care",
                     shared_with=("parents",))
    told = story.do("council told of special needs", "notice", place, start,
                    office_days_after(start, 1), what="special-needs", to="local-authority",
                    means="secure-system")
    for whom in ("youth-justice", "establishment", "health") if told is not None else ():
        assert told is not None and told.at is not None
        story.do("plan sent after the child", "notice", "education", told.at.day + 1,
                 office_days_after(told.at.day, 4), until=release - 1,
                 what="education-health-care-plan", to=whom, means="secure-system")
    if stay.details.get("end-reason") in RELEASED:
        story.do("special needs reviewed", "meeting", "education", release + 3, release + 26,
                 type="special-needs-review")
    story.close(plan, release + 200)


def _in_danger(story: Story, place: str, stay: Record) -> None:
    """Bullied inside, or searched without clothes."""
    assert stay.at is not None and stay.ended is not None
    start, release = stay.at.day, stay.ended.day
    if release - start > 40 and story.dice.chance(0.15):
        at = clock(start + story.dice.between(6, 25), 16, 10)
        worry = story.add("concern", at, place, type="bullying", manager_told="yes",
                          recorded=story.soon(at))
        plan = story.do_within_hours("plan against bullying", "plan", place, at, 72,
                                     type="bullying")
        if plan is not None and plan.at is not None:
            story.close(plan, min(plan.at.day + 40, release))
        story.do_within_hours("bullying looked into", "assessment", place, at, 72,
                              about=first_id(worry), tool="bullying")
    if story.dice.chance(0.25):
        at = clock(start + story.dice.between(1, 12), 14, 50)
        assert at.minute is not None
        asked = story.comes("search authorised")
        search = story.add(
            "search", at, place, type="full", setting="custody", reason="item", urgent="no",
            authorised_by="senior-manager" if asked is Outcome.DONE else "nobody",
            found=story.dice.pick(("yes", "no", "no")),
        )
        if story.comes("risk weighed before a search") is Outcome.DONE:
            story.add("assessment", Moment(at.day, at.minute - 25), place, about=first_id(search),
                      tool="search-risk")


def _still_visited(story: Story, stay: Record) -> None:
    """In care until the sentence: the authority's visitor comes, and writes down what was seen."""
    assert stay.at is not None and stay.ended is not None
    leaving = story.facts("leaving-care", status=("eligible", "relevant", "former-relevant"))
    if any(one.at is not None and one.at.day <= stay.at.day for one in leaving):
        story.do(
            "visited by the adviser in custody", "contact", "social-care", stay.at.day + 2,
            office_days_after(stay.at.day, 9), timed=True, until=stay.ended.day - 1, with_="child",
            purpose="adviser-visit", where="establishment", result="kept",
        )
        due = months_after(stay.ended.day, -1) - 1
        if due > stay.at.day + 10:
            story.do("pathway review", "meeting", "social-care", due - 30, due,
                     until=stay.ended.day - 1, type="pathway-review")
    ended = [span.ended.day for span in story.facts("looked-after", end_reason="sentenced")
             if span.ended is not None]
    if not any(stay.at.day - 2 <= day <= stay.at.day + 2 for day in ended):
        return
    day = stay.at.day
    seen = story.do(
        "visited by the authority in custody", "contact", "social-care", day + 2,
        office_days_after(day, 9), timed=True, until=stay.ended.day - 1, with_="child",
        purpose="representative-visit", where="establishment", result="kept", seen_alone="yes",
    )
    if seen is not None and seen.at is not None:
        story.do("visit written up", "report", "social-care", seen.at.day,
                 office_days_after(seen.at.day, 9), about=first_id(seen), type="visit")


def _before_release(story: Story, place: str, start: Day, release: Day) -> None:
    opens = max(start + 3, release - 30)
    story.do(
        "address judged", "decision", "youth-justice", opens, max(opens, release - 1),
        until=release + 20, matter="release-address", outcome="suitable",
    )
    story.do(
        "health summary sent", "notice", place, opens, max(opens, release - 1),
        until=release + 10, what="health-summary", to="health", means="secure-system",
    )
    due = max(office_days_before(release, 20), start + 3)
    learning = [one for one in story.facts("arrangement", type="education")
                if one.at is not None and start <= one.at.day <= release + 20]
    for one in learning:
        if story.comes("place to learn after release") is Outcome.DONE:
            story.fill(one, from_on=date_text(office_day(release + 3)))
        elif one.at is not None and one.at.day <= due:
            story.add("arrangement", office_day(due + 12), "education", type="education",
                      confirmed="yes", from_on=date_text(office_day(release + 10)))


def _after_release(story: Story, life: Life, release: Day, sentenced: bool) -> None:
    until = life.end - 1
    if sentenced:
        story.do(
            "home visit after release", "contact", "youth-justice", release + 1,
            office_days_after(release, 9), timed=True, until=until,
            with_=story.dice.pick(("child", "parent")), purpose="welfare", where="home",
            result="kept",
        )
    for whom in ("health", "education"):
        came = story.comes("continuity checked")
        asked = office_days_after(release, story.dice.between(3, 8))
        replied = office_days_after(release, story.dice.between(9, 18))
        if came is Outcome.LATE:
            replied = office_days_after(release, story.dice.between(24, 45))
        if came is Outcome.NEVER or replied > until:
            continue
        story.add(
            "check", asked, "youth-justice", asked_of=whom, covered=("subject",),
            result=story.dice.weighted({"still-in-place": 0.7, "no-longer-in-place": 0.3}),
            reply_on=date_text(replied), recorded=story.soon(Moment(replied)),
        )
