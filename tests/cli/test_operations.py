"""The files that the production guide ships name commands and settings that there are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from sightline.cli import main
from sightline.service.web import settings

FILES = Path(__file__).parents[2] / "docs" / "operations" / "files"
GUIDE = "\n".join(path.read_text("utf-8") for path in FILES.parent.glob("*.md"))
UNITS = sorted(path.name for path in FILES.glob("sightline*.service"))
_SIGHTLINE = re.compile(r"/opt/sightline/bin/sightline ([^'\n]*)")


def commands(text: str) -> list[list[str]]:
    """What is said to Sightline, word by word."""
    return [shlex.split(found.replace('"', "")) for found in _SIGHTLINE.findall(text)]


def check(words: list[str]) -> None:
    """The command is there and has these options."""
    group: click.Command = main
    while isinstance(group, click.Group):
        name, *words = words
        found = group.get_command(click.Context(group), name)
        assert found is not None, name
        group = found
    options = {option for param in group.params for option in param.opts}
    for word in words:
        assert not word.startswith("--") or word in options, (group.name, word)


@pytest.mark.parametrize("unit", UNITS)
def test_units_start_commands_that_there_are(unit: str) -> None:
    text = (FILES / unit).read_text("utf-8")
    found = commands(text)
    assert found or unit == "sightline-failed@.service"
    for words in found:
        check(words)
    assert f"{unit.partition('.')[0].partition('@')[0]}" in GUIDE


def test_timers_are_of_units_that_there_are() -> None:
    timers = {path.stem for path in FILES.glob("*.timer")}
    assert timers == {
        "sightline-judge",
        "sightline-backup",
        "sightline-verify",
        "sightline-scan",
        "sightline-sweep",
        "sightline-forward",
    }
    assert timers <= {Path(unit).stem for unit in UNITS}


def test_commands_of_the_guide_are_there() -> None:
    found = re.findall(r"^# sightline-as-owner (.+?)(?:  #.*)?$", GUIDE, re.M)
    assert len(found) > 5
    for line in found:
        check(shlex.split(line.replace("$(", "").replace(")", "").replace("'", "")))


@pytest.mark.parametrize("name", ["service.env", "night.env"])
def test_settings_are_those_that_are_read(name: str) -> None:
    assert settings.__doc__ is not None
    known = set(re.findall(r"``([A-Z_]+)``", settings.__doc__)) | {"SIGHTLINE_COLLECTOR"}
    said = re.findall(r"^([A-Z_]+)=", (FILES / name).read_text("utf-8"), re.M)
    assert said and set(said) <= known
