"""The bodies of a probation area, and its inspection."""

from __future__ import annotations

from sightline.synth.days import date_text, office_day, office_days_before, on
from sightline.synth.nation.places import Place
from sightline.synth.nation.telling import ENDED, FOUNDED, INSPECTORATE, Telling, body
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off


def probation_area(seed: int, place: Place) -> list[Telling]:
    """The stories of the probation area, the police of it, and its workers."""
    service = body(seed, place.name, place.file("agency-probation"), "agency")
    # A board or a local service registers it; here it is the youth justice service of the area.
    service.close(service.add("service", FOUNDED, "youth-justice", type="probation"), ENDED)
    assert place.in_year is not None
    inspection = service.add("inspection", place.in_year.on, INSPECTORATE, healthcare="no",
                             programme="offender-management", case_sample="yes")
    for number, theme in enumerate(("domestic-abuse", "information-sharing"), 1):
        service.add("recommendation", place.in_year.on + 5, INSPECTORATE, theme=theme,
                    about=first_id(inspection), number=str(number))
    others = (body(seed, place.name, place.file(f"agency-{name}"), "agency")
              for name in ("police", "youth-justice"))
    return [service, *others, *(_worker(seed, place, number) for number in range(1, 5))]


def _worker(seed: int, place: Place, number: int) -> Telling:
    story = body(seed, place.name, place.file(f"worker-{number:02}"), "worker")
    start = office_day(story.dice.between(on("2002-09-02"), on("2005-11-20")))
    read = office_days_before(start, story.dice.between(2, 20))
    story.add("vetting", read, "probation", type="enhanced", read="yes",
              issued_on=date_text(read - 3))
    post = story.add("post", start, "probation", employer=place.file("agency-probation"),
                     profession="probation", children="yes", seconded="no")
    story.close(post, ENDED)
    return story
