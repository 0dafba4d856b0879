"""Whatever tree a document is: every element is accounted for. Whatever the bytes: no traceback."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sightline.returns import Delivery, UnreadableFile
from tests.returns.xml_small import HEADER, delivery, message

NAMES = ("Case", "Visit", "Day", "Opened", "Closed", "Result", "Alone", "Ids", "Id", "Present",
         "Who", "Why", "Next", "Told", "Child", "Header", "Other", "x")  # fmt: skip
TEXTS = ("", " ", "A1", "A2", "2024-02-01", "2024-02-30", "01/02/2024", "K", "C", "true", "NULL")

READ = {"Ids/Id", "Ids/Born", "Ids/Sex", "Case/Opened", "Case/Closed", "Case/Why"} | {
    f"Case/Visit/{name}" for name in ("Day", "Result", "Alone", "Present/Who", "Next")
}
KNOWN = {"", "Ids", "Case", "Case/Visit", "Case/Visit/Present"}
TABLES = {"": "children", "Case": "care", "Case/Visit": "visits"}
NOT_READ = "Case/Told"


@dataclass(frozen=True)
class Element:
    """An element, the texts before, between and after those in it, and these."""

    name: str
    text: str
    inside: tuple[Element, ...]

    def written(self) -> str:
        """As a document holds it."""
        inside = "".join(each.written() for each in self.inside)
        return f"<{self.name}>{self.text}{inside}</{self.name}>"


ELEMENTS = st.recursive(
    st.builds(Element, st.sampled_from(NAMES), st.sampled_from(TEXTS), st.just(())),
    lambda inside: st.builds(
        Element,
        st.sampled_from(NAMES),
        st.sampled_from(TEXTS),
        st.lists(inside, max_size=5).map(tuple),
    ),
    max_leaves=25,
)


def expected(unit: Element) -> Iterator[tuple[str, str]]:
    """What becomes of each element: a row of a table, a value, ignored, not read; and strays."""
    stack = [(unit, "")]
    while stack:
        element, path = stack.pop()
        if path in TABLES:
            yield "row", TABLES[path]
        if path == NOT_READ:
            continue
        if path in KNOWN:
            if element.text.strip():
                yield "stray", path
            for each in element.inside:
                stack.append((each, f"{path}/{each.name}".removeprefix("/")))
        elif path in READ:
            # A value that holds elements is a section that is not read, and its text is astray.
            yield ("section", path) if element.inside else ("value", path)
            if element.inside and element.text.strip():
                yield "stray", path
        else:
            yield ("section", path) if element.inside else ("ignored", path)


def read(content: str | bytes) -> Delivery | None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return delivery(Path(folder), content)
        except UnreadableFile:
            return None


@given(st.lists(st.lists(ELEMENTS, max_size=4), min_size=1, max_size=3))
def test_any_tree_is_accounted_for(units: list[list[Element]]) -> None:
    children = [Element("Child", "", tuple(inside)) for inside in units]
    found = read(message("".join(child.written() for child in children)))
    told = [each for child in children for each in expected(child)]
    if found is None:  # a key or a day by a name nearly its own; none of the names here is
        raise AssertionError("the document is sound")
    (document,) = found.coverage.documents
    for file in found.coverage.files:
        assert file.read == told.count(("row", file.table))
        assert file.read == file.used + sum(file.ignored.values()) + file.refused
    ignored = {name for file in found.coverage.files for name in file.columns_ignored}
    assert ignored == {f"/{path}" for what, path in told if what == "ignored"}
    sections = {section.path: section.times for section in document.sections_not_read}
    assert sections == {
        f"/{path}": told.count(("section", path)) for what, path in told if what == "section"
    }
    assert document.strays == sum(what == "stray" for what, _ in told)
    assert document.units == len(children)
    assert bool(found.rejects) == any(file.refused for file in found.coverage.files)
    assert sum(sum(file.records.values()) for file in found.coverage.files) == len(found.records)


@given(st.binary(max_size=300))
def test_any_bytes_in_place_of_a_document(content: bytes) -> None:
    read(content)
    read(b"<Message>" + content)


@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-16", "utf-16-be", "cp1252", "utf-32"]))
def test_any_text_within_a_unit(text: str, encoding: str) -> None:
    read(message(f"<Child>{text}</Child>").encode(encoding, "replace"))


@given(
    st.sampled_from(["utf-8", "UTF-16", "utf-16le", "latin-1", "cp037", "hex", "big5", "x" * 50]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be", "cp1252", "cp037"]),
    st.integers(0, 400),
)
def test_any_declaration_and_any_end(declared: str, written: str, end: int) -> None:
    content = f'<?xml version="1.0" encoding="{declared}"?>\n{message("<Child/>")}é'
    read(content.encode(written, "replace")[:end])


def test_a_sound_document_is_one() -> None:
    assert read(message("<Child/>", HEADER)) is not None
