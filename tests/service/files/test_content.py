"""A document is what is in it, whatever it is called, and what may do harm is not taken."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.service.files import content
from sightline.service.files.content import NotTaken, sort_of
from tests.service.files.papers import (
    JPEG,
    MAIL,
    OFFICE,
    OLD_WORD,
    PDF,
    PNG,
    TEXT,
    archive,
    excel,
    mail_with,
    opened,
    word,
)

TAKEN = [
    ("letter.pdf", PDF, content.PDF),
    ("Letter.PDF", PDF, content.PDF),
    ("photo.png", PNG, content.PNG),
    ("photo.jpeg", JPEG, content.JPEG),
    ("note.txt", TEXT, content.TEXT),
    ("old note.txt", "Café".encode("cp1252"), content.TEXT),
    ("plan.docx", word(), content.WORD),
    ("list.xlsx", excel(), content.EXCEL),
    ("plan.odt", opened("text"), content.ODT),
    ("list.ods", opened("spreadsheet"), content.ODS),
    ("mail.eml", MAIL, content.EMAIL),
    ("mail.eml", mail_with(("a.pdf", PDF), ("b.docx", word())), content.EMAIL),
    ("mail.eml", mail_with(("inner.eml", mail_with(("a.png", PNG)))), content.EMAIL),
]
NOT_TAKEN = {
    "empty": ("a.pdf", b"", "is empty"),
    "called otherwise": ("a.pdf", PNG, r"ends in \.pdf, .* PNG picture.* ends in \.png"),
    "a program called a document": ("a.pdf", b"MZ\x90\x00" + bytes(60), "none of the sorts"),
    "a page called a document": ("a.pdf", b"<html><script>", "plain text"),
    "a page": ("a.html", b"<html><script>alert(1)</script>", r"ends in \.html"),
    "no ending": ("letter", PDF, "has no ending"),
    "a text with what is none": ("a.txt", b"seen\x00at home", "none of the sorts"),
    "an old Word document": ("a.doc", OLD_WORD, "older Word, Excel or Outlook"),
    "an old one called new": ("a.docx", OLD_WORD, "protected by a password"),
    "RTF": ("a.rtf", b"{\\rtf1 Seen}", "RTF is not taken"),
    "macros": ("a.docx", word(word__vbaProject_bin=b"x"), "macros"),
    "macros by another name": (
        "a.docx",
        archive(
            {
                "[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml",
                "word/document.xml": b"",
            }
        ),
        "macros",
    ),
    "a program inside": ("a.docx", word(word__embeddings__oleObject1_bin=b"x"), "a program"),
    "macros in OpenDocument": (
        "a.odt",
        archive(
            {
                "mimetype": content.ODT.media.encode(),
                "content.xml": b"",
                "Basic/Standard/Module1.xml": b"",
            }
        ),
        "macros",
    ),
    "an archive": ("a.zip", archive({"a.pdf": PDF}), "archive of files"),
    "slides": (
        "a.pptx",
        archive({"[Content_Types].xml": OFFICE, "ppt/presentation.xml": b""}),
        "of a sort that is not taken",
    ),
    "many parts": (
        "a.docx",
        word(**{f"word__p{n}_xml": b"" for n in range(5_001)}),
        "grows beyond measure",
    ),
    "cut short": ("a.docx", word()[:-30], "damaged"),
    "no mail": ("a.eml", b"Seen at home.\r\n", "cannot be read as an e-mail"),
    "a program attached": ("a.eml", mail_with(("a.exe", b"MZ\x90\x00")), "attached to the e-mail"),
    "a page attached": ("a.eml", mail_with(("a.html", b"<script>")), "attached to the e-mail"),
    "macros attached": (
        "a.eml",
        mail_with(("a.docx", word(word__vbaProject_bin=b"x"))),
        "attached to the e-mail.*macros",
    ),
}


@pytest.mark.parametrize(
    ("name", "what", "sort"),
    [pytest.param(*one, id=f"{n} {one[0]}") for n, one in enumerate(TAKEN)],
)
def test_what_caseworkers_send_is_known_by_its_content(
    name: str, what: bytes, sort: content.Sort
) -> None:
    stream = io.BytesIO(what)
    assert sort_of(stream, name) == sort
    assert stream.tell() == 0


@pytest.mark.parametrize("why", NOT_TAKEN)
def test_what_is_not_taken_is_said_with_what_to_do(why: str) -> None:
    name, what, told = NOT_TAKEN[why]
    with pytest.raises(NotTaken, match=f"(?s){told}") as fault:
        sort_of(io.BytesIO(what), name)
    sentence = str(fault.value)
    assert sentence[0].isupper() and not sentence.endswith(".")
    assert any(
        word in sentence for word in ("ave it", "ave the e-mail", "hoose", "Add", "not taken")
    )


def test_a_password_is_not_taken() -> None:
    made = bytearray(word())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.find(signature)
        while place >= 0:
            made[place + offset] |= 1
            place = made.find(signature, place + 4)
    with pytest.raises(NotTaken, match="protected by a password"):
        sort_of(io.BytesIO(made), "a.docx")


@pytest.mark.parametrize("parts", [("a",), ("a", "b")])
def test_what_grows_beyond_measure_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, parts: tuple[str, ...]
) -> None:
    monkeypatch.setattr(content, "MOST_UNPACKED", 100_000)
    each = bytes(100_001 // len(parts))
    made = word(**{f"word__{name}_xml": each for name in parts})
    assert len(made) < 2_000
    with pytest.raises(NotTaken, match="grows beyond measure"):
        sort_of(io.BytesIO(made), "a.docx")


def test_an_archive_that_lies_about_its_size_is_not_taken() -> None:
    made = bytearray(word(word__a_xml=bytes(100_000)))
    size = (100_000).to_bytes(4, "little")
    made = made.replace(size, (1).to_bytes(4, "little"))
    with pytest.raises(NotTaken, match="damaged"):
        sort_of(io.BytesIO(made), "a.docx")


def test_mails_within_mails_end_somewhere() -> None:
    mail = MAIL
    for _ in range(content.MOST_WITHIN):
        mail = mail_with(("inner.eml", mail))
    assert sort_of(io.BytesIO(mail), "a.eml") == content.EMAIL
    with pytest.raises(NotTaken, match="Too many e-mails"):
        sort_of(io.BytesIO(mail_with(("inner.eml", mail))), "a.eml")


ENDINGS = st.sampled_from([ending for sort in content.SORTS for ending in (*sort.endings, "")])
STARTS = st.sampled_from([b"", PDF, PNG, MAIL, word(), excel(), opened("text"), mail_with()])


@given(start=STARTS, cut=st.integers(0, 600), more=st.binary(max_size=200), ending=ENDINGS)
def test_whatever_is_sent_is_taken_or_refused_in_a_sentence(
    start: bytes, cut: int, more: bytes, ending: str
) -> None:
    with suppress(NotTaken):
        sort = sort_of(io.BytesIO(start[:cut] + more + start[cut + 3 :]), f"a{ending}")
        assert ending in sort.endings
