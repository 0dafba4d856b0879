"""Bodies that work everywhere: inspectorate, chief inspectors, secure establishments."""

from __future__ import annotations

from sightline.synth.days import date_text, months_after, office_day, on
from sightline.synth.nation.in_custody import TYPES, establishment
from sightline.synth.nation.telling import ENDED, FOUNDED, INSPECTORATE, NATIONAL, Telling, body

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

CHIEF_INSPECTORS = f"{NATIONAL}board-joint-chief-inspectors"
REVIEWS = ("2002-10-14", "2005-07-13", "2008-07-08")
"""fig-review-year-gaps: the years are printed, and the month of the last; the days are invented."""

NAME = "England"


def bodies(seed: int) -> list[Telling]:
    """Their stories."""
    return [
        body(seed, NAME, INSPECTORATE, "agency"),
        _chief_inspectors(body(seed, NAME, CHIEF_INSPECTORS, "board")),
        *(_establishment(body(seed, NAME, establishment(number), "establishment"), type_)
          for type_, numbers in TYPES.items() for number in numbers),
    ]


def _chief_inspectors(story: Telling) -> Telling:
    for published in REVIEWS:
        story.add("report", on(published), story.subject.id, type="joint-review", approved="yes",
                  published_on=published)
    return story


def _establishment(story: Telling, type_: str) -> Telling:
    """Under whose registration it runs, and what its committee looks at: not always all."""
    by = story.subject.id
    runs = story.add("service", FOUNDED, "youth-justice", type="secure-establishment",
                     registration="ofsted" if type_ == "secure-childrens-home" else None)
    story.close(runs, ENDED)
    for number in range(36):
        met = office_day(months_after(on("2005-04-12"), number))
        looked_at = [what for what in ("searches", "restraint") if story.dice.chance(0.7)]
        story.add("meeting", met, by, type="safeguarding-committee",
                  looked_at=tuple(looked_at) or None)
    for year in (2006, 2007, 2008):
        if story.dice.chance(0.75):
            day = office_day(on(f"{year}-05-02") + story.dice.between(0, 40))
            story.add("report", day, by, type="search-totals", sent_to=("national-body",))
            story.add("report", day + 7, by, type="restraint-review", approved="yes",
                      published_on=date_text(day + 30))
    return story
