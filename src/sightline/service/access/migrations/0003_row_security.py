"""What PostgreSQL itself lets a person see, behind the policy: the file half of need-to-know.

``sightline_sees(file)`` says of the person in the setting ``sightline.person`` what ``access.ways``
says in Python, and ``sightline_files()`` says it of all files at once: a statement that reads many
rows works it out once and not for every row. A test holds the three equal on generated worlds.
``sightline.about``, the file that a page is about, changes how long an answer takes and never the
answer: whether that file is open is asked in every statement, and before all others are found.
Nobody in the setting: nothing is seen. ``machine`` in it: everything is
(``ledger.row_security.as_machine``). Which kinds and fields are read on an open file is the
policy's alone.

Outside: ``files_involvement`` and the tables of posts, agreements, endings and names of people,
because the question itself is answered from them; they say nothing of what happened to a child.
The owner of the tables is under no such security: migrations, jobs and commands run as the owner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SEES = """
CREATE OR REPLACE FUNCTION sightline_person() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT nullif(nullif(current_setting('sightline.person', true), ''), 'machine')::uuid
$$;

CREATE OR REPLACE FUNCTION sightline_machine() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('sightline.person', true), '') = 'machine'
$$;

-- The one file that a page is about, where it is about one.
CREATE OR REPLACE FUNCTION sightline_about() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('sightline.about', true), '')::uuid
$$;

-- As ledger.clock has it.
CREATE OR REPLACE FUNCTION sightline_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT now() - make_interval(hours => 24
        * coalesce(nullif(current_setting('sightline.days_behind', true), ''), '0')::int)
$$;

CREATE OR REPLACE FUNCTION sightline_today() RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (sightline_now() AT TIME ZONE 'Europe/London')::date
$$;

CREATE OR REPLACE FUNCTION sightline_ended(opening uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM access_ending e WHERE e.of = opening AND e.on < sightline_today()
    )
$$;

-- An agency of the people's involved with the file, perhaps by a team of its own.
CREATE OR REPLACE FUNCTION sightline_involves(asked uuid, by_agency uuid, by_team text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM files_involvement i
        WHERE i.file_id = asked AND i.agency = by_agency
          AND i.sort IN ('allocation', 'case', 'custody')
          AND (by_team IS NULL OR i.team = by_team)
          AND i.from_on <= sightline_today()
          AND (i.until_on IS NULL OR i.until_on >= sightline_today())
    )
$$;

CREATE OR REPLACE FUNCTION sightline_works_for(asked uuid, by_agency uuid)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM files_involvement i
        WHERE i.file_id = asked AND i.agency = by_agency AND i.sort = 'post'
          AND i.from_on <= sightline_today()
          AND (i.until_on IS NULL OR i.until_on >= sightline_today())
    )
$$;

-- The file is the worker's, or that of somebody for whom the worker stands in.
CREATE OR REPLACE FUNCTION sightline_allocated(asked uuid, to_worker uuid)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM files_involvement i
        WHERE i.file_id = asked AND i.sort = 'allocation'
          AND i.from_on <= sightline_today()
          AND (i.until_on IS NULL OR i.until_on >= sightline_today())
          AND (i.worker = to_worker OR EXISTS (
              SELECT FROM files_involvement c
              WHERE c.file_id = i.worker AND c.sort = 'cover' AND c.worker = to_worker
                AND c.from_on <= sightline_today()
                AND (c.until_on IS NULL OR c.until_on >= sightline_today())))
    )
$$;

CREATE OR REPLACE FUNCTION sightline_glass(asked uuid, by_person uuid, for_agency uuid)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM access_brokenglass g
        WHERE g.file_id = asked AND g.person_id = by_person AND g.agency_id = for_agency
          AND g.from_at <= sightline_now() AND g.until_at > sightline_now()
    )
$$;

CREATE OR REPLACE FUNCTION sightline_closed(asked uuid, to_person uuid)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM access_restriction r
        WHERE r.file_id = asked AND r.from_on <= sightline_today()
          AND (r.until_on IS NULL OR r.until_on >= sightline_today())
          AND NOT sightline_ended(r.id)
          AND NOT EXISTS (
              SELECT FROM access_named n WHERE n.restriction_id = r.id AND n.person_id = to_person)
    )
$$;

-- though_closed: as if no restriction held; by it the restriction itself is seen.
CREATE OR REPLACE FUNCTION sightline_sees(asked uuid, though_closed boolean DEFAULT false)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT COST 1000
AS $$
DECLARE
    me uuid;
    my_file uuid;
    kept_on text;
    opened_by uuid;
    is_person boolean;
    is_open boolean;
