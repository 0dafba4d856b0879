"""What the service is made of: the list (SBOM, CycloneDX), its licences, known vulnerabilities.

``python -m tools.supply --out build/sbom.json`` looks at the library with its ``service`` extra and
all that these need, as installed here at the versions of constraints.txt. Exit code 1 where a
licence is not among those of ``[tool.supply]`` in pyproject.toml, where a vulnerability is known,
or where the service has more direct dependencies than are allowed. Where the advisories cannot be
reached it says NOT AUDITED and goes on: whoever releases looks at that line.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "sightline-safeguarding"
EXTRA = "service"

CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-2-Clause OR BSD-3-Clause",  # it does not say which
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""Licences as packages without a licence expression classify themselves, as SPDX writes them."""

CHOICES = {"pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1"}
"""Packages that classify themselves by several licences of which one may be chosen, and say so in
their text alone."""

_WORD = re.compile(r"MIT|[A-Z]\w*-[\w.-]*\d[\w.-]*")
"""One word, as SPDX has for a licence; many write the whole text instead, or only ``BSD``."""


@dataclass(frozen=True, slots=True)
class Part:
    """A package that the service runs on. ``licence``: as SPDX writes it; blank where it says none
    that we know.
    """

    name: str
    version: str
    licence: str


def parts() -> list[Part]:
    """All packages that the service runs on, by name, the project itself left out."""
    found: dict[str, Distribution] = {}
    wanted = [Requirement(f"{PROJECT}[{EXTRA}]")]
    seen: set[tuple[str, frozenset[str]]] = set()
    while wanted:
        asked = wanted.pop()
        key = canonicalize_name(asked.name), frozenset(asked.extras)
        if key in seen:
            continue
        seen.add(key)
        try:
            there = distribution(asked.name)
        except PackageNotFoundError:
            raise SystemExit(f"{asked.name} is not installed here: make setup") from None
        found[key[0]] = there
        wanted += _needed(there, asked.extras)
    del found[PROJECT]
    return [Part(name, there.version, licence_of(there)) for name, there in sorted(found.items())]


def direct() -> list[str]:
    """The direct dependencies of the service's extra, by name."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = tomllib.load(file)["project"]["optional-dependencies"][EXTRA]
    return [Requirement(one).name for one in declared]


def _needed(there: Distribution, extras: Iterable[str]) -> Iterator[Requirement]:
    for said in there.requires or ():
        needs = Requirement(said)
        marker = needs.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            yield needs


def licence_of(there: Distribution) -> str:
    """A package's licence: its expression, a single word that it says, or how it classifies
    itself.
    """
    (name,) = there.metadata.get_all("Name", [""])
    if name.lower() in CHOICES:
        return CHOICES[name.lower()]
    (expression,) = there.metadata.get_all("License-Expression", [""])
    (said,) = there.metadata.get_all("License", [""])
    if expression or _WORD.fullmatch(said):
        return expression or said
    classified = {
        CLASSIFIERS.get(one.rsplit(" :: ", 1)[1], "")
        for one in there.metadata.get_all("Classifier", [])
        if one.startswith("License :: ") and one.count(" :: ") > 1
    }
    return " AND ".join(sorted(classified)) if all(classified) else ""


def allowed(licence: str, licences: Iterable[str]) -> bool:
    """Whether a licence expression can be met by licences that are allowed.

    ``A OR B`` leaves the choice; of ``A AND B`` both must be allowed. An exception (``WITH``) only
    gives more than its licence does.
    """
    some = set(licences)
    plain = re.sub(r" WITH [\w.-]+", "", licence).replace("(", "").replace(")", "")
    return bool(plain) and any(
        all(one.strip() in some for one in choice.split(" AND ")) for choice in plain.split(" OR ")
    )


def faults_of_licences(found: Sequence[Part], licences: Iterable[str]) -> Iterator[str]:
    """A sentence for each package whose licence nobody has allowed."""
    some = list(licences)
    for part in found:
        if not allowed(part.licence, some):
            yield (
                f"{part.name} {part.version}: licence {part.licence or 'not said in known words'} "
                "is not among those of [tool.supply] in pyproject.toml."
            )


# --- the list ---


def sbom(found: Sequence[Part]) -> dict[str, Any]:
    """The list as CycloneDX has it, of the parts alone and not of all that is installed here."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--of", "JSON"]
    command += ["--pyproject", str(ROOT / "pyproject.toml"), "-o", "-"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise SystemExit(f"The list could not be made: {made.stderr.strip()}")
    return only(json.loads(made.stdout), found)


def only(listed: dict[str, Any], found: Sequence[Part]) -> dict[str, Any]:
    """A list without components that are no part of the service."""
    names = {part.name for part in found}
    kept = [one for one in listed["components"] if canonicalize_name(one["name"]) in names]
    missing = names - {canonicalize_name(one["name"]) for one in kept}
    if missing:
        raise SystemExit(f"Not in the list: {', '.join(sorted(missing))}")
    refs = {one["bom-ref"] for one in kept} | {listed["metadata"]["component"]["bom-ref"]}
    dependencies = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", ()) if ref in refs]}
        for one in listed.get("dependencies", ())
        if one["ref"] in refs
    ]
    return {**listed, "components": kept, "dependencies": dependencies}


# --- known vulnerabilities ---


def audit(found: Sequence[Part]) -> Mapping[str, Any] | None:
    """What the advisories say of each part; None where they cannot be reached."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.txt"
        asked.write_text("".join(f"{part.name}=={part.version}\n" for part in found), "utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(asked), "--no-deps"]
        command += ["--disable-pip", "--format", "json", "--progress-spinner", "off"]
        command += ["--timeout", "10"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        answer: Mapping[str, Any] = json.loads(done.stdout)
    except ValueError:
        return None
    return answer


def faults_of_audit(answer: Mapping[str, Any] | None) -> Iterator[str]:
    """A sentence for each known vulnerability."""
    for one in [] if answer is None else answer["dependencies"]:
        for known in one.get("vulns", ()):
            mended = ", ".join(known.get("fix_versions", ())) or "no release yet"
            yield f"{one['name']} {one['version']}: {known['id']}, mended in {mended}."


def not_audited(answer: Mapping[str, Any] | None, found: Sequence[Part]) -> list[str]:
    """The parts of which nothing is known, because the advisories could not be asked."""
    asked = () if answer is None else answer["dependencies"]
    known = {canonicalize_name(one["name"]) for one in asked if "vulns" in one}
    return sorted({part.name for part in found} - known)


def _settings() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        settings: dict[str, Any] = tomllib.load(file)["tool"]["supply"]
    return settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Say all of it; 1 where something must be looked at."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="the file for the list")
    out: Path = parser.parse_args(arguments).out
    settings, found = _settings(), parts()
    faults = list(faults_of_licences(found, settings["licences"]))
    if len(direct()) > settings["most"]:
        faults.append(
            f"The service has {len(direct())} direct dependencies, more than {settings['most']}: "
            "write a decision page, and say the new number in pyproject.toml."
        )
    for part in found:
        print(f"{part.name:24} {part.version:12} {part.licence}")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(sbom(found), indent=2) + "\n", "utf-8")
    print(f"{len(found)} packages, {len(direct())} of them asked for by the service: {out}")
    answer = audit(found)
    faults += faults_of_audit(answer)
    unknown = not_audited(answer, found)
    if unknown:
        print(f"NOT AUDITED: the advisories could not be asked of {len(unknown)} packages.")
    else:
        print("AUDITED: the advisories were asked of every package.")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
