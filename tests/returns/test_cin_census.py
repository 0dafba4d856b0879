"""The children in need census: every section on children of our own, and whole files at hand."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sightline.engine.model import Moment, Obligation, State
from sightline.engine.reference import evaluate
from sightline.returns import Delivery, ReturnMapping, built_in, files, read, read_mapping
from sightline.returns.coverage import FileCoverage
from sightline.returns.judged import blind_duties, untriggered_duties
from sightline.standard.calendar import date_of, day_of, end_of_day
from sightline.standard.model import Standard
from tests.england import england as the_standard

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "data" / "cin"

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Message>
<Header>
<CollectionDetails><Collection>CIN</Collection><Year>{year}</Year>
<ReferenceDate>{reference}</ReferenceDate></CollectionDetails>
<Source><SourceLevel>L</SourceLevel><LEA>899</LEA><SoftwareCode>Test</SoftwareCode>
<Release>1</Release><SerialNo>001</SerialNo><DateTime>2023-05-23T11:14:05</DateTime></Source>
</Header>
<Children>
"""

BORN = "<PersonBirthDate>2012-03-27</PersonBirthDate><Sex>F</Sex>"
UNBORN = "<ExpectedPersonBirthDate>2022-11-02</ExpectedPersonBirthDate><Sex>U</Sex>"
UNASSESSED = {"matter": "referral", "outcome": "no-further-action", "day-known": "no"}


@pytest.fixture(scope="module")
def england() -> Standard:
    return the_standard()


@pytest.fixture(scope="module")
def mapping(england: Standard) -> ReturnMapping:
    return read_mapping(built_in()["cin-census"], england)


def leaves(**values: str) -> str:
    """Elements by name, each on a line of its own, in the order given."""
    return "".join(f"<{name}>{value}</{name}>\n" for name, value in values.items())


def section(name: str, inside: str = "", **values: str) -> str:
    return f"<{name}>\n{leaves(**values)}{inside}</{name}>\n"


def details(inside: str = "", nfa: str = "false", referred: str = "2022-06-01", **more: str) -> str:
    said = leaves(CINreferralDate=referred, ReferralSource="1A", PrimaryNeedCode="N1", **more)
    flag = leaves(ReferralNFA=nfa) if nfa else ""
    return f"<CINdetails>\n{said}{inside}{flag}</CINdetails>\n"


def child(
    *cin: str, name: str = "C1", who: str = BORN, ethnicity: str = "WBRI", disabled: str = ""
) -> str:
    flags = "".join(f"<Disability>{code}</Disability>" for code in disabled.split())
    characteristics = leaves(Ethnicity=ethnicity) if ethnicity else ""
    if flags:
        characteristics += f"<Disabilities>{flags}</Disabilities>\n"
    return (
        f"<Child>\n<ChildIdentifiers>\n<LAchildID>{name}</LAchildID>\n"
        f"<UPN>A999999999999</UPN>\n{who}\n</ChildIdentifiers>\n"
        f"<ChildCharacteristics>\n{characteristics}</ChildCharacteristics>\n"
        f"{''.join(cin)}</Child>\n"
    )


def assessed(started: str, authorised: str = "", *factors: str) -> str:
    found = "".join(f"<AssessmentFactors>{factor}</AssessmentFactors>" for factor in factors)
    authorised_on = {"AssessmentAuthorisationDate": authorised} if authorised else {}
    inside = f"<FactorsIdentifiedAtAssessment>{found}</FactorsIdentifiedAtAssessment>\n"
    return section("Assessments", inside, AssessmentActualStartDate=started, **authorised_on)


def enquired(started: str, conference: str = "", not_required: str = "false") -> str:
    held = {"DateOfInitialCPC": conference} if conference else {}
    return section(
        "Section47",
        S47ActualStartDate=started,
        InitialCPCtarget="2022-06-23",
        **held,
        ICPCnotRequired=not_required,
    )


