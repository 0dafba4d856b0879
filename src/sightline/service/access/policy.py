"""Need to know: who sees which files, reads what on them, and may do what. Deny by default.

Everything that shows, counts, searches, exports or changes asks here and nowhere else.
``visible_to`` and its like are conditions for queries; ``check_...`` raise Refused with a sentence
for the person, or NotFound where even that there is something may not be told, and return the
Basis where a file is meant. No sentence says anything of a file or of anybody on it.
The ways into files are in ``access.ways``, what is read there in ``access.reading``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from sightline.service.access.models import BrokenGlass, Proposal
from sightline.service.access.reading import (
    Basis,
    field_is_read,
    kind_is_read,
    obligations_read,
    obligations_read_on,
    records_read,
)
from sightline.service.access.roles import Right
from sightline.service.access.two_people import TWO_PEOPLE, What
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import PEOPLE, Sort, Way, opened, opened_of_each, ways
from sightline.service.files.models import Record, Subject
from sightline.service.files.reading import stands_on
from sightline.service.files.standard import standard
from sightline.service.ledger.failures import NotFound, Refused
from sightline.standard.model import EXEMPTION

BROKEN, REVIEWED = "broken-glass", "broken-glass-review"
"""The kinds by which a file says that its glass was broken, and that this was reviewed."""

# --- which files, and what on them -----------------------------------------------------------


def visible_to(viewer: Viewer) -> Q:
    """Of subjects, those whose file is open to the viewer."""
    return opened(ways(viewer))


def named_to(viewer: Viewer) -> Q:
    """Of subjects, those that the viewer may see named and may name in a record.

    Workers and bodies are no secret to anybody who has a post; a child or an adult is named only to
    those to whom their file is open.
    """
    return visible_to(viewer) | _no_secret(viewer)


def opened_among(viewer: Viewer, files: Collection[UUID]) -> QuerySet[Subject]:
    """Of a few files, those that are open to the viewer: the same, the quicker way for few."""
    return Subject.objects.filter(opened_of_each(ways(viewer)), pk__in=files)


def named_among(viewer: Viewer, files: Collection[UUID]) -> QuerySet[Subject]:
    """Of a few files, those that the viewer may see named."""
    asked = opened_of_each(ways(viewer)) | _no_secret(viewer)
    return Subject.objects.filter(asked, pk__in=files)


def _no_secret(viewer: Viewer) -> Q:
    return ~PEOPLE if viewer.posts else Q(pk__in=())


def basis_for(viewer: Viewer, file: UUID) -> Basis | None:
    """Why the file is open to the viewer; None where it is not, or where there is none."""
    open_to = ways(viewer)
    asked = {f"way_{number}": way.files for number, way in enumerate(open_to)}
    found = Subject.objects.filter(pk=file).annotate(**asked).values_list(*asked).first()
    leading = tuple(way for way, leads in zip(open_to, found or (), strict=False) if leads)
    return Basis(viewer.person, file, leading) if leading else None


def reads_kind(viewer: Viewer, basis: Basis, kind: str, agency: UUID | None = None) -> bool:
    """Whether records of the kind, recorded by the agency, are read on the file."""
    return kind_is_read(_own(viewer, basis), kind, agency)


def reads_field(
    viewer: Viewer, basis: Basis, kind: str, field: str, agency: UUID | None = None
) -> bool:
    """Whether the field is read; "Not shown to you" stands where not, answered or not."""
    return field_is_read(_own(viewer, basis), kind, field, agency)


def visible_records(viewer: Viewer, basis: Basis) -> Q:
    """Of the records that stand on the basis's file, those that are read."""
    return records_read(_own(viewer, basis))


def visible_obligations(viewer: Viewer, among: Collection[UUID] | None = None) -> Q:
    """Of all obligations, those that are read, on every file that is open to the viewer.

    ``among``: on no other files than these few.
    """
    return obligations_read(ways(viewer), among)


def visible_obligations_on(viewer: Viewer, basis: Basis) -> Q:
    """Of all obligations, those that are read on the basis's file."""
    return obligations_read_on(basis.file, _own(viewer, basis))


