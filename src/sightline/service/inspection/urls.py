"""The addresses of inspections: identifiers, and nothing of a file."""

from __future__ import annotations

from django.urls import URLPattern

from sightline.service.inspection.pages import (
    finding_urls,
    following_urls,
    judging_urls,
    planning_urls,
)

urlpatterns: list[URLPattern] = [
    *planning_urls.urlpatterns,
    *judging_urls.urlpatterns,
    *finding_urls.urlpatterns,
    *following_urls.urlpatterns,
]
