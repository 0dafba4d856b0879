"""Documents that cannot be read: which, where, and what was expected. Nothing is half used."""

from pathlib import Path

import pytest

from sightline.returns import UnreadableFile, read
from sightline.returns import xml_units as units_of
from sightline.returns.xml_files import DEEPEST, LONGEST_TAG, LONGEST_TEXT
from tests.returns.small import STANDARD, mapping
from tests.returns.xml_small import CASE, HEADER, MAPPING, child, delivery, message, visit


def problem(folder: Path, content: str | bytes, name: str = "census.xml") -> UnreadableFile:
    with pytest.raises(UnreadableFile) as raised:
        delivery(folder, content, name=name)
    return raised.value


DECLARED = '<?xml version="1.0" encoding="{}"?>\n'
BOMBS = {
    "laughs": '<!DOCTYPE Message [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "outside": '<!DOCTYPE Message SYSTEM "http://example.invalid/census.dtd">',
    "another": '<!DOCTYPE Message [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    "parameter": '<!DOCTYPE Message [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]>',
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_document_type_is_refused_where_it_begins(tmp_path: Path, name: str) -> None:
    content = f'<?xml version="1.0"?>\n{BOMBS[name]}\n{message(child())}'.replace("K<", "&b;<")
    error = problem(tmp_path, content)
    assert "declares a document type (<!DOCTYPE Message>)" in error.problem
    assert error.line == 2


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (message(child())[:-30], 7, "The file ends where </Child> was expected"),
        (message(child())[:100], 2, "The file ends where </Source> was expected"),
        (message(child()) + "<More/>", 10, "Something follows the end of the document"),
        (message(child()).replace("</Case>", ""), 7, "expected </Case>."),
        (message(child()).replace("<Case>", "<Case"), 6, "This is not well-formed XML"),
        (message(child()).replace("school", "R & B"), 6, "This is not well-formed XML"),
        (message(child()).replace("school", "&eacute;"), 6, "expected &amp;, &lt;, &gt;"),
        (message(child()).replace("<Case>", '<Case a="1" a="2">'), 6, "the same attribute twice"),
        (message(child()).replace("<Why>", "<x:Why>"), 6, "whose namespace is not declared"),
        ("\n" + DECLARED.format("utf-8") + message(child()), 2, "at the very beginning"),
        ("<Message", 1, "The file ends before its first element."),
        ("<?xml version='1.0'?><!-- Message", 1, "The file ends before its first element."),
    ],
)
def test_broken_xml(tmp_path: Path, content: str, line: int, says: str) -> None:
    error = problem(tmp_path, content)
    assert says in error.problem
    assert error.line == line


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (message(child().replace("school", "café")).encode("cp1252"), 6,
         "This is not text in utf-8, as was expected."),
        ((DECLARED.format("utf-8") + message(child().replace("school", "café"))).encode("cp1252"),
         7, "This is not text in utf-8"),
        ((DECLARED.format("utf-16") + message(child())).encode(), 1,
         "declares the encoding utf-16, but its first bytes are those of utf-8"),
        ((DECLARED.format("utf-8") + message(child())).encode("utf-16"), 1,
         "declares the encoding utf-8, but its first bytes are those of utf-16"),
        ((DECLARED.format("cp1252") + message(child())).encode("utf-8-sig"), 1,
         "declares the encoding cp1252, but its first bytes are those of utf-8"),
        ((DECLARED.format("gb2312") + message(child())).encode(), 1,
         "The encoding gb2312 cannot be read in XML"),
        ((DECLARED.format("nonsense") + message(child())).encode(), 1,
         "The encoding nonsense cannot be read in XML"),
        ((DECLARED.format("rot13") + message(child())).encode(), 1,
         "The encoding rot13 cannot be read in XML"),
        ((DECLARED.format("utf-32") + message(child())).encode("utf-32"), 1,
         "The encoding utf-32 cannot be read in XML"),
        (message(child()).encode() .replace(b"school", b"sch\0ool"), 6, "not well-formed"),
    ],
)  # fmt: skip
def test_encodings_that_contradict_the_file(
    tmp_path: Path, content: bytes, line: int, says: str
) -> None:
    error = problem(tmp_path, content)
    assert says in error.problem
    assert error.line == line


def test_one_value_after_another_is_read_and_none_is_used(tmp_path: Path) -> None:
    """A document that breaks off after many sound rows gives none of them."""
    many = "\n".join(child().replace("A1", f"A{number}") for number in range(3000))
    assert problem(tmp_path, message(many)[:-60]).line == 2 + 4 * 3000


def test_deep_nesting(tmp_path: Path) -> None:
    deep = "<a>" * 100_000 + "</a>" * 100_000
    for content in (message(child(deep)), message("", deep), f"<Message>{deep}</Message>"):
        assert f"More than {DEEPEST} elements" in problem(tmp_path, content).problem


def test_a_huge_text(tmp_path: Path) -> None:
    long = "x" * LONGEST_TEXT
    why = message(child()).replace("school", long)
    assert len(str(delivery(tmp_path, why).records[1].details["purpose"])) == LONGEST_TEXT
    error = problem(tmp_path, why.replace(long, long + "x"))
    assert "A value is longer than 131,072 characters" in error.problem
    assert error.line == 6
    for content in (
        why.replace(long, long * 20),
        message(long * 20),
        message(child(), HEADER.replace("201", long * 20)),
        message(visit("") + " " * (LONGEST_TEXT * 20)),
    ):
        assert "A value is longer" in problem(tmp_path, content).problem