BEGIN
    IF sightline_machine() THEN
        RETURN true;
    END IF;
    me := sightline_person();
    SELECT p.worker_id INTO my_file FROM access_person p WHERE p.id = me AND p.is_active;
    IF me IS NULL OR NOT FOUND THEN
        RETURN false;
    END IF;
    SELECT s.type, s.by INTO kept_on, opened_by FROM files_subject s WHERE s.id = asked;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    is_person := kept_on IN ('child', 'adult');
    is_open := though_closed OR NOT sightline_closed(asked, me);
    RETURN EXISTS (
        SELECT FROM access_post p
        JOIN access_agency a ON a.file_id = p.agency_id
        LEFT JOIN access_team t ON t.id = p.team_id
        WHERE p.person_id = me AND p.from_on <= sightline_today()
          AND (p.until_on IS NULL OR p.until_on >= sightline_today())
          AND NOT sightline_ended(p.id)
          AND (
            (is_person AND p.role IN ('practitioner', 'manager') AND (
                sightline_allocated(asked, my_file)
                OR (is_open AND t.name <> ''
                    AND sightline_involves(asked, p.agency_id, t.name))
                OR (is_open AND opened_by = me AND NOT EXISTS (
                    SELECT FROM files_involvement i
                    WHERE i.file_id = asked AND i.sort = 'allocation'))
                OR sightline_glass(asked, me, p.agency_id)))
            OR (is_open AND is_person
                AND (p.role IN ('manager', 'records-officer')
                     OR (p.role = 'practitioner' AND a.sees = 'agency'))
                AND sightline_involves(asked, p.agency_id, NULL))
            OR (is_open AND kept_on = 'worker' AND asked IS DISTINCT FROM my_file
                AND p.role IN ('manager', 'records-officer')
                AND sightline_works_for(asked, p.agency_id))
            OR (is_open AND p.role IN ('practitioner', 'manager', 'inspector') AND EXISTS (
                SELECT FROM access_agreement g
                WHERE g.other_id = p.agency_id AND g.from_on <= sightline_today()
                  AND (g.until_on IS NULL OR g.until_on >= sightline_today())
                  AND NOT sightline_ended(g.id)
                  AND ((is_person AND sightline_involves(asked, g.agency_id, NULL))
                       OR (p.role = 'inspector' AND (
                           asked = g.agency_id
                           OR (kept_on = 'worker'
                               AND sightline_works_for(asked, g.agency_id)))))))
            OR (is_open AND asked = p.agency_id
                AND p.role IN ('manager', 'board-member', 'records-officer'))
            OR (is_open AND asked = my_file
                AND p.role IN ('practitioner', 'manager', 'inspector', 'records-officer'))
          )
    );
END
$$;

-- The same of all files at once, found from whoever is involved with them.
CREATE OR REPLACE FUNCTION sightline_files()
RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
COST 1000 ROWS 1000 AS $$
DECLARE
    me uuid := sightline_person();
    today date := sightline_today();
    my_file uuid;
BEGIN
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
          AND (i.until_on IS NULL OR i.until_on >= today)
          AND i.worker = ANY (ARRAY(
              SELECT my_file UNION
              SELECT c.file_id FROM files_involvement c
              WHERE c.sort = 'cover' AND c.worker = my_file AND c.from_on <= today
                AND (c.until_on IS NULL OR c.until_on >= today)))
        UNION ALL
        SELECT g.file_id, 'person', true FROM access_brokenglass g
        JOIN works ON works.agency_id = g.agency_id
        WHERE g.person_id = me AND g.from_at <= sightline_now() AND g.until_at > sightline_now()
        UNION ALL
        SELECT s.id, 'person', false FROM files_subject s
        WHERE EXISTS (SELECT FROM works) AND s.by = me AND NOT EXISTS (
            SELECT FROM files_involvement i WHERE i.file_id = s.id AND i.sort = 'allocation')
        UNION ALL
        SELECT i.file_id, 'person', false FROM files_involvement i
        JOIN post p ON p.agency_id = i.agency
        WHERE i.sort IN ('allocation', 'case', 'custody') AND i.from_on <= today
          AND (i.until_on IS NULL OR i.until_on >= today)
          AND (p.role IN ('manager', 'records-officer')
               OR (p.role = 'practitioner'
                   AND (p.sees = 'agency' OR (p.team <> '' AND i.team = p.team))))
        UNION ALL
        SELECT i.file_id, 'worker', false FROM files_involvement i
        JOIN post p ON p.agency_id = i.agency
        WHERE i.sort = 'post' AND i.from_on <= today
          AND (i.until_on IS NULL OR i.until_on >= today)
          AND p.role IN ('manager', 'records-officer') AND i.file_id IS DISTINCT FROM my_file
        UNION ALL
        SELECT i.file_id, CASE i.sort WHEN 'post' THEN 'worker' ELSE 'person' END, false
        FROM files_involvement i JOIN agreed g ON g.agency_id = i.agency
        WHERE i.from_on <= today AND (i.until_on IS NULL OR i.until_on >= today)
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
    SELECT DISTINCT s.id FROM way w JOIN files_subject s ON s.id = w.id
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

