"""The format of backups is age's, and what is not whole is not opened."""

from __future__ import annotations

import io
import os
from base64 import b64decode

import pytest

from sightline.service.web.backups import age, bech32, halves
from sightline.service.web.backups.age import CHUNK, BadAge

SAID = b"What age sealed, Sightline opens.\n"
IDENTITY = bytes(range(32))
RECIPIENT = "age13aqvttdk3ujkyjh9kg2w5an6dmy5mq5a84a4uxk3hfhnugfc9p0sy5p2wh"
# Both made by the program age 1.1.1 of Debian 12: age -r RECIPIENT, and age -p.
BY_AGE = b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSB0dldFNEhhbStWVlFWZjdDMFUxbU03KzB5ZWZ2Q1lVVWZGVjhp"
    "NnRkWHcwCjlibUZLZUJ5N0dmWHpHbG1mNXlHL0Jxdzk3RlZqUjFuK29jclRjb2ZTbWsKLS0tIDNpOW10eW8wK1RWUTR5"
    "akp1T1lib3FrMGYxMjdGWGFkRktZcHhyTjcreDQK7QAqzFixOLTmiQ0tQYksH5QO/XmcvvVL1Kh2d5F5zQ0Tcy4uSIrR"
    "C9tjbYZpg72QXYq3vef9hZ7KRJavnWFzxwTi"
)
BY_AGE_UNDER_A_PASSPHRASE = b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBHVEViKy9FWGs0M2pYMVVJdHNIb2dRIDE4CkNwa0NKeGtnMExI"
    "aUtzUVpYcDJjdjVBT0tKUndwWlpRVFNKby9DdGI0QWsKLS0tIHNJYWhHK1RyWlRFRXNXRTBNeFo0ZzNIajZ5UFlyd2hn"
    "RHJMY1FuMDZ0L2sKyQnMR87IpOfrWMJOwXZOtjDxq6nkRISeUM65X4tjUEFAPgzMVJwrdOhX6ZfEatJd519ICsIPkvge"
    "25k1JPZhgQch"
)


def sealed(plain: bytes, *recipients: str) -> bytes:
    """Sealed in several steps, as a backup is."""
    out = io.BytesIO()
    sealer = age.seal(out, recipients)
    for start in range(0, len(plain), 50_000):
        sealer.write(plain[start : start + 50_000])
    sealer.close()
    return out.getvalue()


def opened(file: bytes, identity: bytes = IDENTITY) -> bytes:
    return b"".join(age.opened(io.BytesIO(file), identity))


def test_keys_are_written_as_age_writes_them() -> None:
    assert age.recipient_of(IDENTITY) == RECIPIENT
    text = "AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWRYDWG"
    assert age.identity_text(IDENTITY) == text
    assert bech32.decode(text) == ("age-secret-key-", IDENTITY)


def test_what_age_sealed_is_opened() -> None:
    assert opened(BY_AGE) == SAID
    passphrase = "correct horse battery"
    assert age.opened_under(io.BytesIO(BY_AGE_UNDER_A_PASSPHRASE), passphrase) == SAID


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 150_000])
def test_whatever_its_size_it_comes_back(size: int) -> None:
    plain = os.urandom(size)
    other = age.new_identity()
    made = sealed(plain, age.recipient_of(other), RECIPIENT)
    assert opened(made) == opened(made, other) == plain
    with pytest.raises(BadAge, match="not sealed for this key"):
        opened(made, age.new_identity())


@pytest.mark.parametrize("size", [0, 100, CHUNK, 2 * CHUNK + 5])
def test_whatever_is_changed_or_cut_off_is_noticed(size: int) -> None:
    made = sealed(os.urandom(size), RECIPIENT)
    length = len(made)
    for place in {*range(0, 250, 7), length // 2, length - 17, length - 1}:
        if place < length:
            changed = bytearray(made)
            changed[place] ^= 1
            with pytest.raises(BadAge):
                opened(bytes(changed))
    last = size % CHUNK or CHUNK  # without its last chunk what is left is whole chunks
    for cut in (1, 16, 17, last + 16, CHUNK + 16, length - 30):
        if cut < length:
            with pytest.raises(BadAge):
                opened(made[:-cut])
    with pytest.raises(BadAge):
        opened(made + b"x")


def test_chunks_in_another_order_are_noticed() -> None:
    made = sealed(os.urandom(3 * CHUNK), RECIPIENT)
    start, size = len(made) - 3 * (CHUNK + 16), CHUNK + 16
    first, second = made[start : start + size], made[start + size : start + 2 * size]
    with pytest.raises(BadAge):
        opened(made[:start] + second + first + made[start + 2 * size :])


@pytest.mark.parametrize(
    "wrong", ["", "age1", RECIPIENT[:-1], RECIPIENT[:20] + "q" + RECIPIENT[21:]]
)
def test_a_slip_in_a_key_is_noticed(wrong: str) -> None:
    with pytest.raises(BadAge, match="no key to seal for"):
        age.seal(io.BytesIO(), [wrong])


# --- halves --------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase stretched less than it is."""
    monkeypatch.setattr(age, "_WORK", 4)


@pytest.mark.usefixtures("quick")
def test_two_people_open_what_neither_opens_alone() -> None:
    one, two = halves.split(IDENTITY, ("Ann", "Ben"))
    said = "correct horse battery", "another good phrase"
    files = [halves.sealed(half, phrase) for half, phrase in zip((one, two), said, strict=True)]
    back = [halves.opened(file, phrase) for file, phrase in zip(files, said, strict=True)]
    assert back == [one, two]
    assert halves.joined(*back) == IDENTITY
    for half in (one.half, two.half):
        assert half != IDENTITY
        with pytest.raises(BadAge):
            opened(BY_AGE, half)
    with pytest.raises(BadAge, match="passphrase is wrong"):
        halves.opened(files[0], said[1])
    with pytest.raises(halves.BadHalf, match="at least 12"):
        halves.sealed(one, "short")


def test_the_two_are_two_people_with_halves_of_one_key() -> None:
    one, _ = halves.split(IDENTITY, ("Ann", "Ben"))
    _, other = halves.split(age.new_identity(), ("Ann", "Ben"))
    with pytest.raises(halves.BadHalf, match="two people"):
        halves.split(IDENTITY, ("Ann", " ann "))
    with pytest.raises(halves.BadHalf, match="two people"):
        halves.joined(one, one)
    with pytest.raises(halves.BadHalf, match="different keys"):
        halves.joined(one, other)


def test_each_split_is_another() -> None:
    first, second = (halves.split(IDENTITY, ("Ann", "Ben")) for _ in range(2))
    assert not {one.half for one in first} & {one.half for one in second}
