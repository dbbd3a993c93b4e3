"""Looking back: forecasts know only what the plan's date knew, scores are worked by hand, and what cannot be compared is never scored."""

import json
from collections.abc import Mapping
from dataclasses import replace
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from conftest import load
from peakfolio.cli.main import main
from peakfolio.errors import UnknownName
from peakfolio.plan.catalogue import list_regions
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import ObservedTotal, ProjectReport, ReportedOutcome, SeriesBreak
from peakfolio.plan.tables import Observation
from peakfolio.report.review.summary import describe_review, headline_review
from peakfolio.report.review.tables import make_break_table
from peakfolio.review.drifting import RELATIVE_NOISE, SHARE_NOISE, draw_counts, draw_drift, find_drift
from peakfolio.review.forecasts import Forecast, ReviewSettings
from peakfolio.review.knowing import freeze, list_history
from peakfolio.review.promising import promise_pool
from peakfolio.review.reviewing import Review, review_plan
from peakfolio.review.scoring import measure_crps, score_chances
from peakfolio.words import LANGUAGES
from tiny import CITE, SETTINGS, make_indicator, make_observation, make_target
from tiny_delivery import make_delivery_plan

FEW = ReviewSettings(runs=400)
DAY = "2026-06"
KNOWN: Mapping[str, Any] = {"grade": "official", "as_written": "实际", **CITE}


def report_outcome(key: str, year: int, value: float | None, **changes: Any) -> ReportedOutcome:
    said = {"indicator_id": key, "year": year, "value": value, "known_on": f"{year + 1}-03", **KNOWN, **changes}
    return ReportedOutcome(**said)


def break_series(key: str, first_year: int) -> SeriesBreak:
    said = {
        "before_zh": "治理",
        "before_en": "treated",
        "after_zh": "治理或管控",
        "after_en": "treated or under control",
    }
    return SeriesBreak(indicator_id=key, first_year=first_year, kind="definition", **said, **CITE)


def report_project(key: str, status: str, **changes: Any) -> ProjectReport:
    return ProjectReport(**{"project_id": key, "status": status, "known_on": "2026-01", **KNOWN, **changes})


def make_plan(*outcomes: ReportedOutcome, **tables: Any) -> Plan:
    """Sewage from 40 (2020) to 46 (2022), 50 asked for 2025; air at 100 with 100 asked; no project."""
    said = {
        "settings": SETTINGS,
        "indicators": (make_indicator("sewage"), make_indicator("air")),
        "targets": (make_target("sewage", 50.0), make_target("air", 100.0)),
        "observations": (
            make_observation("sewage", 40.0, year=2020, role="history"),
            make_observation("sewage", 46.0),
            make_observation("air", 100.0),
        ),
        "outcomes": outcomes,
        **tables,
    }
    return Plan(**said)


def look_back(plan: Plan, day: str | None = DAY) -> Review:
    return review_plan(plan, day, settings=FEW)


def read_forecasts(review: Review) -> dict[tuple[str, int], tuple[Any, ...]]:
    record = review.record
    found: list[Forecast] = [each.forecast for each in (*record.cases, *record.broken, *record.unscored)]
    return {(each.indicator_id, each.year): (each.basis, each.central, each.chance) for each in found}


@given(st.floats(0, 100), st.floats(0, 100))
def test_outcomes_change_no_forecast(one: float, other: float) -> None:
    first, second = (look_back(make_plan(report_outcome("sewage", 2025, each))) for each in (one, other))
    assert read_forecasts(first) == read_forecasts(second)
    assert read_forecasts(first).items() == read_forecasts(look_back(make_plan())).items()


def test_reports_totals_and_later_breaks_change_no_forecast() -> None:
    plan = make_delivery_plan()
    known = replace(
        plan,
        outcomes=(report_outcome("sewage", 2025, 60.0),),
        progress=(report_project("P1", "dropped"),),
        breaks=(break_series("sewage", 2024),),
    )
    assert read_forecasts(look_back(known)) == read_forecasts(look_back(plan))


def test_a_frozen_plan_keeps_a_break_that_its_own_values_lie_behind() -> None:
    plan = make_plan(
        report_outcome("sewage", 2025, 60.0), breaks=(break_series("sewage", 2021), break_series("air", 2024))
    )
    frozen = freeze(plan)
    assert [row.first_year for row in frozen.breaks] == [2021]
    assert frozen.outcomes == ()
    assert list_history(frozen, "sewage") == ((2022, 46.0),)


