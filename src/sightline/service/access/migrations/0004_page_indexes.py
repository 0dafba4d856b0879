"""Row-level security of pages that show a list, and the indexes of what they ask.

``sightline.about`` may name some few files, with commas between: those that a list shows. Whether
they are open is worked out for these alone, in every statement (``sightline_listed``), before all
that are open are. Whoever says what a page is about opens nothing by it, as before. Both functions
are the one text, and all files that are open are looked up once each, however many lead to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ABOUT = """
CREATE OR REPLACE FUNCTION sightline_about() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN strpos(current_setting('sightline.about', true), ',') = 0
           THEN nullif(current_setting('sightline.about', true), '')::uuid END
$$;
"""

OPEN = """
CREATE OR REPLACE FUNCTION {name}()
RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
COST 1000 ROWS {rows} AS $$
DECLARE
    me uuid := sightline_person();
    today date := sightline_today();
    my_file uuid;
    these uuid[];
BEGIN
    {begin}
    SELECT p.worker_id INTO my_file FROM access_person p WHERE p.id = me AND p.is_active;
    IF me IS NULL OR NOT FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH post AS MATERIALIZED (
        SELECT p.role, p.agency_id, coalesce(t.name, '') AS team, a.sees
        FROM access_post p
        JOIN access_agency a ON a.file_id = p.agency_id
        LEFT JOIN access_team t ON t.id = p.team_id
        WHERE p.person_id = me AND p.from_on <= today
          AND (p.until_on IS NULL OR p.until_on >= today)
          AND NOT EXISTS (SELECT FROM access_ending e WHERE e.of = p.id AND e.on < today)
    ), agreed AS MATERIALIZED (
        SELECT g.agency_id, p.role = 'inspector' AS inspects
        FROM access_agreement g JOIN post p ON p.agency_id = g.other_id
        WHERE p.role IN ('practitioner', 'manager', 'inspector') AND g.from_on <= today
          AND (g.until_on IS NULL OR g.until_on >= today)
          AND NOT EXISTS (SELECT FROM access_ending e WHERE e.of = g.id AND e.on < today)
    ), works AS MATERIALIZED (
        SELECT DISTINCT p.agency_id FROM post p WHERE p.role IN ('practitioner', 'manager')
    ), way (id, kept_on, though_closed) AS (
        SELECT i.file_id, 'person', true FROM files_involvement i
        WHERE EXISTS (SELECT FROM works) AND i.sort = 'allocation' AND i.from_on <= today
          AND (i.until_on IS NULL OR i.until_on >= today){of_i}
          AND i.worker = ANY (ARRAY(
              SELECT my_file UNION
              SELECT c.file_id FROM files_involvement c
              WHERE c.sort = 'cover' AND c.worker = my_file AND c.from_on <= today
                AND (c.until_on IS NULL OR c.until_on >= today)))
        UNION ALL
        SELECT g.file_id, 'person', true FROM access_brokenglass g
        JOIN works ON works.agency_id = g.agency_id
        WHERE g.person_id = me AND g.from_at <= sightline_now()
          AND g.until_at > sightline_now(){of_g}
        UNION ALL
        SELECT s.id, 'person', false FROM files_subject s
        WHERE EXISTS (SELECT FROM works) AND s.by = me{of_s} AND NOT EXISTS (
            SELECT FROM files_involvement i WHERE i.file_id = s.id AND i.sort = 'allocation')
        UNION ALL
        SELECT i.file_id, 'person', false FROM files_involvement i
        JOIN post p ON p.agency_id = i.agency
        WHERE i.sort IN ('allocation', 'case', 'custody') AND i.from_on <= today
          AND (i.until_on IS NULL OR i.until_on >= today){of_i}
          AND (p.role IN ('manager', 'records-officer')
               OR (p.role = 'practitioner'
                   AND (p.sees = 'agency' OR (p.team <> '' AND i.team = p.team))))
        UNION ALL
        SELECT i.file_id, 'worker', false FROM files_involvement i
        JOIN post p ON p.agency_id = i.agency
        WHERE i.sort = 'post' AND i.from_on <= today
          AND (i.until_on IS NULL OR i.until_on >= today){of_i}
          AND p.role IN ('manager', 'records-officer') AND i.file_id IS DISTINCT FROM my_file
        UNION ALL
        SELECT i.file_id, CASE i.sort WHEN 'post' THEN 'worker' ELSE 'person' END, false
        FROM files_involvement i JOIN agreed g ON g.agency_id = i.agency
        WHERE i.from_on <= today AND (i.until_on IS NULL OR i.until_on >= today){of_i}
          AND (i.sort IN ('allocation', 'case', 'custody') OR (i.sort = 'post' AND g.inspects))
        UNION ALL
        SELECT g.agency_id, 'any', false FROM agreed g WHERE g.inspects
        UNION ALL
        SELECT p.agency_id, 'any', false FROM post p
        WHERE p.role IN ('manager', 'board-member', 'records-officer')
        UNION ALL
        SELECT my_file, 'any', false FROM post p
        WHERE p.role IN ('practitioner', 'manager', 'inspector', 'records-officer')
    )
    SELECT s.id FROM (
        SELECT way.id, way.kept_on, bool_or(way.though_closed) AS though_closed
        FROM way GROUP BY way.id, way.kept_on
    ) w JOIN files_subject s ON s.id = w.id{of_s}
    WHERE (w.kept_on = 'any'
           OR (w.kept_on = 'worker' AND s.type = 'worker')
           OR (w.kept_on = 'person' AND s.type IN ('child', 'adult')))
      AND (w.though_closed OR NOT EXISTS (
          SELECT FROM access_restriction r
          WHERE r.file_id = s.id AND r.from_on <= today
            AND (r.until_on IS NULL OR r.until_on >= today)
            AND NOT EXISTS (SELECT FROM access_ending e WHERE e.of = r.id AND e.on < today)
            AND NOT EXISTS (
                SELECT FROM access_named n WHERE n.restriction_id = r.id AND n.person_id = me)));
