"""Whatever is done to a standard, it loads or it is called faulty: never a traceback."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sightline.standard import Fault, FaultyStandard, load
from tests.standard.small import FILES, write
from tests.standard.test_areas import AREAS
from tests.standard.test_bodies import BODIES
from tests.standard.test_crosswalk import CROSSWALK
from tests.standard.test_guides import PAGE

OVERLAY = """\
overlay: Borchester
decided-by: The partnership
decided-on: 2006-02-11
duties:
  vulnerability-plan: {from: 2006-04-01, within: 5 working days, source: Procedures}
  recurring: {from: 2006-04-01, until: 2010-01-01, every: {first: 5 days, then: 1 month},
              source: Procedures}
"""

MORE = """\
recurring:
  title: Seen again and again
  serves: [health/self-harm, here]
  owed-to: [child, adult]
  owner: case-manager
  why: So that somebody sees them.
  while: [{custody: {agreed: yes}, while: {case: {}}}, {plan: {type: release}}]
  then: [{visit: {seen: yes}, about: trigger}]
  lapses: [end, {case: {}, at: end}]
  rules:
    - {from: 2004-01-01, until: 2010-01-01, every: {first: 7 days, then: [2 months]},
       basis: local, source: Here, steps: 2 to 4}
    - {from: 2010-01-01, each: financial-year, by: 30 June, after: yes, part-periods: owed,
       basis: local, source: Here, for: {agreed: yes, age: {under: 17y6m}}}
  examples:
    - {says: In time, rule: 2004-01-01, records: [], checked: 2020-01-01, expect: []}
    - {says: And late, rule: 2004-01-01, records: [], checked: 2020-01-01, expect: []}
    - {says: In time, rule: 2010-01-01, records: [], checked: 2020-01-01, expect: []}
    - {says: And late, rule: 2010-01-01, records: [], checked: 2020-01-01, expect: []}

in-parts:
  title: Two things
  serves: here
  owed-to: child
  owner: case-manager
  why: Both matter.
  when:
    - {custody: {}, at: hearing, lasted: {at least: 12 months}}
    - {assessment: {score: {under: 3}}}
  subject: {sex: male}
  unless: {plan: {}, covering: yes}
  parts:
    one:
      title: One
      then: {itself: recorded}
      rules: [{from: 2004-01-01, within: 24 hours, basis: statute, source: Law}]
    two:
      title: Two
      rules:
        - {from: 2004-01-01, while: {custody: {}}, never: {plan: {}}, basis: local, source: H}
  examples:
    - {says: In time, rule: 2004-01-01, records: [], checked: 2020-01-01, expect: []}
    - {says: And late, rule: 2004-01-01, records: [], checked: 2020-01-01, expect: []}
"""

ALL = {
    **FILES,
    "duties/more.yaml": MORE,
    "overlay": OVERLAY,
    "bodies.yaml": BODIES,
    "crosswalk.yaml": CROSSWALK,
    "guide/planning.yaml": PAGE.replace("  serves: [child-protection/", "  serves: [health/"),
    "reference/local-authorities.yaml": AREAS,
}

ODD_VALUES = """\
~|null|yes|no|on|[]|{}|{a: b}|[a, {b: c}]|0|-1|1e999|2004-02-30|9999-12-31|2004-01-01 24:00
5 working days|0 hours|99y11m|end|start|itself|birthday|every|custody|visit|answered|unknown
*a|&a b|!!python/object/apply:os.system [x]|'|"|- |? x|<<|>|a: b|#|%YAML 1.1|---|...|\\
Ⅷ days|５ days|\u2028|\ufeff|\t"""
ODD_TEXT = st.sampled_from(["", "|", *ODD_VALUES.replace("\n", "|").split("|")])


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of the standard, with something done to it."""
    path = draw(st.sampled_from(sorted(ALL)))
    text = ALL[path]
    for _ in range(draw(st.integers(1, 3))):
        text = draw(st.sampled_from(CHANGES))(draw, text)
    content = text.encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(content)))
        content = content[:at] + draw(st.binary(min_size=1, max_size=4)) + content[at:]
    return path, content


def without_a_line(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    del lines[draw(st.integers(0, len(lines) - 1))]
    return "\n".join(lines)


def two_lines_changed_round(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    a, b = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def indented_otherwise(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    lines[at] = " " * draw(st.integers(0, 8)) + lines[at].lstrip()
    return "\n".join(lines)


def another_word(draw: st.DrawFn, text: str) -> str:
    """One word of the text in place of another, or an odd one."""
    words = text.split(" ")
    at = draw(st.integers(0, len(words) - 1))
    words[at] = draw(st.one_of(ODD_TEXT, st.sampled_from(words)))
    return " ".join(words)


def something_between(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.one_of(ODD_TEXT, st.text(max_size=3))) + text[at:]


def cut_short(draw: st.DrawFn, text: str) -> str:
    return text[: draw(st.integers(0, len(text)))]


CHANGES = [
    without_a_line,
    two_lines_changed_round,
    indented_otherwise,
    another_word,
    another_word,
    something_between,
    cut_short,
]


def faults_of(files: dict[str, str | bytes]) -> tuple[Fault, ...]:
    """What is wrong with a standard and its overlay; nothing where they load."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        kept = {path: content for path, content in files.items() if path != "overlay"}
        write(root / "standard", kept)
        write(root, {"overlay.yaml": files["overlay"]})
        try:
            load(root / "standard", overlays=[root / "overlay.yaml"])
        except FaultyStandard as faulty:
            return faulty.faults
    return ()


def test_unchanged_it_is_right() -> None:
    assert faults_of({**ALL}) == ()


@given(st.lists(mutations(), min_size=1, max_size=2))
def test_never_a_traceback(changes: list[tuple[str, bytes]]) -> None:
    for fault in faults_of({**ALL, **dict(changes)}):
        assert fault.message.strip()
        assert fault.line >= 0
        assert (fault.line == 0) == (fault.column == 0)
