import dataclasses

import pytest

from conftest import load
from peakfolio.assess.assessment import assess_plan
from peakfolio.assess.judging import judge_target
from peakfolio.assess.progress import classify_progress, compare_formulas, find_highest_class, measure_progress
from peakfolio.assess.scoring import score_plan
from peakfolio.plan.claims import PrintedAssessment
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import AssessmentSettings
from peakfolio.plan.tables import ScoreTier
from tiny import CITE, make_indicator, make_observation, make_target, make_tiny_plan


def judge(
    relation: str, target: float | None, value: float | None, base: float | None = None, **changes: object
) -> str:
    indicator = make_indicator("x", direction=changes.pop("direction", "more"))
    wanted = make_target("x", target, relation=relation, **changes)
    seen = make_observation("x", value, year=2023, role="latest")
    return judge_target(indicator, wanted, seen, make_observation("x", base), improve_step=0.01).status


@pytest.mark.parametrize(
    ("relation", "target", "value", "status"),
    [
        ("at_least", 90.0, 90.0, "met"),
        ("at_least", 90.0, 89.99, "not_met"),
        ("above", 60.0, 60.0, "not_met"),
        ("above", 60.0, 60.01, "met"),
        ("at_most", 37.0, 35.0, "met"),
        ("below", 37.0, 37.0, "not_met"),
        ("equal", 100.0, 100.0, "met"),
        ("at_least", 90.0, None, "unknown"),
        ("assigned", None, 99.4, "untestable"),
    ],
)
def test_a_target_is_met_or_not_by_its_relation(relation: str, target: float, value: float, status: str) -> None:
    assert judge(relation, target, value) == status


def test_a_band_is_missed_on_either_side() -> None:
    assert judge("between", 40.0, 50.0, upper_value=60.0) == "met"
    assert judge("between", 40.0, 39.0, upper_value=60.0) == "not_met"
    assert judge("between", 40.0, 61.0, upper_value=60.0) == "not_met"


def test_holding_and_improving_are_measured_against_the_base() -> None:
    assert judge("hold", None, 50.0, 50.0) == "met"
    assert judge("improve", None, 50.0, 50.0) == "not_met"
    assert judge("improve", None, 50.01, 50.0) == "met"
    assert judge("improve", None, 49.99, 50.0, direction="less") == "met"


def test_unknown_value_is_not_zero() -> None:
    assert judge("at_most", 0.0, None) == "unknown"


def test_a_task_fulfilled_before_says_nothing_of_a_later_years_task() -> None:
    done = make_observation("x", None, state="done")
    indicator = make_indicator("x", kind="qualitative", direction="none")
    later = make_target("x", None, relation="assigned", year=2025)
    now = make_target("x", None, relation="assigned", year=None)
    assert judge_target(indicator, later, done, done, improve_step=None).status == "untestable"
    assert judge_target(indicator, now, done, done, improve_step=None).status == "met"


def test_alternatives_need_only_one() -> None:
    plan = dataclasses.replace(
        make_tiny_plan(),
        targets=(
            make_target("forest", 60.0, any_of="a"),
            make_target("forest", None, relation="hold", any_of="a", as_written="或保持"),
            make_target("sewage", 30.0),
        ),
    )
    assert [row.status for row in assess_plan(plan).rows] == ["met", "met"]


def test_the_worst_part_decides() -> None:
    parts = (
        make_indicator("group", kind="group", direction="none"),
        make_indicator("urban", parent_id="group"),
        make_indicator("township", parent_id="group"),
    )
    plan = dataclasses.replace(
        make_tiny_plan(),
        indicators=parts,
        effects=(),
        targets=(make_target("urban", 95.0), make_target("township", 95.0)),
        observations=(make_observation("urban", 97.68), make_observation("township", 88.12)),
    )
    assert [row.status for row in assess_plan(plan).rows] == ["not_met"]


def make_tier(tier: int, points: float, **bounds: float) -> ScoreTier:
    return ScoreTier(indicator_id="sewage", tier=tier, points=points, as_written="x", **CITE, **bounds)


