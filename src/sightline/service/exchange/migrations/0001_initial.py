"""What was delivered, and what of it could not be taken up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import django.db.models.deletion
import sightline.service.ledger.ids
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Deliveries, refused rows, and what was not taken up."""

    initial = True
    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("files", "0006_systems"),
        ("ledger", "0002_append_only"),
    ]

    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="Delivery",
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
                ("mapping", models.CharField(blank=True, max_length=120)),
                ("mapping_text", models.TextField(blank=True)),
                ("year_ending", models.PositiveSmallIntegerField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("kept", models.JSONField(default=list)),
                ("by", models.UUIDField(null=True)),
                ("received_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(null=True)),
                ("complete", models.BooleanField(default=False)),
                ("first_on", models.DateField(null=True)),
                ("last_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("reading", "Being read"),
                            ("writing", "Being taken up"),
                            ("done", "Taken up"),
                            ("refused", "Refused"),
                            ("stopped", "Stopped"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("sentence", models.CharField(blank=True, max_length=500)),
                ("cursor", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ledger.job",
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.system",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Quarantined",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.CharField(max_length=200)),
                ("record", models.CharField(blank=True, max_length=200)),
                ("kind", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(max_length=500)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quarantined",
                        to="exchange.delivery",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.CharField(max_length=200)),
                ("line", models.PositiveIntegerField()),
                ("field", models.CharField(blank=True, max_length=120)),
                ("found", models.CharField(blank=True, max_length=200)),
                ("expected", models.CharField(blank=True, max_length=300)),
                ("reason", models.CharField(max_length=500)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refusals",
                        to="exchange.delivery",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["received_at"], name="exchange_de_receive_4855bc_idx"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state__in", ["done", "refused"]), _negated=True),
                fields=["received_at"],
                name="exchange_delivery_queue",
            ),
        ),
    ]
