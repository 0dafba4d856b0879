"""Before and after the court: the report, its gatekeeper, the offence and its victim."""

from __future__ import annotations

from sightline.engine.model import Day, Moment, Record
from sightline.synth.days import (
    clock,
    date_text,
    moment_text,
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


def tell(story: Story, life: Life) -> None:
    """What goes with each report to the court, and what the victim is told."""
    for report in story.facts("report", type="pre-sentence"):
        _report(story, life, report)
    if "victim" in life.traits and story.facts("order"):
        _victim(story, life)
    if "public protection" in life.traits and not life.era.old:
        _charged(story, office_day(life.start - story.dice.between(5, 28)))
    if life.inside and not life.era.old and story.dice.chance(0.3):
        _overnight(story, life.start - story.dice.between(2, 4))
    for panel in story.facts("meeting", type="referral-order-panel"):
        _panel(story, panel)
    for stay in story.facts("custody", basis="sentence"):
        _sentenced(story, life, stay)


def _charged(story: Story, day: Day) -> None:
    """A charge so grave that the service tells the national body."""
    charge = story.add("court-event", clock(day, 9, 50), "police", type="charge",
                       listed_offence="yes")
    story.do("national body told of a charge", "notice", "youth-justice", day,
             office_days_after(day, 1), about=first_id(charge), what="serious-incident",
             to="national-body", means="secure-system")


def _overnight(story: Story, day: Day) -> None:
    """Bail refused in the evening: a bed from the authority, or a certificate that says why not."""
    refused = clock(day, 18, 40)
    court = clock(day + 1, 10)
    story.add("court-event", refused, "police", type="bail-refused",
              hearing_on=moment_text(court))
    came = story.comes("bed for the night")
    if came is Outcome.DONE and not story.runs_between("placement", day, day + 1):
        bed = story.add("placement", clock(day, 21, 15), "social-care", type="foster",
                        legal_basis="police-custody", urgent="yes")
        story.close(bed, clock(day + 1, 8, 30), promptly=True)
    elif came is not Outcome.NEVER:
        story.add("decision", clock(day, 20, 5), "police", matter="detention",
                  outcome="certificate", reason_given="yes")


def _panel(story: Story, panel: Record) -> None:
    """A panel with a victim in it: the offer should have come before."""
    assert panel.at is not None
    before = [offer for offer in story.facts("contact", purpose="victim-offer")
              if offer.at is not None and offer.at.day < panel.at.day]
    if before or story.dice.chance(0.05):
        story.fill(panel, has_victim="yes")


def _sentenced(story: Story, life: Life, stay: Record) -> None:
    """A sentence, what it means for public protection, and the victim's right to be told."""
    assert stay.at is not None and stay.at.minute is not None
    at = Moment(stay.at.day, stay.at.minute - 40)
    protection = "public protection" in life.traits
    victim = "victim" in life.traits and not life.era.old
    event = story.add("court-event", at, "youth-justice", type="sentence",
                      mappa_qualifying="yes" if protection else "no",
                      victim_contact="yes" if victim else "no")
    if not victim:
        return
    day, about = at.day, first_id(event)
    story.do("victim named to the service", "notice", "youth-justice", day + 1,
             office_days_after(day, 9), about=about, what="victim-details", to="victim-unit",
             means="secure-system")
    story.do("victim offer", "contact", "probation", day + 1, office_days_after(day, 18),
             timed=True, about=about, with_="victim", purpose="victim-offer", where="not-in-person",
             result="offered")
    if stay.ended is None:
        return
    release = stay.ended.day
    story.add("need", day, "youth-justice", type="person-at-risk", state="open", level="medium")
    opens = max(day + 1, release - 40)
    story.do("condition in the licence", "arrangement", "youth-justice", opens,
             max(opens, release - 1), until=release + 20, type="licence-condition", confirmed="yes")
    story.do("victim told of the licence", "notice", "probation", opens, max(opens, release - 1),
             until=release + 20, what="licence-condition", to="victim", means="telephone")
    story.add("need", max(life.end, release + 1), "youth-justice", type="person-at-risk",
              state="closed", level="low")


def _report(story: Story, life: Life, report: Record) -> None:
    assert report.at is not None
    written = report.at.day
    if story.comes("assessed for the court") is Outcome.DONE:
        story.add(
            "assessment", office_days_before(written, story.dice.between(1, 5)), "youth-justice",
            tool=life.era.tool, stage="pre-sentence", signed="yes", visit_needed="no",
            vulnerability=story.dice.pick(("low", "medium")), self_harm="low", harm_to_others="low",
        )
    asked = office_days_before(written, 6)
    story.add("court-event", asked, "youth-justice", type="report-asked",
              hearing_on=report.details.get("hearing-on"))
    hearing = life.start
    story.do(
        "gatekeeping", "sign-off", "youth-justice", written,
        max(written, office_days_before(hearing, 1)), until=hearing - 1, about=first_id(report),
        role="gatekeeper", result="completed",
    )


def _victim(story: Story, life: Life) -> None:
    """The police tell the service who was harmed; the offer comes after, or should."""
    offence = story.add(
        "offence", clock(office_day(life.start - story.dice.between(8, 28)), 18, 20), "police",
        type=story.dice.pick(("violence", "robbery", "theft", "criminal-damage")),
        has_victim="yes", outcome="court", disposed_on=date_text(life.start),
    )
    notice = story.do(
        "victim named to the service", "notice", "police", life.start,
        office_days_after(life.start, 9), until=life.end, about=first_id(offence),
        what="victim-details", to="youth-justice", means="secure-system",
    )
    if notice is None or notice.at is None:
        return
    offers = [offer for offer in story.facts("contact", purpose="victim-offer")
              if offer.at is not None and offer.at.day > notice.at.day]
    if offers:
        story.tie(offers[0], notice)
    else:
        story.do(
            "victim offer", "contact", "youth-justice", notice.at.day + 1,
            office_days_after(notice.at.day, 18), timed=True, until=life.end,
            about=first_id(notice), with_="victim", purpose="victim-offer",
            where="not-in-person", result="offered",
        )
