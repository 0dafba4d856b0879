"""What a standard is made of: frozen dataclasses that cannot be built wrong.

Three worries, three places, never mixed: easy to write (the YAML and its loader, ``standard``),
exact in meaning (``engine.reference``), fast to run (``engine.kernel``). This package is the words
that all three share. It holds no behaviour beyond refusing what has no meaning.

Everything a rule does not say is taken from its duty *by the loader*: a :class:`Rule` here is
whole, and an evaluator never has to look anywhere else.
"""

from sightline.standard.model.clocks import (
    Before,
    By,
    BySchoolOpens,
    Clock,
    Each,
    EarlierOf,
    Every,
    LaterOf,
    Of,
    Step,
    Within,
)
from sightline.standard.model.conditions import (
    Age,
    AgeIn,
    Answered,
    Conditions,
    Interval,
    LastedIn,
    NumberIn,
    OneOf,
    Selector,
    Test,
)
from sightline.standard.model.duties import Duty, Example, Guide, Part
from sightline.standard.model.kinds import Code, Field, Kind
from sightline.standard.model.measures import Among, Measure, MeasureOf, Term
from sightline.standard.model.reviews import Review, Section
from sightline.standard.model.roles import Holder, Role, Roles
from sightline.standard.model.rules import Rule, shape_of
from sightline.standard.model.services import Authority, Service, service_of_name
from sightline.standard.model.triggers import (
    END,
    PLANNED_END,
    START,
    Already,
    Alternative,
    Answer,
    Birthday,
    BirthdayTrigger,
    Itself,
    ItselfForm,
    Lapse,
    OwnEnd,
    Trigger,
    Unless,
)
from sightline.standard.model.whole import CalendarTable, Standard
from sightline.standard.model.words import (
    BIRTHDAY_TRIGGER,
    EXEMPTION,
    NOT_ANSWERED,
    RESERVED_ANSWERS,
    Basis,
    FieldType,
    Lasts,
    PeriodName,
    Sensitivity,
    Shape,
    Unit,
)

__all__ = [
    "BIRTHDAY_TRIGGER",
    "END",
    "EXEMPTION",
    "NOT_ANSWERED",
    "PLANNED_END",
    "RESERVED_ANSWERS",
    "START",
    "Age",
    "AgeIn",
    "Already",
    "Alternative",
    "Among",
    "Answer",
    "Answered",
    "Authority",
    "Basis",
    "Before",
    "Birthday",
    "BirthdayTrigger",
    "By",
    "BySchoolOpens",
    "CalendarTable",
    "Clock",
    "Code",
    "Conditions",
    "Duty",
    "Each",
    "EarlierOf",
    "Every",
    "Example",
    "Field",
    "FieldType",
    "Guide",
    "Holder",
    "Interval",
    "Itself",
    "ItselfForm",
    "Kind",
    "Lapse",
    "LastedIn",
    "Lasts",
    "LaterOf",
    "Measure",
    "MeasureOf",
    "NumberIn",
    "Of",
    "OneOf",
    "OwnEnd",
    "Part",
    "PeriodName",
    "Review",
    "Role",
    "Roles",
    "Rule",
    "Section",
    "Selector",
    "Sensitivity",
    "Service",
    "Shape",
    "Standard",
    "Step",
    "Term",
    "Test",
    "Trigger",
    "Unit",
    "Unless",
    "Within",
    "service_of_name",
    "shape_of",
]
