"""Every word of the YAML, in one table for each kind of mapping.

The readers take from here which words a mapping knows, and :mod:`sightline.standard.schema` draws
the editors' schema from the same tables, so that the two cannot drift. ``value`` is a name in
``schema.VALUES``; ``needed`` words must be said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """What the value of a word is, whether it must be said, and what it means."""

    value: str
    help: str
    needed: bool = False


Table = Mapping[str, Word]

STANDARD: Table = {
    "name": Word("name", "The standard's short name.", needed=True),
    "title": Word("text", "What it is called.", needed=True),
    "version": Word("text", "Its version.", needed=True),
    "jurisdiction": Word("name", "The calendar of places without their own.", needed=True),
}

# --- kinds -----------------------------------------------------------------------------------

KIND: Table = {
    "title": Word("text", "What it is called.", needed=True),
    "group": Word("text", "The heading that it stands under."),
    "help": Word("text", "When to record one."),
    "lasts": Word("lasts", "How long a record holds; a point unless said."),
    "key": Word("names", "until-next only: which records follow one another."),
    "or": Word("name", "until-next only: ends with this span kind too."),
    "also-on": Word("names", "Further files: about, or fields of type file."),
    "sensitivity": Word("sensitivity", "Who must not see it by default."),
    "recorded-by": Word("names", "Who may record it."),
    "read-by": Word("names", "Who may read it."),
    "fields": Word("fields", "What a record says."),
}

FIELD: Table = {
    "title": Word("text", "The question or label.", needed=True),
    "type": Word("field-type", "What it holds.", needed=True),
    "codes": Word("codes", "The code list of a field of type code or codes."),
    "required": Word("yes-no", "Whether it must be answered."),
    "help": Word("text", "How to answer."),
    "sensitivity": Word("sensitivity", "Who must not see it by default."),
    "narrative": Word("yes-no", "Free text that never leaves in an extract."),
}

CODE: Table = {
    "label": Word("text", "What the code means.", needed=True),
    "from": Word("day", "The first day on which it may be used."),
    "until": Word("day", "The first day on which it may not be used any more."),
}

# --- records, conditions, clocks -------------------------------------------------------------

CONDITIONS: Table = {
    "while": Word("running", "What must be running, all of it."),
    "age": Word("age-range", "The age of the file's subject."),
    "of-subject": Word("of-subject", "The age of the subject that the record was filed on."),
    "subject": Word("tests", "The subject's attributes."),
    "lasted": Word("interval-range", "How long the trigger has run."),
}

TRIGGER: Table = {"at": Word("moment-name", "Which of its moments counts."), **CONDITIONS}

TIES: Table = {
    "about": Word("trigger", "It must be about the trigger."),
    "same": Word("names", "Fields that must agree with the trigger's."),
}

ANSWER: Table = {**TRIGGER, **TIES}

IN_FORCE: Table = {"in-force": Word("yes", "One that is running answers.")}

UNLESS: Table = {
    "within": Word("interval", "No earlier than this before the trigger."),
    "covering": Word("yes", "Running at the trigger's moment."),
}

BIRTHDAY: Table = {
    "birthday": Word("age", "Which birthday.", needed=True),
    **{word: CONDITIONS[word] for word in ("while", "age", "subject")},
}

BIRTHDAY_MOMENT: Table = {"birthday": Word("age", "Which birthday.", needed=True)}

ITSELF: Table = {"itself": Word("itself", "The trigger's own record.", needed=True)}

FOR_CONDITIONS: Table = {word: CONDITIONS[word] for word in ("while", "age", "subject", "lasted")}

NUMBER_RANGE: Table = {
    "at least": Word("number", "At least this."),
    "under": Word("number", "Under this."),
}

AGE_RANGE: Table = {
    "at least": Word("age", "At least this old."),
    "under": Word("age", "Under this age."),
}

INTERVAL_RANGE: Table = {
    "at least": Word("interval", "At least this long."),
    "under": Word("interval", "Under this long."),
}

OF_SUBJECT: Table = {"age": Word("age-range", "Its age.", needed=True)}

CLOCK: Table = {
    "within": Word("interval-of", "A forward clock."),
    "before": Word("interval-of", "A clock that counts back."),
    "by": Word("by", "Due on the moment itself; with each, a day of the period."),
    "later-of": Word("two-clocks", "The later of two clocks."),
    "earlier-of": Word("two-clocks", "The earlier of two clocks."),
}

RECURRENCE: Table = {
    "every": Word("every", "A rolling recurrence."),
    "each": Word("period", "A recurrence by calendar period."),
}

BESIDE_CLOCK: Table = {
    "of": Word("moment", "The moment that within or before counts from."),
    "steps": Word("steps", "Which steps of every are owed: 1, 2 to 4, 3 onwards."),
    "after": Word("yes", "by is a day of the next period."),
    "part-periods": Word("owed", "Part-periods at either end are owed."),
}

INTERVAL_OF: Table = {
    "interval": Word("interval", "How long.", needed=True),
    "of": Word("moment", "The moment that it counts from."),
}

EVERY: Table = {
    "first": Word("interval-of", "The first step, from the start."),
    "then": Word("intervals-of", "The steps after it; the last repeats.", needed=True),
    "steps": BESIDE_CLOCK["steps"],
}

# --- duties ----------------------------------------------------------------------------------

OWED: Table = {
    "owner": Word("name", "The role that must act."),
    "when": Word("triggers", "What opens the obligation."),
    "then": Word("answers", "What meets it."),
    "never": Word("never", "What must not be: makes a prohibition."),
    **CONDITIONS,
    "while": Word("running-or-spans", "What must be running, or the spans of a recurrence."),
    **CLOCK,
    **RECURRENCE,
    **BESIDE_CLOCK,
    "already": Word("already", "Earlier work counts."),
    "unless": Word("unless", "Nothing is owed after, or during, such a record."),
    "no-older-than": Word("interval", "A precondition's answer must not be older."),
    "lapses": Word("lapses", "What ends the to-do."),
    "running": Word("spared", "A prohibition spares what already runs."),
}

VERSION: Table = {
    "from": Word("day", "The first day in force.", needed=True),
    "until": Word("day", "The first day no longer in force."),
    "basis": Word("basis", "On whose word it stands.", needed=True),
    "source": Word("text", "Where it is written.", needed=True),
    "certainty": Word("certainty", "Whether the source still has to be checked."),
    "decided-by": Word("text", "Who decided it."),
    "decided-on": Word("day", "When it was decided."),
    "for": Word("for", "Which triggers the rule is for."),
}

RULE: Table = {**VERSION, **OWED}

PART: Table = {
    "title": Word("text", "What is owed.", needed=True),
    "rules": Word("rules", "Rules of its own, in place of the duty's."),
    **OWED,
}

DUTY: Table = {
    "title": Word("text", "What is owed, in a sentence.", needed=True),
    "serves": Word("paths", "The sections of the review that it serves.", needed=True),
    "owed-to": Word("subject-types", "To whom it is owed.", needed=True),
    "why": Word("text", "Why it matters.", needed=True),
    "rules": Word("rules", "What is owed, version by version."),
    "parts": Word("parts", "The things owed under one title."),
    "examples": Word("examples", "Dates in, states out."),
    "guide": Word("guide", "For whoever has to do it."),
    **OWED,
}

GUIDE: Table = {
    "who": Word("text", "Who does what.", needed=True),
    "how": Word("text", "How it is done, or how to refer.", needed=True),
    "good": Word("text", "What good looks like.", needed=True),
}

# --- examples --------------------------------------------------------------------------------

EXAMPLE: Table = {
    "says": Word("text", "The example in a sentence.", needed=True),
    "rule": Word("day", "The rule that it shows, by its first day.", needed=True),
    "records": Word("example-records", "The records on the file.", needed=True),
    "checked": Word("moment-or-day", "The evaluation day, perhaps with a time.", needed=True),
    "expect": Word("expect", "A state, or states in order.", needed=True),
    "subject": Word("example-subject", "Whose file it is."),
    "others": Word("example-others", "Other subjects, by the name that file gives them."),
    "known-at": Word("moment-or-day", "What is known: entered by then."),
    "not-watched": Word("names", "Kinds that nobody watches."),
}

EXAMPLE_RECORD: Table = {
    "on": Word("moment-or-day", "When it began."),
    "until": Word("moment-or-day", "When it ended."),
    "planned-start": Word("day", "When it is planned to begin."),
    "planned-end": Word("day", "When it is planned to end."),
    "recorded": Word("moment-or-day", "When it was entered."),
    "id": Word("code", "What other records call it."),
    "about": Word("code", "The record that it is about."),
    "version-of": Word("code", "The record that it corrects."),
    "withdraws": Word("code", "The record that it withdraws."),
    "agency": Word("text", "Whose record it is."),
    "file": Word("code", "The subject that it was filed on."),
    "entry-unknown": Word("yes", "When it was entered is not known."),
}

EXAMPLE_SUBJECT: Table = {
    "born": Word("day", "Date of birth."),
    "place": Word("name", "The area, which names the calendar."),
    "type": Word("subject-type", "What the subject is."),
}

EXPECTED: Table = {
    "state": Word("state", "The state.", needed=True),
    "due": Word("moment-or-day", "When it was due."),
    "met": Word("moment-or-day", "When it was met, in time or late."),
    "opened": Word("moment-or-day", "When it opened."),
    "part": Word("name", "Which part of the duty."),
    "step": Word("whole-number", "Which step of a rolling recurrence."),
    "period": Word("day", "The first day of the period."),
    "notes": Word("notes", "What else is said of it."),
    "breaches": Word("record-ids", "The records that breach a prohibition."),
}

# --- the rest --------------------------------------------------------------------------------

MEASURE: Table = {
    "title": Word("text", "What it is called.", needed=True),
    "sentence": Word("text", "Its definition in one sentence.", needed=True),
    "of": Word("measure-of", "What is counted.", needed=True),
    "duties": Word("names", "Over the obligations of which duties."),
    "among": Word("period-records", "share-of-period only: over which records of a period."),
    "share": Word("tests", "share-of-period only: what the counted ones must be."),
    "within": Word("interval", "entered-by only: evidence entered by due plus this."),
    "target": Word("number", "What is aimed at."),
}

AMONG: Table = {"age": CONDITIONS["age"]}

ROLES: Table = {
    "posts": Word("holders", "On a holder's own file: the agency and team that they belong to."),
    "covers": Word("holders", "On a holder's own file: who stands in for them."),
    "roles": Word("roles", "The roles that rules name as owners.", needed=True),
}

ROLE: Table = {
    "title": Word("text", "What it is called.", needed=True),
    "agency": Word("name", "The sort of agency on which it falls.", needed=True),
    "held": Word("holders", "The spans on the file that name who holds it."),
}

HOLDER: Table = {
    "by": Word("name", "The field of type file that says who.", needed=True),
    "team": Word("name", "The field that says in which team."),
}

REVIEW: Table = {
    "title": Word("text", "What it is called.", needed=True),
    "source": Word("text", "Where it was published.", needed=True),
    "sections": Word("sections", "Its sections, by the path that duties serve.", needed=True),
}

SECTION: Table = {
    "number": Word("text", "As the review counts.", needed=True),
    "title": Word("text", "What it is about.", needed=True),
    "names": Word("named", "What it speaks of, and the records in which that is seen."),
}

TERM: Table = {
    "name": Word("text", "What it was called.", needed=True),
    "from": Word("day", "From this day."),
    "until": Word("day", "Until this day, no longer included."),
}

CALENDAR: Table = {
    "source": Word("text", "Where it was taken from, with its licence.", needed=True),
    "covers": Word("days-covered", "The days that it covers.", needed=True),
    "holidays": Word("days", "Bank holidays.", needed=True),
    "school": Word("school", "School terms."),
}

SERVICE: Table = {
    "title": Word("text", "What the youth justice service is called.", needed=True),
    "published-as": Word("texts", "Other names under which it is written of."),
    "authorities": Word("authorities", "Whom it serves, by their ONS codes.", needed=True),
}

AUTHORITY: Table = {
    "name": Word("text", "What the local authority is called.", needed=True),
    "dfe": Word("whole-number", "Its number at the Department for Education."),
}

SCHOOL: Table = {
    "guessed": Word("yes-no", "Default terms: what rests on them is provisional."),
    "opens": Word("time", "When a school day starts."),
    "terms": Word("day-ranges", "First and last day of each term.", needed=True),
    "breaks": Word("day-ranges", "Holidays within terms."),
}

DAY_RANGE: Table = {
    "from": Word("day", "The first day.", needed=True),
    "to": Word("day", "The last day.", needed=True),
}

OVERLAY: Table = {
    "overlay": Word("text", "Whose it is.", needed=True),
    "decided-by": Word("text", "Who decided it.", needed=True),
    "decided-on": Word("day", "When it was decided.", needed=True),
    "duties": Word("overlay-duties", "The duties whose interval it sets.", needed=True),
}

OVERLAY_DUTY: Table = {
    "from": Word("day", "From this day.", needed=True),
    "until": Word("day", "Until this day, no longer included."),
    "source": Word("text", "Where it is written.", needed=True),
    "within": Word("interval", "The new interval of a forward clock."),
    "before": Word("interval", "The new interval of a clock that counts back."),
    "every": Word("overlay-every", "The new interval, or intervals, of a rolling recurrence."),
}

OVERLAY_EVERY: Table = {
    "first": Word("interval", "The new interval of the first step."),
    "then": Word("intervals", "The new intervals of the steps after it.", needed=True),
}

# --- closed lists of words -------------------------------------------------------------------

SUBJECT_TYPES = ("child", "adult", "worker", "agency", "board", "establishment")
CERTAINTIES = ("sure", "check")
STATES = (
    "met",
    "excused",
    "lapsed",
    "undated",
    "not watched",
    "late",
    "overdue",
    "open",
    "breached",
    "kept",
)
NOTES = ("ended", "changed since", "time not recorded", "provisional")
ANSWERED = "answered"
SCHOOL_OPENS = "school opens"

NOT_KINDS = frozenset({*ANSWER, *IN_FORCE, *UNLESS, *BIRTHDAY, *EXAMPLE_RECORD, "itself"})
"""Words that stand beside a kind in a mapping of records, and so cannot name one."""

NOT_FIELDS = frozenset({*CONDITIONS, "start", "end", "planned-end", "at least", "under"})
"""Words that stand beside fields in ``for``, or name a moment, and so cannot name a field."""