-- The file that the page is about, if it is open. Whoever says what a page is about opens nothing.
CREATE OR REPLACE FUNCTION sightline_shown()
RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT COST 1000
AS $$
BEGIN
    RETURN CASE WHEN sightline_sees(sightline_about()) THEN sightline_about() END;
END
$$;

-- Workers and bodies are no secret to anybody who acts.
CREATE OR REPLACE FUNCTION sightline_names_all(asked uuid)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT COST 1000
AS $$
BEGIN
    RETURN sightline_person() IS NOT NULL AND EXISTS (
        SELECT FROM files_subject s WHERE s.id = asked AND s.type NOT IN ('child', 'adult')
    );
END
$$;

-- Whoever opens a file says who it is on, before anything opens it to them.
CREATE OR REPLACE FUNCTION sightline_writes(asked uuid)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT COST 1000
AS $$
BEGIN
    IF sightline_person() IS NOT NULL AND EXISTS (
        SELECT FROM files_subject s WHERE s.id = asked AND s.by = sightline_person()
    ) THEN
        RETURN true;
    END IF;
    RETURN sightline_sees(asked);
END
$$;

-- A record stands on its own file and perhaps on others: on the page's, on any that is open.
CREATE OR REPLACE FUNCTION sightline_records_shown()
RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
COST 1000 ROWS 10 AS $$
BEGIN
    RETURN QUERY SELECT a.record_id FROM files_alsoon a WHERE a.file_id = sightline_shown();
END
$$;

CREATE OR REPLACE FUNCTION sightline_records_elsewhere()
RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
COST 1000 ROWS 1000 AS $$
BEGIN
    RETURN QUERY
    SELECT a.record_id FROM files_alsoon a WHERE a.file_id IN (SELECT sightline_files());
END
$$;

CREATE OR REPLACE FUNCTION sightline_file_of(record uuid)
RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT r.file_id FROM files_record r WHERE r.id = record
$$;
"""


def _open(file: str, *otherwise: str) -> str:
    """Of a row, by its column ``file``: that file is open, or the row is let through otherwise.

    PostgreSQL goes from left to right, and a statement that reads nothing but the file of the page
    never comes to all that are open.
    """
    ways = ("(SELECT sightline_machine())", _SHOWN.format(file), *otherwise, _ANY.format(file))
    return " OR ".join(ways)


_SHOWN = "{} = (SELECT sightline_shown())"
_ANY = "{} IN (SELECT sightline_files())"

POLICIES: dict[str, tuple[str, str]] = {
    "files_subject": (
        f"(type NOT IN ('child', 'adult') AND (SELECT sightline_person()) IS NOT NULL) "
        f"OR {_open('id')}",
        "sightline_machine() OR sightline_person() IS NOT NULL",
    ),
    "files_name": (
        _open("subject_id", "sightline_names_all(subject_id)"),
        "sightline_writes(subject_id)",
    ),
    "files_identifier": (_open("subject_id"), "sightline_writes(subject_id)"),
    "files_address": (_open("subject_id"), "sightline_writes(subject_id)"),
    "files_particulars": (_open("subject_id"), "sightline_writes(subject_id)"),
    "files_record": (
        f"{_open('file_id', 'id IN (SELECT sightline_records_shown())')} "
        f"OR id IN (SELECT sightline_records_elsewhere())",
        "sightline_writes(file_id)",
    ),
    "files_alsoon": (
        f"{_open('file_id', _SHOWN.format('sightline_file_of(record_id)'))} "
        f"OR {_ANY.format('sightline_file_of(record_id)')}",
        "sightline_writes(sightline_file_of(record_id))",
    ),
    "files_erasure": ("sightline_sees(file_id)", "sightline_sees(file_id)"),
    "files_judged": (_open("file_id"), "sightline_writes(file_id)"),
    "files_obligation": (_open("file_id"), "sightline_writes(file_id)"),
    "access_restriction": ("sightline_sees(file_id, true)", "sightline_sees(file_id, true)"),
    "access_brokenglass": (
        "person_id = sightline_person() OR sightline_sees(file_id)",
        "sightline_machine() OR person_id = sightline_person()",
    ),
}
"""For each table: which rows are read, changed and removed, and which may be written."""


def secure(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the functions and switch the policies on."""
    if editor.connection.vendor != "postgresql":
        return
    editor.execute(SEES, params=None)
    for table, (read, written) in POLICIES.items():
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", params=None)
        editor.execute(
            f"CREATE POLICY need_to_know ON {table} USING ({read}) WITH CHECK ({written})",
            params=None,
        )


class Migration(migrations.Migration):
    """After the tables of files and of access."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("files", "0002_append_only"),
        ("access", "0002_append_only"),
    ]
    operations: ClassVar[list[migrations.RunPython]] = [migrations.RunPython(secure)]