@pytest.mark.parametrize(("value", "points"), [(97.0, 3.0), (95.0, 3.0), (94.99, 2.0), (90.0, 2.0), (89.0, 0.0)])
def test_points_follow_the_tiers(value: float, points: float) -> None:
    plan = dataclasses.replace(
        make_tiny_plan(),
        score_tiers=(make_tier(1, 3.0, at_least=95.0), make_tier(2, 2.0, at_least=90.0, below=95.0)),
        observations=(make_observation("sewage", value), make_observation("forest", 50.0)),
    )
    assert [score.earned for score in score_plan(plan)] == [points]


def test_a_failing_basic_condition_vetoes_any_score() -> None:
    plan = load("yongchuan")
    rule = plan.settings.assessment.model_copy(update={"pass_points": 80.0})
    lowered = dataclasses.replace(plan, settings=plan.settings.model_copy(update={"assessment": rule}))
    assert assess_plan(lowered).points == 87.0
    assert assess_plan(lowered).is_passed is False
    met = tuple(row.model_copy(update={"status": "met"}) for row in lowered.basic_conditions)
    assert assess_plan(dataclasses.replace(lowered, basic_conditions=met)).is_passed is True


def test_yongchuan_has_87_points_as_printed_indicator_by_indicator() -> None:
    plan = load("yongchuan")
    assessment = assess_plan(plan)
    assert (assessment.points, assessment.full_points, assessment.is_passed) == (87.0, 100.0, False)
    printed = {row.indicator_id: row.points for row in plan.printed_assessments if row.points is not None}
    assert len(printed) >= 38
    for row in assessment.rows:
        if row.indicator.indicator_id in printed:
            assert sum(score.earned for score in row.scores) == printed[row.indicator.indicator_id]


def test_dongqu_prints_25_7_3_and_its_figures_differ_in_one_indicator() -> None:
    assessment = assess_plan(load("panzhihua-dongqu"))
    assert assessment.count_printed() == {"met": 25, "not_met": 7, "unknown": 3}
    assert assessment.count_statuses() == {"met": 26, "not_met": 6, "unknown": 3}
    by_number = [
        row.indicator.indicator_id for row in assessment.rows if row.status_disagrees and row.ground == "number"
    ]
    assert by_number == ["I10"]
    assert assessment.is_passed is False


def test_kunming_prints_9_16_1_5_and_its_figures_differ_in_two() -> None:
    """By its own words: 超预期 is 提前完成, which I03 and C03 are at their targets; 时间过半、任务过半 puts I24 with 59 % on track."""
    assessment = assess_plan(load("kunming"))
    assert assessment.count_classes("main") == {"exceeded": 9, "on_track": 16, "behind": 1, "adjust": 5}
    assert assessment.count_classes("chapters") == {"exceeded": 4, "on_track": 8}
    assert {row.indicator.indicator_id for row in assessment.rows if row.class_disagrees} == {"I04", "C09"}
    assert {row.indicator.indicator_id for row in assessment.rows if row.is_overrated} == {"I04"}
    assert {row.indicator.indicator_id for row in assessment.rows if row.is_underrated} == {"C09"}


def test_dongchuan_names_seven_unmet_indicators_in_line_73() -> None:
    rows = assess_plan(load("dongchuan")).rows
    unmet = {row.indicator.indicator_id for row in rows if row.printed is not None and row.printed.status == "not_met"}
    assert unmet == {"I01", "I03", "I12", "I25", "I31", "I33", "I37"}


def test_lufeng_cannot_be_judged_without_base_values() -> None:
    assessment = assess_plan(load("lufeng"))
    assert assessment.is_passed is None
    assert set(assessment.count_statuses()) <= {"unknown", "untestable"}


