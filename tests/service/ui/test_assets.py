"""The static files: whole, ours to use, and asking for nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage

import sightline.service.ui
from tools.assets import without_source_map, without_what_is_not_ours

FOLDER = Path(sightline.service.ui.__file__).parent / "static/sightline"
TEXTS = sorted(path for path in FOLDER.iterdir() if path.suffix in {".css", ".js", ".svg"})


def asked_for(text: str) -> list[str]:
    """What a style sheet or a script loads."""
    found = re.findall(r"url\(\"?([^)\"]+)\"?\)", text)
    return found + re.findall(r"from \"\./([^\"]+)\"", text)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_nothing_that_only_gov_uk_may_use(path: Path) -> None:
    text = path.read_text("utf-8")
    for unwanted in ("GDS Transport", "crest.svg", "/assets/", "sourceMappingURL", "@import"):
        assert unwanted not in text


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_all_that_is_asked_for_lies_beside(path: Path) -> None:
    for name in asked_for(path.read_text("utf-8")):
        assert (FOLDER / name).is_file(), name


def test_nothing_lies_there_that_no_page_uses() -> None:
    used: set[str] = set()
    for page in FOLDER.parents[2].glob("*/jinja2/**/*.jinja"):
        used |= set(re.findall(r"static\('sightline/([^']+)'\)", page.read_text("utf-8")))
    for path in TEXTS:
        used |= set(asked_for(path.read_text("utf-8")))
    assert {path.name for path in FOLDER.iterdir()} == used | {"LICENCES.txt"}


def test_the_files_can_be_named_by_their_content(tmp_path: Path) -> None:
    """As outside the demo, where a browser may keep each for a year."""
    kept = ManifestStaticFilesStorage(location=str(tmp_path), base_url="/static/")
    source = FileSystemStorage(str(FOLDER.parent))
    names = [f"sightline/{path.name}" for path in FOLDER.iterdir()]
    for name in names:
        with source.open(name) as file:
            kept.save(name, file)
    done = [last for _, _, last in kept.post_process({name: (source, name) for name in names})]
    assert not [fault for fault in done if isinstance(fault, Exception)]
    css = (tmp_path / kept.stored_name("sightline/sightline.css")).read_text("utf-8")
    assert kept.stored_name("sightline/arimo-latin-400-normal.woff2").split("/")[1] in css
    # A script loads the others by their plain names, so those are kept beside.
    assert (tmp_path / "sightline/govuk-frontend.min.js").is_file()


def test_the_licence_of_each_part_is_kept() -> None:
    text = (FOLDER / "LICENCES.txt").read_text("utf-8")
    for part in ("govuk-frontend@6.3.0", "frontend@11.1.0", "@fontsource/arimo@5.3.0"):
        assert part in text
    for words in ("Crown Copyright", "Ministry of Justice", "Arimo Project Authors"):
        assert words in text
    assert "SIL OPEN FONT LICENSE" in text and "Permission is hereby granted" in text


def test_a_style_sheet_keeps_all_but_what_is_not_ours() -> None:
    css = (
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2)}"
        "a{font-family:GDS Transport,arial,sans-serif}"
        ".govuk-footer__copyright-logo:before{mask-image:url(/assets/images/govuk-crest.svg)}"
        "b{background:url(/assets/images/icon.svg)}/*# sourceMappingURL=a.css.map */"
    )
    kept = "a{font-family:Arimo,Arial,sans-serif}b{background:url(icon.svg)}\n"
    assert without_what_is_not_ours(css) == kept
    assert without_source_map("a()//# sourceMappingURL=a.js.map") == "a()\n"
