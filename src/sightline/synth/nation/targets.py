"""The margins that the synthetic nation is built to, each under the row that it comes from.

The review printed shares and few bases. The bases here are the project's own, chosen so that a
share comes to the printed whole percentage or lies within the words ("almost 15%"). Files are
dealt traits in these numbers (``deal``), and told so that their records show them (``child``,
``adult``). No measure reads this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """``yes`` of the ``of`` files of which it is known; of any others nobody knows."""

    of: int
    yes: int

    def __post_init__(self) -> None:
        if not 0 <= self.yes <= self.of:
            raise ValueError(f"{self.yes} of {self.of} is no share")

    def __sub__(self, other: Share) -> Share:
        """The share among the rest of the files."""
        return Share(self.of - other.of, self.yes - other.yes)


CHILDREN, IN_CUSTODY, ADULTS = 2150, 226, 1090
"""Files read in the year: fig-case-files (over 3,200) and fig-lac-custody (226 in custody)."""

YOUTH_INSPECTIONS, PROBATION_INSPECTIONS, HEALTHCARE_INSPECTIONS = 31, 16, 55
"""fig-yot-inspections, fig-om-inspections and fig-jr-first-yots."""

AREAS, OVER_REPRESENTED, OVER_REPRESENTED_INSPECTED = 139, 103, 23
"""fig-bme-over-represented and check C3: 103 of the 139 areas, and so 23 of the 31 inspected."""

SURVEYED = 1224
"""fig-viewpoint-n: valid responses of children of 10 to 17."""

SAFEGUARDING = Share(305, 88)
SAFEGUARDING_WORST = Share(11, 5)
"""fig-safeguarding-not-addressed and fig-safeguarding-worst-area: strong, and not addressed."""

JOINT_WORK = Share(28, 15)
"""fig-social-care-joint-work and check C4: three services were not judged on it."""

ACCOMMODATION = Share(31, 7)
NO_HEALTH_WORKER = Share(31, 5)
NO_MENTAL_HEALTH_WORKER = Share(31, 10)
"""fig-accommodation-recs, fig-no-health-worker and fig-no-mh-worker, with check C8."""

CHILDREN_ALL: Mapping[str, Share] = {
    "fig-mh-need": Share(2126, 872),
    "fig-physical-health": Share(2131, 311),
    "fig-learning-difficulty": Share(2128, 298),
    "fig-risk-to-self": Share(2120, 657),
    "fig-risk-from-others": Share(2120, 360),
}
"""Of all children whose files were read."""

CHILDREN_IN_CUSTODY: Mapping[str, Share] = {
    "fig-mh-need-custody": Share(223, 134),
    "fig-selfharm-vuln-custody": Share(224, 31),
    "fig-physical-health-custody": Share(224, 65),
    "fig-learning-difficulty-custody": Share(225, 63),
    "fig-selfharm-custody": Share(224, 83),
    "fig-risk-from-others-custody": Share(224, 78),
    "fig-cpr-custody": Share(226, 7),
    "fig-lac-custody": Share(226, 38),
    "fig-health-plan-custody": Share(196, 97),
}
"""Of those in custody on the day of reading (doubt D3: one base for all but small unknowns)."""

CHILDREN_IN_COMMUNITY: Mapping[str, Share] = {
    "fig-selfharm-community": Share(1900, 342),
    "fig-risk-from-others-community": Share(1896, 303),
    "fig-cpr-community": Share(1924, 38),
    "fig-no-home-visit-yot": Share(768, 253),
}
"""Of those who were not. Check C5: risk to oneself is wider than risk of self-harm."""

VULNERABLE_WITHOUT_PLAN = Share(560, 311)
"""fig-vuln-plan-missing: of the vulnerable, in custody or not, those without a plan."""

RISK_TO_SELF_IN_CUSTODY = 120
RISK_FROM_OTHERS_IN_CUSTODY = 71
LOOKED_AFTER_BEFORE_IN_CUSTODY = 46
"""Not printed: how the overall rows divide, and who in custody had been in care before (C2)."""

JUDGED_OF_CHILDREN: Mapping[str, Share] = {
    "alcohol-key-factor": Share(2104, 736),  # fig-alcohol-key-factor
    "drugs-key-factor": Share(2098, 818),  # fig-drugs-key-factor
    "action-taken": Share(611, 500),  # fig-action-taken-harm, fig-action-not-taken-harm
    "report-vulnerability": Share(905, 724),  # fig-psr-vulnerability-poor
    "health-planning": Share(205, 164),  # fig-health-planning-poor
    "social-care-service": Share(80, 60),  # fig-lac-service-inadequate
    "action-taken-in-custody": Share(110, 100),  # fig-action-taken-custody
}
"""Answers to questions on children's files, by question: of those answered, how many yes."""

PARTNER_VIOLENCE = Share(1090, 251)
"""fig-dv-history-probation."""

NO_PROBATION_VISIT = Share(412, 196)
"""fig-no-home-visit-probation."""

JUDGED_OF_ADULTS: Mapping[str, Share] = {
    "partner-violence-response": Share(240, 120),  # fig-dv-response-inadequate
    "callout-communication": Share(300, 200),  # fig-dv-callout-ineffective
    "victim-and-child-safeguarding": Share(520, 325),  # fig-probation-victim-child-attention
    "probation-safeguarding-assessment": Share(
        1060, 848
    ),  # fig-probation-safeguarding-insufficient
    "victim-safety-in-risk-assessment": Share(980, 617),  # fig-probation-victim-safety
    "manager-involvement": Share(430, 189),  # fig-om-manager-involvement
}
"""Answers to questions on files of adults under probation."""

SUPERVISED_IN_CUSTODY = 214
"""Of the valid responses, those of children in custody: not printed."""

ANSWERS_OF_SUPERVISED: Mapping[tuple[str, str], Share] = {
    ("community", "felt-unsafe"): Share(982, 137),  # fig-felt-unsafe-community
    ("community", "helped-to-be-safe"): Share(960, 720),  # fig-yot-helped-safe-community
    ("custody", "felt-unsafe"): Share(206, 33),  # fig-felt-unsafe-custody
    ("custody", "helped-to-be-safe"): Share(200, 140),  # fig-yot-helped-safe-custody
}
"""Answers of children under supervision, by where they were and question (doubt D2)."""

BULLIED = Share(390, 130)
"""fig-bullying-attribution (doubt D6): of those who named what a difficulty came from."""

DETAINED = {"male": 940, "female": 130}
"""Responses of detained children, by sex: not printed."""

PARENTS = Share(1040, 114)
"""fig-parents-custody (doubt D5)."""

ANSWERS_OF_DETAINED: Mapping[tuple[str, str], Share] = {
    ("female", "needs-help-with-learning"): Share(126, 37),  # fig-literacy-help-girls
    ("male", "needs-help-with-learning"): Share(915, 311),  # fig-literacy-help-boys
    ("female", "ever-looked-after"): Share(125, 55),  # fig-lac-ever-girls
    ("male", "ever-looked-after"): Share(920, 267),  # fig-lac-ever-boys
}
"""Answers of detained children, by sex and question."""