@pytest.mark.parametrize(
    ("binding", "reference", "passed"),
    [
        ((70.0,), (60.0, 60.0, 60.0, 60.0, 60.0, 50.0), True),
        ((70.0,), (60.0, 60.0, 60.0, 60.0, 50.0), False),
        ((69.0,), (60.0,), False),
    ],
)
def test_sichuan_rule_asks_all_binding_and_more_than_80_per_cent_of_reference(
    binding: tuple[float, ...], reference: tuple[float, ...], passed: bool
) -> None:
    rows = [(f"b{i}", "binding", 70.0, value) for i, value in enumerate(binding)]
    rows += [(f"r{i}", "reference", 60.0, value) for i, value in enumerate(reference)]
    plan = make_tiny_plan()
    rule = AssessmentSettings(rule="binding_and_reference_share", milestone=2025)
    plan = dataclasses.replace(
        plan,
        settings=plan.settings.model_copy(update={"assessment": rule}),
        indicators=tuple(make_indicator(key, nature=nature) for key, nature, _, _ in rows),
        targets=tuple(make_target(key, target) for key, _, target, _ in rows),
        observations=tuple(make_observation(key, value) for key, _, _, value in rows),
        effects=(),
    )
    assert assess_plan(plan).is_passed is passed


def test_progress_formulas_are_told_apart() -> None:
    assert compare_formulas(42.5, 37.1, 40.0)["increment"] == pytest.approx(186.2069, abs=1e-4)
    assert compare_formulas(88.45, None, 90.0) == {"level": pytest.approx(98.2778, abs=1e-4)}
    assert "increment" not in compare_formulas(90.0, 90.0, 90.0)


def test_kunming_mixes_formulas_and_each_printed_percentage_is_found() -> None:
    plan = load("kunming")
    shares = {
        key: measure_progress(plan, plan.indicator_by_id[key]).by_formula
        for key in ("I01", "I22", "C10", "I04a", "I04d")
    }
    assert shares["I01"]["increment"] == pytest.approx(186.21, abs=0.005)
    assert shares["I22"]["increment"] == pytest.approx(64.20, abs=0.005)
    assert shares["C10"]["level"] == pytest.approx(98.28, abs=0.005)
    assert shares["I04a"]["level"] == pytest.approx(133.04, abs=0.005)
    assert shares["I04d"]["level"] == pytest.approx(109.12, abs=0.005)


@pytest.mark.parametrize(
    ("value", "percent", "expected"),
    [(101.0, 120.0, "exceeded"), (100.0, 100.0, "on_track"), (80.0, 60.0, "on_track"), (80.0, 59.9, "behind")],
)
def test_classes_compare_progress_with_time(value: float, percent: float, expected: str) -> None:
    assert classify_progress(value, make_target("x", 100.0), percent, 60.0) == expected


@pytest.mark.parametrize(
    ("value", "percent", "elapsed", "expected"),
    [
        (100.0, 100.0, 60.0, "exceeded"),  # reached before its year
        (100.0, 100.0, 100.0, "on_track"),  # reached in its year
        (80.0, 50.0, 60.0, "on_track"),  # half the way in more than half the time
        (80.0, 49.7, 60.0, "behind"),
        (80.0, 49.0, 48.0, "on_track"),
        (80.0, 47.0, 48.0, "behind"),  # half the time has not passed: the schedule counts
    ],
)
def test_the_words_of_an_evaluation_allow_the_better_class(
    value: float, percent: float, elapsed: float, expected: str
) -> None:
    assert find_highest_class(value, make_target("x", 100.0), percent, elapsed) == expected


def test_a_printed_status_stands_in_only_where_no_number_decides(tiny: Plan) -> None:
    printed = tuple(
        PrintedAssessment(indicator_id=key, status="met", as_written="达标", **CITE) for key in ("sewage", "forest")
    )
    without_value = (make_observation("sewage", None), make_observation("forest", 50.0))
    plan = dataclasses.replace(tiny, printed_assessments=printed, observations=without_value)
    rows = assess_plan(plan).rows
    assert [(row.status, row.is_printed) for row in rows] == [("met", True), ("not_met", False)]
    assert [row.status_disagrees for row in rows] == [False, True]
