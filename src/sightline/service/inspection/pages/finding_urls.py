"""The addresses of finding."""

from __future__ import annotations

from uuid import UUID

from django.urls import URLPattern

from sightline.service.access.door import page
from sightline.service.access.viewer import Viewer
from sightline.service.inspection import who
from sightline.service.inspection.pages import (
    finding_concluding,
    finding_examples,
    finding_found,
    finding_ratings,
    finding_service,
)

_HERE = "inspections/<uuid:inspection>"


def check_member(viewer: Viewer, inspection: UUID, **_: object) -> None:
    """What an inspection comes to is seen by its members, and by nobody else."""
    who.check_member(viewer, inspection)


def check_lead(viewer: Viewer, inspection: UUID, **_: object) -> None:
    """Ratings, what is put on file and the evidence pack are the lead's."""
    who.check_lead(viewer, inspection)


urlpatterns: list[URLPattern] = [
    page(f"{_HERE}/findings", finding_found.findings, name="findings", check=check_member),
    page(
        f"{_HERE}/findings/<slug:question>",
        finding_found.finding,
        name="finding",
        check=check_member,
    ),
    page(f"{_HERE}/beside", finding_found.beside, name="findings-beside", check=check_member),
    page(f"{_HERE}/ratings", finding_ratings.ratings, name="ratings", check=check_member),
    page(
        f"{_HERE}/ratings/<slug:standard>",
        finding_ratings.rate_standard,
        name="rate-standard",
        check=check_lead,
    ),
    page(
        f"{_HERE}/service",
        finding_service.questions,
        name="service-questions",
        check=check_member,
    ),
    page(
        f"{_HERE}/service/<uuid:area>/<slug:question>",
        finding_service.answer,
        name="answer-service-question",
        check=check_member,
    ),
    page(f"{_HERE}/examples", finding_examples.listed, name="examples", check=check_member),
    page(
        f"{_HERE}/examples/from/<uuid:drawn>",
        finding_examples.tell,
        name="tell-example",
        check=check_member,
    ),
    page(
        f"{_HERE}/examples/<uuid:example>/check",
        finding_examples.check,
        name="check-example",
        check=check_member,
    ),
    page(
        f"{_HERE}/examples/<uuid:example>/withdraw",
        finding_examples.withdraw,
        name="withdraw-example",
        check=check_member,
    ),
    page(
        f"{_HERE}/conclusion", finding_concluding.conclusion, name="conclusion", check=check_member
    ),
    page(f"{_HERE}/on-file", finding_concluding.put_on_file, name="put-on-file", check=check_lead),
    page(f"{_HERE}/pack", finding_concluding.pack, name="evidence-pack", check=check_lead),
]
