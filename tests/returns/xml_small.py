"""A small document of XML and its mapping, of which each test changes a little."""

from __future__ import annotations

from pathlib import Path

from sightline.returns import Delivery, read
from tests.returns.small import STANDARD, mapping

MAPPING = """
    title: Visits in XML
    xml:
      root: Message
      unit: Children/Child
      header:
        year: Header/Year
        reference-date: Header/ReferenceDate
        authority: Header/Source/LEA
        made: Header/Source/DateTime
      layout: {value: year, seen: ["2023", "2024"]}
      not-read: [Header, /Case/Told]
    agency: {xml: authority, prefix: la-}
    place: {xml: authority, prefix: la-}
    delivered: {xml: made}
    watched: {from: {xml: reference-date, less: 12 months}, to: {xml: reference-date}}
    tables:
      children:
        xml: .
        dates: iso
        subject: {id: Ids/Id, born: Ids/Born, attributes: {sex: Ids/Sex}}
      care:
        xml: Case
        dates: iso
        subject: /Ids/Id
        key: [/Ids/Id, Opened]
        start: Opened
        end: Closed
        records: {kind: care}
      visits:
        xml: Case/Visit
        dates: iso
        subject: /Ids/Id
        key: [/Ids/Id, Day]
        start: Day
        records:
          kind: visit
          fields:
            result: {column: Result, codes: {K: kept, M: missed}}
            seen-alone: Alone
            who: {column: Present/Who, split: repeated, codes: {C: child, P: parent}}
            purpose: /Case/Why
            next-on: Next
"""

HEADER = (
    "<Header><Year>2024</Year><ReferenceDate>2024-03-31</ReferenceDate><Source><LEA>201</LEA>"
    "<DateTime>2024-05-23T11:14:05</DateTime></Source></Header>"
)

IDS = "<Ids><Id>A1</Id><Born>2010-05-06</Born><Sex>male</Sex></Ids>"
VISIT = "<Visit><Day>2024-02-01</Day><Result>K</Result></Visit>"
CASE = f"<Case><Opened>2023-05-01</Opened><Why>school</Why>{VISIT}</Case>"


def message(children: str, header: str = HEADER) -> str:
    """A document of these children."""
    return f"<Message>\n{header}\n<Children>\n{children}\n</Children>\n</Message>\n"


def child(cases: str = CASE, ids: str = IDS) -> str:
    """A child with cases."""
    return f"<Child>\n{ids}\n{cases}\n</Child>"


def visit(inside: str) -> str:
    """A document with one child, one case, and one visit that holds this and a day."""
    return message(
        child(
            "<Case><Opened>2023-05-01</Opened>\n"
            f"<Visit>\n<Day>2024-02-01</Day>\n{inside}\n</Visit></Case>"
        )
    )


def delivery(
    folder: Path, content: str | bytes, text: str = MAPPING, name: str = "census.xml"
) -> Delivery:
    """What is read of one document."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(STANDARD, mapping(text, folder), path)