def protected(started: str, ended: str = "", *reviews: str) -> str:
    end = {"CPPendDate": ended} if ended else {}
    held = "".join(section("Reviews", CPPreviewDate=review) for review in reviews)
    return section(
        "ChildProtectionPlans",
        held,
        CPPstartDate=started,
        **end,
        InitialCategoryOfAbuse="NEG",
        LatestCategoryOfAbuse="MUL",
        NumberOfPreviousCPP="2",
    )


class Census:
    """Writes a census of these children and reads it."""

    def __init__(self, standard: Standard, mapping: ReturnMapping, folder: Path) -> None:
        self.standard, self.mapping, self.path = standard, mapping, folder / "census.xml"

    def __call__(
        self, *children: str, year: str = "2023", reference: str = "2023-03-31"
    ) -> Delivery:
        head = HEAD.format(year=year, reference=reference)
        self.path.write_text(head + "".join(children) + "</Children>\n</Message>\n", "utf-8")
        return read(self.standard, self.mapping, self.path)

    def judged(self, found: Delivery, duty: str, on: str = "2023-03-31") -> list[Obligation]:
        """What became of a duty on every file, in the order in which it fell due."""
        day = day_of(date.fromisoformat(on))
        judged = [
            obligation
            for file in files(found)
            for obligation in evaluate(
                self.standard,
                file,
                known_at=end_of_day(day_of(date(2027, 6, 1))),
                on=Moment(day),
                watched=found.watched,
                duties=[duty],
            ).obligations
        ]
        return sorted(judged, key=lambda each: each.due.day if each.due is not None else 0)


@pytest.fixture
def census(england: Standard, mapping: ReturnMapping, tmp_path: Path) -> Census:
    return Census(england, mapping, tmp_path)


def told(found: Delivery, kind: str) -> list[tuple[str, str, Mapping[str, object]]]:
    """Records of a kind: first day, last day, fields."""
    return [
        (
            date_of(record.at.day).isoformat(),
            date_of(record.ended.day).isoformat() if record.ended is not None else "",
            dict(record.details),
        )
        for record in found.records
        if record.kind == kind and record.at is not None
    ]


def became(obligations: list[Obligation]) -> list[tuple[State, str]]:
    """State and due day of each."""
    return [
        (each.state, date_of(each.due.day).isoformat() if each.due is not None else "")
        for each in obligations
    ]


# --- who the children are --------------------------------------------------------------------


def test_a_child_is_who_the_census_says(census: Census) -> None:
    found = census(child(details()))
    assert not found.rejects
    (subject,) = found.subjects.values()
    assert (subject.id, subject.type, subject.place) == ("C1", "child", "la-899")
    assert subject.born == day_of(date(2012, 3, 27))
    assert subject.attributes == {"sex": "female", "ethnicity": "white-british"}


@pytest.mark.parametrize(
    ("said", "sex"),
    [
        ("<Sex>M</Sex>", "male"),
        ("<Sex>F</Sex>", "female"),
        ("<Sex>U</Sex>", "unknown"),
        ("<GenderCurrent>1</GenderCurrent>", "male"),
        ("<GenderCurrent>2</GenderCurrent>", "female"),
        ("<GenderCurrent>0</GenderCurrent>", "unknown"),
        ("<GenderCurrent>9</GenderCurrent>", "unknown"),
        ("", None),
    ],
)
def test_sex_and_the_gender_of_older_layouts(census: Census, said: str, sex: str | None) -> None:
    found = census(child(details(), who=said))
    assert not found.rejects
    assert found.subjects["C1"].attributes.get("sex") == sex


def test_a_sex_that_is_no_code_costs_nothing_else(census: Census) -> None:
    found = census(child(details(), who=BORN.replace("F", "1")))
    (reject,) = found.rejects
    assert (reject.field, reject.found) == ("Sex", "1")
    assert found.subjects["C1"].born == day_of(date(2012, 3, 27))
    assert "sex" not in found.subjects["C1"].attributes


