"""How somebody likes to see their work."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sightline.service.access.models import Person
from sightline.service.ledger.ids import new_id


class SavedView(models.Model):
    """A choice of my work under a name of its owner's, whom alone it is shown to.

    ``asked``: the filters, as the address of the page has them: words and identifiers.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    asked = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "name"], name="casework_savedview_once")
        ]
