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
    "of": Word("subject-types", "On whose files it is kept: a child's and an adult's unless said."),
    "lasts": Word("lasts", "How long a record holds; a point unless said."),
    "key": Word("names", "until-next only: which records follow one another."),
    "or": Word("name", "until-next only: ends with this span kind too."),
    "also-on": Word("names", "Further files: about, or fields of type file."),
    "several": Word("yes-no", "Whether one record may stand on several files that are chosen."),
    "sensitivity": Word("sensitivity", "Who must not see it by default."),
    "recorded-by": Word("names", "Who may record it."),
    "read-by": Word("names", "Who may read it."),
    "significant": Word("significant", "Which of its records are significant events, and why."),
    "alert": Word("alerts", "Which of its records are alerts on the file, and why."),
    "tells": Word("name", "The field of codes that says who was told by it."),
    "countersigned": Word("countersigned", "Which of its records a manager countersigns."),
    "often": Word("yes-no", "Recorded often and at once: offered on the file, starting with now."),
    "starts-from": Word("names", "A form may start from an earlier record; one of each of these."),
    "steps": Word("form-steps", "The pages of a long form; every field is in one of them."),
    "fields": Word("fields", "What a record says."),
}

FORM_STEP: Table = {
    "title": Word("text", "What the page asks.", needed=True),
    "fields": Word("names", "The fields that it asks, in this order.", needed=True),
}

SIGNIFICANT: Table = {
    "why": Word("text", "Why they are, for whoever reads a chronology.", needed=True),
    "when": Word("some-tests", "What their fields must be; all of the kind are unless said."),
}

ALERT: Table = {
    "title": Word("text", "What is so, in a few words: On a child protection plan.", needed=True),
    "why": Word("text", "Why whoever opens the file must know it.", needed=True),
    "when": Word("some-tests", "What its fields must be; all of the kind are unless said."),
    "danger": Word("yes-no", "Whether it is a danger, and not only to be known; no unless said."),
    "for": Word("interval", "point only: how long it is an alert after it happened."),
}

COUNTERSIGNED: Table = {
    "by": Word("names", "As whom: codes of the field role of the kind sign-off.", needed=True),
    "why": Word("text", "Why, for whoever signs.", needed=True),
    "source": Word("text", "Who says so.", needed=True),
    "certainty": Word("certainty", "How sure that is.", needed=True),
    "when": Word("some-tests", "What their fields must be; all of the kind are unless said."),
    "answer": Word("name", "The yes-no field that says it too; signing answers it."),
}