@pytest.mark.parametrize(("code", "kept"), [("REFU", "declined"), ("NOBT", "unknown"), ("", None)])
def test_declined_unknown_and_not_recorded_are_three_answers(
    census: Census, code: str, kept: str | None
) -> None:
    found = census(child(details(), ethnicity=code))
    assert found.subjects["C1"].attributes.get("ethnicity") == kept


@pytest.mark.parametrize(
    ("codes", "kept"),
    [
        ("NONE", ("none",)),
        ("HAND HEAR", ("hand-function", "hearing")),
        ("", None),
    ],
)
def test_no_disability_is_an_answer_and_absence_is_none(
    census: Census, codes: str, kept: tuple[str, ...] | None
) -> None:
    found = census(child(details(), disabled=codes))
    ((_, _, case),) = told(found, "case")
    assert case.get("disabilities") == kept


def test_an_unborn_child_has_a_day_expected_and_no_day_of_birth(census: Census) -> None:
    found = census(child(details(), who=UNBORN))
    assert found.subjects["C1"].born is None
    ((_, _, case),) = told(found, "case")
    assert case["expected-birth-on"] == "2022-11-02"


def test_a_death_is_a_dated_record(census: Census) -> None:
    found = census(child(details(), who=BORN + leaves(PersonDeathDate="2022-12-24")))
    assert told(found, "incident") == [("2022-12-24", "", {"type": "death"})]


def test_the_end_of_a_pregnancy_is_not_the_death_of_a_child(census: Census) -> None:
    ended = {"CINclosureDate": "2022-10-01", "ReasonForClosure": "RC2"}
    found = census(child(details(**ended), who=UNBORN + leaves(PersonDeathDate="2022-09-24")))
    assert not told(found, "incident")
    ((_, _, case),) = told(found, "case")
    assert case["closing-reason"] == "died"


def test_pupil_numbers_go_nowhere(census: Census) -> None:
    found = census(child(details(assessed("2022-06-02", "2022-06-20", "1A"))))
    assert "A999999999999" not in repr(found)


# --- the sections ----------------------------------------------------------------------------


def test_a_referral_opens_a_case(census: Census) -> None:
    closed = {"CINclosureDate": "2022-08-05", "ReasonForClosure": "RC8"}
    found = census(child(details(**closed), disabled="NONE"))
    assert told(found, "referral") == [
        (
            "2022-06-01",
            "",
            {
                "to": "social-care",
                "source": "family",
                "main-need": "abuse-or-neglect",
                "no-further-action": "no",
            },
        )
    ]
    assert told(found, "case") == [
        (
            "2022-06-01",
            "2022-08-05",
            {
                "service": "social-care",
                "basis": "need",
                "closing-reason": "nothing-more",
                "disabilities": ("none",),
            },
        )
    ]
    assert not told(found, "decision")


@pytest.mark.parametrize(
    ("flag", "decisions", "cases"),
    [("true", [UNASSESSED], 0), ("1", [UNASSESSED], 0), ("false", [], 1), ("0", [], 1)],
)
def test_nothing_more_done_is_a_decision_whose_day_is_not_known(
    census: Census, flag: str, decisions: list[dict[str, str]], cases: int
) -> None:
    found = census(child(details(nfa=flag), disabled="HEAR"))
    assert not found.rejects
    assert [(day, fields) for day, _, fields in told(found, "decision")] == [
        ("2022-06-01", fields) for fields in decisions
    ]
    assert len(told(found, "case")) == cases
    ((_, _, referral),) = told(found, "referral")
    assert referral["no-further-action"] == ("no" if cases else "yes")


def test_a_flag_that_is_neither_yes_nor_no_is_refused(census: Census) -> None:
    found = census(child(details(nfa="maybe")))
    assert [(reject.field, reject.found) for reject in found.rejects] == [("ReferralNFA", "maybe")]
    assert not found.records


