"""Inspections: planned, drawn, judged, concluded. All is chained, inspection by inspection."""

from sightline.service.inspection.models.concluding import (
    Banding,
    Conclusion,
    Confirmation,
    Example,
    ExampleCheck,
    Recommended,
    ServiceJudgement,
)
from sightline.service.inspection.models.following import ReviewDone
from sightline.service.inspection.models.judging import (
    Completed,
    HandedBack,
    Judgement,
    JudgingDraft,
    Moderation,
    Reading,
)
from sightline.service.inspection.models.planning import (
    ConflictOfInterest,
    Departure,
    Inspection,
    Member,
    Part,
    Plan,
    Sort,
)
from sightline.service.inspection.models.sampling import Draw, Drawn, Exclusion

__all__ = [
    "Banding",
    "Completed",
    "Conclusion",
    "Confirmation",
    "ConflictOfInterest",
    "Departure",
    "Draw",
    "Drawn",
    "Example",
    "ExampleCheck",
    "Exclusion",
    "HandedBack",
    "Inspection",
    "Judgement",
    "JudgingDraft",
    "Member",
    "Moderation",
    "Part",
    "Plan",
    "Reading",
    "Recommended",
    "ReviewDone",
    "ServiceJudgement",
    "Sort",
]