def test_entering_an_outcome_twice_changes_nothing() -> None:
    row = report_outcome("sewage", 2025, 60.0)
    once, twice = look_back(make_plan(row)), look_back(make_plan(row, row))
    assert once.scores == twice.scores
    assert len(once.record.cases) == len(twice.record.cases) == 1


def test_of_one_year_the_newest_report_counts() -> None:
    early, late = report_outcome("sewage", 2025, 60.0), report_outcome("sewage", 2025, 41.0, known_on="2026-05")
    assert [each.outcome.value for each in look_back(make_plan(late, early)).decided] == [41.0]
    assert [each.outcome.value for each in look_back(make_plan(late, early), "2026-04").decided] == [60.0]


def test_of_one_day_the_best_source_counts_in_any_order() -> None:
    rows = report_outcome("sewage", 2025, 60.0, grade="reprint"), report_outcome("sewage", 2025, 41.0)
    for ordered in (rows, rows[::-1]):
        assert [each.outcome.value for each in look_back(make_plan(*ordered)).decided] == [41.0]


@given(st.floats(0, 100))
def test_the_median_scores_no_worse_than_any_other_outcome(value: float) -> None:
    central = read_forecasts(look_back(make_plan()))["sewage", 2025][1]
    errors = [look_back(make_plan(report_outcome("sewage", 2025, each))).scores.values for each in (central, value)]
    assert errors[0] is not None
    assert errors[1] is not None
    assert errors[0].error <= errors[1].error


def test_the_brier_score_by_hand() -> None:
    found = score_chances([(0.9, True), (0.9, False), (0.1, False), (0.3, True)])
    assert found is not None
    assert found.brier == pytest.approx((0.01 + 0.81 + 0.01 + 0.49) / 4)
    assert found.right == 2
    assert found.parts.uncertainty == pytest.approx(0.25)
    assert found.parts.reliability == pytest.approx((2 * 0.4**2 + 0.1**2 + 0.7**2) / 4)
    assert found.parts.resolution == pytest.approx((0.0 + 0.25 + 0.25) / 4)
    assert found.is_thin


@given(st.lists(st.booleans(), min_size=1))
def test_a_perfect_forecast_has_a_brier_score_of_0(came: list[bool]) -> None:
    found = score_chances([(float(each), each) for each in came])
    assert found is not None
    assert found.brier == 0.0
    assert found.right == len(came)


@given(st.lists(st.tuples(st.sampled_from((0.1, 0.3, 0.5, 0.7, 0.9)), st.booleans()), min_size=1, max_size=40))
def test_the_parts_add_up_where_a_bin_holds_one_probability(said: list[tuple[float, bool]]) -> None:
    found = score_chances(said)
    assert found is not None
    parts = found.parts
    assert found.brier == pytest.approx(parts.reliability - parts.resolution + parts.uncertainty)


def test_the_crps_is_that_of_its_definition() -> None:
    draws = np.array([1.0, 4.0, 2.0])
    pairs = np.abs(draws[:, None] - draws[None, :]).mean()
    assert measure_crps(draws, 3.0) == pytest.approx(np.abs(draws - 3.0).mean() - pairs / 2)
    assert measure_crps(np.full(5, 7.0), 4.5) == pytest.approx(2.5)  # a point is as wrong as it is far


def test_the_drift_by_hand() -> None:
    mean, deviation = find_drift(((2020, 40.0), (2022, 46.0)), noise=1.5)
    assert mean == pytest.approx(2.0)  # 3 a year seen over two years, drawn a third of the way to none
    assert deviation == pytest.approx(1.5 / sqrt(3))
    assert find_drift(((2022, 46.0),), noise=1.5) == (0.0, 1.5)


