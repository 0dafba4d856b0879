"""Where the pages of what is delivered are."""

from __future__ import annotations

from django.urls import URLPattern

from sightline.service.exchange.pages import deliveries, systems

urlpatterns: list[URLPattern] = [*systems.urls, *deliveries.urls]