def test_a_huge_tag(tmp_path: Path) -> None:
    tag = f'<Case name="{"x" * LONGEST_TAG * 2}">'
    error = problem(tmp_path, message(child().replace("<Case>", tag)))
    assert "A tag or a comment is longer than 1,048,576 bytes" in error.problem
    assert error.line == 6


def test_a_unit_with_too_many_elements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units_of, "MOST_ELEMENTS", 1000)
    many = message(child(CASE * 3000))
    assert "One Children/Child has more than 1,000 elements" in problem(tmp_path, many).problem
    # As many in several units are no matter.
    assert delivery(tmp_path, message(child(CASE * 100) * 30)).records


def test_a_unit_of_too_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units_of, "LARGEST_UNIT", 100_000)
    many = message(child(f"<Case>{'<!-- note -->' * 20_000}</Case>"))
    assert "or 100,000 bytes" in problem(tmp_path, many).problem


@pytest.mark.parametrize(
    ("header", "line", "says"),
    [
        ("", None, "There is no Header/Source/DateTime, from which the mapping reads the made."),
        (HEADER.replace("<LEA>201</LEA>", ""), None, "There is no Header/Source/LEA"),
        (HEADER.replace("LEA>", "Lea>"), None, "There is Header/Source/Lea; is that"),
        (HEADER.replace(">201<", "> <"), 2, "Header/Source/LEA says nothing"),
        (HEADER.replace("2024-03-31", "31/03/2024"), 2,
         "Header/ReferenceDate is 31/03/2024, and a date written iso (2018-03-31) was expected."),
        (HEADER.replace("2024-05-23T", "2024-15-23T"), 2, "Header/Source/DateTime is 2024-15-23T"),
        (HEADER + HEADER.replace("201<", "202<"), 2, "Header/Source/LEA was told otherwise on"),
    ],
)  # fmt: skip
def test_a_header_that_does_not_say_what_is_needed(
    tmp_path: Path, header: str, line: int | None, says: str
) -> None:
    error = problem(tmp_path, message(child(), header))
    assert says in error.problem
    assert error.line == line


def test_no_unit(tmp_path: Path) -> None:
    error = problem(tmp_path, message(""))
    assert error.problem.startswith("There is no Children/Child, of which the mapping expects one")
    error = problem(tmp_path, message(child()).replace("Child>", "child>"))
    assert "There is Children/child; is Children/Child what was meant?" in error.problem


# --- which files are documents --------------------------------------------------------------------


def test_a_document_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    assert delivery(tmp_path, message(child()), name="census.csv").records
    assert delivery(tmp_path, "\n  " + message(child()), name="census").records


def test_xml_of_another_sort(tmp_path: Path) -> None:
    error = problem(tmp_path, "<EXPSSDA903><CHILD/></EXPSSDA903>")
    assert error.problem == "Its outermost element is EXPSSDA903, and Message was expected."
    (tmp_path / "one.xml").write_text(message(child()))
    (tmp_path / "page.html").write_text("<!DOCTYPE html><html><p>A report<br></html>")
    (tmp_path / "old.html").write_text("<!doctype html><html>")
    found = read(STANDARD, mapping(MAPPING, tmp_path), tmp_path)
    ignored = ("census.xml", "mapping.yaml", "old.html", "page.html")
    assert found.coverage.files_ignored == ignored
    assert found.records


def test_a_damaged_document_among_others_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_text(message(child()))
    error = problem(tmp_path, message(child())[:-30])
    assert error.file == "census.xml"
    for content in ("<Message", BOMBS["laughs"] + message(child()), "<Message>\x01</Message>"):
        (tmp_path / "two.xml").write_text(content)
        with pytest.raises(UnreadableFile, match=r"two\.xml"):
            read(STANDARD, mapping(MAPPING, tmp_path), tmp_path)


def test_documents_of_two_authorities_are_not_one_delivery(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(message(child()))
    (tmp_path / "b.xml").write_text(message(child(), HEADER.replace("201", "202")))
    with pytest.raises(UnreadableFile, match=r"b.xml: Its authority is 202, and that of a.xml"):
        read(STANDARD, mapping(MAPPING, tmp_path), tmp_path)


def test_documents_of_two_years_are_one_delivery(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(message(child()))
    later = HEADER.replace("2024", "2025")
    (tmp_path / "b.xml").write_text(message(child(CASE.replace("<Result>K</Result>", "")), later))
    found = read(STANDARD, mapping(MAPPING, tmp_path), tmp_path)
    assert len({(each.first, each.last) for each in found.watched}) == 2
    (reject,) = found.rejects
    assert (reject.file, reject.expected) == ("b.xml", "what a.xml, line 6, says")


def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "census.xml"
    end = units_of.UnitReader.end

    def changing(self: units_of.UnitReader, raw: str) -> None:
        with path.open("a") as file:
            file.write("\n")
        end(self, raw)

    monkeypatch.setattr(units_of.UnitReader, "end", changing)
    assert "The file changed while it was being read" in problem(tmp_path, message(child())).problem
