"""The macros give what GOV.UK's and MoJ's own templates give."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from sightline.service.ui.jinja import environment
from tests.service.ui.trees import tree

FIXTURES = Path(__file__).with_name("fixtures")
GOVUK: list[dict[str, Any]] = json.loads(gzip.decompress((FIXTURES / "govuk.json.gz").read_bytes()))
MOJ: list[dict[str, Any]] = json.loads((FIXTURES / "moj.json").read_text("utf-8"))

TEMPLATES = environment()


def macro(prefix: str, component: str) -> str:
    """``govukDateInput`` for ``date-input``."""
    return prefix + component.replace("-", " ").title().replace(" ", "")


def rendered(template: str, macro: str, options: object) -> str:
    source = f'{{% from "{template}" import {macro} %}}{{{{ {macro}(options) }}}}'
    return TEMPLATES.from_string(source).render(options=options)


def test_all_of_the_examples_are_here() -> None:
    assert len(GOVUK) == 657
    assert len({one["component"] for one in GOVUK}) == 37


@pytest.mark.parametrize("one", GOVUK, ids=lambda one: f"{one['component']}: {one['name']}")
def test_govuk_as_its_own_examples(one: dict[str, Any]) -> None:
    template = f"govuk_frontend_jinja/components/{one['component']}/macro.html"
    made = rendered(template, macro("govuk", one["component"]), one["options"])
    assert tree(made) == tree(one["html"])


@pytest.mark.parametrize(
    "one", MOJ, ids=[f"{one['component']}-{number}" for number, one in enumerate(MOJ)]
)
def test_moj_as_its_own_templates(one: dict[str, Any]) -> None:
    options = one["options"]
    if one["component"] == "timeline":
        for item in options["items"]:
            item["datetime"]["text"] = item["datetime"].pop("format")
    made = rendered("ui/macros/moj.jinja", macro("moj", one["component"]), options)
    assert tree(made) == tree(one["html"])