def test_intervals_cover_what_they_say_where_the_world_is_as_assumed() -> None:
    rng, indicator = np.random.default_rng(7), make_indicator("wood", lower_bound=None, upper_bound=None)
    inside, worlds, noise = {0.8: 0, 0.9: 0}, 1500, 100.0 * RELATIVE_NOISE
    for _ in range(worlds):
        drift = rng.normal(0.0, noise)
        path = 100.0 + np.cumsum(rng.normal(drift, noise, 5))
        draws = draw_drift(indicator, ((2020, 100.0), (2023, float(path[2]))), 2025, FEW)
        assert draws is not None
        forecast = Forecast("wood", 2025, "history", draws)
        for share in inside:
            low, high = forecast.find_interval(share) or (0.0, 0.0)
            inside[share] += low <= path[4] <= high
    for share, count in inside.items():
        assert abs(count / worlds - share) < 4 * sqrt(share * (1 - share) / worlds)


def test_few_units_are_counted_and_not_smoothed() -> None:
    draws = draw_counts(make_indicator("sections"), 27, 81.5, ReviewSettings())
    counts = draws * 27 / 100
    assert np.allclose(counts, np.round(counts))
    assert 0.0 <= draws.min() < draws.max() <= 100.0
    assert float(draws.mean()) == pytest.approx(100 * 22.5 / 28, abs=1.0)


def test_a_share_reported_at_its_bound_is_likely_but_not_certain_to_stay() -> None:
    (case,) = look_back(make_plan(report_outcome("air", 2025, 92.5))).decided
    assert case.forecast.chance is not None
    assert 0.7 < case.forecast.chance < 0.95
    assert case.is_met is False
    assert case.is_right is False


@pytest.mark.parametrize("state", ["done", "partial"])
def test_a_state_that_no_project_serves_is_not_forecast_and_not_scored(state: str) -> None:
    lake = {
        "indicators": (make_indicator("lake", kind="binary", direction="none", lower_bound=None, upper_bound=None),)
    }
    seen = make_observation("lake", None, state="done")
    outcome = report_outcome("lake", 2025, None, state=state)
    plan = make_plan(outcome, **lake, targets=(make_target("lake", None, relation="done"),), observations=(seen,))
    found = look_back(plan)
    (case,) = found.unforecast
    assert (case.forecast.basis, case.forecast.chance, case.is_met) == ("none", None, state == "done")
    assert (found.scored, found.scores.chances) == ((), None)
    assert not any(each.chances for each in found.scores.comparisons)
    right = int(state == "done")
    (told,) = (each.en for each in describe_review(found) if each.en.startswith("No forecast, so not scored: 1 target"))
    assert f"{right} of it met: lake" in told
    assert f"would have been right for {right} of 1, taking it to come as promised for {right} of 1." in told


def test_a_number_asked_of_an_indicator_without_a_value_is_judged_but_not_forecast() -> None:
    plan = make_plan(report_outcome("air", 2025, 99.0), observations=())
    (case,) = look_back(plan).decided
    assert (case.forecast.basis, case.forecast.chance, case.is_met) == ("none", None, False)
    assert case.is_right is None


@pytest.mark.parametrize("year", [2024, 2025])
def test_a_break_is_never_scored(year: int) -> None:
    plan = make_plan(report_outcome("sewage", year, 83.0), breaks=(break_series("sewage", 2024),))
    found = look_back(plan)
    assert found.record.cases == ()
    assert found.scores.chances is None
    assert found.scores.values is None
    (broken,) = found.record.broken
    assert broken.breaks[0].after.en == "treated or under control"
    assert [each.lack for each in found.record.unscored if each.asked.indicator_id == "sewage"] == ["broken"]


def test_before_a_break_an_outcome_is_scored() -> None:
    rows = report_outcome("sewage", 2023, 48.0), report_outcome("sewage", 2025, 83.0)
    found = look_back(make_plan(*rows, breaks=(break_series("sewage", 2024),)))
    assert [each.outcome.year for each in found.decided] == [2023]
    assert [each.outcome.year for each in found.record.broken] == [2025]


def test_what_is_not_used_stands_apart() -> None:
    found = look_back(make_plan(report_outcome("sewage", 2025, 60.0, is_used=False)))
    assert found.record.cases == ()
    assert [each.value for each in found.record.apart] == [60.0]
    assert {each.asked.indicator_id: each.lack for each in found.record.unscored} == {
        "sewage": "only_apart",
        "air": "no_outcome",
    }


def test_naive_forecasts_by_hand() -> None:
    (case,) = look_back(make_plan(report_outcome("sewage", 2025, 60.0))).decided
    values = {name: (each.value, each.chance) for name, each in case.naive.items()}
    assert values["stays"] == (46.0, 0.0)
    assert values["line"] == (55.0, 1.0)
    assert values["promised"] == (50.0, 1.0)
    assert values["document"] == (None, None)


