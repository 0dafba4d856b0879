"""Practice example D: sentenced at 15, a mother at 16, and a worker who stayed when asked to."""

from __future__ import annotations

from sightline.synth.cases.told import CARE, POLICE, YOUTH, Told, child
from sightline.synth.days import clock, date_text, months_after, office_day, on
from sightline.synth.roster import SECURE_HOME
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

GIRL = "child-case-4"
SENTENCED, BORN, RELEASED = on("2025-01-20"), on("2025-08-14"), on("2025-10-20")
LICENCE_ENDS, EXIT = on("2026-07-20"), on("2026-10-22")


def tell(seed: int) -> list[Told]:
    """A place for her with her baby, a licence kept, and a plan for what comes after."""
    story = child(seed, GIRL, "2009-08-25", "female")
    start = on("2024-11-25")
    story.begin(start, "court-order")
    offence = story.add("offence", on("2024-11-09"), YOUTH, type="robbery", has_victim="yes",
              outcome="court", disposed_on="2025-01-20")
    told = story.add("notice", clock(on("2025-01-23"), 9, 0), POLICE, about=first_id(offence),
                     what="victim-details", to="youth-justice", means="secure-system")
    story.add("contact", clock(on("2025-02-04"), 10, 0), YOUTH, about=first_id(told),
              with_="victim", purpose="victim-offer", where="not-in-person", result="offered")
    _sentenced(story)
    _inside(story)
    _on_licence(story)
    _after_it(story)
    return [story]


def _sentenced(story: Told) -> None:
    story.assess("2024-12-13", "pre-sentence", "high", at_risk=("others",))
    report = story.add("report", on("2025-01-15"), YOUTH, type="pre-sentence", sent_to=("court",),
                       hearing_on="2025-01-20", vulnerability_section="yes", custody_effect="yes")
    story.add("sign-off", on("2025-01-16"), YOUTH, about=first_id(report), role="gatekeeper",
              result="countersigned")
    hearing = clock(SENTENCED, 11, 30)
    story.add("court-event", hearing, YOUTH, type="sentence", length_months=18)
    story.add("order", hearing, POLICE, type="criminal-behaviour-order", length_months=60,
              planned_end=months_after(SENTENCED, 60))
    for day in ("2024-12-16", "2025-02-20"):
        step = story.add("action", on(day), YOUTH, from_what="assessment")
        story.close(step, on(day) + 4, result="done")
    plan = story.keep_safe("2024-12-18", "custody", "health")
    story.close(plan, LICENCE_ENDS)


