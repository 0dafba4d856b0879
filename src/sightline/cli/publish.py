"""``sightline publish``: reports as a signed folder of plain files, to be hosted anywhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.cli.failing import CannotGoOn, told_plainly
from sightline.cli.inputs import progress, read_standard
from sightline.cli.options import overlay_option, standard_option
from sightline.cli.text import counted, say

if TYPE_CHECKING:
    from sightline.reporting.published.content import Source
    from sightline.standard.model import Standard

KEY = "SIGHTLINE_SITE_KEY"
"""The setting with the key that signs the folder."""


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--review",
    help="Publish this review alone, worked out from an invented nation; the service and its "
    "database are not needed.",
)
@click.option(
    "--seed",
    default=1,
    show_default=True,
    help="With --review, of the invented nation: another seed, other files.",
)
@click.option(
    "--take-in",
    help="Write no folder: work this review out in the same way, and take its figures into the "
    "reports that the service has on it.",
)
@click.option("--verify", is_flag=True, help="Write nothing: say whether FOLDER is as published.")
@click.option("--key", help="With --verify, the public key: 64 hexadecimal digits.")
@click.option("--new-key", is_flag=True, help="Print a new key and do nothing else.")
@standard_option
@overlay_option
def command(
    folder: Path | None,
    review: str | None,
    seed: int,
    take_in: str | None,
    verify: bool,
    key: str | None,
    new_key: bool,
    standard: str,
    overlays: tuple[Path, ...],
) -> None:
    """Write everything that was published into FOLDER, to be hosted elsewhere.

    Each report with a page for each of its readers, PDF, Word, CSV and Excel, a search, a feed, and
    a signed list of all files. FOLDER must be new, or a site written before, which is replaced.
    SIGHTLINE_SITE_KEY signs it. With --verify, the exit code is 1 if anything is not as published.
    """
    if new_key:
        _tell_new_key()
        return
    if take_in is not None:
        _take_in(_of_review(read_standard(standard, overlays), take_in, seed), take_in)
        return
    if folder is None:
        raise click.UsageError("Missing argument 'FOLDER'.")
    if verify:
        _verify(folder, key)
        return
    if review is None:
        signed_with = _key(needed=True)
        with _of_service() as sources:
            _write(folder, sources, signed_with)
        return
    signed_with = _key(needed=False)
    source = _of_review(read_standard(standard, overlays), review, seed)
    _refuse_faults(source)
    _write(folder, [source], signed_with)


def _tell_new_key() -> None:
    from sightline.reporting.published.signing import new_key

    with _missing_told():
        private, public = new_key()
    say(f"{KEY}={private}")
    say(f"To check with, for whoever reads what you publish: {public}")


def _key(*, needed: bool) -> bytes:
    """The key in the settings; without one, a new one for this folder alone, unless it is needed.

    Raises CannotGoOn.
    """
    from sightline.reporting.published import signing

    text = os.environ.get(KEY, "")
    if not text and needed:
        raise CannotGoOn(
            f"{KEY} is not set: nobody could tell that this folder is yours. `sightline publish "
            "--new-key` makes a key."
        )
    with _missing_told():
        if not text:
            text = signing.new_key()[0]
        try:
            return signing.key_from(text)
        except signing.BadKey as error:
            raise CannotGoOn(f"{KEY}: {error}") from error


# --- what is published -----------------------------------------------------------------------


@contextmanager
def _of_service() -> Iterator[Sequence[Source]]:
    """Everything that the service has published, in an act that is logged with its writing."""
    from sightline.cli.service import set_up_service

    with set_up_service():
        from sightline.reporting.published.as_json import BadSource
        from sightline.service.ledger.acts import act
        from sightline.service.publishing.public import public_sources

        with act(person=None, route="publish") as by:
            try:
                sources = public_sources(by=by)
            except BadSource as error:
                raise CannotGoOn(f"A publication is not as Sightline writes it: {error}") from error
            yield sources


def _take_in(source: Source, review: str) -> None:
    """The figures of a review into every report of the service on it, in an act that is logged."""
    from sightline.cli.service import set_up_service

    with set_up_service():
        from sightline.service.ledger.acts import act
        from sightline.service.publishing.figures import take_in_review
        from sightline.service.publishing.models import Report

        with act(person=None, route="publish --take-in") as by:
            reports = list(Report.objects.filter(review=review).select_related("agency"))
            for report in reports:
                new = take_in_review(report=report, source=source, by=by)
                say(f"{report.title}, {report.agency.name}: {counted(new, 'figure')} taken in")
    if not reports:
        raise CannotGoOn(
            f"The service has no report on {review}. A national analyst or an inspector begins one "
            "on the page “Reports in preparation”."
        )


def _of_review(standard: Standard, review: str, seed: int) -> Source:
    from sightline.cli import review_recommended
    from sightline.cli.review_records import counted_reading, of_nation
    from sightline.engine.reviewed import reproduce
    from sightline.reporting.published.review import review_source
    from sightline.reporting.published.review_texts import BadTexts

    if review not in standard.printed:
        names = ", ".join(standard.printed) or "none"
        raise CannotGoOn(
            f"The standard {standard.name} holds no figures of a review {review!r}; "
            f"it holds those of {names}."
        )
    printed = standard.printed[review]
    records = of_nation(seed)
    periods = {(row.first, row.last) for row in printed.figures.values()}
    reading = counted_reading(records.files, len(periods), "Working the figures out")
    with told_plainly(), reading as files:
        found = reproduce(standard, printed, files, records.known)
    done = review_recommended.looked_at(standard, review, records, None, None)
    try:
        return review_source(standard, printed, found, done)
    except BadTexts as error:
        raise CannotGoOn(str(error)) from error


def _refuse_faults(source: Source) -> None:
    from sightline.reporting.published.texts import faults

    found = faults(source)
    if found:
        lines = [f"{each.edition}, line {each.line}: {each.sentence}" for each in found]
        raise CannotGoOn("\n".join(["The report cannot be published as it stands.", *lines]))


# --- writing and checking --------------------------------------------------------------------


def _write(folder: Path, sources: Sequence[Source], key: bytes) -> None:
    from sightline.reporting.published import pdf, signing
    from sightline.reporting.published.document import pages
    from sightline.reporting.published.site import CannotWrite, write_site

    steps = sum(1 + len(pages(source)) for source in sources)
    with _missing_told(), told_plainly(), progress(steps, "Writing the pages") as bar:
        advance: Callable[[str], object] = lambda _: bar.update(1)  # noqa: E731
        try:
            files = write_site(folder, sources, key, advance)
        except CannotWrite as error:
            raise CannotGoOn(str(error)) from error
    reports = counted(len(sources), "report")
    say(f"{reports} in {counted(files, 'file')}: open {folder / 'index.html'}")
    if not pdf.can_be_made():
        say("No PDF among them: this machine has no WeasyPrint or no Pango.")
    if not os.environ.get(KEY):
        say(f"{KEY} is not set: it is signed with a key that was made for it and thrown away.")
    say(f"To check it: sightline publish {folder} --verify --key {signing.public_half(key)}")


def _verify(folder: Path, key: str | None) -> None:
    from sightline.reporting.published import signing

    if key is None:
        raise click.UsageError("--verify needs --key, the public key, from elsewhere.")
    with _missing_told():
        try:
            faults = signing.verify_site(folder, signing.key_from(key))
        except signing.BadKey as error:
            raise CannotGoOn(f"--key: {error}") from error
    for fault in faults:
        say(fault)
    if faults:
        raise SystemExit(1)
    say("Every file is as it was published, and there is none more.")


@contextmanager
def _missing_told() -> Iterator[None]:
    from sightline.reporting.published.pdf import CannotBeMade

    try:
        yield
    except CannotBeMade as error:
        raise CannotGoOn(str(error)) from error