def test_skill_is_measured_on_the_cases_both_forecast() -> None:
    found = look_back(make_plan(report_outcome("sewage", 2025, 60.0), report_outcome("air", 2025, 100.0))).scores
    line = next(each for each in found.comparisons if each.name == "line")
    stays = next(each for each in found.comparisons if each.name == "stays")
    assert (line.chances, stays.chances) == (1, 2)
    assert line.skill is None  # it was perfect
    assert stays.brier == 0.5
    assert stays.skill == pytest.approx(1.0 - (stays.own_brier or 0.0) / 0.5)


def test_the_pool_as_promised_arrives_when_it_is_really_finished() -> None:
    plan = replace(make_delivery_plan(), outcomes=(report_outcome("sewage", 2025, 90.0),))
    (case,) = look_back(plan).decided
    assert case.forecast.basis == "projects"
    assert case.forecast.chance == 1.0
    assert case.forecast.central == 75.0  # 40, 20 and 15: there are two crews, and the third project waits
    assert case.is_right is True


def test_intervals_of_projects_cover_what_they_say_where_the_world_is_as_simulated() -> None:
    """Another seed plays the world: its draws lie in the intervals as often as they say."""
    effects = tuple(row.model_copy(update={"low": 5.0, "high": 25.0}) for row in make_delivery_plan().effects)
    plan, asked = make_delivery_plan(effects=effects), make_delivery_plan().targets[0]
    forecasts = []
    for seed in (1, 2):
        pool = promise_pool(plan, (2025,), ReviewSettings(runs=1000, seed=seed))
        forecasts.append(pool.promises[2025].forecast(asked.indicator_id, 2025))
    forecast, world = forecasts
    assert forecast is not None
    assert world is not None
    assert world.draws is not None
    for share in (0.8, 0.9):
        low, high = forecast.find_interval(share) or (0.0, 0.0)
        inside = float(((world.draws >= low) & (world.draws <= high)).mean())
        assert abs(inside - share) < 6 * sqrt(share * (1 - share) / 1000)  # both ends and the world are drawn


def test_what_else_is_looked_at_changes_no_forecast_of_projects() -> None:
    plan = make_delivery_plan()
    plan = replace(plan, targets=(*plan.targets, make_target("sewage", 60.0, year=2024)))
    alone, both = (promise_pool(plan, years, FEW).promises[2025] for years in ((2025,), (2024, 2025)))
    one, other = (each.forecast("sewage", 2025) for each in (alone, both))
    assert one is not None
    assert other is not None
    assert one.draws is not None
    assert other.draws is not None
    assert np.array_equal(one.draws, other.draws)
    assert one.chance == other.chance


def test_where_projects_cannot_be_drawn_it_is_said_why() -> None:
    plan = replace(make_delivery_plan(), delivery=(), outcomes=(report_outcome("sewage", 2025, 90.0),))
    found = look_back(plan)
    assert [each.forecast.basis for each in found.decided] == ["value"]
    assert set(found.refused) == {2025}
    (said,) = (each.en for each in describe_review(found) if "rest on past values alone" in each.en)
    assert "delivery.csv: no kind of work is given for P1" in said


@pytest.mark.parametrize(
    ("reports", "cause"),
    [
        ((), "unknown"),
        ((report_project("P1", "under_way"),), "delay"),
        ((report_project("P1", "dropped"),), "delay"),
        ((report_project("P1", "done", finish_year=2026),), "delay"),
        ((report_project("P1", "done", finish_year=2024),), "unknown"),
        (tuple(report_project(f"P{number}", "done", finish_year=2024) for number in (1, 2, 3)), "effect"),
    ],
)
def test_why_a_target_was_missed(reports: tuple[ProjectReport, ...], cause: str) -> None:
    plan = replace(make_delivery_plan(), outcomes=(report_outcome("sewage", 2025, 60.0),), progress=reports)
    found = look_back(plan)
    assert [found.find_cause(each) for each in found.missed] == [cause]


def test_without_projects_a_miss_is_drift() -> None:
    found = look_back(make_plan(report_outcome("sewage", 2025, 45.0), report_outcome("air", 2025, 100.0)))
    assert {each.indicator_id: found.find_cause(each) for each in found.decided} == {"sewage": "drift", "air": None}


