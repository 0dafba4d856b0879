"""Everything that changes who may see and do what. Keyword-only, ``by`` an Act, inside the act."""

from sightline.service.access.agreements import agree, agreement_asked, end_agreement
from sightline.service.access.closing import break_glass, lift, restrict, review_glass
from sightline.service.access.erasing import erasure_asked
from sightline.service.access.people import (
    add_agency,
    add_person,
    add_team,
    change_agency,
    let_in,
)
from sightline.service.access.posts import appoint, end_post, post_asked
from sightline.service.access.proposing import decide, propose

__all__ = [
    "add_agency",
    "add_person",
    "add_team",
    "agree",
    "agreement_asked",
    "appoint",
    "break_glass",
    "change_agency",
    "decide",
    "end_agreement",
    "end_post",
    "erasure_asked",
    "let_in",
    "lift",
    "post_asked",
    "propose",
    "restrict",
    "review_glass",
]
