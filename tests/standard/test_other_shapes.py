"""What is said where another shape stands, or a word is missing, in the files that stand alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.standard.small import FILES, faults_of
from tests.standard.test_areas import AREAS
from tests.standard.test_bodies import BODIES
from tests.standard.test_crosswalk import CROSSWALK
from tests.standard.test_guides import PAGE

FILES_ALONE = {
    "bodies.yaml": BODIES,
    "crosswalk.yaml": CROSSWALK,
    "guide/planning.yaml": PAGE.replace("child-protection/vulnerability-planning", "health"),
    "reference/local-authorities.yaml": AREAS,
}


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("bodies.yaml", "[a]", "1:1: expected the functions and bodies of the standard, as a map"),
        ("bodies.yaml", "functions: [a]", "1:12: expected functions by name, each with what it is"),
        ("bodies.yaml", "functions: {a: A}\nbodies: [a]", "2:9: expected bodies by name, as a map"),
        ("bodies.yaml", "functions: {a: A}\nbodies: {b: c}", "2:13: expected what the body is, as"),
        ("crosswalk.yaml", "[a]", "1:1: expected the domains and tools of the standard, as a map"),
        ("crosswalk.yaml", "domains: [a]", "1:10: expected domains of need by name, as a mapping"),
        ("crosswalk.yaml", "domains: {a: b}", "1:14: expected what the domain is, as a mapping"),
        ("crosswalk.yaml", "tools: [a]", "1:8: expected assessment tools by name, as a mapping"),
        ("crosswalk.yaml", "tools: {a: b}", "1:12: expected what the tool is, as a mapping"),
        ("crosswalk.yaml", "tools: {a: {sections: [b]}}", "expected the tool's sections by name"),
        ("crosswalk.yaml", "tools: {a: {sections: {b: c}}}", "expected what the section is, as a"),
        ("guide/planning.yaml", "a: [b]", "1:4: expected a page of the guide, as a mapping"),
        ("guide/planning.yaml", "a: {law: [b]}", "1:11: expected what the law says from a day, as"),
        ("reference/local-authorities.yaml", "[a]", "1:1: expected the areas of the standard, as"),
        ("reference/local-authorities.yaml", "areas: [a]", "expected areas by their ONS codes, as"),
        (
            "reference/local-authorities.yaml",
            "areas: {a: b}",
            "expected what the area is, as a map",
        ),
    ],
)
def test_another_shape_is_named_where_it_stands(
    tmp_path: Path, path: str, content: str, said: str
) -> None:
    faults = faults_of(tmp_path, {**FILES, path: content})
    assert any(fault.startswith(f"{path}:") and said in fault for fault in faults), faults


NEEDED = (
    *("title", "source", "certainty", "functions", "sections", "domains", "serves", "summary"),
    *("says", "name", "sort", "areas", "on", "seen-in", "licence", "tools", "bodies", "law"),
    "first",
)
OPTIONAL = {("reference/local-authorities.yaml", "certainty")}


@pytest.mark.parametrize("path", FILES_ALONE)
@pytest.mark.parametrize("word", NEEDED)
def test_a_word_that_must_be_said_is_called_missing(tmp_path: Path, path: str, word: str) -> None:
    """Its first place in the file, spelt so that nobody could know what was meant."""
    content = FILES_ALONE[path]
    at = next((i for i in range(len(content)) if content.startswith(f"{word}: ", i)
               and not content[i - 1].isalpha() and content[i - 1] != "-"), None)  # fmt: skip
    if at is None or (path, word) in OPTIONAL:
        return
    changed = content[:at] + "qqqqqqqqqq" + content[at + len(word) :]
    faults = faults_of(tmp_path, {**FILES, path: changed})
    assert any("'qqqqqqqqqq' has no meaning here" in fault for fault in faults), faults
    assert any(f"expected {word!r}, which is not said" in fault for fault in faults), faults
