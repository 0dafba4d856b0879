"""crosswalk.yaml: domains of need, and the tools whose sections speak of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.standard import load
from sightline.standard.model import (
    Crosswalk,
    Domain,
    Finding,
    OneOf,
    Selector,
    Tool,
    ToolSection,
)
from tests.england import england
from tests.standard.small import FILES, faults_of, write
from tests.standard.test_bodies import BODIES

CROSSWALK = """\
domains:
  home:
    title: Where the child lives
    help: A roof.
    strong: {assessment: {needs: home, vulnerability: high}}
    some: [{assessment: {needs: home}}, {plan: {type: release}}]
  health: {title: Health, none: {assessment: {vulnerability: low}}}
tools:
  form:
    title: The form
    help: For everybody.
    seen-in: {assessment: {tool: form}}
    from: 2000-04-01
    until: 2010-04-01
    issued-by: old
    source: The manual
    certainty: sure
    sections:
      one: {title: 1 Home, domains: home}
      both: {title: 2 Both, domains: [home, health]}
  talk:
    title: A talk
    seen-in: [{visit: {}}]
    source: None
    certainty: check
    sections: {all: {title: Everything, domains: health}}
"""


def with_crosswalk(text: str = CROSSWALK) -> dict[str, str | bytes]:
    return {**FILES, "bodies.yaml": BODIES, "crosswalk.yaml": text}


def test_domains_and_tools(tmp_path: Path) -> None:
    read = load(write(tmp_path, with_crosswalk())).crosswalk
    home = OneOf("needs", frozenset({"home"}))
    high = OneOf("vulnerability", frozenset({"high"}))
    low = OneOf("vulnerability", frozenset({"low"}))
    release = OneOf("type", frozenset({"release"}))
    assert read.domains == {
        "home": Domain(
            "home",
            "Where the child lives",
            {
                Finding.STRONG: (Selector("assessment", (home, high)),),
                Finding.SOME: (Selector("assessment", (home,)), Selector("plan", (release,))),
            },
            "A roof.",
        ),
        "health": Domain("health", "Health", {Finding.NONE: (Selector("assessment", (low,)),)}),
    }
    one, both = (
        ToolSection("one", "1 Home", ("home",)),
        ToolSection("both", "2 Both", ("home", "health")),
    )
    assert read.tools["form"] == Tool(
        id="form",
        title="The form",
        seen_in=(Selector("assessment", (OneOf("tool", frozenset({"form"})),)),),
        sections={"one": one, "both": both},
        source="The manual",
        certainty="sure",
        issued_by="old",
        from_=date(2000, 4, 1),
        until=date(2010, 4, 1),
        help="For everybody.",
    )
    assert read.tools["form"].sections_on("home") == (one, both)
    assert read.tools["form"].sections_on("health") == (both,)
    talk = read.tools["talk"]
    assert (talk.issued_by, talk.from_, talk.until, talk.help) == ("", None, None, "")
    assert talk.exists(date(1990, 1, 1)) and talk.sections_on("home") == ()


@pytest.mark.parametrize(
    ("on", "exists"),
    [("2000-03-31", False), ("2000-04-01", True), ("2010-03-31", True), ("2010-04-01", False)],
)
def test_a_tool_lives_from_a_day_until_a_day(tmp_path: Path, on: str, exists: bool) -> None:
    tool = load(write(tmp_path, with_crosswalk())).crosswalk.tools["form"]
    assert tool.exists(date.fromisoformat(on)) is exists


def test_without_the_file_there_is_none(tmp_path: Path) -> None:
    assert load(write(tmp_path, FILES)).crosswalk == Crosswalk()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "needs: home, vulner",
            "needs: hone, vulner",
            "crosswalk.yaml:5:34: expected a code of 'needs' ('home' or 'health'), found 'hone'; "
            "did you mean 'home'?",
        ),
        ("type: release", "type: relaese", "did you mean 'release'?"),
        (
            "domains: [home, health]",
            "domains: [hom, health]",
            "crosswalk.yaml:20:39: expected a domain of crosswalk.yaml, found 'hom'; did you mean "
            "'home'?",
        ),
        (
            "issued-by: old",
            "issued-by: odl",
            "crosswalk.yaml:15:16: expected a body of bodies.yaml, found 'odl'; did you mean "
            "'old'?",
        ),
        ("until: 2010-04-01", "until: 1999-04-01", "expected a day after 'from' (2000-04-01)"),
        (
            ", none: {assessment: {vulnerability: low}}",
            "",
            "crosswalk.yaml:7:11: expected 'strong', 'some' or 'none', which is not said",
        ),
        ("certainty: sure", "certainty: true", "expected 'sure' or 'check', found 'true'"),
        ("    source: The manual\n", "", "crosswalk.yaml:10:5: expected 'source', which is not"),
        (
            "sections: {all: {title: Everything, domains: health}}",
            "sections: {}",
            "at least one se",
        ),
        ("title: Everything, ", "", "crosswalk.yaml:26:21: expected 'title', which is not said"),
        ("[{visit: {}}]", "[{vist: {}}]", "crosswalk.yaml:23:16: "),
        (CROSSWALK[CROSSWALK.index("tools:") + 6 :], " {}\n", "at least one tool"),
        (CROSSWALK[8 : CROSSWALK.index("tools:")], " {}\n", "at least one domain"),
        ("    help: For everybody.", "    halp: For everybody.", "did you mean 'help'?"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in CROSSWALK
    faults = faults_of(tmp_path, with_crosswalk(CROSSWALK.replace(before, after, 1)))
    assert any(said in fault for fault in faults), faults


# --- England ---------------------------------------------------------------------------------


def test_a_domain_of_england_is_one_that_an_assessment_may_rate() -> None:
    """The three fields in which an assessment says what it found list the domains, all of them."""
    fields = england().kinds["assessment"].fields
    for name in ("strong-need-in", "some-need-in", "no-need-in"):
        labels = {code.value: code.label for code in fields[name].codes}
        assert labels == {d.id: d.title for d in england().crosswalk.domains.values()}


def test_every_domain_of_england_can_be_found_and_ruled_out() -> None:
    for domain in england().crosswalk.domains.values():
        assert list(domain.seen_in) == list(Finding)
        assert any(tool.sections_on(domain.id) for tool in england().crosswalk.tools.values())


@pytest.mark.parametrize(
    ("tool", "sections"), [("asset", 14), ("onset", 13), ("common-assessment", 12), ("aim", 5)]
)
def test_the_tools_that_the_review_names(tool: str, sections: int) -> None:
    assert len(england().crosswalk.tools[tool].sections) == sections


def test_what_asset_never_asked() -> None:
    """The gaps that a move from one tool to another opens or closes."""
    tools = england().crosswalk.tools
    domains = england().crosswalk.domains

    def silent(tool: str) -> set[str]:
        return {domain for domain in domains if not tools[tool].sections_on(domain)}

    assert silent("asset") == {"communication", "exploitation", "young-parenthood"}
    assert silent("assetplus") == set()
    assert "harm-to-others" in silent("common-assessment")
