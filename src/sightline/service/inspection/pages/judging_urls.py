"""The addresses of judging: identifiers and numbers of questions, and nothing of a file."""

from __future__ import annotations

from django.urls import URLPattern

from sightline.service.access.door import page
from sightline.service.inspection.pages import (
    judging_agreement,
    judging_file,
    judging_give,
    judging_judged,
    judging_list,
    judging_question,
    judging_share,
)
from sightline.service.inspection.pages.judging_rules import (
    check_hand_back,
    check_judge,
    check_judged,
    check_judging,
    check_lead,
)

_HERE = "inspections/<uuid:inspection>"
_JUDGING, _JUDGED = f"{_HERE}/judging", f"{_HERE}/judged/<uuid:drawn>"
_READING = f"{_JUDGING}/<uuid:reading>"

urlpatterns: list[URLPattern] = [
    page(_JUDGING, judging_list.judging_list, name="judging", check=check_judging),
    page(f"{_JUDGING}/share", judging_share.judging_share, name="judging-share", check=check_lead),
    page(
        f"{_JUDGING}/share/evenly",
        judging_share.judging_even,
        name="judging-even",
        check=check_lead,
    ),
    page(
        f"{_JUDGING}/share/<uuid:drawn>/<int:turn>",
        judging_give.judging_give,
        name="judging-give",
        check=check_lead,
    ),
    page(_READING, judging_file.judging_file, name="judging-file", check=check_judge),
    page(
        f"{_READING}/<int:number>",
        judging_question.judging_question,
        name="judging-question",
        check=check_judge,
    ),
    page(f"{_READING}/sign", judging_file.judging_sign, name="judging-sign", check=check_judge),
    page(
        f"{_READING}/hand-back",
        judging_file.judging_hand_back,
        name="judging-hand-back",
        check=check_hand_back,
    ),
    page(
        f"{_READING}/open-again",
        judging_give.judging_reopen,
        name="judging-reopen",
        check=check_lead,
    ),
    page(f"{_HERE}/moderating", judging_judged.moderating, name="moderating", check=check_judging),
    page(_JUDGED, judging_judged.judged_file, name="judged", check=check_judged),
    page(
        f"{_JUDGED}/<int:number>",
        judging_judged.moderate_answer,
        name="moderate",
        check=check_judged,
    ),
    page(
        f"{_HERE}/agreement", judging_agreement.agreement_page, name="agreement", check=check_lead
    ),
]
