"""A small standard that is right, to be changed a little by the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sightline.standard import FaultyStandard, load

STANDARD = """\
name: small
title: A small standard
version: 1.10
jurisdiction: here
"""

KINDS = """\
case:
  title: Case
  lasts: span
  recorded-by: [youth-justice]
  fields:
    service: {title: Service, type: code, codes: {yjs: Youth justice, probation: Probation}}

custody:
  title: Custody
  lasts: span
  fields:
    hearing: {title: Hearing, type: date}
    arrived: {title: Arrived, type: moment}
    agreed: {title: Agreed, type: yes-no}

assessment:
  title: Assessment
  group: Assessment and planning
  help: With a named tool.
  several: yes
  lasts: until-next
  key: [tool]
  or: case
  also-on: [about, worker]
  sensitivity: ordinary
  recorded-by: [youth-justice, probation]
  read-by: youth-justice
  fields:
    tool: {title: Tool, type: text}
    vulnerability:
      title: Vulnerability
      type: code
      codes:
        low: Low
        high: High
        very-high: {label: Very high, from: 2009-11-30, until: 2030-01-01}
      required: yes
      help: As judged with the child.
      sensitivity: health
      narrative: no
    needs: {title: Needs, type: codes, codes: {home: Home, health: Health}}
    worker: {title: Worker, type: file}
    score: {title: Score, type: number}

plan:
  title: Plan
  lasts: span
  fields:
    type: {title: Type, type: code, codes: {vulnerability: Vulnerability, release: Release}}
    reviewed-on: {title: Reviewed on, type: date}

visit:
  title: Visit
  fields:
    seen: {title: Seen, type: yes-no}
"""

DUTIES = """\
vulnerability-plan:
  title: A child assessed as vulnerable has a plan
  serves: [child-protection/vulnerability-planning]
  owed-to: child
  owner: case-manager
  why: A level on a form protects nobody.
  when: {assessment: {vulnerability: [high, very-high]}}
  then: {plan: {type: vulnerability}, in-force: yes}
  lapses: {case: {}, at: end}
  rules:
    - {from: 2004-01-01, until: 2010-01-01, within: 15 working days, basis: guidance,
       source: "National Standards 2004", certainty: sure}
    - {from: 2010-01-01, within: 10 working days, basis: project, source: Ours}
  examples:
    - says: Level high on Monday 7 January 2008; the plan on Monday 28 January.
      rule: 2004-01-01
      records:
        - {on: 2008-01-07, assessment: {vulnerability: high}}
        - {on: 2008-01-28, plan: {type: vulnerability}}
      checked: 2008-02-29
      expect: met
    - says: The plan came a day later.
      rule: 2004-01-01
      records:
        - {on: 2008-01-07, assessment: {vulnerability: high}}
        - {on: 2008-01-29, plan: {type: vulnerability}}
      checked: 2008-02-29
      expect: {state: late, due: 2008-01-28}
    - says: In time under the rule of 2010.
      rule: 2010-01-01
      records:
        - {on: 2012-01-09 14:30, id: a, assessment: {vulnerability: high, needs: [home, health]}}
        - {on: 2012-01-23, about: a, plan: {type: vulnerability}}
      checked: 2012-02-29 09:00
      expect: [{state: met, notes: []}]
    - says: And a day later.
      rule: 2010-01-01
      subject: {born: 1996-03-01, place: here, type: child, sex: female}
      records: []
      checked: 2012-02-29
      expect: []
"""

MEASURES = """\
plans-in-time:
  title: Plans made in time
  sentence: The share made on or before the day they were due.
  of: timeliness
  duties: [vulnerability-plan]
  target: 0.9
"""

TERMS = """\
youth-justice-service:
  - {name: Youth offending team, from: 2000-04-01, until: 2014-01-01}
  - {name: Youth justice service, from: 2014-01-01}
"""

REFERENCE = """\
here:
  source: The parish council
  covers: {from: 2000-01-01, to: 2030-12-31}
  holidays: [2000-12-25, 2001-12-25]
  school:
    guessed: yes
    opens: 08:50
    terms: [{from: 2004-09-02, to: 2004-12-17}, {from: 2005-01-05, to: 2005-03-24}]
    breaks: [{from: 2004-10-25, to: 2004-10-29}]
"""

FILES: Mapping[str, str] = {
    "standard.yaml": STANDARD,
    "kinds/all.yaml": KINDS,
    "duties/plans.yaml": DUTIES,
    "measures/plans.yaml": MEASURES,
    "terms.yaml": TERMS,
    "reference/here.yaml": REFERENCE,
}


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder with these files."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def changed(path: str, *changes: tuple[str, str]) -> dict[str, str | bytes]:
    """The files, in one of which the first of each ``old`` is ``new``."""
    content = FILES[path]
    for old, new in changes:
        assert old in content, f"{old!r} is not in {path}"
        content = content.replace(old, new, 1)
    return {**FILES, path: content}


def faults_of(folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """What is wrong with a standard of these files, a line each."""
    with pytest.raises(FaultyStandard) as raised:
        load(write(folder, files))
    return str(raised.value).splitlines()