END
$$;
"""

LISTED = """IF strpos(coalesce(current_setting('sightline.about', true), ''), ',') = 0 THEN
        RETURN;
    END IF;
    these := string_to_array(current_setting('sightline.about', true), ',')::uuid[];"""


def _open(file: str, *otherwise: str) -> str:
    """Of a row, by its column ``file``: that file is open, or the row is let through otherwise.

    PostgreSQL goes from left to right, and a statement that reads nothing but the files of the page
    never comes to all that are open.
    """
    ways = (
        "(SELECT sightline_machine())",
        f"{file} = (SELECT sightline_shown())",
        f"{file} IN (SELECT sightline_listed())",
        *otherwise,
        f"{file} IN (SELECT sightline_files())",
    )
    return " OR ".join(ways)


POLICIES: dict[str, str] = {
    "files_subject": "(type NOT IN ('child', 'adult') "
    f"AND (SELECT sightline_person()) IS NOT NULL) OR {_open('id')}",
    "files_name": _open("subject_id", "sightline_names_all(subject_id)"),
    "files_identifier": _open("subject_id"),
    "files_address": _open("subject_id"),
    "files_particulars": _open("subject_id"),
    "files_record": f"{_open('file_id', 'id IN (SELECT sightline_records_shown())')} "
    "OR id IN (SELECT sightline_records_elsewhere())",
    "files_judged": _open("file_id"),
    "files_obligation": _open("file_id"),
}
"""For each table of which lists show rows: which are read, changed and removed."""


def secure(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the functions anew and tell the policies of them."""
    if editor.connection.vendor != "postgresql":
        return
    editor.execute(ABOUT, params=None)
    all_open = OPEN.format(name="sightline_files", rows=1000, begin="", of_i="", of_g="", of_s="")
    listed = OPEN.format(
        name="sightline_listed",
        rows=25,
        begin=LISTED,
        of_i="\n          AND i.file_id = ANY (these)",
        of_g="\n          AND g.file_id = ANY (these)",
        of_s="\n          AND s.id = ANY (these)",
    )
    editor.execute(all_open, params=None)
    editor.execute(listed, params=None)
    for table, read in POLICIES.items():
        editor.execute(f"ALTER POLICY need_to_know ON {table} USING ({read})", params=None)


class Migration(migrations.Migration):
    """Row-level security and indexes for what pages ask."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("access", "0003_row_security"),
        ("files", "0003_page_indexes"),
    ]
    operations: ClassVar[Sequence[Operation]] = [migrations.RunPython(secure)]