def _own(viewer: Viewer, basis: Basis) -> tuple[Way, ...]:
    if basis.person != viewer.person:
        raise ValueError("this basis was worked out for somebody else")
    return basis.ways


# --- what may be done on a file --------------------------------------------------------------

_NO_FILE = "There is no such file, or none that is open to you."
_NO_RECORD = "There is no such record, or none that is open to you."


def check_see_work(viewer: Viewer) -> None:
    """See one's own lists of files and of what is owed."""
    _need(viewer, Right.READ_FILES, "Your role does not work with files.")


def check_see_file(viewer: Viewer, file: UUID) -> Basis:
    """See a file: as much of it as its basis reads."""
    basis = basis_for(viewer, file)
    if basis is None:
        raise NotFound(_NO_FILE)
    return basis


def check_name(viewer: Viewer, file: UUID) -> None:
    """Name a file in a record: in ``about``, or in a field of type file."""
    if not named_among(viewer, [file]).exists():
        raise NotFound(_NO_FILE)


def check_see_lookers(viewer: Viewer, file: UUID) -> Basis:
    """See who has looked at a file."""
    sentence = "Who has looked at a file is shown to managers and records officers."
    return _with(check_see_file(viewer, file), Right.SEE_LOOKERS, sentence)


def check_open_file(viewer: Viewer) -> None:
    """Open a file on somebody who has none."""
    _need(viewer, Right.OPEN_FILES, "Files are opened by practitioners and managers.")


def check_record(viewer: Viewer, file: UUID, kind: str) -> Basis:
    """Add a record of the kind. The basis says for which agency it is made."""
    basis = check_see_file(viewer, file)
    if kind not in standard().kinds:
        raise NotFound("There is no such kind of record.")
    return _recording(basis, kind)


def kinds_recorded(viewer: Viewer, basis: Basis) -> frozenset[str]:
    """The kinds of which the viewer may add a record to the basis's file."""
    whole = Basis(viewer.person, basis.file, _own(viewer, basis))
    return frozenset(kind for kind in standard().kinds if _allowed(_recording, whole, kind))


def check_tell(viewer: Viewer, file: UUID) -> Basis:
    """Say who a file is kept on: names, identifiers, addresses, particulars."""
    basis = _with(check_see_file(viewer, file), Right.RECORD, "Your role does not change this.")
    return _that(
        basis,
        lambda way: way.sort not in (Sort.AGREEMENT, Sort.OWN),
        "Only those who work with somebody say who they are.",
    )


def check_correct(viewer: Viewer, file: UUID, fact: UUID) -> Basis:
    """Correct or withdraw a fact, on the file where it was recorded."""
    basis, record = _fact(viewer, file, fact)
    basis = _with(basis, Right.RECORD, "Your role does not change records.")
    if record.file_id != file:
        raise Refused("This record is kept on another file, and is changed there.")
    basis = _that(
        basis,
        lambda way: _may_change(way, record),
        "Only the agency that made a record corrects or withdraws it.",
    )
    return _with_right_for(basis, record.kind)


check_withdraw = check_correct


def check_refile(viewer: Viewer, file: UUID, fact: UUID, to: UUID | None = None) -> Basis:
    """Move a fact that was filed here in error to the file ``to``, once that is known."""
    basis, record = _fact(viewer, file, fact)
    sentence = "A record filed in error is moved by a records officer."
    basis = _with(basis, Right.REFILE, sentence)
    if record.file_id != file:
        raise Refused("This record is kept on another file, and is moved from there.")
    if to is not None:
        _with(check_see_file(viewer, to), Right.REFILE, sentence)
    return basis


def check_erase(viewer: Viewer, file: UUID) -> Basis:
    """Propose or decide that something on a file is erased."""
    basis = check_see_file(viewer, file)
    return _with(basis, Right.ERASE, "What is erased is decided by records officers.")


def check_restrict(viewer: Viewer, file: UUID) -> Basis:
    """Close a file to all but those who work with the child and those named."""
    basis = check_see_file(viewer, file)
    return _with(basis, Right.RESTRICT, "Files are closed and opened again by managers.")