def test_two_referrals_of_one_child(census: Census) -> None:
    first = details(CINclosureDate="2022-07-01", ReasonForClosure="RC7")
    found = census(child(first, details(referred="2022-10-03")))
    assert [(day, end) for day, end, _ in told(found, "case")] == [
        ("2022-06-01", "2022-07-01"),
        ("2022-10-03", ""),
    ]
    assert len(found.subjects) == 1


def test_an_assessment_stands_on_the_day_it_was_authorised(census: Census) -> None:
    found = census(child(details(assessed("2022-06-02", "2022-07-14", "1A", "3B", "24A"))))
    assert told(found, "assessment") == [
        (
            "2022-07-14",
            "",
            {
                "tool": "single",
                "factors": ("alcohol-child", "domestic-abuse-parent", "criminal-exploitation"),
            },
        )
    ]


def test_an_assessment_without_factors_has_none_recorded(census: Census) -> None:
    found = census(child(details(assessed("2022-06-02", "2022-07-14"))))
    ((_, _, fields),) = told(found, "assessment")
    assert "factors" not in fields


def test_an_assessment_that_is_not_finished_is_under_way(census: Census) -> None:
    found = census(child(details(assessed("2023-03-20"))))
    assert not found.rejects
    assert told(found, "assessment-work") == [("2023-03-20", "", {"tool": "single"})]
    assert not told(found, "assessment")


def test_plans_have_no_id_and_are_told_by_child_and_first_day(census: Census) -> None:
    def plan(first: str, last: str = "") -> str:
        end = {"CINPlanEndDate": last} if last else {}
        return section("CINPlanDates", CINPlanStartDate=first, **end)

    inside = plan("2022-06-20", "2022-09-01") + plan("2022-11-01")
    first, again = census(child(details(inside))), census(child(details(inside)))
    assert told(first, "plan") == [
        ("2022-06-20", "2022-09-01", {"type": "child-in-need"}),
        ("2022-11-01", "", {"type": "child-in-need"}),
    ]
    ids = [record.id for record in first.records if record.kind == "plan"]
    assert ids == [record.id for record in again.records if record.kind == "plan"]
    assert len({*ids}) == 2


def test_an_enquiry_is_a_decision_and_its_conference_a_meeting(census: Census) -> None:
    found = census(child(details(enquired("2022-06-02", "2022-06-17"))))
    assert told(found, "decision") == [
        (
            "2022-06-02",
            "",
            {"matter": "section-47", "outcome": "enquiry", "no-conference": "no"},
        )
    ]
    assert told(found, "meeting") == [("2022-06-17", "", {"type": "initial-conference"})]


def test_an_enquiry_that_needs_no_conference(census: Census) -> None:
    found = census(child(details(enquired("2022-06-02", not_required="1"))))
    assert [fields["outcome"] for _, _, fields in told(found, "decision")] in (
        ["enquiry", "no-conference"],
        ["no-conference", "enquiry"],
    )
    assert not told(found, "meeting")


def test_one_conference_of_two_enquiries_is_one(census: Census) -> None:
    two = enquired("2022-06-02", "2022-06-23") + enquired("2022-06-10", "2022-06-23")
    found = census(child(details(two)))
    assert not found.rejects
    assert len(told(found, "decision")) == 2
    assert len(told(found, "meeting")) == 1


def test_a_conference_without_an_enquiry(census: Census) -> None:
    found = census(child(details(DateOfInitialCPC="2022-06-20")))
    assert told(found, "meeting") == [("2022-06-20", "", {"type": "initial-conference"})]


def test_a_protection_plan_and_its_reviews(census: Census) -> None:
    plan = protected("2022-06-17", "2023-02-15", "2022-09-10", "2023-02-15")
    found = census(child(details(plan)))
    assert told(found, "plan") == [
        (
            "2022-06-17",
            "2023-02-15",
            {
                "type": "child-protection",
                "category": "neglect",
                "latest-category": "several",
                "earlier-plans": 2,
            },
        )
    ]
    assert told(found, "meeting") == [
        ("2022-09-10", "", {"type": "review-conference"}),
        ("2023-02-15", "", {"type": "review-conference"}),
    ]


