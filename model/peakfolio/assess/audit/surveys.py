"""Holds what was asked of people against chance: a gap that a survey of unknown size cannot tell from its error."""

import math
from collections.abc import Iterator

from peakfolio.assess.audit.finding import Finding, cite
from peakfolio.plan.plan import Plan
from peakfolio.words import format_number, say

SURVEYED = ("满意度", "参与度", "知晓度", "知晓率")  # words by which an indicator says that people are asked
SURE = 1.959964  # normal value of 95 % on both sides


def audit_surveys(plan: Plan) -> Iterator[Finding]:
    """A target of a survey above its base, with the number of answers from which on the two differ by more than chance."""
    milestone = plan.settings.assessment.milestone
    for indicator in plan.measured_indicators:
        base = plan.find_base(indicator.indicator_id)
        if not any(word in indicator.name_zh for word in SURVEYED) or indicator.unit != "%":
            continue
        for target in plan.find_targets(indicator.indicator_id, "plan", milestone):
            if base is None or base.value is None or target.value is None or not 0 < base.value < target.value:
                continue
            answers = count_answers(base.value, target.value - base.value)
            figures = (format_number(base.value), format_number(target.value))
            sentence = say(
                "{name}: only from {answers:,} answers on is {base} % told from {target} % by more than chance (95 %); the number of answers "
                "is not printed.",
                name=indicator.name,
                answers=answers,
                base=figures[0],
                target=figures[1],
            )
            yield Finding("survey_cannot_tell", "note", indicator.indicator_id, sentence, figures, cite(base, target))


def count_answers(percent: float, gap: float) -> int:
    """Answers of a simple random sample whose error of 95 % is no larger than a gap in percentage points; clustered ones err more."""
    share = percent / 100.0
    return math.ceil(SURE**2 * share * (1.0 - share) / (gap / 100.0) ** 2)
