"""Two files on one person, and what files are found by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

import sightline.service.ledger.ids
from sightline.service.ledger.append_only import append_only

_NUMBER = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)


def _file(*, of_one: bool = False) -> models.ForeignKey[Any, Any]:
    """A file, of which the row is gone when the file is; ``of_one``: looked up by the other."""
    return models.ForeignKey(
        db_index=not of_one,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="files.subject",
    )


def _each_file() -> models.OneToOneField[Any, Any]:
    return models.OneToOneField(
        on_delete=django.db.models.deletion.CASCADE,
        primary_key=True,
        related_name="+",
        serialize=False,
        to="files.subject",
    )


def _decided_of() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="files.subject",
    )


class Migration(migrations.Migration):
    """Two files on one person, and what files are found by."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("files", "0004_attachments"),
    ]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="Joining",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sightline.service.ledger.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("chain", models.CharField(max_length=96)),
                ("position", models.PositiveIntegerField()),
                ("received_at", models.DateTimeField()),
                ("by", models.UUIDField(null=True)),
                ("salt", models.BinaryField(max_length=16, null=True)),
                ("content", models.BinaryField(max_length=32)),
                ("previous", models.BinaryField(max_length=32)),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("joined", "One person"),
                            ("parted", "Parted again"),
                            ("different", "Different people"),
                            ("unsure", "Not sure"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("file", _decided_of()),
                ("other", _decided_of()),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["file", "other"], name="files_joini_file_id_bd6712_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain", "position"), name="files_joining_place"
                    )
                ],
            },
        ),
        append_only("files_joining"),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("file", _each_file()),
                ("leading", _file()),
            ],
        ),
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                ("id", _NUMBER),
                ("sort", models.CharField(max_length=1)),
                ("key", models.CharField(max_length=64)),
                ("file", _file(of_one=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("sort", "p")),
                        fields=["key"],
                        name="files_searchkey_pair",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("file", "sort", "key"), name="files_searchkey_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Uncompared",
            fields=[("file", _each_file()), ("told_at", models.DateTimeField())],
        ),
        migrations.CreateModel(
            name="Alike",
            fields=[
                ("id", _NUMBER.clone()),
                ("reasons", models.JSONField(default=list)),
                ("file", _file(of_one=True)),
                ("other", _file()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("file", "other"), name="files_alike_once")
                ],
            },
        ),
    ]
