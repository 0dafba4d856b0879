"""My work: what somebody must do today, most serious first, and what they must ask others for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Page
from django.http import HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.viewer import Viewer
from sightline.service.casework import drafts
from sightline.service.casework.choices import Choice
from sightline.service.casework.models import SavedView
from sightline.service.casework.pages.showing import show
from sightline.service.casework.reports import unread
from sightline.service.casework.team import told
from sightline.service.casework.work import views
from sightline.service.casework.work.acts import Whose
from sightline.service.casework.work.asked import ALL, ME, Work, refresh
from sightline.service.casework.work.lines import Found, Line, Pages
from sightline.service.casework.work.order import Section
from sightline.service.files import naming
from sightline.service.files.standard import standard
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.forms import Form
from sightline.service.ui.paging import pagination

_WHOSE = {
    "me": ME,
    "mine": frozenset({Whose.MINE}),
    "cover": frozenset({Whose.COVER}),
    "team": frozenset({Whose.TEAM}),
    "agency": frozenset({Whose.AGENCY}),
    "all": ALL,
}

_STATES = {
    "overdue": Section.OVERDUE,
    "soon": Section.SOON,
    "later": Section.LATER,
    "chases": Section.CHASES,
}

_HEADINGS = {
    Section.OVERDUE: ("Overdue", "What the law asks first, then the more vulnerable child."),
    Section.SOON: ("Due in the next 7 days", "The next to fall due first."),
    Section.LATER: ("Due later", "The next to fall due first."),
    Section.CHASES: (
        "To chase",
        "Others owe this to children whom you lead on, and Sightline cannot remind them or cannot "
        "tell whether they have done it. Ask them.",
    ),
}

_EMPTY = {
    "me": (
        "Nothing is yours to do. That is so when nobody has allocated a child to you, too: "
        "“My files” shows which are open to you, and the choice above what waits for your team."
    ),
    "mine": "Nothing is owed by you today.",
    "cover": "Nothing is owed today by anybody for whom you stand in.",
    "team": "Nothing waits for your team: whatever is owed is owed by somebody.",
    "agency": "Nothing waits for your agency: whatever is owed is owed by somebody.",
    "all": "Nothing that you may see falls to you, your team or your agency.",
}

MOST_CHILDREN = 60
"""The children of more than these are not offered to choose one from."""


class Filter(Form):
    """What is listed."""

    whose = forms.ChoiceField(
        label="Whose work",
        choices=(
            ("me", "Mine, my cover and my chases"),
            ("mine", "Mine alone"),
            ("cover", "Of those I stand in for"),
            ("team", "My team’s, where nobody holds the role"),
            ("agency", "My agency’s, where nobody holds the role"),
            ("all", "Everything of mine, my team’s and my agency’s"),
        ),
    )
    state = forms.ChoiceField(
        label="How urgent",
        required=False,
        choices=(
            ("", "Everything"),
            ("overdue", "Overdue"),
            ("soon", "Due in the next 7 days"),
            ("later", "Due later"),
            ("chases", "To chase"),
        ),
    )
    duty = forms.ChoiceField(label="Duty", required=False, widget=forms.Select)
    file = forms.ChoiceField(label="Child or adult", required=False, widget=forms.Select)

    def __init__(self, data: QueryDict, duties: list[Choice], files: list[Choice]) -> None:
        super().__init__(data)
        self.fields["duty"].choices = [("", "All duties"), *duties]  # type: ignore[attr-defined]
        self.fields["file"].choices = [("", "Everybody"), *files]  # type: ignore[attr-defined]
        if not files:
            del self.fields["file"]


class SaveForm(Form):
    """The name of a view that is to be kept."""

    name = forms.CharField(
        label="Name of this view",
        max_length=60,
        help_text="For example “Overdue visits”. Do not name a child.",
    )


def my_work(ask: Ask) -> HttpResponseBase:
    """The page; or one of its views kept or thrown away.

    Whoever leads others and works with nobody comes to what the team owes instead.
    """
    save = SaveForm(ask.request.POST if "save" in ask.request.POST else None)
    if ask.request.method == "POST":
        done = _done(ask, save)
        if done is not None:
            return done
    if not ask.request.GET and _only_leads(ask.viewer):
        return HttpResponseRedirect(reverse("team"))
    kept = views.views_of(ask.viewer.person)
    typed = _typed(ask, kept)
    whose = typed["whose"] if typed["whose"] in _WHOSE else "me"
    found, shown = _shown(ask.viewer, typed, whose)
    for page in shown.values():
        for line in page.object_list:
            ask.by.saw(line.who.file, "list")
    filters = _filters(found, typed)
    return show(
        ask,
        "my_work",
        title="My work",
        sections=list(_sections(shown, ask.request.GET)),
        total=sum(page.paginator.count for page in shown.values()),
        filters=filters,
        shown_now=f"{_said(filters)}: choose other work",
        empty=_EMPTY[whose] if not _narrowed(typed) else _NOTHING_SUCH,
        views=[_view(one) for one in kept],
        save=save,
        asked=_kept_of(typed),
        drafts=drafts.mine(ask.viewer),
        sent_back=_sent_back(ask),
        reports=unread(ask.viewer),
    )


def _sent_back(ask: Ask) -> list[told.Line]:
    found = told.sent_back(ask.viewer)
    for line in found:
        ask.by.saw(line.who.file, "list")
    return found


_NOTHING_SUCH = "Nothing of this sort is there. Choose “Everything” and “All duties” to see more."

_ASKED = ("whose", "state", "duty", "file")


def _only_leads(viewer: Viewer) -> bool:
    """Whether somebody leads others and works with nobody."""
    return policy.can(policy.check_see_team, viewer) and _usual(viewer) == "all"


def _usual(viewer: Viewer) -> str:
    """Whose work is listed where nothing is chosen."""
    return "me" if Work(viewer, whose=ME).ids() else "all"


def _typed(ask: Ask, kept: list[SavedView]) -> QueryDict:
    """The filters as the address has them, or as the view that it names."""
    typed = ask.request.GET.copy()
    if "view" in typed:
        view = next((one for one in kept if str(one.pk) == typed["view"]), None)
        if view is None:
            raise NotFound("There is no such view, or it is somebody else’s.")
        for name in _ASKED:
            if name in view.asked and name not in typed:
                typed[name] = view.asked[name]
    if "whose" not in typed:
        typed["whose"] = _usual(ask.viewer)
    return typed


def _narrowed(typed: QueryDict) -> bool:
    return any(typed.get(name) for name in ("state", "duty", "file"))


def _work(viewer: Viewer, typed: QueryDict, whose: str, *, chases: bool) -> Work | None:
    """What is asked for: of chases, or of all else; None where it is not."""
    state = _STATES.get(typed.get("state", ""))
    ways = _WHOSE[whose] & {Whose.CHASE} if chases else _WHOSE[whose] - {Whose.CHASE}
    if not ways or (state is not None and (state is Section.CHASES) is not chases):
        return None
    return Work(
        viewer, whose=ways, state=state, duty=typed.get("duty", ""), file=_id(typed.get("file"))
    )


def _shown(viewer: Viewer, typed: QueryDict, whose: str) -> tuple[Found, Pages]:
    asked = {
        section: number
        for name, section in _STATES.items()
        if (number := _number(typed.get(f"{name}-page"))) > 1
    }
    both = [_work(viewer, typed, whose, chases=chases) for chases in (False, True)]
    some = [one for one in both if one is not None]
    # The files of chases are among those of the rest.
    are_judged = refresh(some[0]) if some else True
    found = Found(some)
    shown = found.pages(asked)
    if not are_judged and found.judged_again(shown):
        found = Found(some)
        shown = found.pages(asked)
    return found, shown


def _sections(shown: Pages, query: QueryDict) -> Iterator[Mapping[str, Any]]:
    for name, section in _STATES.items():
        page: Page[Line] | None = shown.get(section)
        if page is not None:
            heading, hint = _HEADINGS[section]
            yield {
                "name": name,
                "heading": heading,
                "hint": hint,
                "page": page,
                "pages": pagination(page, query, name=f"{name}-page")
                | {"landmarkLabel": f"Pages of {heading.lower()}"},
            }


def _filters(found: Found, typed: QueryDict) -> Filter:
    """The filter, which offers what there is to be chosen."""
    duties, wanted = standard().duties, {typed.get("duty", ""), *found.duties}
    ids = found.files | {file for file in [_id(typed.get("file"))] if file in found.files}
    names = naming.names(ids) if len(ids) <= MOST_CHILDREN else {}
    return Filter(
        typed,
        duties=sorted(((id_, duties[id_].title) for id_ in wanted if id_ in duties), key=_words),
        files=sorted(((str(id_), name) for id_, name in names.items()), key=_words),
    )


def _words(choice: Choice) -> str:
    return choice[1]


def _said(filters: Filter) -> str:
    """What is listed, in the words of the filter; no name of a child stands above the list."""
    said = []
    for name in ("whose", "state", "duty"):
        choices: dict[Any, Any] = dict(filters.fields[name].choices)  # type: ignore[attr-defined]
        if (value := filters[name].value()) and value in choices:
            said.append(str(choices[value]))
    return ", ".join(said)


def _kept_of(typed: QueryDict) -> dict[str, str]:
    return {name: value for name in _ASKED if (value := typed.get(name))}


def _view(one: SavedView) -> dict[str, Any]:
    return {"id": one.pk, "name": one.name, "href": f"{reverse('my-work')}?view={one.pk}"}


# --- views that are kept -------------------------------------------------------------------------


def _done(ask: Ask, save: SaveForm) -> HttpResponseBase | None:
    """What was sent, done; None where the name of a view must be mended first."""
    posted = ask.request.POST
    if "delete" in posted:
        view = _id(posted["delete"])
        if view is None:
            raise NotFound("There is no such view, or it is somebody else’s.")
        views.delete_view(view=view, by=ask.by)
        return HttpResponseRedirect(reverse("my-work"))
    if not save.is_valid():
        return None
    asked = {name: posted[name] for name in _ASKED if _is_known(name, posted.get(name, ""))}
    kept = views.save_view(name=save.cleaned_data["name"], asked=asked, by=ask.by)
    return HttpResponseRedirect(_view(kept)["href"])


def _is_known(name: str, value: str) -> bool:
    """Whether a filter's value is one: nothing else is kept, and no words of anybody."""
    if name == "file":
        return _id(value) is not None
    known = {"whose": set(_WHOSE), "state": set(_STATES), "duty": set(standard().duties)}
    return value in known[name]


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _number(asked: str | None) -> int:
    return int(asked) if asked is not None and asked.isdecimal() and len(asked) < 6 else 1
