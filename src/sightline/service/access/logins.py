"""What an access administrator does to somebody's sign-in."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from sightline.service.access import policy
from sightline.service.access.models import Person
from sightline.service.access.proposing import acting
from sightline.service.access.session_store import SessionStore
from sightline.service.access.signing_in_elsewhere import PROVIDER
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused

MOST_SUBJECT: Final = 191
"""Characters that allauth keeps of a provider's subject."""


def new_password_link(*, person: Person, at: datetime, by: Act) -> str:
    """The path by which the person sets a password: once, within 24 hours. Kept nowhere.

    It is shown to the administrator once, who hands it over by a way that reaches nobody else.
    """
    _of_somebody_else(person, at, by)
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    by.did("made a set-password link", row=person.pk)
    return reverse("set_password", args=[uid, default_token_generator.make_token(person)])


def forget_second_factor(*, person: Person, at: datetime, by: Act) -> None:
    """Take away a lost second factor and its recovery codes; they set up another at sign-in."""
    _of_somebody_else(person, at, by)
    Authenticator.objects.filter(user=person).delete()
    # A session that showed the old factor ends; so does whoever found the telephone.
    end_sessions(person=person, at=at, by=by)
    by.did("took a second factor away", row=person.pk)


def end_sessions(*, person: Person, at: datetime, by: Act) -> None:
    """Sign the person out everywhere. Reads every live session: there are some thousands."""
    _administers(at, by)
    live = Session.objects.filter(expire_date__gte=at)
    store = SessionStore()
    for session in live.iterator():
        if store.decode(session.session_data).get(SESSION_KEY) == str(person.pk):
            session.delete()
    by.did("signed out everywhere", row=person.pk)


def unlock(*, person: Person, at: datetime, by: Act) -> None:
    """Forget the failures by which the person was locked out."""
    _administers(at, by)
    AccessAttempt.objects.filter(username=person.email.lower()).delete()
    by.did("unlocked", row=person.pk)


def failures(person: Person) -> int:
    """How often signing in as the person has failed in a row, from where it did most often."""
    tries = AccessAttempt.objects.filter(username=person.email.lower())
    return max(tries.values_list("failures_since_start", flat=True), default=0)


def link_elsewhere(*, person: Person, subject: str, at: datetime, by: Act) -> None:
    """Let the person sign in by the provider's subject. Refused where somebody else has it."""
    _of_somebody_else(person, at, by)
    if not subject or len(subject) > MOST_SUBJECT:
        raise Refused(f"A subject has between 1 and {MOST_SUBJECT} characters.")
    account, made = SocialAccount.objects.get_or_create(
        provider=PROVIDER, uid=subject, defaults={"user": person}
    )
    if not made and account.user_id != person.pk:
        raise Refused("This subject is linked to somebody else.")
    by.did("linked an account elsewhere", row=person.pk)


def linked_elsewhere(person: Person) -> list[str]:
    """The provider's subjects by which the person signs in."""
    linked = SocialAccount.objects.filter(user=person, provider=PROVIDER)
    return list(linked.order_by("uid").values_list("uid", flat=True))


def unlink_elsewhere(*, person: Person, at: datetime, by: Act) -> None:
    """Take away every link of the person to a provider."""
    _administers(at, by)
    SocialAccount.objects.filter(user=person).delete()
    by.did("unlinked accounts elsewhere", row=person.pk)


def _administers(at: datetime, by: Act) -> None:
    """Asked of people; at the command line it is the owner of the database who acts."""
    if by.person is not None:
        policy.check_administer(acting(by, at))


def _of_somebody_else(person: Person, at: datetime, by: Act) -> None:
    _administers(at, by)
    if person.pk == by.person:
        raise Refused("Somebody else who looks after access does this for you.")
