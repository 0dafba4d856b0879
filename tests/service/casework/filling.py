"""Forms as a browser sends them: what a page's form holds, and an entry as somebody types it."""

from __future__ import annotations

from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

from sightline.engine.model import Moment, Value
from sightline.service.files.entries import Entry
from sightline.standard.calendar import LONDON, date_of
from sightline.standard.model import RESERVED_ANSWERS, FieldType, Kind

Data = dict[str, list[str]]


class _Form(HTMLParser):
    """The controls of the forms of a page that are sent by POST to one address: '' for the page."""

    def __init__(self, sent_to: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sent_to = sent_to
        self.forms: list[Data] = []
        self._in: Data | None = None
        self._text: str | None = None
        self._select: str | None = None
        self._first: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_it = given.get("method") == "post" and given.get("action", "") == self.sent_to
            self._in = {} if is_it else None
            if self._in is not None:
                self.forms.append(self._in)
        elif self._in is not None and tag == "input" and given.get("name"):
            is_choice = given.get("type") in ("radio", "checkbox")
            if not is_choice or "checked" in given:
                self._in.setdefault(given["name"], []).append(given.get("value", ""))
        elif self._in is not None and tag == "textarea":
            self._text = given["name"]
            self._in[self._text] = [""]
        elif self._in is not None and tag == "select":
            self._select, self._first = given["name"], None
        elif self._in is not None and tag == "option" and self._select is not None:
            value = given.get("value", "")
            self._first = value if self._first is None else self._first
            if "selected" in given:
                self._in[self._select] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in = None
        elif tag == "textarea" and self._text is not None and self._in is not None:
            # A line break at the very beginning of a box is the page's own.
            self._in[self._text] = [self._in[self._text][0].removeprefix("\n")]
            self._text = None
        elif tag == "select" and self._select is not None and self._in is not None:
            self._in.setdefault(self._select, [self._first or ""])
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None and self._in is not None:
            self._in[self._text][0] += data


def form_of(html: bytes, sent_to: str = "") -> Data:
    """What a browser would send of a page's last form, if nothing were touched.

    ``sent_to``: the address to which it is sent, if that is not the page's own.
    """
    parser = _Form(sent_to)
    parser.feed(html.decode())
    assert parser.forms, "the page has no form"
    return {name: some for name, some in parser.forms[-1].items() if name != "csrfmiddlewaretoken"}


def typed(kind: Kind, entry: Entry) -> Data:
    """What somebody types and chooses to say what an entry says."""
    found: Data = {"precision": [entry.precision or "day"]}
    for name in ("occurred", "ended"):
        found |= _moment(name, getattr(entry, name))
    for name in ("planned_start", "planned_end"):
        day = getattr(entry, name)
        found |= _day(name, None if day is None else date_of(day))
    if entry.about is not None:
        found["about"] = [str(entry.about)]
    for name, value in entry.details.items():
        found |= _answer(kind, name, value)
    return found


def _answer(kind: Kind, name: str, value: Value) -> Data:
    place, type_ = f"answer-{name}", kind.fields[name].type
    chosen = type_ in (FieldType.CODE, FieldType.CODES, FieldType.YES_NO)
    if isinstance(value, str) and value in RESERVED_ANSWERS and not chosen:
        return {f"instead-{name}": [value]}
    if type_ is FieldType.DATE:
        return _day(place, date.fromisoformat(str(value)))
    if type_ is FieldType.MOMENT:
        return _moment_typed(place, str(value))
    return {place: list(value) if isinstance(value, tuple) else [str(value)]}


def _moment(name: str, moment: Moment | None) -> Data:
    if moment is None:
        return _day(name, None) | {f"{name}-time": [""]}
    time = ""
    if moment.minute is not None:
        time = f"{datetime.fromtimestamp(moment.minute * 60, LONDON):%H:%M}"
    return _day(name, date_of(moment.day)) | {f"{name}-time": [time]}


def _moment_typed(place: str, text: str) -> Data:
    if "T" not in text:
        return _day(place, date.fromisoformat(text)) | {f"{place}-time": [""]}
    at = datetime.fromisoformat(text).astimezone(LONDON)
    return _day(place, at.date()) | {f"{place}-time": [f"{at:%H:%M}"]}


def _day(name: str, day: date | None) -> Data:
    parts: tuple[Any, ...] = ("", "", "") if day is None else (day.day, day.month, day.year)
    return {
        f"{name}-{part}": [str(value)]
        for part, value in zip(("day", "month", "year"), parts, strict=True)
    }
