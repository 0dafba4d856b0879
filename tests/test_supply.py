"""What the service is made of is listed whole, licensed as is allowed, and looked up."""

from __future__ import annotations

import json
import subprocess
from email.message import Message
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tools import supply
from tools.supply import Part

PARTS = [Part("django", "5.2.19", "BSD-3-Clause"), Part("psycopg", "3.3.9", "LGPL-3.0-only")]


def test_every_package_that_the_service_runs_on_is_there_and_no_tool_of_ours() -> None:
    names = {part.name for part in supply.parts()}
    assert {"django", "psycopg", "psycopg-binary", "sqlparse", "qrcode", "numpy"} <= names
    assert names.isdisjoint({"pytest", "mypy", "ruff", supply.PROJECT})


def test_every_licence_is_allowed_and_the_direct_dependencies_are_few() -> None:
    settings = supply._settings()
    assert list(supply.faults_of_licences(supply.parts(), settings["licences"])) == []
    assert 5 < len(supply.direct()) <= settings["most"]


@pytest.mark.parametrize(
    ("licence", "is_allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("", False),
        ("MIT OR GPL-3.0-only", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND (Apache-2.0 OR BSD-2-Clause)", True),
        ("Apache-2.0 WITH LLVM-exception", True),
    ],
)
def test_an_expression_is_met_by_what_is_allowed(licence: str, is_allowed: bool) -> None:
    found = supply.allowed(licence, ["MIT", "Apache-2.0", "BSD-2-Clause"])
    assert found is is_allowed
    told = list(supply.faults_of_licences([Part("a", "1", licence)], ["MIT", "Apache-2.0"]))
    assert bool(told) is not supply.allowed(licence, ["MIT", "Apache-2.0"])


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ([("License-Expression", "MIT"), ("License", "nonsense words")], "MIT"),
        ([("License", "BSD-3-Clause")], "BSD-3-Clause"),
        ([("License", "The MIT License, in full: ...")], ""),
        ([("Classifier", "License :: OSI Approved :: MIT License")], "MIT"),
        ([("Classifier", "License :: OSI Approved :: A Licence Of Our Own")], ""),
        ([("Classifier", "License :: OSI Approved")], ""),
    ],
)
def test_a_package_says_its_licence_in_one_of_three_ways(
    said: list[tuple[str, str]], licence: str
) -> None:
    metadata = Message()
    for name, value in said:
        metadata[name] = value
    there: Any = SimpleNamespace(metadata=metadata)
    assert supply.licence_of(there) == licence


def test_the_list_holds_the_parts_alone_and_misses_none() -> None:
    listed = {
        "metadata": {"component": {"bom-ref": "root"}},
        "components": [{"name": name, "bom-ref": name} for name in ("Django", "psycopg", "pytest")],
        "dependencies": [
            {"ref": "root", "dependsOn": ["Django", "pytest"]},
            {"ref": "pytest", "dependsOn": ["Django"]},
        ],
    }
    made = supply.only(listed, PARTS)
    assert [one["name"] for one in made["components"]] == ["Django", "psycopg"]
    assert made["dependencies"] == [{"ref": "root", "dependsOn": ["Django"]}]
    with pytest.raises(SystemExit, match="Not in the list: gunicorn"):
        supply.only(listed, [*PARTS, Part("gunicorn", "27", "MIT")])


KNOWN = {"id": "PYSEC-2026-1", "fix_versions": ["5.2.20"]}
ANSWERS: dict[str, tuple[Any, int, str]] = {
    "clean": ({"dependencies": [{"name": "django", "version": "5.2.19", "vulns": []}]}, 0, ""),
    "vulnerable": (
        {"dependencies": [{"name": "django", "version": "5.2.19", "vulns": [KNOWN]}]},
        1,
        "django 5.2.19: PYSEC-2026-1, mended in 5.2.20.",
    ),
    "skipped": ({"dependencies": [{"name": "django", "skip_reason": "not found"}]}, 0, ""),
    "not reached": (None, 0, ""),
}


@pytest.mark.parametrize("how", ANSWERS)
def test_what_is_known_fails_and_what_is_not_known_is_said_loudly(
    how: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer, code, told = ANSWERS[how]

    def run(command: list[str], **_: Any) -> Any:
        assert "pip_audit" in command and "--no-deps" in command
        return SimpleNamespace(stdout="" if answer is None else json.dumps(answer), returncode=1)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(supply, "parts", lambda: PARTS[:1])
    monkeypatch.setattr(supply, "sbom", lambda found: {})
    assert supply.main(["--out", str(tmp_path / "build" / "sbom.json")]) == code
    said = capsys.readouterr()
    assert ("NOT AUDITED" in said.out) is (how in ("skipped", "not reached"))
    assert told in said.err and bool(said.err) is bool(code)
    assert (tmp_path / "build" / "sbom.json").exists()


def test_a_licence_that_nobody_allowed_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supply, "parts", lambda: [Part("copyleft", "1", "AGPL-3.0-only")])
    monkeypatch.setattr(supply, "sbom", lambda found: {})
    monkeypatch.setattr(supply, "audit", lambda found: None)
    assert supply.main(["--out", str(tmp_path / "sbom.json")]) == 1
    assert "copyleft 1: licence AGPL-3.0-only is not among those" in capsys.readouterr().err
