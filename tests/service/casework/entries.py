"""Valid entries of any kind, made up by Hypothesis: what somebody could truly have recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from sightline.engine.model import Moment, Value
from sightline.returns.dates import iso_text
from sightline.service.files.entries import Entry
from sightline.service.files.signatures import is_said_by_signing
from sightline.service.files.standard import standard
from sightline.standard.calendar import LONDON, date_of, day_of, minute_of
from sightline.standard.model import EXEMPTION, Code, Field, FieldType, Kind, Lasts

FIRST, LAST = date(2016, 1, 1), date(2026, 6, 30)
RESERVED = st.sampled_from(["unknown", "not-asked", "declined"])
DAYS = st.dates(FIRST, LAST)

# No white space at the ends: a form takes it away. A line break in a box is sent as two characters.
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Z"])
TEXTS = st.text(LETTERS, min_size=1, max_size=30)


def is_said_once(minute: int) -> bool:
    """Whether a London time is that minute only; in autumn an hour comes twice."""
    local = datetime.fromtimestamp(minute * 60, LONDON)
    return minute_of(local.replace(tzinfo=None, fold=0)) == minute


MINUTES = (
    st.datetimes(datetime(2016, 1, 1), datetime(2026, 6, 30))
    .map(lambda at: int(at.replace(tzinfo=UTC).timestamp() // 60))
    .filter(is_said_once)
)


def _with_minute(minute: int) -> Moment:
    local = datetime.fromtimestamp(minute * 60, LONDON)
    return Moment(day_of(local.date()), minute)


MOMENTS = st.one_of(DAYS.map(lambda day: Moment(day_of(day))), MINUTES.map(_with_minute))


@st.composite
def entries(draw: st.DrawFn, kind: Kind, file: UUID, others: list[UUID]) -> Entry:
    """A valid entry of a kind on a file; ``others``: files that its fields may name."""
    occurred, precision, ended, start, end = draw(_times(kind))
    first = date_of(occurred.day) if occurred is not None else None
    day = first or (date_of(start) if start is not None else LAST)
    details: dict[str, Value] = {}
    for field in kind.fields.values():
        if kind.name == EXEMPTION and field.name == "duty":
            details["duty"] = next(iter(standard().duties))
        elif is_said_by_signing(kind, field.name):
            continue  # nobody types it
        elif field.required or draw(st.booleans()):
            details[field.name] = draw(_answers(field, day, others))
    return Entry(
        kind=kind.name, occurred=occurred, precision=precision, ended=ended,
        planned_start=start, planned_end=end, details=details,
    )  # fmt: skip


@st.composite
def _times(
    draw: st.DrawFn, kind: Kind
) -> tuple[Moment | None, str, Moment | None, int | None, int | None]:
    first = draw(DAYS)
    after = first + timedelta(draw(st.integers(0, 90)))
    if kind.lasts is Lasts.PERIOD:
        return None, "", None, day_of(first), day_of(after)
    if kind.name != EXEMPTION and draw(st.integers(0, 4)) == 0:
        is_span = kind.lasts is Lasts.SPAN
        return None, "", None, day_of(first), day_of(after) if is_span else None
    if kind.name != EXEMPTION and draw(st.integers(0, 4)) == 0:
        rough = draw(st.sampled_from(["month", "year"]))
        begins = first.replace(day=1) if rough == "month" else first.replace(month=1, day=1)
        return Moment(day_of(begins)), rough, None, None, None
    occurred = draw(MOMENTS)
    ended = None
    if kind.lasts is Lasts.SPAN and draw(st.booleans()):
        ended = Moment(occurred.day + draw(st.integers(1, 90)))
    return occurred, "", ended, None, None


def _answers(field: Field, day: date, others: list[UUID]) -> st.SearchStrategy[Value]:
    codes = [code.value for code in field.codes if _is_of(code, day)]
    answers: dict[FieldType, st.SearchStrategy[Value]] = {
        FieldType.TEXT: TEXTS,
        FieldType.NUMBER: st.one_of(
            st.integers(-99999, 99999), st.integers(-999, 999).map(lambda n: n / 4)
        ),
        FieldType.YES_NO: st.sampled_from(["yes", "no"]),
        FieldType.DATE: DAYS.map(date.isoformat),
        FieldType.MOMENT: MOMENTS.map(iso_text),
        FieldType.FILE: st.sampled_from([str(other) for other in others]),
    }
    if field.type in (FieldType.CODE, FieldType.CODES):
        if not codes:
            return RESERVED
        one = st.sampled_from(codes)
        many = st.lists(one, min_size=1, max_size=4, unique=True).map(tuple)
        answers |= {FieldType.CODE: one, FieldType.CODES: many}
    return st.one_of(answers[field.type], RESERVED)


def _is_of(code: Code, day: date) -> bool:
    return (code.from_ is None or code.from_ <= day) and (code.until is None or day < code.until)
