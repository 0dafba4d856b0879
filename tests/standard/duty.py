"""One duty at a time, read from YAML, for the tests of what its words become."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import dedent, indent

import pytest

from sightline.standard import FaultyStandard, load
from sightline.standard.model import Duty, Rule
from tests.standard.small import FILES, write

FIRST = date(2004, 1, 1)
HEAD = """\
the-duty:
  title: What is owed
  serves: here/there
  owed-to: child
  owner: somebody
  why: It matters.
"""
RULES = "rules: [{from: 2004-01-01, basis: local, source: Here}]"


def files_with(said: str, firsts: tuple[date, ...] = (FIRST,)) -> dict[str, str]:
    """The small standard with one duty that says this, shown by what examples are needed."""
    body = dedent(said).strip()
    if "rules:" not in body:
        body += f"\n{RULES}"
    examples = "\n".join(
        f"- {{says: So, rule: {first}, records: [], checked: 2020-01-01, expect: []}}"
        for first in firsts
        for _ in range(2)
    )
    if "examples:" not in body:
        body += f"\nexamples:\n{indent(examples, '  ')}"
    duty = f"{HEAD}{indent(body, '  ')}\n"
    kept = {path: text for path, text in FILES.items() if not path.startswith("measures")}
    return {**kept, "duties/plans.yaml": duty}


def duty_of(folder: Path, said: str, *firsts: date) -> Duty:
    """The one duty that says this."""
    return load(write(folder, files_with(said, firsts or (FIRST,)))).duties["the-duty"]


def rule_of(folder: Path, said: str) -> Rule:
    """The one rule of a duty that says this."""
    (part,) = duty_of(folder, said).parts
    (rule,) = part.rules
    return rule


def faults_in(folder: Path, said: str, *firsts: date) -> list[str]:
    """What is wrong with a duty that says this, without the place."""
    with pytest.raises(FaultyStandard) as raised:
        load(write(folder, files_with(said, firsts or (FIRST,))))
    return [fault.message for fault in raised.value.faults]


def rules_of(duty: Duty) -> Iterator[tuple[str, Rule]]:
    """Every rule with the name of its part."""
    return ((part.name, rule) for part in duty.parts for rule in part.rules)
