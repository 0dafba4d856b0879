"""The editors' schema: it accepts what the loader accepts, and refuses what it can see is wrong."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sightline.standard import schema, words
from sightline.standard.schema import FILES, VALUES
from tests.standard.asked import RATINGS, SETS, SURVEYS
from tests.standard.small import FILES as SMALL
from tests.standard.small import changed
from tests.standard.test_areas import AREAS
from tests.standard.test_bodies import BODIES
from tests.standard.test_crosswalk import CROSSWALK
from tests.standard.test_faults import Case, cases
from tests.standard.test_guides import PAGE

ENGLAND = Path(__file__).parents[2] / "src" / "sightline" / "standards" / "england"
OVERLAY = """\
overlay: Borchester
decided-by: The partnership
decided-on: 2025-02-11
duties:
  vulnerability-plan: {from: 2025-04-01, within: 5 working days, source: Procedures}
  review/first: {from: 2025-04-01, every: {first: 7 days, then: [2 months]}, source: Procedures}
"""

VISIBLE = (
    "has no meaning here",
    "expected an interval such as",
    "expected a name such as",
    "expected a time such as",
    "expected 'title', which is not said",
    "expected 'source', which is not said",
    "expected 'state', which is not said",
    "expected 'yes' (or leave the word out)",
    "'until-next' or 'period', found",
    "'board' or 'establishment', found",
    "'local' or 'project', found",
    "'highest' or 'share-of-groups', found",
    "'breached' or 'kept', found",
    "as a mapping, found",
)
"""Parts of what the loader says where a schema sees the fault too: a wrong word or form."""


def drawn_anew() -> dict[str, Any]:
    """The schema. Most of it is drawn when the module is read, so it is read again here."""
    importlib.reload(schema)
    return schema.json_schema()


def as_editors_read(node: yaml.Node) -> Any:
    """What an editor makes of YAML: numbers by YAML 1.2, and days as text."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: as_editors_read(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [as_editors_read(item) for item in node.value]
    assert isinstance(node, yaml.ScalarNode)
    if node.style is None:
        if re.fullmatch(r"-?\d+", node.value):
            return int(node.value)
        if re.fullmatch(r"-?\d+\.\d+", node.value):
            return float(node.value)
        if node.value in ("true", "false"):
            return node.value == "true"
        if node.value in ("", "~", "null"):
            return None
    return node.value


def validator() -> Any:
    """What holds files to a schema. It is slow to import, and every worker collects this module."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator


def complaints(path: str, content: str) -> list[str]:
    """What the schema says of a file."""
    sort = path.split("/")[0].removesuffix(".yaml")
    of_one_sort = {**drawn_anew(), "anyOf": [{"$ref": f"#/$defs/{sort}-file"}]}
    node = yaml.compose(content, Loader=yaml.CSafeLoader)
    assert node is not None
    instance = as_editors_read(node)
    return [error.message for error in validator()(of_one_sort).iter_errors(instance)]


def test_it_is_a_schema() -> None:
    validator().check_schema(drawn_anew())


def test_every_value_of_the_tables_is_drawn() -> None:
    tables = [v for n, v in vars(words).items() if n.isupper() and isinstance(v, dict)]
    used = {word.value for table in tables for word in table.values()}
    assert len(tables) > 20
    assert used <= set(VALUES)
    assert not set(VALUES) & set(FILES)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("bodies.yaml", BODIES),
        ("crosswalk.yaml", CROSSWALK),
        ("guide/planning.yaml", PAGE),
        ("reference/local-authorities.yaml", AREAS),
        ("questions/sets.yaml", SETS),
        ("ratings.yaml", RATINGS),
        ("surveys/ours.yaml", SURVEYS),
    ],
)
def test_files_that_the_small_standard_lacks(path: str, content: str) -> None:
    assert complaints(path, content) == []
    assert complaints(path, content.replace("title:", "titel:").replace("name:", "nam:")) != []


@pytest.mark.parametrize("path", SMALL)
def test_the_small_standard(path: str) -> None:
    assert complaints(path, SMALL[path]) == []


def test_england() -> None:
    files = sorted(ENGLAND.rglob("*.yaml"))
    assert files
    for file in files:
        path = file.relative_to(ENGLAND).as_posix()
        assert (path, complaints(path, file.read_text())) == (path, [])


def test_an_overlay() -> None:
    assert complaints("overlay", OVERLAY) == []
    assert complaints("overlay", OVERLAY.replace("decided-by", "decided")) != []


def visible(case: Case) -> bool:
    return any(said in fault for fault in case.expected for said in VISIBLE)


@pytest.mark.parametrize("case", [pytest.param(c, id=c.name) for c in cases() if visible(c)])
def test_broken_standards_fail(case: Case) -> None:
    files = changed(case.path, (case.old, case.new))
    assert complaints(case.path, str(files[case.path])) != []
