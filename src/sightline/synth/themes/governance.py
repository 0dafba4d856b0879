"""What agencies, boards and establishments owe beside single children: reports, audits, money."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.engine.model import Day, Record
from sightline.synth.days import (
    LAST,
    clock,
    date_text,
    moment_text,
    months_after,
    office_day,
    office_days_after,
    on,
)
from sightline.synth.dice import Dice
from sightline.synth.faults import Outcome
from sightline.synth.roster import MANAGEMENT, SAFEGUARDING, SECURE_HOME, YOUNG_OFFENDERS
from sightline.synth.story import Story
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

PARTNERS = ("youth-justice", "social-care", "probation", "police", "health", "education")
"""Who is asked to each meeting of the safeguarding board."""

YEARS = ("2024", "2025", "2026")


def tell(seed: int, story: Story) -> None:
    """What a body of this name owes, with dice of its own."""
    own = story.dice
    story.dice = Dice(seed, f"{story.subject.id}/governance")
    match story.subject.id:
        case "agency-youth-justice":
            _service(story)
            _yearly(story, "youth-justice")
        case "agency-social-care" | "agency-probation" as agency:
            _yearly(story, agency.removeprefix("agency-"))
            if agency == "agency-social-care":
                _equality(story)
        case board if board == SAFEGUARDING:
            _safeguarding_board(story)
        case place if place in (YOUNG_OFFENDERS, SECURE_HOME):
            for day in _every(1):
                story.do("searches looked at", "meeting", place, day, day + 20,
                         type="safeguarding-committee", looked_at=("searches", "restraint"))
        case _:
            pass
    story.dice = own


def _every(months: int) -> Iterator[Day]:
    """The fourth day of each period of so many months."""
    day = on("2024-01-04")
    while day < LAST:
        yield day
        day = months_after(day, months)


def _service(story: Story) -> None:
    """The youth justice service: its board, its reports, its audits, its inspections."""
    by = "youth-justice"
    for service in story.facts("service", type="youth-justice"):
        story.fill(service, structure="integrated")
    for day in _every(3):
        story.do("youth justice board", "meeting", by, day, day + 75, type="youth-justice-board")
        story.do("report to the board", "report", by, day, day + 75, type="safeguarding-to-board",
                 approved="yes")
        story.do("public protection board", "participation", by, day, day + 75,
                 meeting="mappa-board", who="youth-justice",
                 result=story.dice.pick(("attended", "attended", "deputy")))
    for year in YEARS:
        story.do("yearly report", "report", by, on(f"{year}-04-20"), on(f"{year}-06-25"),
                 type="race-audit", action_plan="yes", approved="yes")
        story.do("yearly report", "report", by, on(f"{year}-05-10"), on(f"{int(year) + 1}-03-20"),
                 until=LAST, type="training-needs", approved="yes")
    _again_each_year(story, by, "case-audit")
    _vacancies(story)
    for published in ("2024-06-13", "2025-04-24"):
        _inspected(story, on(published))
    for ends in ("2025-03-31", "2026-03-31", "2027-03-31"):
        _money(story, on(ends))
    for begun, planned in (("2024-09-02", "2025-03-03"), ("2025-02-10", "2025-09-01"),
                           ("2026-01-12", "2026-07-06")):
        action = story.add("action", on(begun), by, from_what="case-review",
                           planned_end=on(planned))
        signed = story.do("action of a review signed off", "sign-off", by,
                          on(planned) - 60, on(planned) - 1, about=first_id(action),
                          role="senior-manager", result="completed")
        story.close(action, on(planned), result="done" if signed is not None else "not-done")
    tool = story.add("service", None, by, planned_start=on("2025-09-01"), type="assessment-tool",
                     recorded=clock(on("2025-03-10"), 11).minute)
    story.do("fields mapped to the new tool", "report", by, on("2025-06-02"), on("2025-08-28"),
             about=first_id(tool), type="field-mapping", approved="yes")


def _vacancies(story: Story) -> None:
    """A chair that a partner leaves empty is taken up with those who should fill it."""
    story.add("decision", on("2025-04-15"), "youth-justice", matter="vacancy", outcome="escalated")
    story.add("decision", on("2026-09-22"), "youth-justice", matter="vacancy", outcome="continue")


def _inspected(story: Story, published: Day) -> None:
    """A published report on the service: read by staff, acted on, and seen whether it took."""
    report = story.add("report", published - 20, "youth-justice", type="inspection",
                       published_on=date_text(published), recorded=story.soon(clock(published, 10)))
    about = first_id(report)
    story.do("inspection report read", "notice", "youth-justice", published + 1, published + 27,
             about=about, what="inspection-report", to="staff", means="mail")
    story.do("uptake looked at", "report", "youth-justice", months_after(published, 9),
             months_after(published, 18) - 2, about=about, type="uptake", approved="yes")
    if published > on("2025-01-01"):
        story.do("inspection acted on", "decision", "youth-justice", published + 20,
                 months_after(published, 6) - 2, about=about, matter="report",
                 outcome="no-further-action", reason_given="yes")
        return
    action = story.do("inspection acted on", "action", "youth-justice", published + 20,
                      months_after(published, 6) - 2, about=about, from_what="inspection")
    if action is not None and action.at is not None:
        story.close(action, action.at.day + 90, result="done")


def _money(story: Story, ends: Day) -> None:
    """Money for one year at a time: half a year before it ends somebody decides what follows."""
    fund = story.add("funding", months_after(ends, -12) + 1, "youth-justice", core="no",
                     planned_end=ends)
    story.do("money decided on", "decision", "youth-justice", months_after(ends, -9),
             months_after(ends, -6) - 2, about=first_id(fund), matter="funding",
             outcome=story.dice.pick(("continue", "stop")))


def _yearly(story: Story, by: str) -> None:
    """Each body under the duty to safeguard audits itself once a year."""
    story.add("service", on("2024-01-01"), by if by != "probation" else "youth-justice",
              type="section-11-body")
    for type_ in ("section-11", "vetting-audit", "accountability"):
        _again_each_year(story, by, type_)


def _again_each_year(story: Story, by: str, type_: str) -> None:
    due = on("2024-12-20")
    while due < LAST:
        plan = "yes" if type_ == "section-11" else None
        told = story.do("yearly report", "report", by, due - 60, due, type=type_, approved="yes",
                        action_plan=plan)
        due = months_after(told.at.day if told is not None and told.at is not None else due, 12) - 3


def _equality(story: Story) -> None:
    """What the authority publishes on equality, each year, and its aims for four."""
    story.add("service", on("2024-01-01"), "social-care", type="local-authority")
    for year in YEARS:
        _published(story, "equality", on(f"{year}-11-20"))
    _published(story, "equality-objectives", on("2024-10-14"))


def _published(story: Story, type_: str, day: Day) -> None:
    came = story.comes("published in time")
    if came is Outcome.NEVER:
        return
    shown = day + (45 if came is Outcome.LATE else 0)
    if shown < LAST:
        story.add("report", day - 20, "social-care", type=type_, approved="yes",
                  published_on=date_text(shown), recorded=story.soon(clock(shown, 9)))


def _safeguarding_board(story: Story) -> None:
    """Who came to each meeting, and restraint looked at each year."""
    for meeting in story.facts("meeting", type="board"):
        _attended(story, meeting)
    story.add("service", on("2024-01-01"), SAFEGUARDING, type="secure-establishment")
    for year in ("2025", "2026"):
        story.add("report", on(f"{year}-07-01"), SAFEGUARDING, type="restraint-review",
                  approved="yes", sent_to=("national-body",),
                  published_on=f"{year}-09-{'15' if year == '2025' else '30'}",
                  recorded=clock(on(f"{year}-10-01"), 9).minute)


def _attended(story: Story, meeting: Record) -> None:
    assert meeting.at is not None
    day = meeting.at.day
    starts = clock(day, 10)
    for who in PARTNERS:
        invited = story.add("participation", office_day(day - 21), SAFEGUARDING, meeting="board",
                            who=who, result="invited", meeting_on=moment_text(starts))
        came = story.comes("present at the board")
        result = story.dice.pick(("attended", "attended", "deputy"))
        if came is Outcome.NEVER:
            result = "apology"
        entered = story.soon(clock(office_days_after(day, 14 if came is Outcome.LATE else 2), 11))
        story.revise(invited, entered, said={"result": result})


def seated(story: Story) -> None:
    """At which table each member of a board sits."""
    for seat in story.facts("membership"):
        junior = seat.details.get("grade") == "other"
        if seat.details.get("board") != MANAGEMENT:
            story.fill(seat, tier="subgroup" if junior else "board")
