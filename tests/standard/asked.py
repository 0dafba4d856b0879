"""A set of questions, rules that rate it, and a survey, beside the small standard."""

from __future__ import annotations

from tests.standard.small import FILES
from tests.standard.test_reviews import REVIEW

KINDS = """\
inspection:
  title: Inspection
  fields:
    programme: {title: Programme, type: code, codes: {first: First, second: Second}}
judgement:
  title: Judgement
  fields:
    question-set: {title: Set, type: text}
    question: {title: Question, type: text}
    answer:
      title: Answer
      type: code
      codes: {"yes": "Yes", "no": "No", not-applicable: Does not apply}
survey-response:
  title: Response
  fields:
    survey: {title: Survey, type: text}
    setting: {title: Where, type: code, codes: {home: At home, custody: In custody}}
survey-answer:
  title: Answer
  fields:
    survey: {title: Survey, type: text}
    question: {title: Question, type: text}
    answer: {title: Answer, type: code, codes: {"yes": "Yes", "no": "No", bullied: I was bullied}}
"""

SETS = """\
"2009":
  title: The set of 2009
  programme: first
  from: 2009-04-01
  until: 2012-09-01
  source: A report
  certainty: check
  gaps: [The wording is ours.]
  answers: {"yes": Enough, "no": Not enough, not-applicable: Does not apply}
  stages: {planning: Planning, reviewing: Reviewing}
  strands: {child-safe: The child is safe, others-safe: Others are safe}
  parts: {court: After court}
  questions:
    plan-made:
      ask: Was there a plan?
      stage: planning
      strand: child-safe
      about: file
      part: court
      prompts: [Who does what, By when]
      applies: It does not apply where none was needed.
      offers: vulnerability-plan
      serves: child-protection/vulnerability-planning
    plan-known:
      ask: Was it known?
      stage: planning
      strand: child-safe
      about: file
    board-meets:
      ask: Does the board meet?
      stage: reviewing
      strand: others-safe
      about: service
"2018":
  title: The set of 2018
  programme: [first, second]
  from: 2018-04-01
  source: Another report
  certainty: sure
  answers: {"yes": Enough, "no": Not enough}
  stages: {planning: Planning}
  strands: {child-safe: The child is safe}
  questions:
    plan-good: {ask: "Was the plan good?", stage: planning, strand: child-safe, about: file}
"""

RATINGS = """\
ratings-2009:
  title: Ratings of 2009
  set: "2009"
  by: share-of-judgements
  from: 2009-04-01
  until: 2012-09-01
  bands: {bad: {title: Bad}, fine: {title: Fine}}
  standards: {safety: {title: Safety, strand: child-safe}}
  source: A report
  certainty: check
  gaps: The cut-offs were never published.
ratings-2018:
  title: Ratings of 2018
  set: "2009"
  by: lowest-key-question
  from: 2018-04-01
  bands:
    bad: {title: Bad, from: 0, points: 0, overall: 0}
    fine: {title: Fine, from: 50, points: 1, overall: 2}
  standards:
    led: {title: How it is led}
    planning: {title: Planning, questions: [plan-made, plan-known]}
    return: {title: Coming home, questions: plan-made, apart: yes}
  rounded: yes
  few: 5
  close: 4
  source: Another report
  certainty: sure
"""

SURVEYS = """\
ours:
  title: How it is for you
  for: Children at home or in custody
  where: [home, custody]
  age: {at least: 10, under: 18}
  from: 2005-01-01
  until: 2030-01-01
  written: 2026-11-23
  fewest: 10
  source: A survey of long ago
  intro: [We want to know., You can skip.]
  privacy: No names.
  worried: Tell a grown-up.
  skip: I'd rather not say
  questions:
    school-hard:
      ask: Was school hard?
      read-aloud: Was school hard for you?
      answers: {"yes": "Yes", "no": "No"}
    why-hard:
      ask: What made it hard?
      read-aloud: What was the main thing?
      answers: {bullied: I was bullied, "no": Nothing}
      after: {school-hard: "yes"}
      worry: bullied
      serves: child-protection/visits
  gaps: It is short.
"""

MEASURES = """\
plans-judged:
  title: Plans judged
  sentence: The share.
  of: share
  among: {judgement: {question-set: "2009", question: plan-made, answer: ["yes", "no"]}}
  share: {itself: {answer: "yes"}}
bullied:
  title: Bullied
  sentence: The share.
  of: share
  among: {survey-answer: {survey: ours, question: why-hard, answer: [bullied, declined]}}
  share: {itself: {answer: bullied}}
responses:
  title: Responses
  sentence: The number.
  of: count
  among: {survey-response: {survey: ours}}
inspected:
  title: Inspections
  sentence: The share with a judgement.
  of: share
  among: {inspection: {programme: first}}
  share: {none: {about: {judgement: {question: board-meets}}}}
said:
  title: Said
  sentence: What they said.
  of: values
  among:
    judgement: {}
    where: {any: [{itself: {question: plan-known}}, {itself: {question: plan-good}}]}
  value: answer
"""

ASKED: dict[str, str | bytes] = {
    **FILES,
    "kinds/asked.yaml": KINDS,
    "reviews/the-review.yaml": REVIEW,
    "questions/sets.yaml": SETS,
    "ratings.yaml": RATINGS,
    "surveys/ours.yaml": SURVEYS,
    "measures/asked.yaml": MEASURES,
}


def with_change(path: str, old: str, new: str) -> dict[str, str | bytes]:
    """All of it, where the first ``old`` of one file is ``new``."""
    content = ASKED[path]
    assert isinstance(content, str) and old in content, f"{old!r} is not in {path}"
    return {**ASKED, path: content.replace(old, new, 1)}
