"""The addresses of recommendations and of what becomes of them."""

from __future__ import annotations

from django.urls import URLPattern

from sightline.service.access.door import page
from sightline.service.inspection.answering import check_answer, check_follow
from sightline.service.inspection.looking import check_look
from sightline.service.inspection.pages import following_acts as acts
from sightline.service.inspection.pages import following_body as body
from sightline.service.inspection.pages import following_drafts as drafts
from sightline.service.inspection.pages import following_reading as reading
from sightline.service.inspection.pages.following_across import across, check_across
from sightline.service.inspection.pages.following_review import check_reviewed, reviewed
from sightline.service.inspection.to_read import check_discuss
from sightline.service.inspection.who import check_member

_DRAFTS = "inspections/<uuid:inspection>/recommendations"
_NUMBER = f"{_DRAFTS}/<int:number>"
_BODY = "bodies/<uuid:file>/recommendations"
_ONE = f"{_BODY}/<uuid:fact>"
_ACTION = "bodies/<uuid:file>/actions/<uuid:action>"
_REPORTS = "bodies/<uuid:file>/reports"


def check_numbered(viewer: object, inspection: object, number: int) -> None:
    """Change a recommendation that is drafted: a member of the inspection."""
    check_member(viewer, inspection)  # type: ignore[arg-type]


urlpatterns: list[URLPattern] = [
    page("recommendations", across, name="recommendations", check=check_across),
    page("recommendations/of/<slug:review>", reviewed, name="review-recommended",
         check=check_reviewed),
    page(_DRAFTS, drafts.drafts, name="drafted-recommendations", check=check_member),
    page(f"{_DRAFTS}/add", drafts.recommend, name="recommend", check=check_member),
    page(_NUMBER, drafts.recommend, name="recommend-again", check=check_numbered),
    page(
        f"{_NUMBER}/withdraw", drafts.withdraw, name="recommendation-withdraw",
        check=check_numbered,
    ),
    page(_BODY, body.of_body, name="recommended-to", check=check_follow),
    page(_ONE, body.one_recommendation, name="recommended", check=check_follow),
    page(f"{_ONE}/answer", acts.answer, name="answer-recommendation", check=check_answer),
    page(f"{_ONE}/look", acts.look_again, name="look-again", check=check_look),
    page("bodies/<uuid:file>/undertake/<uuid:about>", acts.undertake, name="undertake",
         check=check_answer),
    page(f"{_ACTION}/day", acts.move, name="move-action", check=check_answer),
    page(f"{_ACTION}/done", acts.finish, name="finish-action", check=check_answer),
    page("reports-to-read", reading.own_reading, name="to-read", check=reading.check_own_reading),
    page(_REPORTS, reading.of_teams, name="team-reports", check=check_follow),
    page(f"{_REPORTS}/<uuid:fact>", reading.talk_over, name="talk-over-report",
         check=check_discuss),
]  # fmt: skip
