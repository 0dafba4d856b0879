"""Reports as a folder of plain files, to be hosted anywhere: pages, data, search, a feed.

Nothing in it says when or where it was written: the same reports give the same bytes.
``manifest.json`` has the SHA-256 of every other file, and ``manifest.sig`` is its signature
(Ed25519), so that whoever hosts it, or reads it, can tell that it is what was published.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sightline.reporting.published import as_json, downloads, html
from sightline.reporting.published.content import Source
from sightline.reporting.published.document import PAGE_NAMES, pages
from sightline.reporting.published.finding import by_words, feed, search_index
from sightline.reporting.published.marks import say_day
from sightline.reporting.published.signing import MANIFEST, SIGNATURE, manifest, sign

TITLE = "Published reports"

_ID = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


class CannotWrite(Exception):
    """Why a folder is not written, in a sentence."""


def site_files(
    sources: Sequence[Source], told: Callable[[str], object] = lambda _: None
) -> Iterator[tuple[str, bytes]]:
    """Every file but the manifest and its signature: its path, with /, and its bytes.

    ``told`` is given what is made, in words. Raises CannotWrite for a report whose id is no name
    of a file.
    """
    ordered = sorted(sources, key=lambda source: (-source.on.toordinal(), source.id))
    _refuse_names(ordered)
    around = html.Around(style="style.css", home="index.html", search="search.html")
    yield "style.css", html.style().encode()
    yield "search.js", html.kept("search.js").encode()
    yield "search.json", as_json.as_bytes(search_index(ordered))
    reports = [
        {"source": source, "on": say_day(source.on), "pages": _pages(source, f"{source.id}/")}
        for source in ordered
    ]
    yield (
        "index.html",
        html.render(
            "index.html.jinja", reports=reports, names=PAGE_NAMES, around=around, title=TITLE
        ).encode(),
    )
    yield (
        "search.html",
        html.render(
            "search.html.jinja", words=by_words(ordered), around=around, title=TITLE
        ).encode(),
    )
    yield "feed.xml", feed(ordered, TITLE)
    for source in ordered:
        told(source.title)
        yield from _report(source, told)


def _report(source: Source, told: Callable[[str], object]) -> Iterator[tuple[str, bytes]]:
    beside = _pages(source, "")
    figures = [downloads.figures_as(source, form) for form in downloads.OF_FIGURES]
    for name in pages(source):
        told(f"{source.title}: {PAGE_NAMES[name]}")
        made = [
            downloads.page_as(source, name, form) for form in downloads.forms() if form != "html"
        ]
        offered = [
            html.Download(file.name, f"This page {file.words}", _size(file.content))
            for file in made
        ]
        if name != "children":
            offered += [
                html.Download(file.name, file.words.capitalize(), _size(file.content))
                for file in figures
            ]
        around = html.Around("../style.css", "../index.html", "../search.html", beside, offered)
        yield f"{source.id}/{name}.html", html.page(source, name, around).encode()
        yield from ((f"{source.id}/{file.name}", file.content) for file in made)
    yield from ((f"{source.id}/{file.name}", file.content) for file in figures)
    yield f"{source.id}/source.json", as_json.canonical(source)


def write_site(
    folder: Path,
    sources: Sequence[Source],
    key: bytes,
    told: Callable[[str], object] = lambda _: None,
) -> int:
    """Write the whole site and sign it; how many files there are.

    ``key``: the private one, 32 bytes. The folder appears whole or not at all; one that is there
    is replaced only if it is a site. Raises CannotWrite.
    """
    _refuse_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
        made = Path(scratch) / "site"
        made.mkdir()
        digests: dict[str, tuple[str, int]] = {}
        for name, content in site_files(sources, told):
            path = made / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
            digests[name] = hashlib.sha256(content).hexdigest(), len(content)
        document = manifest(sources, digests)
        (made / MANIFEST).write_bytes(document)
        (made / SIGNATURE).write_text(sign(document, key) + "\n", "utf-8")
        for path in (made, *made.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        if folder.exists():
            folder.rename(Path(scratch) / "before")
        made.rename(folder)
    return len(digests) + 2


def _refuse_names(sources: Sequence[Source]) -> None:
    seen: set[str] = set()
    for source in sources:
        if not _ID.fullmatch(source.id) or len(source.id) > 80:
            raise CannotWrite(
                f"The report {source.id!r} cannot be a folder; expected small letters, digits and "
                "single hyphens, 80 at most."
            )
        if source.id in seen:
            raise CannotWrite(f"Two reports are called {source.id}; expected one of each name.")
        seen.add(source.id)


def _refuse_folder(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CannotWrite(f"{folder} is no folder. Expected a new one, or a site written before.")
    if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise CannotWrite(
            f"{folder} holds something that is no site of Sightline. Expected a new folder, or one "
            f"with {MANIFEST} in it, which is replaced."
        )


def _pages(source: Source, before: str) -> dict[str, str]:
    return {name: f"{before}{name}.html" for name in pages(source)}


def _size(content: bytes) -> str:
    kilobytes = -(-len(content) // 1000)
    return f"{kilobytes} kB" if kilobytes < 1000 else f"{kilobytes / 1000:.1f} MB"


__all__ = ["CannotWrite", "site_files", "write_site"]