def test_reviews_may_share_one_element(census: Census) -> None:
    apart = protected("2022-06-17", "", "2022-09-10", "2023-02-15")
    together = apart.replace("</Reviews>\n<Reviews>\n", "")
    assert together != apart
    held = [
        [(record.id, record.at) for record in census(child(details(plan))).records]
        for plan in (apart, together)
    ]
    assert held[0] == held[1]


def test_elements_that_say_nothing_are_no_records(census: Census) -> None:
    blank = "<Assessments/>\n<Section47></Section47>\n<CINPlanDates>\n</CINPlanDates>\n"
    plan = protected("2022-06-17").replace("</Child", "<Reviews/></Child")
    found = census(child(details(blank + plan)))
    assert not found.rejects
    kinds = Counter(record.kind for record in found.records)
    assert kinds == {"referral": 1, "case": 1, "plan": 1}


def test_records_of_one_kind_and_day_stay_apart(census: Census) -> None:
    """A conference, a review and a meeting before proceedings; an enquiry, a flag, two plans."""
    day = "2022-06-01"
    inside = (
        enquired(day, day, "true")
        + section("CINPlanDates", CINPlanStartDate=day)
        + protected(day, "", day)
        + section("PreProceedingsandFGDM", PPStartDate=day, InitialPPMeetingDate=day)
    )
    found = census(child(details(inside, nfa="true")), year="2027")
    assert not found.rejects
    kinds = Counter(record.kind for record in found.records)
    assert kinds == {"referral": 1, "decision": 4, "meeting": 3, "plan": 2}


def test_pre_proceedings(census: Census) -> None:
    inside = section(
        "PreProceedingsandFGDM",
        PPStartDate="2026-09-09",
        LBPSentDate="2026-09-20",
        FGDMMeetingOffer="1",
        FGDMMeetingFac="0",
        InitialPPMeetingDate="2026-09-28",
        ReviewMeetingsCount="3",
        StepDecisionDate="2026-12-01",
        PPOutcome="A",
        CourtAppDate="2026-12-18",
        LetterInitCPDate="2027-02-05",
    )
    found = census(child(details(inside)), year="2027", reference="2027-03-31")
    assert not found.rejects
    assert told(found, "decision") == [
        ("2026-09-09", "", {"matter": "pre-proceedings", "outcome": "agreed"}),
        ("2026-12-01", "", {"matter": "pre-proceedings-end", "outcome": "unknown"}),
    ]
    assert told(found, "meeting") == [("2026-09-28", "", {"type": "pre-proceedings"})]
    assert told(found, "notice") == [
        (
            "2026-09-20",
            "",
            {
                "what": "letter-before-proceedings",
                "to": "parent",
                "family-meeting-offered": "yes",
                "family-meeting-held": "no",
            },
        ),
        ("2026-12-18", "", {"what": "care-application", "to": "court"}),
        ("2027-02-05", "", {"what": "care-proceedings", "to": "parent"}),
    ]


# --- what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["06/10/2022", "2022-13-45", "10-06-2022"])
def test_a_day_written_otherwise_is_refused_and_never_guessed(census: Census, written: str) -> None:
    found = census(child(details(assessed("2022-06-02", written, "1A"))))
    for reject in found.rejects:
        assert (reject.field, reject.found) == ("AssessmentAuthorisationDate", written)
        assert line(census, reject.field_line) == f"<AssessmentAuthorisationDate>{written}"
    assert [record.kind for record in found.records] == ["case", "referral"]


def test_an_assessment_authorised_before_it_starts_is_refused(census: Census) -> None:
    found = census(child(details(assessed("2022-07-14", "2022-06-02", "1A"))))
    for reject in found.rejects:
        assert (reject.field, reject.found) == ("AssessmentAuthorisationDate", "2022-06-02")
        assert line(census, reject.field_line) == "<AssessmentAuthorisationDate>2022-06-02"
    assert not told(found, "assessment-work")
    assert not told(found, "assessment")
    assert (of("assessments", found).refused, of("assessments", found).partly_used) == (1, 0)