def _inside(story: Told) -> None:
    """Custody, the baby that is on its way, and the place for both."""
    custody = story.add("custody", clock(SENTENCED, 16, 10), YOUTH, basis="sentence",
                        sentence="detention-and-training", establishment=SECURE_HOME,
                        establishment_type="secure-childrens-home", planned_end=RELEASED)
    for what in ("assessment", "post-court-report", "vulnerability-plan", "pre-sentence-report"):
        story.add("notice", clock(SENTENCED, 14, 30), YOUTH, what=what, to="establishment",
                  means="secure-system", acknowledged="yes")
    story.add("notice", clock(SENTENCED, 17, 0), YOUTH, what="custody", to="social-care",
              means="mail")
    for day, part in (("2025-01-20", "reception"), ("2025-01-22", "physical-health"),
                      ("2025-01-22", "mental-health"), ("2025-01-24", "substance-misuse"),
                      ("2025-01-28", "neurodisability")):
        story.add("assessment", on(day), SECURE_HOME, tool="chat", covers=(part,), self_harm="low",
                  stage="reception", has_baby="no", is_parent="no")
    health = story.add("plan", on("2025-01-29"), SECURE_HOME, type="health",
                       shared_with=("child", "youth-justice"))
    story.close(health, RELEASED)
    for day in ("2025-01-09", "2025-02-07", "2025-03-07", "2025-04-04"):
        story.add("sign-off", on(day), YOUTH, role="manager", result="oversight")
    for day in ("2025-01-31", "2025-02-27", "2025-05-22", "2025-08-20"):
        story.add("meeting", on(day), SECURE_HOME, type="custody-planning",
                  child_took_part="attended-and-spoke")
    for number in range(14):
        story.add("contact", clock(office_day(SENTENCED + 7 + 20 * number), 14, 0), YOUTH,
                  with_="child", purpose="supervision-visit", where="establishment",
                  result="kept", seen_alone="yes")
    baby = story.add("pregnancy", on("2025-02-10"), "health", whose="own", due_on="2025-08-18",
                     risk="no")
    story.add("meeting", on("2025-02-19"), YOUTH, type="plan-review",
              child_took_part="attended-and-spoke")
    story.assess("2025-02-17", "review", "high", at_risk=("others",))
    story.assess("2025-04-16", "review", "medium")
    story.assess("2025-07-15", "review", "medium")
    asked = story.add("referral", clock(on("2025-04-14"), 10, 0), YOUTH, to="other",
                      means="written", urgency="soon")
    story.add("decision", on("2025-06-09"), SECURE_HOME, about=first_id(asked), outcome="agreed",
              matter="mother-and-baby-unit", reason_given="yes")
    story.close(baby, BORN, end_reason="birth")
    story.add("need", on("2025-08-15"), YOUTH, type="parenthood", state="open", level="medium")
    for type_, by in (("address", YOUTH), ("doctor", "health"), ("education", "education")):
        story.add("arrangement", on("2025-08-28"), by, type=type_, confirmed="yes",
                  suitable="yes", from_on=date_text(RELEASED))
    story.add("notice", clock(on("2025-10-15"), 10, 0), SECURE_HOME, what="health-summary",
              to="health", means="secure-system", acknowledged="yes")
    story.add("meeting", on("2025-10-02"), SECURE_HOME, type="pre-release",
              child_took_part="attended-and-spoke")
    story.close(custody, clock(RELEASED, 9, 20), promptly=True, end_reason="released-planned")


def _on_licence(story: Told) -> None:
    licence = story.add("order", clock(RELEASED, 9, 20), YOUTH, type="licence", length_months=9,
                        planned_end=LICENCE_ENDS)
    story.add("contact", clock(RELEASED, 14, 30), YOUTH, with_="child", purpose="release",
              where="home", result="kept")
    for asked in ("health", "education"):
        story.add("check", on("2025-11-10"), YOUTH, asked_of=asked, result="still-in-place",
                  covered=("subject",), reply_on="2025-11-12")
    for day, level in (("2025-10-30", "medium"), ("2026-01-22", "medium"), ("2026-04-20", "low")):
        story.assess(day, "review", level)
    for kind, first in (("parenting", "2025-11-05"), ("education", "2025-11-10")):
        work = story.add("intervention", on("2025-10-27"), YOUTH, type=kind, first_session=first,
                         child_wanted="yes")
        story.close(work, on("2026-06-26"), end_reason="completed", completed="yes")
    _see_her(story, RELEASED + 7, LICENCE_ENDS, "appointment", ("kept", "missed-with-reason"))
    story.assess("2026-07-13", "closing", "low")
    plan = story.add("plan", on("2026-07-15"), YOUTH, type="exit",
                     shared_with=("child", "health", "social-care", "education"))
    story.close(licence, LICENCE_ENDS)
    story.close(plan, EXIT)


def _after_it(story: Told) -> None:
    """She asked that it go on; it ended when health and social care had taken it up."""
    story.add("referral", clock(on("2026-07-16"), 10, 0), YOUTH, to="early-help", means="written",
              urgency="routine")
    story.add("case", on("2026-07-27"), CARE, service="early-help", basis="need")
    story.add("allocation", on("2026-07-27"), CARE, role="lead-professional",
              worker=story.team[CARE])
    _see_her(story, LICENCE_ENDS + 7, EXIT + 1, "welfare", ("kept",))
    for need in ("offending", "family"):
        story.add("outcome", EXIT, YOUTH, need=need, worker_says="better", child_says="better")


def _see_her(story: Told, first: int, until: int, purpose: str, results: tuple[str, ...]) -> None:
    for number, day in enumerate(range(first, until, 14)):
        story.add("contact", clock(office_day(day), 13, 30), YOUTH, with_="child", purpose=purpose,
                  where="home", result=results[number % 5 == 2 and len(results) > 1],
                  seen_alone="yes")
