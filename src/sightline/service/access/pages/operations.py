"""How the service runs: jobs, the state of the chains, and signed checkpoints to keep elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Count, F, Sum, Value
from django.db.models.functions import Left, StrIndex
from django.http import HttpResponse
from django.urls import URLPattern

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.pages.log import names_of
from sightline.service.access.pages.shown import page_of, same_for_all, show
from sightline.service.ledger.checkpoints import Signed
from sightline.service.ledger.failures import NotFound
from sightline.service.ledger.jobs import JobState, last_sign, state_of
from sightline.service.ledger.models import Chain, Checkpoint, Job

REFRESH: Final = "by-itself"
VERIFY: Final = "verify"
"""The name of the job that looks at every chain."""

CHAINS: Final[Mapping[str, str]] = {
    "file": "Files: what is known of one subject",
    "person": "People: the posts that one person holds",
    "agency": "Agencies: what one agency has agreed",
    "proposal": "Proposals: one, and its decision",
    "standard": "The standard: by which one the service is run, from which day",
    "log": "The log: what one person did on one day",
}


def jobs(ask: Ask) -> HttpResponse:
    """What runs, how far it is; and what has ended, the latest first.

    The page loads itself anew only where that was asked for: a page that changes under somebody's
    hands shuts people out (WCAG 2.2.1 and 3.2.5).
    """
    listed = page_of(ask, Job.objects.order_by(F("ended_at").desc(nulls_first=True), "-started_at"))
    states = {job.pk: state_of(job, ask.now) for job in listed}
    runs = JobState.RUNNING in states.values()
    return show(
        ask,
        "operations/jobs",
        page=listed,
        people=names_of(job.by for job in listed),
        states=states,
        silent=JobState.SILENT,
        last_sign=last_sign,
        runs=runs,
        refreshes=runs and REFRESH in ask.request.GET,
        share=_share,
    )


def _share(job: Job) -> str:
    """How far a job is, as far as it knows how far it has to go."""
    if job.total is None:
        return f"{job.done:,}"
    percent = f" ({job.done / job.total:.0%})" if job.total else ""
    return f"{job.done:,} of {job.total:,}{percent}"


def chains(ask: Ask) -> HttpResponse:
    """How many chains there are, when they were last looked at whole, and the checkpoints."""
    listed = page_of(ask, Checkpoint.objects.defer("document").order_by("-pk"))
    verified = Job.objects.filter(name=VERIFY).order_by("-started_at").first()
    return show(
        ask,
        "operations/chains",
        page=listed,
        counts=_counts(),
        verified=verified,
        result="" if verified is None else _result(verified, state_of(verified, ask.now)),
        may_keep=policy.can(policy.check_keep_checkpoints, ask.viewer),
    )


def _result(verified: Job, state: JobState) -> str:
    """What came of looking at every chain."""
    match state:
        case JobState.RUNNING:
            return "It is still running"
        case JobState.SILENT:
            return "It stopped before its end without saying why"
        case JobState.FAILED:
            return f"It did not get to the end: {verified.message}"
        case JobState.ENDED:
            return verified.message or "No result was kept"


def _counts() -> list[tuple[str, int, int]]:
    """How many chains of each sort there are, and how many rows stand in them."""
    sort = Left("name", StrIndex("name", Value(":")) - 1)
    found = Chain.objects.filter(length__gt=0, name__contains=":").annotate(sort=sort)
    counted = {
        row["sort"]: (row["chains"], row["rows"])
        for row in found.order_by().values("sort").annotate(chains=Count("pk"), rows=Sum("length"))
    }
    none = (0, 0)
    return [(title, *counted.get(sort, none)) for sort, title in CHAINS.items()]


def checkpoint(ask: Ask, checkpoint: int) -> HttpResponse:
    """A signed checkpoint as the file that is kept elsewhere."""
    found = Checkpoint.objects.filter(pk=checkpoint).first()
    if found is None:
        raise NotFound("There is no such checkpoint.")
    ask.by.did("download checkpoint")
    signed = Signed(found.document, bytes(found.signature))
    response = HttpResponse(signed.as_file(), content_type="application/json")
    name = f"sightline-checkpoint-{found.pk}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


_SEES = same_for_all(policy.check_see_operations)

urls: list[URLPattern] = [
    page("jobs", jobs, name="jobs", check=_SEES),
    page("chains", chains, name="chains", check=_SEES),
    page(
        "chains/checkpoints/<int:checkpoint>",
        checkpoint,
        name="checkpoint",
        check=same_for_all(policy.check_keep_checkpoints),
    ),
]
