"""Append-only tables, and on PostgreSQL row-level security: an inspection is its members' alone.

``sightline_inspections()`` says of the person in the setting what ``inspection.who.members_of``
says in Python, without the rights. Whoever begins an inspection becomes its first member; nobody
else adds themselves. What somebody has typed and not yet answered is theirs alone, and so is what
they answered about a file before everything of it is signed (``inspection.readings``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from sightline.service.ledger.append_only import append_only

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES: dict[str, tuple[str, ...]] = {
    "inspection": (),
    "plan": (),
    "member": (),
    "departure": (),
    "conflictofinterest": ("reason",),
    "draw": (),
    "drawn": (),
    "exclusion": ("words",),
    "reading": (),
    "handedback": (),
    "judgement": ("reason", "evidence", "notes"),
    "completed": (),
    "moderation": ("reason",),
    "banding": (),
    "servicejudgement": (),
    "example": ("title", "words", "consent_of", "consent_how"),
    "examplecheck": (),
    "recommended": (),
    "confirmation": (),
    "conclusion": (),
}
"""The chained tables of the app, and what an erasure may empty in each."""

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION sightline_inspections() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT m.inspection_id FROM inspection_member m
    WHERE m.person_id = sightline_person()
      AND NOT EXISTS (SELECT 1 FROM inspection_departure d WHERE d.member_id = m.id)
$$;

CREATE OR REPLACE FUNCTION sightline_inspection_begins(of uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT NOT EXISTS (SELECT 1 FROM inspection_member m WHERE m.inspection_id = of)
$$;

CREATE OR REPLACE FUNCTION sightline_readings() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT r.id FROM inspection_reading r
    WHERE r.inspection_id IN (SELECT sightline_inspections()) AND r.person_id = sightline_person()
    UNION
    SELECT r.id FROM inspection_reading r JOIN inspection_drawn d ON d.id = r.drawn_id
    WHERE r.inspection_id IN (SELECT sightline_inspections())
      AND (SELECT count(*) FROM inspection_reading s
           JOIN inspection_completed c ON c.reading_id = s.id
           WHERE s.drawn_id = d.id
             AND NOT EXISTS (SELECT 1 FROM inspection_reading n WHERE n.reopens_id = s.id)
          ) = CASE WHEN d.is_twice THEN 2 ELSE 1 END
$$;
"""

_MACHINE = "(SELECT sightline_machine())"
_MINE = "inspection_id IN (SELECT sightline_inspections())"
_BEGINS = "by = sightline_person() AND sightline_inspection_begins({})"


def policies() -> dict[str, tuple[str, str]]:
    """For each table: which rows are read, and which may be written."""
    found = dict.fromkeys(TABLES, (f"{_MACHINE} OR {_MINE}", f"{_MACHINE} OR {_MINE}"))
    found["inspection"] = (
        f"{_MACHINE} OR id IN (SELECT sightline_inspections()) OR {_BEGINS.format('id')}",
        f"{_MACHINE} OR {_BEGINS.format('id')}",
    )
    begins = f"person_id = by AND {_BEGINS.format('inspection_id')}"
    found["member"] = (found["member"][0], f"{_MACHINE} OR {_MINE} OR ({begins})")
    # Blind: of a file on which something is to be signed yet, everybody sees their own answers.
    own_reading = (
        "EXISTS (SELECT 1 FROM inspection_reading r "
        "WHERE r.id = reading_id AND r.person_id = sightline_person())"
    )
    found["judgement"] = (
        f"{_MACHINE} OR reading_id IN (SELECT sightline_readings())",
        f"{_MACHINE} OR ({_MINE} AND {own_reading})",
    )
    own = f"{_MACHINE} OR person_id = sightline_person()"
    found["judgingdraft"] = (own, own)
    return found


def secure(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Switch the policies on."""
    if editor.connection.vendor != "postgresql":
        return
    editor.execute(_FUNCTIONS, params=None)
    for name, (read, written) in policies().items():
        table = f"inspection_{name}"
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", params=None)
        editor.execute(
            f"CREATE POLICY need_to_know ON {table} USING ({read}) WITH CHECK ({written})",
            params=None,
        )


class Migration(migrations.Migration):
    """After the tables."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("access", "0010_drafts"),
        ("inspection", "0001_initial"),
        ("ledger", "0003_job_sign_of_life"),
    ]
    operations: ClassVar[Sequence[Operation]] = [
        *(append_only(f"inspection_{name}", erasable) for name, erasable in TABLES.items()),
        migrations.RunPython(secure),
    ]
