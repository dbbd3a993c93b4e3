"""A survey and chance: by hand, and on the plans."""

from dataclasses import replace

import pytest
from tests.conftest import load
from tests.tiny import make_indicator, make_observation, make_target, make_tiny_plan

from peakfolio.assess.audit.surveys import audit_surveys, count_answers


def test_the_answers_needed_are_those_whose_error_is_the_gap() -> None:
    """At 75 % an error of 2.19 points is that of 1,500 answers; at 50 % one of 10 points that of 97."""
    assert count_answers(75, 2.1913) == pytest.approx(1500, abs=2)
    assert count_answers(50, 10) == 97


@pytest.mark.parametrize(
    ("name", "target", "told"), [("公众满意度", 85, 1), ("森林覆盖率", 85, 0), ("公众满意度", 80, 0)]
)
def test_only_a_survey_with_an_open_gap_is_told(name: str, target: float, told: int) -> None:
    plan = replace(
        make_tiny_plan(),
        indicators=(make_indicator("asked", name_zh=name),),
        observations=(make_observation("asked", 82.0),),
        targets=(make_target("asked", target),),
    )
    found = list(audit_surveys(plan))
    assert len(found) == told
    assert all("630" in each.sentence.read(language) for each in found for language in ("zh", "en"))


def test_dongqu_asks_more_of_its_surveys_than_a_small_sample_can_tell() -> None:
    assert {each.subject for each in audit_surveys(load("panzhihua-dongqu"))} == {"I34", "I35"}
