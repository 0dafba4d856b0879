"""Where the pages of administration are."""

from __future__ import annotations

from django.urls import URLPattern

from sightline.service.access.pages import (
    administration,
    agencies,
    agreements,
    allocations,
    log,
    operations,
    people,
    posts,
    proposals,
    sign_in_of,
    standard,
    watched,
)

urlpatterns: list[URLPattern] = [
    *administration.urls,
    *people.urls,
    *sign_in_of.urls,
    *posts.urls,
    *agencies.urls,
    *agreements.urls,
    *proposals.urls,
    *allocations.urls,
    *standard.urls,
    *watched.urls,
    *operations.urls,
    *log.urls,
]
