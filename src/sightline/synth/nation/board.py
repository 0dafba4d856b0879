"""The safeguarding board of an area, and who has a seat on it."""

from __future__ import annotations

from sightline.engine.model import Day
from sightline.synth.days import months_after, office_day, on
from sightline.synth.nation.places import Place
from sightline.synth.nation.telling import ENDED, Telling, body

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

BOARDS_BEGAN, ALL_SEATED = on("2006-04-03"), on("2008-07-21")
"""When safeguarding boards took over, and by when every listed body had its member."""

BODIES = ("local-authority", "police", "probation", "youth-justice", "primary-care-trust",
          "health-provider", "connexions", "cafcass")
SOMETIMES = ("district-council", "prison", "secure-training-centre")


def safeguarding_board(seed: int, place: Place) -> list[Telling]:
    """The safeguarding board, who must sit on it, and who does: by autumn 2008, everybody."""
    board = body(seed, place.name, place.file("board-safeguarding"), "board")
    by = board.subject.id
    board.close(board.add("service", BOARDS_BEGAN, by, type="safeguarding-board"), ENDED)
    dice = board.dice
    listed = [*BODIES, *(of for of in SOMETIMES if dice.chance(0.3))]
    people: list[Telling] = []
    for of in listed:
        board.close(board.add("service", BOARDS_BEGAN, by, type="listed-body", body=of), ENDED)
        seated = BOARDS_BEGAN if dice.chance(0.7) else dice.between(BOARDS_BEGAN, ALL_SEATED)
        people.append(_member(seed, place, of, office_day(min(seated, ALL_SEATED))))
    for number in range(10):
        met = office_day(months_after(BOARDS_BEGAN + 30, 3 * number))
        board.add("meeting", met, by, type="board")
    return [board, *people]


def _member(seed: int, place: Place, of: str, seated: Day) -> Telling:
    """Somebody senior of a body, with a seat from a day on; before that perhaps a junior."""
    story = body(seed, place.name, place.file(f"worker-for-{of}"), "worker")
    board = place.file("board-safeguarding")
    if seated > BOARDS_BEGAN + 60 and story.dice.chance(0.5):
        junior = story.add("membership", BOARDS_BEGAN, board, board=board, body=of,
                           grade="other", tier="board")
        story.close(junior, seated - 1)
    seat = story.add("membership", seated, board, board=board, body=of, grade="senior",
                     tier="board")
    story.close(seat, ENDED)
    return story
