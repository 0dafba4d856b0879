"""The folder that is hosted elsewhere: whole, signed, the same each time, nothing else in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sightline.reporting.published import downloads, signing
from sightline.reporting.published.site import CannotWrite, site_files, write_site
from tests.reporting.published.small import source
from tests.reporting.strict import read

KEY = bytes(range(32))
PUBLIC = bytes.fromhex(signing.public_half(KEY))
SHORT = {"report": "# A report\n\n## Visits\n\nOf the files, {figure:seen}."}
ONE = source(SHORT)
OWN = replace(ONE, id="another", title="Another", on=date(2026, 1, 5), kept="Looked at itself.")


@pytest.fixture(scope="module")
def only_pages() -> pytest.MonkeyPatch:
    """PDFs are made in a test of their own: here they would be most of the time."""
    return pytest.MonkeyPatch()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, only_pages: pytest.MonkeyPatch) -> Path:
    path = tmp_path_factory.mktemp("site") / "site"
    with only_pages.context() as patched:
        patched.setattr(downloads, "forms", lambda: ("html", "docx"))
        write_site(path, [OWN, ONE], KEY)
    return path


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    for path in folder.rglob("*"):
        to = tmp_path / "site" / path.relative_to(folder)
        if path.is_dir():
            to.mkdir(parents=True, exist_ok=True)
        else:
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(path.read_bytes())
    return tmp_path / "site"


def test_it_is_as_it_was_signed(folder: Path) -> None:
    assert signing.verify_site(folder, PUBLIC) == []


def first_page(folder: Path) -> Path:
    return folder / "northwick" / "report.html"


def cut(folder: Path) -> None:
    first_page(folder).write_bytes(first_page(folder).read_bytes()[:-1])


def added(folder: Path) -> None:
    (folder / "northwick" / "more.html").write_text("more", "utf-8")


def linked(folder: Path) -> None:
    content = folder.parent / "elsewhere"
    first_page(folder).rename(content)
    first_page(folder).symlink_to(content)


def unsigned(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text("utf-8").replace("northwick", "southwick"), "utf-8")


def signed_by_another(folder: Path) -> None:
    signature = signing.sign((folder / "manifest.json").read_bytes(), bytes(32))
    (folder / "manifest.sig").write_text(signature, "utf-8")


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (cut, "northwick/report.html: changed since"),
        (lambda folder: first_page(folder).unlink(), "northwick/report.html: missing"),
        (added, "northwick/more.html: was not published"),
        (linked, "northwick/report.html: a link to elsewhere"),
        (unsigned, "manifest.json was not signed by this key, or was changed"),
        (signed_by_another, "manifest.json was not signed by this key"),
        (lambda folder: (folder / "manifest.sig").unlink(), "manifest.sig is missing"),
        (lambda folder: (folder / "manifest.sig").write_text("no key", "utf-8"), "is missing"),
    ],
)
def test_whatever_is_done_to_it_is_found(
    copied: Path, done: Callable[[Path], object], said: str
) -> None:
    done(copied)
    found = signing.verify_site(copied, PUBLIC)
    assert len(found) == 1 and said in found[0]


def test_a_signed_list_that_leads_out_of_the_folder_is_not_followed(copied: Path) -> None:
    path = copied / "manifest.json"
    held = json.loads(path.read_text("utf-8"))
    held["files"]["../secret"] = {"sha256": "0" * 64, "bytes": 1}
    document = json.dumps(held).encode()
    path.write_bytes(document)
    (copied / "manifest.sig").write_text(signing.sign(document, KEY), "utf-8")
    assert signing.verify_site(copied, PUBLIC) == ["../secret: a path that leads out of the site."]


def test_the_same_reports_give_the_same_bytes_in_any_order(
    folder: Path, only_pages: pytest.MonkeyPatch
) -> None:
    with only_pages.context() as patched:
        patched.setattr(downloads, "forms", lambda: ("html", "docx"))
        again = dict(site_files([ONE, OWN]))
    assert {name: (folder / name).read_bytes() for name in again} == again
    assert not any(b"/tmp" in content or b"127.0.0.1" in content for content in again.values())


def test_every_link_leads_to_a_file_or_a_part_of_a_page(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        root = read(path.read_text("utf-8"))
        for each in (*root.all("a"), *root.all("link"), *root.all("script")):
            to = each.attributes.get("href") or each.attributes["src"]
            file, _, part = to.partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.is_file() and folder in target.parents, (path, to)
            if part:
                assert f'id="{part}"' in target.read_text("utf-8"), (path, to)
    top = read((folder / "index.html").read_text("utf-8")).said()
    assert top.index("Northwick inspected") < top.index("Another"), "the newest first"
    assert "Looked at itself." in top


def test_no_page_of_it_asks_another_host_or_runs_anything_but_the_search(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        page = path.read_text("utf-8")
        assert "default-src &#39;none&#39;" in page and "unsafe-" not in page
        assert not re.search(r"<style|\sstyle=|\son\w+=", page)
        assert page.count("<script") == (path.name == "search.html")
    script = (folder / "search.js").read_text("utf-8")
    assert "innerHTML" not in script and "http" not in script


def test_every_section_is_found_by_words_and_by_script(folder: Path) -> None:
    page = read((folder / "search.html").read_text("utf-8"))
    assert {"visits", "recommended"} <= {each.said() for each in page.all("dt")}
    index = json.loads((folder / "search.json").read_text("utf-8"))
    visits = [each for each in index if each["address"] == "northwick/report.html#visits"]
    assert visits[0]["words"].endswith("Of the files, about 50% (30 of 60).")


def test_the_feed_has_every_report_and_only_days_of_publication(folder: Path) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring((folder / "feed.xml").read_bytes())
    entries = feed.findall(f"{atom}entry")
    assert [each.findtext(f"{atom}title") for each in entries] == ["Northwick inspected", "Another"]
    days = [each.text for each in feed.iter(f"{atom}updated")]
    assert days == ["2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z", "2026-01-05T00:00:00Z"]
    assert all((folder / each.attrib["href"]).is_file() for each in feed.iter(f"{atom}link"))


@pytest.mark.parametrize("name", ["../out", "a/b", "A", "", "a--b", "con ", "a" * 81, ".hidden"])
def test_a_report_whose_id_is_no_name_of_a_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotWrite, match="cannot be a folder"):
        write_site(tmp_path / "site", [replace(ONE, id=name)], KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_site_is_left_alone_and_a_site_is_replaced(tmp_path: Path) -> None:
    kept = tmp_path / "papers"
    kept.mkdir()
    (kept / "letter.txt").write_text("kept", "utf-8")
    with pytest.raises(CannotWrite, match="holds something that is no site"):
        write_site(kept, [], KEY)
    assert [path.name for path in kept.iterdir()] == ["letter.txt"]
    with pytest.raises(CannotWrite, match="Two reports are called northwick"):
        write_site(tmp_path / "twice", [ONE, ONE], KEY)
    empty = tmp_path / "site"
    assert write_site(empty, [], KEY) == write_site(empty, [], KEY) == 8
    assert signing.verify_site(empty, PUBLIC) == []
    assert "No report has been published yet." in (empty / "index.html").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["papers", "site"]


def test_a_site_of_which_one_report_cannot_be_made_is_not_there_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("sightline.reporting.published.site.manifest", fails)
    with pytest.raises(OSError, match="disk"):
        write_site(tmp_path / "site", [], KEY)
    assert list(tmp_path.iterdir()) == []