@pytest.mark.parametrize(
    ("inside", "field"),
    [
        (
            section("CINPlanDates", CINPlanStartDate="2022-06-20", CINPlanEndDate="2022-06-01"),
            "CINPlanEndDate",
        ),
        (protected("2022-06-17", "2022-06-16"), "CPPendDate"),
    ],
)
def test_an_end_before_the_start_is_refused(census: Census, inside: str, field: str) -> None:
    found = census(child(details(inside)))
    (reject,) = found.rejects
    assert reject.field == field
    assert not told(found, "plan")


def test_a_closure_before_the_referral_costs_the_case_alone(census: Census) -> None:
    found = census(child(details(CINclosureDate="2022-05-31", ReasonForClosure="RC7")))
    (reject,) = found.rejects
    assert reject.field == "CINclosureDate"
    assert [record.kind for record in found.records] == ["referral"]


@pytest.mark.parametrize(
    ("inside", "field"),
    [
        (assessed("2022-06-02", "2022-07-14", "1A", "RB"), "AssessmentFactors"),
        (protected("2022-06-17").replace("NEG", "XXX"), "InitialCategoryOfAbuse"),
    ],
)
def test_a_code_that_is_on_no_list_is_refused_by_name(
    census: Census, inside: str, field: str
) -> None:
    found = census(child(details(inside)))
    (reject,) = found.rejects
    assert reject.field.endswith(field)


def test_a_child_that_is_there_twice_is_one(census: Census) -> None:
    twice = child(details(enquired("2022-06-02", "2022-06-17")))
    found = census(twice, twice)
    assert not found.rejects
    assert Counter(record.kind for record in found.records) == {
        "referral": 1,
        "case": 1,
        "decision": 1,
        "meeting": 1,
    }


def test_a_child_told_two_ways_is_refused_the_second_time(census: Census) -> None:
    found = census(child(details()), child(details(), who=BORN.replace("2012", "2013")))
    (reject,) = found.rejects
    assert reject.field == "PersonBirthDate"
    assert found.subjects["C1"].born == day_of(date(2012, 3, 27))


def line(census: Census, number: int) -> str:
    """A line of the census as it was written, up to where its element closes."""
    return census.path.read_text("utf-8").splitlines()[number - 1].partition("</")[0]


# --- what it covers --------------------------------------------------------------------------


def test_the_census_covers_the_year_that_ends_on_its_reference_date(census: Census) -> None:
    found = census(child(details()))
    assert {
        (each.place, each.kind, date_of(each.first).isoformat(), date_of(each.last).isoformat())
        for each in found.watched
    } == {
        ("la-899", "assessment", "2022-04-01", "2023-03-31"),
        ("la-899", "decision", "2022-04-01", "2023-03-31"),
        ("la-899", "meeting", "2022-04-01", "2023-03-31"),
    }


def test_what_the_census_can_tell_is_judged_and_the_rest_is_not(
    census: Census, england: Standard
) -> None:
    inside = section("PreProceedingsandFGDM", PPStartDate="2026-09-09")
    filled = census(child(details(inside))).coverage.kinds
    judged = {
        "core-assessment",
        "icpc",
        "cp-review-first",
        "cp-review-next",
        "pre-proceedings-decision",
    }
    unseen = {*blind_duties(england, filled), *untriggered_duties(england, filled)}
    assert not judged & unseen
    assert {"csc-referral", "initial-assessment", "lac-review-first"} <= unseen


# --- the duties, by working days ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("authorised", "state"),
    # Wednesday 1 June 2022: the jubilee took Thursday 2 and Friday 3.
    [("2022-08-05", State.MET), ("2022-08-08", State.LATE), ("", State.OVERDUE)],
)
def test_an_assessment_within_forty_five_working_days(
    census: Census, authorised: str, state: State
) -> None:
    found = census(child(details(assessed("2022-06-06", authorised, "21"))))
    assert became(census.judged(found, "core-assessment")) == [(state, "2022-08-05")]