FIELD: Table = {
    "title": Word("text", "The question or label.", needed=True),
    "type": Word("field-type", "What it holds.", needed=True),
    "codes": Word("codes", "The code list of a field of type code or codes."),
    "required": Word("yes-no", "Whether it must be answered."),
    "help": Word("text", "How to answer."),
    "sensitivity": Word("sensitivity", "Who must not see it by default."),
    "narrative": Word("yes-no", "Free text that never leaves in an extract."),
    "carried": Word("yes-no", "Whether a form may start with an earlier answer; yes unless said."),
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

TOLD: Table = {
    "to-child": Word("text", "What is owed, said to a reader of twelve in 20 words at most."),
    "not-told": Word("text", "Why it is not said to the child."),
}

PART: Table = {
    "title": Word("text", "What is owed.", needed=True),
    **TOLD,
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
    **TOLD,
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
    "among": Word("units", "Over which records."),
    "share": Word("signs", "share only: what the counted ones must be."),
    "value": Word("names", "values only: the fields that are given, or age, or day."),
    "measure": Word("name", "highest and share-of-groups only: the figure of each group."),
    "by": Word("name", "highest and share-of-groups only: what the groups are, such as place."),
    "above": Word("above", "share-of-groups only: what the figure of a counted group is above."),
    "within": Word("interval", "entered-by only: evidence entered by due plus this."),
    "target": Word("number", "What is aimed at."),
}

UNITS: Table = {"where": Word("signs", "What else must be so at the record's moment.")}

SIGNS: Table = {
    "itself": Word("tests", "What the record itself must say."),
    "running": Word("running", "What must be running at its moment."),
    "had": Word("running", "What must have begun by then."),
    "about": Word("running", "What must have been recorded about it."),
    "within": Word("interval", "Beside about: no later than this after its moment."),
    "owed": Word("owed-on-the-day", "Which duty was owed on its day, and how that stood."),
    "age": CONDITIONS["age"],
    "subject": CONDITIONS["subject"],
    "any": Word("some-signs", "One of these must be so."),
    "none": Word("some-signs", "None of these may be so."),
}

OWED_ON_THE_DAY: Table = {
    "duty": Word("names", "The duty, or any of some.", needed=True),
    "state": Word("states", "The states; met, late or overdue unless said."),
}

ABOVE: Table = {
    "population": Word("population", "The share of the people of the place.", needed=True)
}

POPULATION: Table = {
    "ethnicity": Word("names", "The ethnic groups.", needed=True),
    "age": CONDITIONS["age"],
}

PRINTED: Table = {
    "from": Word("day", "The first day of the period of its figures.", needed=True),
    "to": Word("day", "The last day.", needed=True),
    "figures": Word("printed-figures", "What it printed, figure by figure.", needed=True),
}

PRINTED_FIGURE: Table = {
    "section": Word("paths", "The section of the review in which it stands.", needed=True),
    "kind": Word("printed-kind", "A share, a count, an extreme or a fact.", needed=True),
    "printed": Word("text", "Its words.", needed=True),
    "measure": Word("name", "The measure that gives it anew.", needed=True),
    "agrees": Word("agreement", "When the two agree.", needed=True),
    "from": Word("day", "The first day of its own period."),
    "to": Word("day", "The last day of its own period."),
    "doubt": Word("text", "What the text leaves open, and how it is read here."),
}

AGREEMENT: Table = {
    "percent": Word("whole-number", "Its value in percent, rounded to the whole number."),
    "from": Word("number", "At least so many percent."),
    "to": Word("number", "At most so many percent."),
    "over": Word("number", "More than so many percent."),
    "under": Word("number", "Less than so many percent."),
    "count": Word("whole-number", "Its count, exactly."),
    "count-over": Word("whole-number", "A count above this."),
    "numerator": Word("whole-number", "Its numerator, exactly."),
    "denominator": Word("whole-number", "Its denominator, exactly."),
    "values": Word("texts", "What its values begin with, in order."),
}

RECOMMENDATIONS: Table = {
    "from": Word("day", "The day of publication, from which it could be done.", needed=True),
    "recommendations": Word("recommended", "What it recommends, one by one.", needed=True),
}

RECOMMENDED: Table = {
    "number": Word("text", "As it is counted.", needed=True),
    "box": Word("text", "The box in which it was printed.", needed=True),
    "section": Word("paths", "The section of the review, which names the bodies.", needed=True),
    "gist": Word("text", "What is asked, in our own words.", needed=True),
    "due": Word("day", "The day by which it was to be done."),
    "parts": Word("recommended-parts", "Its parts that can be checked, by letter.", needed=True),
}

RECOMMENDED_PART: Table = {
    "says": Word("text", "What must be so.", needed=True),
    "shown-by": Word("shown-by", "The duty or measure that shows it."),
    "not-checkable": Word("text", "Why records cannot show it."),
    "by": Word("names", "The bodies that answer for it, unless all that are named do."),
    "note": Word("text", "How it is read here."),
}

SHOWN_BY: Table = {
    "duty": Word("paths", "A duty, one part of it, or some of these: all must be met."),
    "measure": Word("name", "A measure of a share or of timeliness."),
    "must": Word("must", "Of how many it must be so; of all unless said."),
    "from": Word("day", "The first day, whatever period is asked about."),
    "to": Word("day", "The last day, whatever period is asked about."),
}

MUST: Table = {
    "at-least": Word("number", "A share above 0 and up to 1.", needed=True),
}

ROLES: Table = {
    "posts": Word("holders", "On a holder's own file: the agency and team that they belong to."),
    "covers": Word("holders", "On a holder's own file: who stands in for them."),
    "roles": Word("roles", "The roles that rules name as owners.", needed=True),
    "lead": Word("names", "The roles that chase what others owe, the first that is held first."),
}

ROLE: Table = {
    "title": Word("text", "What it is called.", needed=True),
    "agency": Word("name", "The sort of agency on which it falls.", needed=True),
    "held": Word("holders", "The spans on the file that name who holds it."),
    "to-child": Word("text", "Who that is, in the words of a child: your social worker."),
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
    "to": Word("addressed", "Of a recommendation: the bodies that it names, each for a function."),
}

BODIES: Table = {
    "functions": Word("titles", "What bodies do, by name, and what each is.", needed=True),
    "bodies": Word("bodies", "The bodies, by name.", needed=True),
}

BODY: Table = {
    "title": Word("text", "What it is called.", needed=True),
    "known-as": Word("texts", "Other names under which it is written of."),
    "help": Word("text", "What it is, where the name does not say."),
    "local": Word("yes", "Each area has one of its own."),
    "place": Word("name", "Where it acts; england unless said."),
    "from": Word("day", "From this day."),
    "until": Word("day", "Until this day, no longer included."),
    "functions": Word("names", "What it does, or ever did.", needed=True),
    "passes": Word("passings", "Which functions passed to whom, and when."),
    "source": Word("text", "Where it is written.", needed=True),
    "certainty": Word("certainty", "Whether the days still have to be checked.", needed=True),
}

PASSING: Table = {
    "functions": Word("names", "What passed.", needed=True),
    "to": Word("name", "The body that took it up."),
    "why": Word("text", "In place of 'to': why nobody took it up."),
    "on": Word("day", "The first day on which all of it had passed.", needed=True),
    "begins": Word("day", "Where it passed area by area: the first day on which it could."),
    "source": Word("text", "Where it is written.", needed=True),
    "certainty": Word("certainty", "Whether it still has to be checked.", needed=True),
}

CROSSWALK: Table = {
    "domains": Word("domains", "Shared domains of need, by name.", needed=True),
    "tools": Word("tools", "Assessment tools, by name.", needed=True),
}

DOMAIN: Table = {
    "title": Word("text", "What it is called.", needed=True),
    "help": Word("text", "What belongs to it."),
    "strong": Word("seen-in", "The records that find a strong need in it."),
    "some": Word("seen-in", "The records that find some need in it."),
    "none": Word("seen-in", "The records that find no need in it."),
}

TOOL: Table = {
    "title": Word("text", "What it is called.", needed=True),
    "help": Word("text", "What it is for."),
    "seen-in": Word("seen-in", "The records that are an assessment with it.", needed=True),
    "from": Word("day", "From this day."),
    "until": Word("day", "Until this day, no longer included."),
    "issued-by": Word("name", "The body that issued it."),
    "source": Word("text", "Where its sections are written.", needed=True),
    "certainty": Word("certainty", "Whether they still have to be checked.", needed=True),
    "sections": Word("tool-sections", "Its sections, by name.", needed=True),
}

TOOL_SECTION: Table = {
    "title": Word("text", "What it is called.", needed=True),
    "domains": Word("names", "The domains that it speaks of.", needed=True),
}

GUIDE_PAGE: Table = {
    "title": Word("text", "What the page is about.", needed=True),
    "summary": Word("text", "The one thing to know.", needed=True),
    "serves": Word("paths", "The sections of a review that it serves.", needed=True),
    "duties": Word("names", "Duties to read beside it."),
    "what": Word("texts", "What it is.", needed=True),
    "whom": Word("texts", "Whom it concerns.", needed=True),
    "first": Word("texts", "What you do first.", needed=True),
    "decides": Word("texts", "Who decides.", needed=True),
    "write": Word("texts", "What to write down.", needed=True),
    "refused": Word("texts", "What if it is refused.", needed=True),
    "mistakes": Word("texts", "Common mistakes.", needed=True),
    "law": Word("law", "What the law and guidance say, dated.", needed=True),
}

LAW: Table = {
    "title": Word("text", "The act or guidance, and where in it.", needed=True),
    "says": Word("text", "What it says, in our own words.", needed=True),
    "from": Word("day", "From this day.", needed=True),
    "until": Word("day", "Until this day, no longer included."),
    "source": Word("text", "Where it can be read.", needed=True),
    "certainty": Word("certainty", "Whether it still has to be checked.", needed=True),
}

AREAS: Table = {
    "source": Word("text", "Where it was taken from.", needed=True),
    "licence": Word("text", "The licence under which it may be used.", needed=True),
    "areas": Word("areas", "Local authorities, by their ONS codes.", needed=True),
}

AREA: Table = {
    "name": Word("text", "What the local authority is called.", needed=True),
    "sort": Word("area-sort", "What sort of authority it is.", needed=True),
    "from": Word("day", "From this day."),
    "until": Word("day", "Until this day, no longer included."),
    "becomes": Word("codes-of-areas", "The codes that took its place on the day it ended."),
    "certainty": Word("certainty", "Whether it still has to be checked; sure unless said."),
    "note": Word("text", "What changed."),
}

QUESTION_SET: Table = {
    "title": Word("text", "What the set is called.", needed=True),
    "programme": Word("codes-of-programmes", "The programmes of inspection.", needed=True),
    "from": Word("day", "From this day.", needed=True),
    "until": Word("day", "Until this day, no longer included."),
    "source": Word("text", "Where the idea of the questions is from.", needed=True),
    "certainty": Word("certainty", "Whether it still has to be checked.", needed=True),
    "gaps": Word("texts", "What is not known of it, in sentences."),
    "answers": Word("labels", "The answers, by code, and what each means.", needed=True),
    "stages": Word("titles", "The stages of the work, by name.", needed=True),
    "strands": Word("titles", "What the work is for, by name.", needed=True),
    "parts": Word("titles", "The parts of the inspection, by name."),
    "questions": Word("questions", "The questions, by id.", needed=True),
}

QUESTION: Table = {
    "ask": Word("text", "The question, in our own words.", needed=True),
    "stage": Word("name", "The stage of the work.", needed=True),
    "strand": Word("name", "What the work is for.", needed=True),
    "about": Word("question-about", "What it is asked of.", needed=True),
    "part": Word("name", "The part of the inspection."),
    "prompts": Word("texts", "What to look for."),
    "applies": Word("text", "When it does not apply; it always does unless said."),
    "offers": Word("names", "Duties whose obligations may be shown as evidence."),
    "serves": Word("paths", "The sections of a review that it serves."),
}

RATING_RULES: Table = {
    "title": Word("text", "What the rules are called.", needed=True),
    "set": Word("name", "The question set that they rate.", needed=True),
    "by": Word("rated-by", "How a standard comes by its band.", needed=True),
    "from": Word("day", "From this day.", needed=True),
    "until": Word("day", "Until this day, no longer included."),
    "bands": Word("bands", "The words of the scale, the worst first.", needed=True),
    "standards": Word("rated-standards", "What is rated.", needed=True),
    "rounded": Word("yes", "A percentage is rounded to a whole number first, half up."),
    "few": Word("whole-number", "Fewer answers than this are shown with caution."),
    "close": Word("whole-number", "Within so many points of a band a panel may move by one."),
    "source": Word("text", "Where the rules are written.", needed=True),
    "certainty": Word("certainty", "Whether they still have to be checked.", needed=True),
    "gaps": Word("texts", "What is not known of them, in sentences."),
}

BAND: Table = {
    "title": Word("text", "The word of the scale.", needed=True),
    "from": Word("whole-number", "The least percentage that earns it."),
    "points": Word("whole-number", "The points that it gives to a standard."),
    "overall": Word("whole-number", "The least points that earn it overall."),
}

RATED_STANDARD: Table = {
    "title": Word("text", "What is rated.", needed=True),
    "questions": Word("names", "Its key questions."),
    "strand": Word("name", "In place of questions: all questions of this strand."),
    "apart": Word("yes", "It counts towards no overall rating."),
}

SURVEY: Table = {
    "title": Word("text", "What the survey is called.", needed=True),
    "for": Word("text", "Who is asked.", needed=True),
    "where": Word("codes-of-settings", "Where they are.", needed=True),
    "age": Word("age-range", "How old they are; for staff it is left out."),
    "from": Word("day", "In use from this day.", needed=True),
    "until": Word("day", "Until this day, no longer included."),
    "written": Word("day", "The day of these words.", needed=True),
    "fewest": Word("whole-number", "No result is shown of fewer answers.", needed=True),
    "source": Word("text", "Where the idea is from.", needed=True),
    "intro": Word("texts", "What is read before the questions.", needed=True),
    "privacy": Word("texts", "Who sees the answers and who does not.", needed=True),
    "worried": Word("texts", "What if an answer worries us; how to get help now.", needed=True),
    "skip": Word("text", "The label of the button that skips a question.", needed=True),
    "questions": Word("survey-questions", "The questions, in order.", needed=True),
    "gaps": Word("texts", "What is not known, in sentences."),
}

SURVEY_QUESTION: Table = {
    "ask": Word("text", "The printed text.", needed=True),
    "read-aloud": Word("text", "The text for a voice.", needed=True),
    "answers": Word("labels", "The answers, by code, and what each is called.", needed=True),
    "after": Word("answered-before", "Only for those who gave one of these answers before."),
    "worry": Word("codes-of-answers", "Answers after which help is shown again."),
    "serves": Word("paths", "The sections of a review that it serves."),
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
