"""The four practice examples of the review, told as files of invented children.

The attribute ``example`` says which one a file tells. The places in which they live here are
invented, as all are; the words of the attribute are those by which the review calls them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sightline.engine.model import Day, Subject
from sightline.synth.days import clock, date_text, months_after, office_day, office_days_after, on
from sightline.synth.dice import Dice
from sightline.synth.nation import area
from sightline.synth.nation.child import SUBJECT, identify
from sightline.synth.nation.in_custody import establishment
from sightline.synth.nation.places import Place
from sightline.synth.nation.telling import Telling
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

YOUTH, CARE = "youth-justice", "social-care"


def examples(seed: int, places: Sequence[Place]) -> Mapping[str, list[Telling]]:
    """The stories by name of place: in areas that inspectors did not visit."""
    quiet = [place for place in places if place.in_year is None and not place.others]
    told = (_girl_in_danger, _boy_on_the_register, _boy_and_his_parents, _young_mother)
    return {place.name: [tell(seed, place)] for place, tell in zip(quiet, told, strict=False)}


def _start(seed: int, place: Place, example: str, born: str, *, girl: bool) -> Telling:
    file = place.file(f"child-example-{example}")
    dice = Dice(seed, file)
    subject = Subject(file, "child", on(born), place.name, SUBJECT[girl, example])
    return Telling(subject, dice, area.team(place, dice), place.slug)


def _case(story: Telling, start: Day, end: Day, basis: str) -> None:
    identify(story, start, "white-british")
    case = story.add("case", start, YOUTH, service=YOUTH, basis=basis)
    named = story.add("allocation", start, YOUTH, role="case-manager",
                      worker=story.team[YOUTH])
    story.close(named, end)
    story.close(case, end, closing_reason="completed")


def _asset(
    story: Telling, day: Day, vulnerability: str, at_risk: str, *, stage: str = "full",
    harm_to_others: str | None = None,
) -> None:
    story.add("assessment", day, YOUTH, tool="asset", stage=stage, signed="yes", self_harm="low",
              visit_needed="no", vulnerability=vulnerability, at_risk=(at_risk,),
              harm_to_others=harm_to_others)


def _girl_in_danger(seed: int, place: Place) -> Telling:
    """A violent former partner comes out of prison: a term in his licence, and support for her."""
    story = _start(seed, place, "birmingham", "1990-03-01", girl=True)
    start = on("2006-01-16")
    _case(story, start, on("2007-01-15"), "court-order")
    order = story.add("order", start, YOUTH, type="supervision-order", length_months=12,
                      planned_end=on("2007-01-15"))
    story.close(order, on("2007-01-15"))
    _asset(story, start + 9, "medium", "nobody")
    told = clock(on("2006-05-09"), 14, 0)
    worry = story.add("concern", told, YOUTH, type="feels-unsafe", manager_told="yes",
                      known_on="2006-05-09")
    about = first_id(worry)
    _asset(story, told.day + 1, "high", "others", stage="review")
    story.add("notice", clock(told.day + 1, 10, 0), YOUTH, about=about, what="concern",
              to="probation", means="telephone", acknowledged="yes")
    story.add("notice", clock(told.day + 8, 11, 0), "probation", about=about,
              what="licence-condition", to=YOUTH, means="mail", acknowledged="yes")
    plan = story.add("plan", told.day + 3, YOUTH, type="vulnerability", level="high",
                     contingency="yes", shared_with=("child", "police"))
    story.close(plan, on("2007-01-15"))
    for days, result in ((5, "kept"), (19, "kept"), (40, "kept"), (75, "kept")):
        story.add("contact", clock(office_day(told.day + days), 15, 0), YOUTH, with_="child",
                  purpose="safety", where="community", result=result)
    story.add("referral", clock(told.day + 2, 12, 0), YOUTH, to="other", means="written",
              urgency="soon")
    return story


def _boy_on_the_register(seed: int, place: Place) -> Telling:
    """Neglected and missing school; a year later off the register, and a prefect."""
    story = _start(seed, place, "kensington", "1993-09-01", girl=False)
    start = on("2005-09-19")
    _case(story, start, on("2006-12-15"), "prevention")
    story.add("assessment", start + 7, YOUTH, tool="onset", stage="full", vulnerability="high",
              at_risk=("others",), self_harm="low", factors=("neglect",), visit_needed="no",
              strong_need_in=("family", "education"))
    conference = on("2005-10-11")
    story.add("meeting", conference, CARE, type="initial-conference", decision="protection-plan",
              child_took_part="views-sent")
    plan = story.add("plan", conference, CARE, type="child-protection", category="neglect",
                     shared_with=("parents", "youth-justice", "education"))
    for number in range(7):
        met = office_day(months_after(conference, number) + 8)
        group = story.add("meeting", met, CARE, type="core-group", child_took_part="attended-only")
        story.add("participation", met, CARE, about=first_id(group), meeting="core-group",
                  who="youth-justice", result="attended")
    for months in (3, 9):
        story.add("meeting", office_day(months_after(conference, months) - 4), CARE,
                  type="review-conference",
                  decision="protection-plan" if months == 3 else "no-plan")
    story.close(plan, office_day(months_after(conference, 9) - 4))
    work = story.add("intervention", start + 30, YOUTH, type="mentoring", completed="yes")
    story.close(work, on("2006-11-30"), end_reason="completed")
    parents = story.add("intervention", start + 45, YOUTH, type="parenting", completed="yes")
    story.close(parents, on("2006-06-30"), end_reason="completed")
    story.add("education", on("2005-09-05"), "education", provision="school", hours_a_week=25)
    return story


def _boy_and_his_parents(seed: int, place: Place) -> Telling:
    """Convicted of a sexual offence: report and specialist assessment lead to one package."""
    story = _start(seed, place, "unnamed", "1991-06-01", girl=False)
    start = on("2006-02-20")
    _case(story, start, on("2007-02-19"), "court-order")
    story.add("offence", start - 120, YOUTH, type="sexual", has_victim="yes", victim_is_child="yes",
              outcome="court", disposed_on=date_text(start))
    story.add("court-event", start - 28, YOUTH, type="conviction", sexual_offence="yes")
    story.add("report", start - 3, YOUTH, type="pre-sentence", sent_to=("court",),
              hearing_on=date_text(start), vulnerability_section="yes")
    story.add("assessment", start - 5, YOUTH, tool="aim", stage="pre-sentence", result="plan",
              treatment_need="yes", at_risk=("nobody",), self_harm="low")
    _asset(story, start + 5, "medium", "nobody", harm_to_others="high")
    story.add("need", start - 5, YOUTH, type="harmful-sexual-behaviour", state="open",
              level="medium")
    order = story.add("order", start, YOUTH, type="supervision-order", length_months=12,
                      planned_end=on("2007-02-19"), requirements=("programme",))
    story.close(order, on("2007-02-19"))
    plan = story.add("plan", start + 8, YOUTH, type="risk-of-harm", level="high",
                     contingency="yes", shared_with=("social-care", "education", "parents"))
    story.close(plan, on("2007-02-19"))
    story.add("decision", start - 20, CARE, matter="referral", outcome="assessment",
              referrer_told="yes")
    for what, months in (("harmful-sexual-behaviour", 11), ("mentoring", 9), ("parenting", 4)):
        work = story.add("intervention", start + 20, YOUTH, type=what, completed="yes")
        story.close(work, months_after(start + 20, months), end_reason="completed")
    return story


def _young_mother(seed: int, place: Place) -> Telling:
    """Sentenced at 15, a mother at 16: a place for both, and a worker who stays on."""
    story = _start(seed, place, "plymouth", "1990-10-01", girl=True)
    sentenced, released = on("2006-05-15"), on("2007-02-15")
    licence_ends, let_go = on("2007-11-15"), on("2008-03-14")
    _case(story, on("2006-03-20"), let_go, "bail-or-remand")
    story.add("offence", on("2006-03-11"), YOUTH, type="robbery", has_victim="yes",
              outcome="court", disposed_on="2006-05-15")
    story.add("court-event", on("2006-04-24"), YOUTH, type="conviction")
    story.add("report", on("2006-05-11"), YOUTH, type="pre-sentence", sent_to=("court",),
              hearing_on="2006-05-15", vulnerability_section="yes", custody_effect="yes")
    _asset(story, on("2006-04-03"), "high", "others", stage="pre-sentence")
    hearing = clock(sentenced, 11, 30)
    story.add("court-event", hearing, YOUTH, type="sentence", length_months=18)
    civil = story.add("order", hearing, "police", type="antisocial-behaviour-order",
                      length_months=60, planned_end=months_after(sentenced, 60))
    story.close(civil, months_after(sentenced, 60))
    place_id = establishment("6")
    custody = story.add("custody", clock(sentenced, 15, 40), YOUTH, basis="sentence",
                        sentence="detention-and-training", establishment=place_id,
                        establishment_type="secure-training-centre", planned_end=released)
    story.add("assessment", sentenced, place_id, tool="health", stage="reception",
              covers=("reception", "physical-health"), at_risk=("nobody",), self_harm="low")
    baby = story.add("pregnancy", on("2006-07-10"), "health", whose="own", due_on="2007-01-20")
    story.add("assessment", on("2006-07-12"), YOUTH, tool="asset", stage="review", signed="yes",
              vulnerability="high", at_risk=("nobody",), self_harm="low", has_baby="no",
              visit_needed="no")
    plan = story.add("plan", on("2006-07-21"), YOUTH, type="vulnerability", level="high",
                     contingency="yes", shared_with=("child", "health", "custody"))
    story.close(plan, licence_ends)
    unit = story.add("referral", clock(on("2006-09-04"), 10, 0), YOUTH,
                     to="other", means="written", urgency="soon")
    story.add("decision", on("2006-10-09"), place_id, about=first_id(unit),
              matter="mother-and-baby-unit", outcome="agreed", reason_given="yes")
    story.close(baby, on("2007-01-17"), end_reason="birth")
    story.add("need", on("2007-01-18"), YOUTH, type="parenthood", state="open", level="medium")
    for type_, by in (("address", YOUTH), ("doctor", "health"), ("education", "education")):
        story.add("arrangement", on("2007-01-04"), by, type=type_, confirmed="yes", suitable="yes")
    story.close(custody, clock(released, 9, 15), promptly=True, end_reason="released-planned")
    story.add("contact", clock(released, 14, 0), YOUTH, with_="child", purpose="release",
              where="home", result="kept")
    licence = story.add("order", clock(released, 9, 15), YOUTH, type="licence", length_months=9,
                        planned_end=licence_ends)
    story.close(licence, licence_ends)
    exit_plan = story.add("plan", on("2007-10-22"), YOUTH, type="exit",
                          shared_with=("child", "health", "social-care"))
    story.close(exit_plan, let_go)
    day = office_days_after(released, 5)
    while day < let_go:
        story.add("contact", clock(day, 14, 30), YOUTH, with_="child", result="kept", where="home",
                  purpose="welfare" if day <= licence_ends else "post-closure")
        day = office_day(day + 21)
    return story