def test_a_referral_with_nothing_more_done_owes_no_assessment(census: Census) -> None:
    found = census(child(details(nfa="true")))
    assert became(census.judged(found, "core-assessment")) == [(State.LAPSED, "2022-08-05")]


def test_two_referrals_owe_two_assessments(census: Census) -> None:
    first = details(assessed("2022-06-06", "2022-07-01", "16A"), CINclosureDate="2022-07-01")
    found = census(child(first, details(referred="2022-12-01")))
    assert became(census.judged(found, "core-assessment")) == [
        (State.MET, "2022-08-05"),
        (State.OVERDUE, "2023-02-07"),
    ]


def test_what_began_before_the_census_year_is_not_called_overdue(census: Census) -> None:
    found = census(child(details(referred="2022-03-01")))
    assert became(census.judged(found, "core-assessment")) == [(State.NOT_WATCHED, "2022-05-06")]


def test_what_is_due_after_the_census_year_is_open(census: Census) -> None:
    found = census(child(details(referred="2023-03-01")))
    assert became(census.judged(found, "core-assessment")) == [(State.OPEN, "2023-05-09")]
    assert became(census.judged(found, "core-assessment", "2023-06-30")) == [
        (State.NOT_WATCHED, "2023-05-09")
    ]


@pytest.mark.parametrize(
    ("held", "state"),
    # Friday 16 December 2022: 26 and 27 December and 2 January are bank holidays.
    [("2023-01-11", State.MET), ("2023-01-12", State.LATE), ("", State.OVERDUE)],
)
def test_a_conference_within_fifteen_working_days_of_the_enquiry(
    census: Census, held: str, state: State
) -> None:
    found = census(child(details(enquired("2022-12-16", held))))
    assert became(census.judged(found, "icpc")) == [(state, "2023-01-11")]


def test_an_enquiry_that_needs_no_conference_owes_none(census: Census) -> None:
    found = census(child(details(enquired("2022-12-16", not_required="true"))))
    assert became(census.judged(found, "icpc")) == [(State.LAPSED, "2023-01-11")]


@pytest.mark.parametrize(
    ("reviewed", "state"),
    [("2022-08-31", State.MET), ("2022-09-01", State.LATE), ("", State.OVERDUE)],
)
def test_a_first_review_within_three_months(census: Census, reviewed: str, state: State) -> None:
    reviews = (reviewed,) if reviewed else ()
    found = census(child(details(protected("2022-05-31", "", *reviews), referred="2022-05-03")))
    assert became(census.judged(found, "cp-review-first")) == [(state, "2022-08-31")]


def test_later_reviews_every_six_months(census: Census) -> None:
    plan = protected("2022-04-04", "", "2022-06-30", "2023-01-03")
    found = census(child(details(plan, referred="2022-04-01")))
    assert became(census.judged(found, "cp-review-first")) == [(State.MET, "2022-07-04")]
    assert became(census.judged(found, "cp-review-next")) == [
        (State.LATE, "2022-12-30"),
        (State.OPEN, "2023-07-03"),
    ]


def test_reviews_of_a_plan_from_an_earlier_year_count_from_the_first_on_file(
    census: Census,
) -> None:
    plan = protected("2021-01-11", "2023-03-20", "2022-05-10", "2022-11-10")
    found = census(child(details(plan, referred="2020-12-01")))
    assert became(census.judged(found, "cp-review-first")) == [(State.NOT_WATCHED, "2021-04-11")]
    assert became(census.judged(found, "cp-review-next")) == [
        (State.MET, "2022-11-10"),
        (State.LAPSED, "2023-05-10"),
    ]


