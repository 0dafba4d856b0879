"""Files by part of a name, to choose one where a list of all would be too long to show."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from sightline.service.files.models import Name


def has_words(words: str) -> Q:
    """Of subjects, those of whom a name, of today or of before, has every word in it somewhere."""
    asked = Q()
    for word in words.split():
        asked &= Q(given__icontains=word) | Q(family__icontains=word)
    return Q(Exists(Name.objects.filter(asked, subject=OuterRef("pk"))))
