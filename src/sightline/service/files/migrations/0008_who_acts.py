"""Which role an involvement holds, and how vulnerable a child was last assessed to be.

What files had before is worked out when they are next judged, which every list asks for first:
all of them wait for it from now on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def judge_all_again(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """As ``judging.waiting`` finds them."""
    apps.get_model("files", "Judged").objects.update(standard="")


class Migration(migrations.Migration):
    """Columns of what follows from evidence."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [("files", "0007_standard_in_force")]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.AddField(
            "involvement", "role", models.CharField(blank=True, default="", max_length=60)
        ),
        migrations.AddField("involvement", "rank", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("involvement", "begun", models.BigIntegerField(default=0)),
        migrations.RemoveConstraint("involvement", "files_involvement_once"),
        migrations.AddConstraint(
            "involvement",
            models.UniqueConstraint(fields=["file", "fact", "role"], name="files_involvement_once"),
        ),
        migrations.AddField("judged", "vulnerability", models.PositiveSmallIntegerField(default=1)),
        migrations.AddIndex(
            "obligation",
            models.Index(
                fields=["file", "owner"],
                condition=models.Q(settled__in=["", "breached", "undated"]),
                name="files_owed_to_do",
            ),
        ),
        migrations.RunPython(judge_all_again, migrations.RunPython.noop),
    ]