@pytest.mark.parametrize(
    ("decided", "state"),
    [("2026-12-30", State.MET), ("2026-12-31", State.LATE), ("", State.OVERDUE)],
)
def test_pre_proceedings_within_sixteen_weeks(census: Census, decided: str, state: State) -> None:
    end = {"StepDecisionDate": decided} if decided else {}
    inside = section("PreProceedingsandFGDM", PPStartDate="2026-09-09", **end)
    found = census(
        child(details(inside, referred="2026-05-01")), year="2027", reference="2027-03-31"
    )
    judged = census.judged(found, "pre-proceedings-decision", "2027-03-31")
    assert became(judged) == [(state, "2026-12-30")]


# --- whole files -----------------------------------------------------------------------------


def of(table: str, found: Delivery) -> FileCoverage:
    """What became of the rows of one table."""
    (coverage,) = [file for file in found.coverage.files if file.table == table]
    return coverage


ROWS = {
    "children": "ChildIdentifiers",
    "sex": "ChildIdentifiers",
    "gender": "ChildIdentifiers",
    "characteristics": "ChildCharacteristics",
    "deaths": "ChildIdentifiers",
    "referrals": "CINdetails",
    "assessments": "Assessments",
    "need-plans": "CINPlanDates",
    "enquiries": "Section47",
    "protection-plans": "ChildProtectionPlans",
    "protection-reviews": "CPPreviewDate",
    "pre-proceedings": "PreProceedingsandFGDM",
}
"""Each table, and the element that its rows are."""

ONE_CHILD_OF_OLD = (
    {"referral": 1, "decision": 1, "meeting": 3, "plan": 2, "incident": 1},
    # Expected in 1066; and assessed in 1970, before there was such an assessment.
    [("1066-04-13", "/ChildIdentifiers/ExpectedPersonBirthDate"), ("", ""), ("", "")],
)

WHOLE = {
    "CIN_Census_2021.xml": (1, *ONE_CHILD_OF_OLD),
    "CIN_header_issues_100.xml": (1, *ONE_CHILD_OF_OLD),
    "CIN_Census_2024.xml": (
        2,
        {
            "referral": 2,
            "case": 2,
            "decision": 1,
            "meeting": 3,
            "plan": 2,
            "assessment": 1,
            "assessment-work": 1,
        },
        [
            ("1", "Sex"),
            ("2020-09-19", "AssessmentAuthorisationDate"),  # begun in 2028: neither the work
            ("2020-09-19", "AssessmentAuthorisationDate"),  # nor the assessment
        ],
    ),
    "fake_CIN_data.xml": (
        332,
        {"referral": 402, "decision": 402, "meeting": 350, "incident": 21},
        [],
    ),
}
"""Files by name: children, records by kind, and what was refused (found, field)."""


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the files are not at hand")
@pytest.mark.parametrize("name", WHOLE)
def test_every_element_of_a_whole_file_is_accounted_for(
    name: str, england: Standard, mapping: ReturnMapping
) -> None:
    found = read(england, mapping, SAMPLES / name)
    children, kinds, refused = WHOLE[name]
    assert len(found.subjects) == children
    assert Counter(record.kind for record in found.records) == kinds
    for reject, (value, field) in zip(found.rejects, refused, strict=True):
        assert value in reject.found
        assert reject.field == field
    there = Counter(element.tag for element in ElementTree.parse(SAMPLES / name).iter())
    assert {table.table: table.read for table in found.coverage.files} == {
        table: there[element] for table, element in ROWS.items()
    }
    for table in found.coverage.files:
        assert table.read == table.used + sum(table.ignored.values()) + table.refused
    (document,) = found.coverage.documents
    assert document.units == there["Child"]
    assert (document.sections_not_read, document.columns_ignored) == ((), ())


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the files are not at hand")
def test_referrals_with_nothing_more_done_are_never_overdue(census: Census) -> None:
    found = read(census.standard, census.mapping, SAMPLES / "fake_CIN_data.xml")
    states = Counter(state for state, _ in became(census.judged(found, "core-assessment", REACHED)))
    assert states == {State.LAPSED: 296}


REACHED = "2022-07-21"
"""The reference date of the file of 332 children, all of whose referrals came to nothing."""
