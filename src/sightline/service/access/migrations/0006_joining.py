"""Row-level security of joined files and of what files are found by.

Which file leads (``files_member``) stands outside, beside who is involved with a file: the question
of who sees which file is answered from both. Pairs of files that are alike are the machine's alone:
the policy says what of them is shown to whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from sightline.service.files.search_keys import Told, keys_of
from sightline.service.ledger import clock

if TYPE_CHECKING:
    from uuid import UUID

    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_AT_ONCE = 2_000

_OPEN = (
    "(SELECT sightline_machine()) OR file_id = (SELECT sightline_shown()) "
    "OR file_id IN (SELECT sightline_files())"
)
_MACHINE = "sightline_machine()"

POLICIES: dict[str, tuple[str, str]] = {
    "files_joining": (_OPEN, _MACHINE),
    "files_searchkey": (_OPEN, _MACHINE),
    "files_uncompared": (_MACHINE, _MACHINE),
    "files_alike": (_MACHINE, _MACHINE),
}
"""For each table: which rows are read, changed and removed, and which may be written."""


def secure(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Switch the policies on."""
    if editor.connection.vendor != "postgresql":
        return
    for table, (read, written) in POLICIES.items():
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", params=None)
        editor.execute(
            f"CREATE POLICY need_to_know ON {table} USING ({read}) WITH CHECK ({written})",
            params=None,
        )


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the files that are there already be found, and wait to be compared with each other."""
    subjects = apps.get_model("files", "Subject").objects.filter(type__in=("child", "adult"))
    key, uncompared = apps.get_model("files", "SearchKey"), apps.get_model("files", "Uncompared")
    now = clock.now()
    ids = subjects.order_by("id").values_list("id", flat=True).iterator(_AT_ONCE)
    while some := list(islice(ids, _AT_ONCE)):
        key.objects.bulk_create(
            (
                key(file_id=file, sort=sort, key=text)
                for file, told in _told(apps, some).items()
                for sort, text in sorted(keys_of(told))
            ),
            batch_size=_AT_ONCE,
        )
        uncompared.objects.bulk_create(uncompared(file_id=file, told_at=now) for file in some)


def _told(apps: Apps, files: Sequence[UUID]) -> dict[UUID, Told]:
    names: dict[UUID, list[tuple[str, str]]] = {file: [] for file in files}
    for row in _standing(apps, "Name", files):
        names[row.subject_id].append((row.given or "", row.family or ""))
    numbers: dict[UUID, list[str]] = {file: [] for file in files}
    for row in _standing(apps, "Identifier", files):
        numbers[row.subject_id].append(row.value or "")
    particulars = apps.get_model("files", "Particulars").objects.filter(subject__in=files)
    last = {row.subject_id: row for row in particulars.order_by("position")}
    return {
        file: Told(
            tuple(names[file]),
            tuple(numbers[file]),
            last[file].born_on if file in last and not last[file].withdrawn else None,
        )
        for file in files
    }


def _standing(apps: Apps, model: str, files: Sequence[UUID]):  # type: ignore[no-untyped-def]
    rows = list(apps.get_model("files", model).objects.filter(subject__in=files))
    replaced = {row.version_of for row in rows}
    return [row for row in rows if row.id not in replaced and not row.withdrawn]


class Migration(migrations.Migration):
    """Row-level security of joined files and of what files are found by."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("access", "0005_attachments"),
        ("files", "0005_joining"),
    ]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.RunPython(secure),
        migrations.RunPython(fill),
    ]