def test_an_early_outcome_is_no_final_word_where_a_later_one_is_known() -> None:
    early, due = report_outcome("sewage", 2024, 45.0), report_outcome("sewage", 2025, 60.0)
    found = look_back(make_plan(early, due))
    assert [(each.outcome.year, each.is_last, each.is_due) for each in found.record.cases] == [
        (2024, False, False),
        (2025, True, True),
    ]
    assert found.scores.chances is not None
    assert found.scores.chances.count == 1
    assert found.scores.values is not None
    assert found.scores.values.count == 2


def test_before_the_year_is_over_nothing_is_missing() -> None:
    assert look_back(make_plan(), "2025-11").milestones == ()
    assert look_back(make_plan(), "2025-12-31").milestones == (2025,)
    assert look_back(make_plan(report_outcome("sewage", 2024, 45.0)), "2025-11").milestones == (2025,)


def list_changes(row: Observation, plan: Plan) -> tuple[bool, float] | None:
    """Whether an indicator is a share, and its yearly change as the noise of a forecast is reckoned."""
    history, indicator = list_history(plan, row.indicator_id), plan.indicator_by_id[row.indicator_id]
    if len(history) < 2 or not history[-1][1]:
        return None
    (first, start), (last, end) = history[0], history[-1]
    change = (end - start) / (last - first)
    if indicator.lower_bound is None or indicator.upper_bound is None:
        return False, change / end
    part = end / 100
    return True, change / 100 / sqrt(part * (1 - part))


def test_the_noise_assumed_is_the_spread_that_the_five_plans_print() -> None:
    found: dict[tuple[str, str], tuple[bool, float]] = {}
    for region in list_regions():
        plan = load(region)
        for row in plan.observations:
            change = list_changes(row, plan)
            if change is not None:
                found[region, row.indicator_id] = change
    for is_share, noise in ((True, SHARE_NOISE), (False, RELATIVE_NOISE)):
        changes = [change for share, change in found.values() if share == is_share]
        spread = sqrt(sum(each**2 for each in changes) / len(changes) / (1 + 1 / 3))
        assert noise == pytest.approx(spread, rel=0.2)


def test_the_carbon_pathway_is_held_against_what_was_observed() -> None:
    place = load("kunming").settings.region.name_zh
    said = {"year": 2024, "known_on": "2025-03", **KNOWN}
    rows = (
        ObservedTotal(quantity="gdp_growth", value=3.5, place_zh=place, **said),
        ObservedTotal(quantity="gdp_growth", value=3.3, place_zh="云南省", **said),
        ObservedTotal(quantity="gdp", value=8275.0, place_zh=place, **said),
    )
    found = review_plan(replace(load("kunming"), observed=rows), "2025-06", settings=FEW).emissions
    (case,) = found.cases
    assert found.means == ()
    low, high = case.find_interval(0.9)
    assert low < case.central < high
    assert {each.place_zh for each in found.apart} == {"云南省", place}


def test_what_is_published_again_is_counted_once() -> None:
    plan = load("kunming")
    later = {"known_on": "2026-05"}
    again = replace(
        plan,
        outcomes=(*plan.outcomes, *(row.model_copy(update=later) for row in plan.outcomes if row.is_used)),
        observed=(*plan.observed, *(row.model_copy(update=later) for row in plan.observed if row.is_used)),
    )
    first, second = (review_plan(each, "2026-11", settings=FEW) for each in (plan, again))
    assert describe_review(first) == describe_review(second)
    assert len(first.emissions.cases) == len(second.emissions.cases) == 1
    assert first.scores == second.scores


@pytest.mark.parametrize("region", ["kunming", "lufeng"])
def test_the_command_says_what_is_known_and_what_is_missing(region: str, tmp_path: Path) -> None:
    said = ["review", region, "--as-of", "2026-11"]
    shown = CliRunner().invoke(main, ["--language", "en", *said, "--tables", str(tmp_path / "out")])
    assert shown.exit_code == 0
    names = {each.stem for each in (tmp_path / "out").glob("*.csv")}
    assert names >= {"review_targets", "review_breaks", "review_missing", "review_scores"}
    told = json.loads(CliRunner().invoke(main, [*said, "--json"]).stdout)
    record = review_plan(load(region), "2026-11").record
    assert len(told["targets"]) == len(record.cases)
    assert len(told["missing"]) == len(record.unscored)
    assert told["summary"][0]["en"].startswith(load(region).settings.region.name.en)


