"""A case as it is told: on which file, who writes there, and everything entered within hours."""

from __future__ import annotations

from sightline.engine.model import Day, Minute, Moment, Record, Subject, Value
from sightline.synth.days import date_text, on
from sightline.synth.dice import Dice
from sightline.synth.roster import PLACE, SECURE_HOME, YOUNG_OFFENDERS
from sightline.synth.writing import Entry, Writing, fields, first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

YOUTH, CARE, PROBATION, POLICE = "youth-justice", "social-care", "probation", "police"

WORKERS = {
    YOUTH: "worker-09",
    CARE: "worker-26",
    PROBATION: "worker-27",
    POLICE: "worker-29",
    "health": "worker-31",
    "mental-health": "worker-32",
    "education": "worker-34",
    YOUNG_OFFENDERS: "worker-36",
    SECURE_HOME: "worker-38",
}
"""Who of each agency works with all of them."""


class Told(Writing):
    """A file on which everything is entered on the day."""

    def entered(self, at: Moment) -> Minute:
        """Within hours."""
        return self.soon(at)

    def allocate(self, day: Day | str, by: str, role: str) -> Record:
        """The worker of an agency is given the case."""
        return self.add("allocation", _day(day), by, role=role, worker=self.team[by])


    def begin(self, day: Day, service_basis: str, *, known: str = "nothing-known") -> None:
        """Youth justice takes the case on, and asks at the start what is to be asked then."""
        told = date_text(day)
        self.add("case", day, YOUTH, service=YOUTH, basis=service_basis)
        self.allocate(day, YOUTH, "case-manager")
        self.add("identity", day, YOUTH, ethnicity="white-british", interpreter="no")
        self.add("check", day, YOUTH, asked_of=POLICE, asked_about=("domestic-abuse",),
                 covered=("subject", "household"), result=known, reply_on=told)
        self.add("check", day, YOUTH, asked_of="early-help", result="nothing-known",
                 covered=("subject",), reply_on=told)
        self.add("assessment", day + 2, YOUTH, tool="substance-misuse", stage="screening",
                 result="negative")
        self.add("assessment", day + 3, YOUTH, tool="literacy", stage="screening")

    def assess(self, day: Day | str, stage: str, vulnerability: str, **said: Value) -> Record:
        """An assessment by youth justice: of little danger but for what is said."""
        found: dict[str, Value] = {
            "tool": "assetplus", "stage": stage, "vulnerability": vulnerability,
            "self-harm": "low", "harm-to-others": "low", "visit-needed": "no",
            "at-risk": ("nobody",), "factors": ("none",), "signed": "yes", "countersigned": "yes",
        }
        if stage != "review":
            found["mental-health-score"] = 0
        return self.write(Entry("assessment", YOUTH, found | fields(said)), Moment(_day(day)))

    def keep_safe(self, day: str, *shared_with: str) -> Record:
        """A plan to keep a child safe who is in danger, signed by a manager the next day."""
        plan = self.add("plan", on(day), YOUTH, type="safety-and-wellbeing", level="high",
                        contingency="yes", owners_named="yes", matches_assessment="yes",
                        shared_with=("child", *shared_with))
        self.add("sign-off", on(day) + 1, YOUTH, about=first_id(plan), role="manager",
                 result="countersigned")
        return plan


def child(seed: int, file: str, born: str, sex: str, youth: str = WORKERS[YOUTH]) -> Told:
    """The file of a child. ``youth``: who of youth justice works with this one."""
    story = _file(seed, Subject(file, "child", on(born), PLACE, {"sex": sex}))
    story.team = {**WORKERS, YOUTH: youth}
    return story


def adult(seed: int, file: str, born: str, sex: str) -> Told:
    """The file of an adult."""
    return _file(seed, Subject(file, "adult", on(born), PLACE, {"sex": sex}))


def _file(seed: int, subject: Subject) -> Told:
    return Told(subject, Dice(seed, subject.id), WORKERS)


def _day(day: Day | str) -> Day:
    return on(day) if isinstance(day, str) else day
