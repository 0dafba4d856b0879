"""What in a text would give somebody away: looked for before a practice example is kept.

What stands on the file is looked for in the words: names, former ones too, of whom it is kept on
and of those it names; addresses, numbers, the place, the birth. A day, a postcode, a telephone
number or an address of mail has no place in an example, on file or not. No machine finds what only
somebody who was there would recognise: that is what the second reader is for.

Names of children and adults on other files count only where their file is open to whoever writes:
else the answer would tell what a closed file is called.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sightline.service.access import policy
from sightline.service.access.viewer import Viewer
from sightline.service.files.members import group_of
from sightline.service.files.models import Address, Identifier, Name, Particulars, Record
from sightline.service.files.reading import stands_on
from sightline.service.files.standard import standard
from sightline.service.ledger.row_security import as_machine
from sightline.service.ui.days import MONTHS
from sightline.standard.model import FieldType

ALSO_WORDS = frozenset(
    {"art", "dawn", "dean", "faith", "forest", "frank", "grace", "grant", "hope", "joy", "mark",
     "may", "pat", "rob", "rose", "sky", "will", "young"}
)  # fmt: skip
"""Names that are everyday words too: found only where they are written as names are."""

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_PATTERNS = {
    "a day": rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b"
    rf"|\b(?:{_MONTHS})\s+\d{{1,2}}\b|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b"
    r"|\b\d{4}-\d{2}-\d{2}\b",
    "a postcode": r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b",
    "a telephone number": r"(?<!\d)(?:\+44|0)(?:[\s-]?\d){9,10}(?!\d)",
    "an address of mail": r"\S+@\S+\.\S+",
}
_STREET = re.compile(r"[^\W\d_]{3,}", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Given:
    """Something in a text that gives somebody away. ``words``: as they stand in it."""

    words: str
    why: str

    @property
    def sentence(self) -> str:
        """For whoever wrote it."""
        return f"Take out “{self.words}”: {self.why}."


@dataclass(frozen=True, slots=True)
class OnFile:
    """What would tell of whom a text speaks.

    ``names``: single words of names. ``phrases``: of addresses, places and schools. ``codes``:
    numbers by which somebody is known, without spaces.
    """

    names: frozenset[str]
    phrases: frozenset[str]
    codes: frozenset[str]
    born: tuple[date, ...] = ()


def given_away(text: str, on_file: OnFile) -> list[Given]:
    """Everything in a text that must come out of it, each once, in the order of the text."""
    plain = _plain(text)
    found = sorted({*_patterns(text, plain), *_names(text, on_file), *_others(plain, on_file)})
    every = {words.casefold(): Given(words, why) for _, words, why in reversed(found)}
    return [every[words] for words in dict.fromkeys(words.casefold() for _, words, _ in found)]


Place = tuple[int, str, str]
"""Where in the text, which words, why."""


def _patterns(text: str, plain: str) -> Iterator[Place]:
    for what, pattern in _PATTERNS.items():
        for match in re.finditer(pattern, plain):
            said = text[match.start() : match.end()] if len(text) == len(plain) else match[0]
            yield match.start(), said, f"{what} has no place in an example"


def _names(text: str, on_file: OnFile) -> Iterator[Place]:
    for match in re.finditer(r"[^\W\d_]+", text, re.UNICODE):
        word = _plain(match[0])
        if word in on_file.names and not (word in ALSO_WORDS and match[0].islower()):
            yield match.start(), match[0], "it is a name that the file holds"


def _others(plain: str, on_file: OnFile) -> Iterator[Place]:
    for phrase in on_file.phrases:
        for match in re.finditer(rf"\b{re.escape(phrase)}\b", plain):
            yield match.start(), match[0], "the file names this place"
    for code in on_file.codes:
        loose = r"[\s/.-]*".join(map(re.escape, code))
        for match in re.finditer(rf"(?<!\w){loose}(?!\w)", plain):
            yield match.start(), match[0], "somebody is known by this number"
    for born in on_file.born:
        for match in re.finditer(rf"\b{MONTHS[born.month - 1].lower()}\w*\s+{born.year}\b", plain):
            yield match.start(), match[0], "somebody on the file was born then"


def _plain(text: str) -> str:
    """Small letters without accents, so that Zoë is Zoe."""
    apart = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


# --- what stands on the file -----------------------------------------------------------------


def on_file(viewer: Viewer, file: UUID) -> OnFile:
    """What would give away of whom a text speaks that is written from a file."""
    group = group_of(file)
    with as_machine():
        # It is only compared with what somebody typed, and nothing of it is shown.
        records = list(
            Record.objects.filter(stands_on(file)).only(
                "kind", "details", "author", "agency", "about", "file_id"
            )
        )
        particulars = list(Particulars.objects.filter(subject__in=group))
        addresses = list(Address.objects.filter(subject__in=group))
        numbers = list(Identifier.objects.filter(subject__in=group))
    named = {*group, *(row.pk for row in policy.named_among(viewer, _files_named(records)))}
    with as_machine():
        names = list(Name.objects.filter(subject__in=named).select_related("subject"))
    bodies = {row.pk for row in names if row.subject.type in ("agency", "board", "establishment")}
    people = [row for row in names if row.pk not in bodies]
    lines = [line for row in addresses for line in re.split(r"[\n,]", row.lines or "")]
    return OnFile(
        names=frozenset(_words(f"{row.given or ''} {row.family or ''}" for row in people)),
        phrases=frozenset(
            _phrases(
                [
                    *lines,
                    *(row.place.replace("-", " ") for row in particulars),
                    *(row.family or row.given or "" for row in names if row.pk in bodies),
                    *_texts(records),
                ]
            )
        ),
        codes=frozenset(
            _codes(
                [
                    *(row.value or "" for row in numbers),
                    *(row.postcode or "" for row in addresses),
                ]
            )
        ),
        born=tuple({row.born_on for row in particulars if row.born_on is not None}),
    )


def _files_named(records: Collection[Record]) -> set[UUID]:
    found: set[UUID] = set()
    for row in records:
        found |= {id_ for id_ in (row.author, row.agency, row.about, row.file_id) if id_}
        for name in _fields(row, FieldType.FILE):
            try:
                found.add(UUID(str((row.details or {}).get(name))))
            except ValueError:
                continue
    return found


def _texts(records: Collection[Record]) -> Iterator[str]:
    """Short answers in words, such as the name of a school or of a provider."""
    for row in records:
        for name in _fields(row, FieldType.TEXT):
            answer = (row.details or {}).get(name)
            if isinstance(answer, str) and any(word[:1].isupper() for word in answer.split()):
                yield answer


def _fields(row: Record, type_: FieldType) -> list[str]:
    kind = standard().kinds.get(row.kind)
    if kind is None:
        return []
    return [n for n, f in kind.fields.items() if f.type is type_ and not f.narrative]


def _words(names: Iterator[str]) -> Iterator[str]:
    for name in names:
        yield from re.findall(r"[^\W\d_]{2,}", _plain(name), re.UNICODE)


def _phrases(texts: list[str]) -> Iterator[str]:
    """A line without its number: ``12 Mill Lane`` is found as ``mill lane``."""
    for text in texts:
        phrase = " ".join(_plain(text).split())
        phrase = re.sub(r"^(?:flat\s+)?[\d/]+[a-z]?\s+", "", phrase)
        if len(phrase) >= 4 and _STREET.search(phrase) and len(phrase) <= 80:
            yield phrase


def _codes(values: list[str]) -> Iterator[str]:
    for value in values:
        code = re.sub(r"[\s/.-]", "", _plain(value))
        if len(code) >= 4:
            yield code