def test_a_place_without_outcomes_says_what_is_missing() -> None:
    bare = replace(load("kunming"), outcomes=(), breaks=())
    review = review_plan(bare, DAY, settings=FEW)
    assert {each.lack for each in review.record.unscored} == {"no_outcome"}
    assert "No outcome of its targets is entered" in headline_review(review).en
    assert all(each.read(language) for each in describe_review(review) for language in LANGUAGES)


def test_the_answer_tells_hits_misses_and_breaks_in_both_languages() -> None:
    rows = report_outcome("sewage", 2025, 45.0), report_outcome("air", 2025, 95.0)
    found = look_back(make_plan(*rows, breaks=(break_series("air", 2024),)))
    said = [each.en for each in describe_review(found)]
    assert said[0].startswith("Tiny: 0 of 1 forecast with an outcome right")
    assert said[1] == (
        "Missed: sewage, 45% in 2025, ≥ 50 asked for 2025 (no project serves it, and its own course fell short)."
    )
    assert said[2].startswith("Neither hit nor miss, because it is counted in another way since: air, 95% in 2025, ")
    assert said[2].endswith("since 2024 treated or under control, before treated.")
    assert "未达标：sewage（2025 年 45%，2025 年目标 ≥ 50；" in describe_review(found)[1].zh
    (shown,) = make_break_table(found).to_records()
    assert (shown["before_zh"], shown["after_zh"]) == ("治理", "治理或管控")


def test_before_a_target_has_passed_there_is_nothing_to_look_back_on() -> None:
    assert "nothing to look back on" in headline_review(look_back(make_plan(), "2024-06")).en


def test_a_day_that_is_none_is_refused() -> None:
    shown = CliRunner().invoke(main, ["review", "kunming", "--as-of", "soon"])
    assert shown.exit_code == 2


def test_kunming_is_scored_and_its_rural_sewage_is_a_break_of_definition() -> None:
    found = review_plan(load("kunming"), "2026-11")
    assert found.scores.chances is not None
    assert found.scores.values is not None
    stays = next(each for each in found.scores.comparisons if each.name == "stays")
    assert (found.scores.chances.count, found.scores.chances.right, stays.right) == (2, 1, 2)  # as docs/limits.md tells
    assert any(
        "2 scored targets, from 2 statements published, 0 by a value of the year asked itself" in each.en
        for each in describe_review(found)
    )
    assert {each.indicator_id for each in found.unforecast} == {"I17b", "C05a", "C05b", "C06a"}
    (missed,) = (each for each in describe_review(found) if each.en.startswith("Not met so far"))
    assert "the same figure as the plan gives for 2021, perhaps printed again" in missed.en
    assert "I20" in {each.asked.indicator_id for each in found.record.broken}
    assert "I20" not in {each.indicator_id for each in found.record.cases}
    assert [each.indicator_id for each in found.missed] == ["I29"]
    (told,) = (each for each in describe_review(found) if each.en.startswith("Neither hit nor miss"))
    assert "Rural domestic sewage treatment rate, 83.08% in 2025" in told.en
    assert "农村生活污水治理率（2025 年 83.08%" in told.zh


def test_a_year_of_which_nothing_is_asked_is_refused() -> None:
    with pytest.raises(UnknownName):
        review_plan(load("kunming"), DAY, 2031)


def test_yearly_changes_are_also_averaged_where_no_year_is_missing() -> None:
    place = load("kunming").settings.region.name_zh
    rows = [
        ObservedTotal(quantity="gdp_growth", year=year, value=value, place_zh=place, known_on="2027", **KNOWN)
        for year, value in ((2024, 2.0), (2025, 6.0), (2027, 9.0))
    ]
    found = review_plan(replace(load("kunming"), observed=tuple(rows)), "2027", settings=FEW).emissions
    (mean,) = found.means
    assert (mean.first_year, mean.observed.year) == (2024, 2025)
    assert mean.observed.value == pytest.approx(100 * (sqrt(1.02 * 1.06) - 1))
    assert len(found.cases) == 3
