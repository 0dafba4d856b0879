"""Work that has ended is open to inspectors, too, as ``access.ways.LOOKED_BACK`` says."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WORKED = """
CREATE FUNCTION sightline_worked(asked uuid, by_agency uuid, since date)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM files_involvement i
        WHERE i.file_id = asked AND i.agency = by_agency
          AND i.sort IN ('allocation', 'case', 'custody')
          AND i.from_on <= sightline_today()
          AND (i.until_on IS NULL OR i.until_on >= since)
    )
$$;
"""

_OF_ONE = "(is_person AND sightline_involves(asked, g.agency_id, NULL))"
_OF_ONE_NOW = """(is_person AND sightline_involves(asked, g.agency_id, NULL))
                       OR (is_person AND p.role = 'inspector'
                           AND sightline_worked(asked, g.agency_id, g.from_on - 365))"""

_AGREED = "SELECT g.agency_id, p.role = 'inspector' AS inspects"
_AGREED_NOW = "SELECT g.agency_id, p.role = 'inspector' AS inspects, g.from_on - 365 AS since"

_OF_ALL = """FROM files_involvement i JOIN agreed g ON g.agency_id = i.agency
        WHERE i.from_on <= today AND (i.until_on IS NULL OR i.until_on >= today)"""
_OF_ALL_NOW = """FROM files_involvement i JOIN agreed g ON g.agency_id = i.agency
        WHERE i.from_on <= today
          AND (i.until_on IS NULL OR i.until_on >= today
               OR (g.inspects AND i.sort <> 'post' AND i.until_on >= g.since))"""


def look_back(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Say it in each of the three functions that say which files are open."""
    if editor.connection.vendor != "postgresql":
        return
    first = import_module("sightline.service.access.migrations.0003_row_security").SEES
    lists = import_module("sightline.service.access.migrations.0004_page_indexes")
    editor.execute(WORKED, params=None)
    editor.execute(_put(_function(first, "sightline_sees"), (_OF_ONE, _OF_ONE_NOW)), params=None)
    every = {"rows": 1000, "begin": "", "of_i": "", "of_g": "", "of_s": ""}
    some = {
        "rows": 25,
        "begin": lists.LISTED,
        "of_i": "\n          AND i.file_id = ANY (these)",
        "of_g": "\n          AND g.file_id = ANY (these)",
        "of_s": "\n          AND s.id = ANY (these)",
    }
    text = _put(lists.OPEN, (_AGREED, _AGREED_NOW), (_OF_ALL, _OF_ALL_NOW))
    for name, of in (("sightline_files_found", every), ("sightline_listed", some)):
        editor.execute(text.format(name=name, **of), params=None)


def _function(text: str, name: str) -> str:
    """The statement of a text that makes a function."""
    first = text.index(f"CREATE OR REPLACE FUNCTION {name}(")
    return text[first : text.index("\n$$;", first) + len("\n$$;")]


def _put(text: str, *changes: tuple[str, str]) -> str:
    """A text with parts of it put otherwise, each of which stands in it once."""
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands there {text.count(old)} times.")
        text = text.replace(old, new)
    return text


class Migration(migrations.Migration):
    """Functions of row-level security."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [("access", "0011_open_once")]
    operations: ClassVar[Sequence[Operation]] = [migrations.RunPython(look_back)]