check_lift = check_restrict


def check_break_glass(viewer: Viewer, file: UUID) -> None:
    """Open a file without any other basis.

    Whether there is such a file is not looked up, so that asking tells nobody anything: it is found
    when the glass is broken, which is logged and reviewed.
    """
    _need(viewer, Right.BREAK_GLASS, "A file is opened in this way by practitioners and managers.")
    if basis_for(viewer, file) is not None:
        raise Refused("This file is already open to you.")


def check_review_glass(viewer: Viewer, glass: UUID) -> Basis:
    """Review that somebody else broke the glass, on a file that is open without doing so."""
    broken = BrokenGlass.objects.filter(pk=glass).first()
    if broken is None:
        raise NotFound(_NO_RECORD)
    if broken.person_id == viewer.person:
        raise Refused("Nobody reviews a file that they opened themselves.")
    basis = _with(
        check_see_file(viewer, broken.file_id),
        Right.REVIEW_GLASS,
        "A file opened in this way is reviewed by a manager or a records officer.",
    )
    return _that(
        basis,
        lambda way: way.sort != Sort.BROKEN_GLASS,
        "A file opened in this way is not reviewed by somebody who opened it likewise.",
    )


# --- what may be done apart from files -------------------------------------------------------


def check_see_standard(viewer: Viewer) -> None:
    """Browse the standard."""
    if not viewer.posts:
        raise Refused("You hold no post today.")


def check_see_figures(viewer: Viewer) -> None:
    """See figures in which nobody can be recognised."""
    _need(viewer, Right.FIGURES, "Your role does not see figures.")


def check_administer(viewer: Viewer) -> None:
    """Administer people, agencies, teams, posts and agreements."""
    _need(viewer, Right.ADMINISTER, "Access is administered by access administrators.")


def check_see_log(viewer: Viewer) -> None:
    """Read the log."""
    _need(viewer, Right.SEE_LOG, "The log is read by access administrators.")


def check_see_own_log(viewer: Viewer) -> None:
    """Read one's own lines of the log: what one has looked at and done."""
    check_see_standard(viewer)


def check_see_allocations(viewer: Viewer) -> None:
    """See who holds how many files, and which files nobody holds."""
    _need(viewer, Right.ALLOCATE, "Who holds how many files is shown to managers.")


def check_keep_checkpoints(viewer: Viewer) -> None:
    """Download signed checkpoints, to keep them elsewhere."""
    _need(
        viewer,
        Right.KEEP_CHECKPOINTS,
        "Checkpoints are kept by access administrators and records officers.",
    )


def check_see_operations(viewer: Viewer) -> None:
    """See jobs, what is watched and the state of the chains."""
    _need(viewer, Right.SEE_OPERATIONS, "Your role does not see how the service runs.")


def check_see_proposals(viewer: Viewer) -> None:
    """See what waits for a second person, as far as one could decide it."""
    if not proposals_for(viewer):
        raise Refused("Your role decides nothing that takes two people.")


def proposals_for(viewer: Viewer) -> frozenset[str]:
    """The acts that take two people and that the viewer's role may propose or decide."""
    return frozenset(name for name, act in TWO_PEOPLE.items() if viewer.may(act.right))


def proposals_known(viewer: Viewer) -> Q:
    """Of proposals, those that the viewer may see."""
    acts = proposals_for(viewer)
    asked = Proposal.objects.filter(act__in=acts).only("act", "what")
    return Q(pk__in=[p.pk for p in asked if TWO_PEOPLE[p.act].known_to(p.what, viewer)])


def check_propose(viewer: Viewer, act: str, what: What | None = None) -> None:
    """Propose an act that takes two people; ``what``, once that is known."""
    if act not in TWO_PEOPLE:
        raise NotFound("There is no such act.")
    _need(viewer, TWO_PEOPLE[act].right, "Your role does not propose this.")
    if what is None:
        return
    if not TWO_PEOPLE[act].known_to(what, viewer):
        raise NotFound(_NO_FILE)
    if TWO_PEOPLE[act].concerns(what, viewer.person):
        raise Refused("Nobody proposes what is granted to themselves.")


