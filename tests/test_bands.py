"""Alternatives and upper ends: what values meet everything asked of an indicator, and what is posed of them."""

from typing import Any

import pytest

from peakfolio.errors import MissingData
from peakfolio.plan.tables import Target
from peakfolio.portfolio.bands import Band, join_bands
from peakfolio.portfolio.build import build_problem
from test_proofs import choose, find, make_plan
from tiny import make_effect, make_target


def test_alternatives_that_overlap_or_touch_are_one_band() -> None:
    assert join_bands([Band(53.0), Band(50.0, 55.0)]) == [Band(50.0)]
    assert join_bands([Band(high=64.0, is_high_strict=True), Band(64.0)]) == [Band()]
    assert join_bands([Band(2.0, 3.0), Band(1.0, 4.0, is_low_strict=True)]) == [Band(1.0, 4.0, is_low_strict=True)]


def test_alternatives_that_leave_a_gap_stay_apart() -> None:
    apart = [Band(high=64.0), Band(68.0)]
    assert join_bands(apart) == apart
    pinched = [Band(high=64.0, is_high_strict=True), Band(64.0, is_low_strict=True)]
    assert join_bands(pinched) == pinched


def test_of_alternatives_that_overlap_the_farther_one_counts_too() -> None:
    """From 40, between 50 and 55 or at least 53: P1 (100) ends at 60, which the second allows; P2 (150) at 50."""
    targets = (
        make_target("a", 50.0, relation="between", upper_value=55.0, any_of="x"),
        make_target("a", 53.0, any_of="x"),
    )
    plan = make_plan(
        {"P1": 100.0, "P2": 150.0}, (make_effect("P1", "a", 20.0), make_effect("P2", "a", 10.0)), targets, {"a": 40.0}
    )
    assert find(plan) == ({"P1"}, 100.0, ())


def list_apart() -> tuple[Target, ...]:
    return (make_target("a", 64.0, relation="below", any_of="x"), make_target("a", 68.0, any_of="x", as_written="68"))


@pytest.mark.parametrize(
    ("base", "effect"),
    [(65.0, {"central": 5.0}), (60.0, {"central": 9.0}), (65.0, {"central": 70.0, "mode": "reaches"})],
)
def test_a_gap_between_alternatives_that_projects_can_cross_is_refused_in_words(
    base: float, effect: dict[str, Any]
) -> None:
    """Below 64 or at least 68: one side alone would be posed, and the portfolio may end on the other."""
    plan = make_plan(
        {"P1": 100.0},
        (make_effect("P1", "a", effect.pop("central"), **effect),),
        list_apart(),
        {"a": base},
        a={"direction": "more"},
    )
    with pytest.raises(MissingData) as caught:
        build_problem(plan, plan.find_scenario(None))
    assert "the alternative targets for 2025 leave a gap between them" in caught.value.read("en")
    assert "--drop-target a" in caught.value.read("zh")
    dropped = plan.find_scenario(None).model_copy(update={"dropped_targets": ("a",)})
    assert not build_problem(plan, dropped).targets


def test_a_gap_that_nothing_crosses_is_no_hindrance() -> None:
    """From 65, P1 ends at 63, below 64; nothing comes near 68."""
    plan = make_plan({"P1": 100.0}, (make_effect("P1", "a", -2.0),), list_apart(), {"a": 65.0})
    assert find(plan) == ({"P1"}, 100.0, ())


@pytest.mark.parametrize(
    ("projects", "effects", "chosen"),
    [
        # Above 5 and at most 25, from 5: P1 (10) ends at 35, too much; P2 (20) at 5.5.
        ({"P1": 10.0, "P2": 20.0}, {"P1": 30.0, "P2": 0.5}, {"P2"}),
        # P1 alone overshoots and P2 does harm: together they end at 20.
        ({"P1": 10.0, "P2": 20.0}, {"P1": 30.0, "P2": -15.0}, {"P1", "P2"}),
    ],
)
def test_a_trend_with_an_upper_end_can_be_overshot(
    projects: dict[str, float | dict[str, Any]], effects: dict[str, float], chosen: set[str]
) -> None:
    rows = tuple(make_effect(key, "a", size) for key, size in effects.items())
    targets = (make_target("a", 5.0, relation="above"), make_target("a", 25.0, relation="at_most", as_written="≤25"))
    plan = make_plan(projects, rows, targets, {"a": 5.0})
    assert find(plan) == (chosen, sum(float(projects[key]) for key in chosen), ())  # type: ignore[arg-type]


def test_a_part_of_a_project_may_be_enough_for_a_trend_with_an_upper_end() -> None:
    """P1 (100) built whole adds 30, which is too much; a tenth of it, the least part, adds 3."""
    plan = make_plan(
        {"P1": {"cost": 100.0, "divisible": "continuous"}},
        (make_effect("P1", "a", 30.0),),
        (make_target("a", None, relation="improve"), make_target("a", 25.0, relation="at_most", as_written="≤25")),
        {"a": 5.0},
    )
    choice = choose(plan)
    assert choice.portfolio.missed == ()
    assert choice.portfolio.shares == {"P1": pytest.approx(0.1)}
