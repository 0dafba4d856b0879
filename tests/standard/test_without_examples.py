"""A standard read only to judge by: its worked examples are left out, and nothing else is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from sightline.standard import FaultyStandard, load
from sightline.standard.faults import Faults
from sightline.standard.model import Standard
from sightline.standard.nodes import List, Map, Source
from sightline.standard.parsing import parse
from tests.england import england
from tests.standard.small import DUTIES, FILES, KINDS, changed, write

FIRST_SAYS = "says: Level high on Monday 7 January 2008; the plan on Monday 28 January."


def both(folder: Path, files: Mapping[str, str | bytes]) -> tuple[Standard, Standard]:
    """A standard of these files, with its examples and without."""
    write(folder, files)
    return load(folder), load(folder, examples=False)


def bare(standard: Standard) -> Standard:
    """A standard whose duties have no examples any more."""
    duties = {id_: replace(duty, examples=()) for id_, duty in standard.duties.items()}
    return replace(standard, duties=duties)


def test_england_without_its_examples_is_england_but_for_them() -> None:
    folder = Path(str(resources.files("sightline"))) / "standards" / "england"
    only_to_judge = load(folder, examples=False)
    assert all(duty.examples for duty in england().duties.values())
    assert only_to_judge == bare(england())
    assert only_to_judge.digest == england().digest


def test_what_stands_after_the_examples_is_read_from_its_own_line(tmp_path: Path) -> None:
    again = DUTIES.replace("vulnerability-plan:", "second-plan:", 1)
    guide = "  guide: {who: The case manager, how: By hand, good: In the child's words}\n"
    files = {**FILES, "duties/plans.yaml": DUTIES + guide + again}
    whole, without = both(tmp_path, files)
    assert without == bare(whole)
    assert without.duties["second-plan"].line == DUTIES.count("\n") + 2


def test_a_field_of_the_same_name_is_no_worked_example(tmp_path: Path) -> None:
    field = "seen: {title: Seen, type: yes-no}"
    kinds = KINDS.replace(field, f"{field}\n    examples: {{title: Examples, type: yes-no}}")
    then = "then: {plan: {type: vulnerability}, in-force: yes}"
    duties = DUTIES.replace(then, "then: {visit: {examples: yes}}")
    whole, without = both(tmp_path, {**FILES, "kinds/all.yaml": kinds, "duties/plans.yaml": duties})
    assert "examples" in repr(whole.duties["vulnerability-plan"].parts)
    assert without == bare(whole)


def test_a_title_of_that_name_is_a_title(tmp_path: Path) -> None:
    title = "title: A child assessed as vulnerable has a plan"
    whole, without = both(tmp_path, changed("duties/plans.yaml", (title, "title: examples")))
    assert without.duties["vulnerability-plan"].title == "examples"
    assert without == bare(whole)


def test_an_item_of_that_name_is_an_item() -> None:
    top = parse(b"a: [examples, b]\n", Source("x.yaml", Faults()), without="examples")
    assert isinstance(top, Map)
    ((_, items),) = top.pairs
    assert isinstance(items, List)
    assert [item.scalar("a word") for item in items.items] == ["examples", "b"]


def test_a_duty_of_that_name_is_a_duty(tmp_path: Path) -> None:
    duties = DUTIES.replace("vulnerability-plan:", "examples:", 1)
    files = {k: v for k, v in FILES.items() if not k.startswith("measures")}
    whole, without = both(tmp_path, {**files, "duties/plans.yaml": duties})
    assert [*without.duties] == ["examples"]
    assert without == bare(whole)


def test_a_faulty_example_is_a_fault_wherever_examples_are_read(tmp_path: Path) -> None:
    write(tmp_path, changed("duties/plans.yaml", ("expect: met", "expect: mett")))
    with pytest.raises(FaultyStandard) as raised:
        load(tmp_path)
    assert "did you mean 'met'?" in str(raised.value)
    assert load(tmp_path, examples=False).duties["vulnerability-plan"].examples == ()


def test_a_rule_that_no_example_shows_is_a_fault_wherever_examples_are_read(tmp_path: Path) -> None:
    head, _, _ = DUTIES.partition("  examples:\n")
    write(tmp_path, {**FILES, "duties/plans.yaml": head})
    with pytest.raises(FaultyStandard) as raised:
        load(tmp_path)
    assert "needs two examples or more" in str(raised.value)
    assert [*load(tmp_path, examples=False).duties] == ["vulnerability-plan"]


@pytest.mark.parametrize("examples", [True, False])
def test_what_is_no_yaml_is_a_fault_even_among_the_examples(tmp_path: Path, examples: bool) -> None:
    write(tmp_path, changed("duties/plans.yaml", (FIRST_SAYS, "says: 'never closed")))
    with pytest.raises(FaultyStandard) as raised:
        load(tmp_path, examples=examples)
    assert "this is not YAML" in str(raised.value)


@pytest.mark.parametrize("examples", [True, False])
def test_a_fault_beside_the_examples_is_told_in_either_case(tmp_path: Path, examples: bool) -> None:
    write(tmp_path, changed("duties/plans.yaml", ("owed-to: child", "owed-to: chidl")))
    with pytest.raises(FaultyStandard) as raised:
        load(tmp_path, examples=examples)
    assert str(raised.value).startswith("duties/plans.yaml:4:")