def check_see_proposal(viewer: Viewer, proposal: UUID) -> None:
    """See what was proposed, and what became of it."""
    _proposal(viewer, proposal)


def check_decide(viewer: Viewer, proposal: UUID) -> None:
    """Decide what somebody else has proposed."""
    check_second_person(viewer, _proposal(viewer, proposal))


def check_second_person(viewer: Viewer, proposed: Proposal) -> None:
    """Be the second person to a proposal that one's role may decide."""
    if proposed.by == viewer.person:
        raise Refused("A second person decides what you have proposed.")
    if TWO_PEOPLE[proposed.act].concerns(proposed.what, viewer.person):
        raise Refused("Nobody decides what is granted to themselves.")


def can(check: Callable[..., object], viewer: Viewer, *asked: object, **named: object) -> bool:
    """Whether a check would pass: for a button, never in place of the check itself."""
    return _allowed(check, viewer, *asked, **named)


# --- what the checks are made of -------------------------------------------------------------


def _allowed(check: Callable[..., object], *asked: object, **named: object) -> bool:
    try:
        check(*asked, **named)
    except (Refused, NotFound):
        return False
    return True


def _recording(basis: Basis, kind: str) -> Basis:
    basis = _with(basis, Right.RECORD, "Your role does not add records.")
    basis = _that(
        basis,
        lambda way: _records(way, kind),
        "Records of this kind are not made by your agency.",
    )
    return _with_right_for(basis, kind)


def _proposal(viewer: Viewer, proposal: UUID) -> Proposal:
    found = Proposal.objects.filter(pk=proposal, act__in=proposals_for(viewer)).first()
    if found is None or not TWO_PEOPLE[found.act].known_to(found.what, viewer):
        raise NotFound("There is no such proposal, or none that you could decide.")
    return found


def _need(viewer: Viewer, right: Right, sentence: str) -> None:
    if not viewer.may(right):
        raise Refused(sentence)


def _that(basis: Basis, holds: Callable[[Way], bool], sentence: str) -> Basis:
    """The basis by those of its ways for which something holds; refused where by none."""
    kept = tuple(way for way in basis.ways if holds(way))
    if not kept:
        raise Refused(sentence)
    return Basis(basis.person, basis.file, kept)


def _with(basis: Basis, right: Right, sentence: str) -> Basis:
    return _that(basis, lambda way: way.may(right), sentence)


def _with_right_for(basis: Basis, kind: str) -> Basis:
    if kind in (BROKEN, REVIEWED):
        raise Refused("Records of this kind are made by breaking the glass and by reviewing it.")
    if kind in _opening_kinds():
        sentence = "A record that opens a file to others is made and changed by a manager."
        return _with(basis, Right.ALLOCATE, sentence)
    if kind == EXEMPTION:
        return _with(basis, Right.EXCUSE, "What is owed is excused by a manager.")
    return basis


def _opening_kinds() -> frozenset[str]:
    """The kinds by which roles.yaml finds who works with whom."""
    roles = standard().roles
    holders = [*roles.posts, *roles.covers, *(h for r in roles.declared.values() for h in r.held)]
    return frozenset(holder.selector.kind for holder in holders)


def _records(way: Way, kind: str) -> bool:
    recorded_by = standard().kinds[kind].recorded_by
    return (not way.kinds or kind in way.kinds) and (not recorded_by or way.sector in recorded_by)


def _may_change(way: Way, record: Record) -> bool:
    """What no agency is named for is changed by those who might have made it."""
    if not kind_is_read((way,), record.kind, record.agency):
        return False
    return _records(way, record.kind) and record.agency in (None, way.agency)


def _fact(viewer: Viewer, file: UUID, fact: UUID) -> tuple[Basis, Record]:
    """The fact's latest version, where it stands on the file and the viewer reads it there."""
    basis = check_see_file(viewer, file)
    read = Record.objects.filter(
        stands_on(file), records_read(basis.ways), fact=fact, withdraws=None
    )
    record = read.order_by("position").last()
    if record is None:
        raise NotFound(_NO_RECORD)
    return basis, record
