"""Somebody's sign-in: let in or not, a link to set a password, the second factor, a lock-out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import URLPattern

from sightline.service.access import logins, policy, services
from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.models import Person
from sightline.service.access.pages.people import person_called
from sightline.service.access.pages.shown import attempt, same_for_all, saved, sent, show
from sightline.service.ui.forms import Form


@dataclass(frozen=True, slots=True)
class Question:
    """What a confirm page asks before something is done to somebody's sign-in."""

    title: str
    told: tuple[str, ...]
    submit: str
    warning: bool = False


def stop(ask: Ask, person: UUID) -> HttpResponse:
    """No longer let somebody sign in."""
    question = Question(
        "No longer let {name} sign in?",
        (
            "They are signed out everywhere, and nothing is open to them from this moment.",
            "Their posts stay as they are. You can let them sign in again.",
        ),
        "Stop signing in",
        warning=True,
    )

    def do(found: Person) -> None:
        services.let_in(person=found.pk, active=False, at=ask.now, by=ask.by)
        logins.end_sessions(person=found, at=ask.now, by=ask.by)

    return _asked(ask, person, question, do, "They no longer sign in.")


def let_in(ask: Ask, person: UUID) -> HttpResponse:
    """Let somebody sign in again."""
    question = Question(
        "Let {name} sign in again?",
        ("They see what the posts that they hold today open to them.",),
        "Let them sign in",
    )
    return _asked(
        ask,
        person,
        question,
        lambda found: services.let_in(person=found.pk, active=True, at=ask.now, by=ask.by),
        "They sign in again.",
    )


def reset_factor(ask: Ask, person: UUID) -> HttpResponse:
    """Take away a lost second factor."""
    question = Question(
        "Take away the second factor of {name}?",
        (
            "Make sure that it is they who ask: speak with them, and do not rely on a message.",
            "They are signed out everywhere, their recovery codes no longer work, and they set up "
            "another second factor when they next sign in with their password.",
        ),
        "Take it away",
        warning=True,
    )
    return _asked(
        ask,
        person,
        question,
        lambda found: logins.forget_second_factor(person=found, at=ask.now, by=ask.by),
        "Their second factor was taken away.",
    )


def unlock(ask: Ask, person: UUID) -> HttpResponse:
    """Forget the failures after which somebody was locked out."""
    question = Question(
        "Let {name} try to sign in again at once?",
        (
            "They were locked out after too many wrong passwords or codes. Ask them whether it was "
            "they who tried: if not, somebody is guessing.",
        ),
        "Unlock",
    )
    return _asked(
        ask,
        person,
        question,
        lambda found: logins.unlock(person=found, at=ask.now, by=ask.by),
        "They can try to sign in again.",
    )


def password_link(ask: Ask, person: UUID) -> HttpResponse:
    """Make a link by which somebody sets a password, and show it this once."""
    question = Question(
        "Make a link by which {name} sets a password?",
        (
            "The link works once, within 24 hours, for whoever has it. It is shown once, and kept "
            "nowhere.",
            "Hand it over in person or by a way that reaches nobody else.",
        ),
        "Make the link",
    )
    found = person_called(person)
    form = Form(sent(ask))
    if form.is_valid():
        link = attempt(
            ask, form, lambda: logins.new_password_link(person=found, at=ask.now, by=ask.by)
        )
        if link is not None:
            address = ask.request.build_absolute_uri(link)
            return show(ask, "people/password_link", person=found, link=address)
    return _confirm(ask, found, question, form)


class SubjectForm(Form):
    """By which name the provider knows somebody."""

    subject = forms.CharField(
        max_length=logins.MOST_SUBJECT,
        label="What the account is called elsewhere",
        help_text="Not its email address: the lasting number or code that the other organisation’s "
        "administrator reads beside the account. Of a Microsoft account it is the object ID.",
    )


def link_elsewhere(ask: Ask, person: UUID) -> HttpResponse:
    """Let somebody sign in by an account of their own organisation."""
    found = person_called(person)
    form = SubjectForm(sent(ask))
    if form.is_valid():
        subject = form.cleaned_data["subject"]
        attempt(
            ask,
            form,
            lambda: logins.link_elsewhere(person=found, subject=subject, at=ask.now, by=ask.by),
        )
        if form.is_valid():
            return saved(ask, "The account was linked.", "person", person=found.pk)
    return show(ask, "people/link", person=found, form=form)


def unlink_elsewhere(ask: Ask, person: UUID) -> HttpResponse:
    """No longer let somebody sign in by an account of their own organisation."""
    question = Question(
        "Unlink the account of {name} elsewhere?",
        ("They can still sign in with a password, where they have set one.",),
        "Unlink the account",
    )
    return _asked(
        ask,
        person,
        question,
        lambda found: logins.unlink_elsewhere(person=found, at=ask.now, by=ask.by),
        "The account was unlinked.",
    )


def _asked(
    ask: Ask, person: UUID, question: Question, do: Callable[[Person], None], done: str
) -> HttpResponse:
    found = person_called(person)
    form = Form(sent(ask))
    if form.is_valid():
        attempt(ask, form, lambda: do(found))
        if form.is_valid():
            return saved(ask, done, "person", person=found.pk)
    return _confirm(ask, found, question, form)


def _confirm(ask: Ask, person: Person, question: Question, form: Form) -> HttpResponse:
    return show(
        ask,
        "people/confirm",
        person=person,
        title=question.title.format(name=person.name),
        told=question.told,
        submit=question.submit,
        warning=question.warning,
        form=form,
    )


_ADMINISTERS = same_for_all(policy.check_administer)


def _page(
    route: str, view: Callable[..., HttpResponse], *, name: str, dangerous: bool = False
) -> URLPattern:
    route = f"people/<uuid:person>/{route}"
    return page(route, view, name=name, check=_ADMINISTERS, dangerous=dangerous)


urls: list[URLPattern] = [
    _page("stop", stop, name="stop_signing_in"),
    _page("let-in", let_in, name="let_in"),
    _page("password-link", password_link, name="password_link", dangerous=True),
    _page("second-factor", reset_factor, name="reset_second_factor", dangerous=True),
    _page("elsewhere", link_elsewhere, name="link_elsewhere", dangerous=True),
    _page("elsewhere/unlink", unlink_elsewhere, name="unlink_elsewhere"),
    _page("unlock", unlock, name="unlock_person"),
]
