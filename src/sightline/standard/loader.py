"""A folder of YAML in, a Standard out; or every fault of it at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from sightline.standard import words as w
from sightline.standard.areas import read_areas
from sightline.standard.bodies import read_bodies
from sightline.standard.calendars import read_calendar
from sightline.standard.counts import Names
from sightline.standard.crosswalk import read_crosswalk
from sightline.standard.duties import read_duty
from sightline.standard.faults import (
    Fault,
    Faults,
    FaultyStandard,
    Unreadable,
    closest,
    did_you_mean,
)
from sightline.standard.guides import read_guide_page
from sightline.standard.kinds import Kinds, read_kind
from sightline.standard.measures import read_measure
from sightline.standard.model import (
    Areas,
    Bodies,
    CalendarTable,
    Crosswalk,
    Measure,
    MeasureOf,
    QuestionSet,
    Review,
    Roles,
    Standard,
    Survey,
)
from sightline.standard.nodes import Node, Scalar, Source, whole
from sightline.standard.overlays import apply_overlay
from sightline.standard.parsing import contents, parse
from sightline.standard.printed import Beside, read_printed
from sightline.standard.questions import read_question_set
from sightline.standard.ratings import read_rating_rules
from sightline.standard.recommendations import Shows, read_recommendations
from sightline.standard.reviews import read_review
from sightline.standard.roles import read_roles
from sightline.standard.scalars import name, one_of, text
from sightline.standard.services import read_service, refuse_two_of_a_name
from sightline.standard.surveys import read_survey
from sightline.standard.terms import read_term
from sightline.standard.to_child import check_all_told
from sightline.standard.unasked import asked_in, report_unasked

T = TypeVar("T")

ENTRY, TERMS, ROLES = "standard.yaml", "terms.yaml", "roles.yaml"
BODIES, CROSSWALK = "bodies.yaml", "crosswalk.yaml"
RATINGS = "ratings.yaml"
ALONE = (ENTRY, TERMS, ROLES, BODIES, CROSSWALK, RATINGS)
FOLDERS = (
    "kinds",
    "duties",
    "measures",
    "reference",
    "reviews",
    "guide",
    "printed",
    "recommendations",
    "questions",
    "surveys",
)
SERVICES = "reference/youth-justice-services.yaml"
AREAS = "reference/local-authorities.yaml"
"""The two tables of reference/ that are no calendar."""


@dataclass(slots=True)
class Section(Generic[T]):
    """What some files declare, by name; None where a declaration could not be read.

    ``unread``: a whole file could not be read, so that what is not here may well be declared.
    """

    values: dict[str, T | None] = field(default_factory=dict)
    places: dict[str, Scalar] = field(default_factory=dict)
    unread: bool = False

    def name_at(self, node: Node, what: str) -> str:
        """The name, standing at a node, of something declared here."""
        found = name(node)
        if found not in self.values and not self.unread:
            node.refuse(what, among=self.values)
        return found


@dataclass(slots=True)
class Folder:
    """The files of a standard by path, and the list of what is wrong with them.

    The content of a file that could not be read is None.
    """

    files: Mapping[str, bytes | None]
    faults: Faults

    def document(self, path: str, without: str | None = None) -> Node:
        """What a file says, ``without`` one word of what it names. Raises Unreadable."""
        source = Source(path, self.faults)
        content = self.files.get(path)
        if content is None:
            raise Unreadable
        node = parse(content, source, without=without)
        return source.refuse(0, 0, "the file says nothing") if node is None else node

    def section(
        self,
        start: str,
        read: Callable[[Scalar, Node], T],
        *,
        but: Sequence[str] = (),
        without: str | None = None,
    ) -> Section[T]:
        """What all files declare whose path starts so, ``but`` some; each ``without`` a word."""
        section: Section[T] = Section()
        for path in (path for path in self.files if path.startswith(start) and path not in but):
            try:
                for key, node in self.document(path, without).entries("a mapping of names"):
                    _declare(section, key, node, read)
            except Unreadable:
                section.unread = True
        return section

    def alone(self, path: str, read: Callable[[Node], T], missing: T) -> T:
        """What a file says that stands by itself; ``missing`` where it is not there or faulty."""
        if path not in self.files:
            return missing
        try:
            return read(self.document(path))
        except Unreadable:
            return missing


def _declare(
    section: Section[T], key: Scalar, node: Node, read: Callable[[Scalar, Node], T]
) -> None:
    """Read what is declared, once: the same name in a second file is a fault."""
    if first := section.places.get(key.text):
        key.report(
            f"{key.text!r} is declared twice: it was first declared in "
            f"{first.source.path}, line {first.line}"
        )
        return
    section.places[key.text] = key
    section.values[key.text] = None
    with suppress(Unreadable):
        section.values[key.text] = read(key, node)


def load(folder: Path, *, overlays: Sequence[Path] = (), examples: bool = True) -> Standard:
    """The standard in a folder, with local overlays laid over it in the order given.

    ``examples``: False leaves out the worked examples, which are half of what there is to read and
    by which nothing is judged. They are then not checked either: only for a standard whose examples
    were checked before. Raises FaultyStandard, which lists all that is wrong.
    """
    faults = Faults()
    files = _files(Path(folder), faults)
    laid_over = {str(path): _bytes(Path(path), str(path), faults) for path in overlays}
    with suppress(Unreadable):
        standard = _standard(Folder(files, faults), Folder(laid_over, faults), examples)
        if not faults.listed:
            return standard
    raise FaultyStandard(faults.listed)


def _standard(folder: Folder, overlays: Folder, examples: bool) -> Standard:
    """All sections read, each even where one before it was faulty."""
    kinds = Kinds()
    declared = folder.section("kinds/", partial(read_kind, kinds))
    kinds.declared |= declared.values
    kinds.unread = declared.unread
    kinds.check_ends()
    kinds.check_signed_as()
    roles = _roles(folder, kinds)
    bodies = folder.alone(BODIES, read_bodies, Bodies())
    reviews = folder.section("reviews/", partial(read_review, kinds, bodies))
    _serve(kinds, reviews)
    duties = folder.section(
        "duties/",
        partial(read_duty, kinds, shown=examples),
        without=None if examples else "examples",
    )
    check_all_told(duties.values, duties.places)
    for path in overlays.files:
        with suppress(Unreadable):
            apply_overlay(overlays.document(path), duties.values)
    duty_at = partial(duties.name_at, what="a duty of the standard")
    measures = _measures(folder, kinds, duty_at)
    sets = folder.section("questions/", partial(read_question_set, kinds, duty_at))
    set_at = partial(sets.name_at, what="a question set of questions/")
    ratings = folder.section(RATINGS, partial(read_rating_rules, sets.values, set_at))
    surveys = folder.section("surveys/", partial(read_survey, kinds))
    _report_unasked(measures, sets, surveys)
    measure_at = partial(measures.name_at, what="a measure of the standard")
    beside = Beside(reviews.values, measure_at)
    printed = folder.section("printed/", partial(read_printed, beside))
    shows = Shows(reviews.values, duties.values, measures.values, duty_at, measure_at)
    recommended = folder.section("recommendations/", partial(read_recommendations, shows))
    terms = folder.section(TERMS, read_term)
    calendars = folder.section("reference/", read_calendar, but=(SERVICES, AREAS))
    services = folder.section(SERVICES, read_service)
    refuse_two_of_a_name(services.values, services.places)
    body_at = one_of(bodies.declared, f"a body of {BODIES}") if bodies.declared else name
    read_tools = partial(read_crosswalk, kinds, body_at)
    guide = folder.section("guide/", partial(read_guide_page, kinds, duty_at))
    return _entry(folder, calendars)(
        digest=_digest(folder, overlays),
        kinds=whole(kinds.declared),
        duties=whole(duties.values),
        measures=whole(measures.values),
        terms=whole(terms.values),
        calendars=whole(calendars.values),
        roles=roles,
        reviews=whole(reviews.values),
        services=whole(services.values),
        bodies=bodies,
        crosswalk=folder.alone(CROSSWALK, read_tools, Crosswalk()),
        guide=whole(guide.values),
        areas=folder.alone(AREAS, read_areas, Areas()),
        printed=whole(printed.values),
        recommendations=whole(recommended.values),
        question_sets=whole(sets.values),
        ratings=whole(ratings.values),
        surveys=whole(surveys.values),
    )


def _measures(folder: Folder, kinds: Kinds, duty_at: Callable[[Node], str]) -> Section[Measure]:
    """The measures, some of which take the figures of others, which may stand further on."""
    named: list[Node] = []

    def share_at(node: Node) -> str:
        named.append(node)
        return name(node)

    names = Names(kinds, duty_at, share_at)
    measures = folder.section("measures/", partial(read_measure, names))
    shares = [m.id for m in measures.values.values() if m is not None and m.of is MeasureOf.SHARE]
    for node in named if not measures.unread and None not in measures.values.values() else ():
        with suppress(Unreadable):
            one_of(shares, "a measure 'of: share'")(node)
    return measures


def _report_unasked(
    measures: Section[Measure], sets: Section[QuestionSet], surveys: Section[Survey]
) -> None:
    """Where all that is asked could be read, a measure names only what somebody asks."""
    if sets.unread or surveys.unread:
        return
    with suppress(Unreadable):
        asked = asked_in(whole(sets.values), whole(surveys.values))
        for id_, measure in measures.values.items():
            if measure is not None:
                report_unasked(measure, measures.places[id_], asked)


def _serve(kinds: Kinds, reviews: Section[Review]) -> None:
    """Where the standard has reviews, what a duty serves is a section of one of them."""
    read = [review for review in reviews.values.values() if review is not None]
    if read and len(read) == len(reviews.values) and not reviews.unread:
        sections = [path for review in read for path in review.sections]
        kinds.section_at = one_of(sections, "a section of a review")


def _roles(folder: Folder, kinds: Kinds) -> Roles:
    """What roles.yaml says, if it is there; then every owner is one of its roles."""
    if ROLES not in folder.files:
        return Roles()
    try:
        roles = read_roles(kinds, folder.document(ROLES))
    except Unreadable:
        return Roles()
    kinds.owner_at = one_of(roles.declared, f"a role of {ROLES}")
    return roles


def _entry(folder: Folder, calendars: Section[CalendarTable]) -> Callable[..., Standard]:
    """What standard.yaml says, waiting for the rest."""
    said = folder.document(ENTRY).words(w.STANDARD, "what the standard is, as a mapping")
    own_name = said.need("name", name)
    title = said.need("title", text)
    version = said.need("version", text)
    at = partial(calendars.name_at, what="a jurisdiction with a calendar in reference/")
    jurisdiction = said.need("jurisdiction", at)
    return said.build(
        lambda: partial(
            Standard, name=own_name, title=title, version=version, jurisdiction=jurisdiction
        )
    )


def _digest(folder: Folder, overlays: Folder) -> str:
    """SHA-256 over path and content of every file in order of path, then of the overlays.

    Each is preceded by its length, so that no two standards run together into the same bytes. An
    overlay goes by its file's name alone: the digest is the same wherever it lies.
    """
    digest = hashlib.sha256()
    files = [(path, folder.files[path]) for path in sorted(folder.files)]
    laid_over = [(f"overlay {Path(path).name}", over) for path, over in overlays.files.items()]
    for path, content in [*files, *laid_over]:
        for piece in (path.encode(), content or b""):
            digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.hexdigest()


# --- the files -------------------------------------------------------------------------------


def _files(folder: Path, faults: Faults) -> dict[str, bytes | None]:
    """The files of a standard by path. YAML that stands where nobody reads it is a fault."""
    if not folder.is_dir():
        what = "a file" if folder.exists() else "nothing"
        message = f"expected the folder of a standard, found {what}"
        raise FaultyStandard([Fault(str(folder), 0, 0, what, "the folder of a standard", message)])
    files: dict[str, bytes | None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix not in (".yaml", ".yml") or name.startswith(".") or path.is_dir():
            continue
        if _has_place(name):
            files[name] = _bytes(path, name, faults)
        else:
            _report_misplaced(name, faults)
    if ENTRY not in files:
        faults.add(Fault(ENTRY, 0, 0, "nothing", ENTRY, f"the standard has no {ENTRY}"))
    return files


def _has_place(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return name in ALONE or (folder in FOLDERS and file.endswith(".yaml"))


def _report_misplaced(name: str, faults: Faults) -> None:
    places = [*ALONE, *(f"{folder}/*.yaml" for folder in FOLDERS)]
    folder, _, file = name.rpartition("/")
    stem = Path(file).stem
    meant = closest(folder, FOLDERS) if folder else closest(stem, [Path(a).stem for a in ALONE])
    hint = did_you_mean(meant and f"{meant}/{stem}.yaml" if folder else meant and f"{meant}.yaml")
    message = f"nothing reads this file: a standard is {', '.join(places)}{hint}"
    faults.add(Fault(name, 0, 0, name, ", ".join(places), message))


def _bytes(path: Path, name: str, faults: Faults) -> bytes | None:
    try:
        return contents(path)
    except OSError as error:
        faults.add(Fault(name, 0, 0, "", "a file", f"the file cannot be read: {error.strerror}"))
        return None
