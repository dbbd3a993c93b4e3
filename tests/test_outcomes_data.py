"""What came about since the five plans, as their folders hold it: where each value was read, and what may be compared with what."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from conftest import load
from peakfolio.plan.catalogue import list_regions
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import KnownRow, PathStep, ReportedOutcome, read_day
from peakfolio.plan.reading import read_factors
from peakfolio.plan.standing import stand_at

DAY = "2026-11"
TAKEN = {"kunming": 8, "dongchuan": 0, "panzhihua-dongqu": 0, "yongchuan": 0, "lufeng": 0}
USED_TOTALS = {"kunming": 6, "dongchuan": 0, "panzhihua-dongqu": 4, "yongchuan": 0, "lufeng": 0}
WHY_NO_ADDRESS = (("not cited", "No address"), ("未列网址", "无网址"))
COUNTED = {
    "kunming": {"I03": 27, "I16": 27, "I18": 21},
    "yongchuan": {"I09b": 25, "I24": 23},
    "panzhihua-dongqu": {"I26": 7},
}


@pytest.fixture(params=list_regions())
def plan(request: pytest.FixtureRequest) -> Plan:
    return load(str(request.param))


def list_known(plan: Plan) -> tuple[KnownRow, ...]:
    return (*plan.outcomes, *plan.observed)


def test_each_value_has_an_address_or_says_why_not(plan: Plan) -> None:
    for row in list_known(plan):
        if row.address is None:
            english, chinese = WHY_NO_ADDRESS
            assert any(word in (row.note or "") for word in english), row
            assert any(word in (row.note_zh or "") for word in chinese), row
        else:
            assert row.address.startswith(("http://", "https://")), row


def test_each_value_that_is_not_used_says_why_in_both_languages(plan: Plan) -> None:
    for row in list_known(plan):
        assert row.is_used or (row.note and row.note_zh), row


def test_each_note_stands_in_both_languages(plan: Plan) -> None:
    for row in (*list_known(plan), *plan.breaks):
        assert bool(row.note) == bool(row.note_zh), row


def test_no_used_outcome_is_older_than_the_value_the_plan_knew(plan: Plan) -> None:
    for row in plan.outcomes:
        own = plan.find_latest(row.indicator_id)
        assert not row.is_used or own is None or row.year > own.year, row


def test_no_value_was_known_before_its_year_had_begun(plan: Plan) -> None:
    for row in list_known(plan):
        assert read_day(row.known_on)[0] >= row.year, row


def test_a_used_value_is_of_the_place_of_the_plan(plan: Plan) -> None:
    assert [row for row in plan.outcomes if row.is_used and row.place_zh is not None] == []
    own = plan.settings.region.name_zh
    assert {row.place_zh for row in plan.observed if row.is_used} <= {own}
    assert all(not row.is_used for row in plan.observed if row.place_zh != own)


def test_a_value_of_another_place_cannot_be_used() -> None:
    row = next(row for row in load("kunming").outcomes if row.place_zh == "云南省")
    other = ReportedOutcome.model_validate({**row.model_dump(), "is_used": True})
    assert [flaw.column for flaw in other.find_flaws()] == ["place_zh"]


def test_values_lie_within_the_bounds_of_their_indicators(plan: Plan) -> None:
    for row in plan.outcomes:
        indicator = plan.indicator_by_id[row.indicator_id]
        assert (row.value is None) == (row.state is not None), row
        if row.value is not None:
            low, high = indicator.lower_bound, indicator.upper_bound
            assert low is None or row.value >= low, row
            assert high is None or row.value <= high, row


def test_breaks_of_an_indicator_are_told_once_a_year_and_say_what_changed(plan: Plan) -> None:
    places = [(row.indicator_id, row.first_year) for row in plan.breaks]
    assert len(set(places)) == len(places)
    for row in plan.breaks:
        assert row.before.zh != row.after.zh, row
        assert row.before.en != row.after.en, row


def test_air_is_cut_in_2026_in_every_plan_that_counts_it(plan: Plan) -> None:
    air = {
        row.indicator_id
        for row in plan.measured_indicators
        if any(word in row.name_zh for word in ("优良天数", "PM2.5", "优良率"))
    }
    assert air
    assert air <= {row.indicator_id for row in plan.breaks if row.first_year == 2026}


def test_every_source_of_what_came_about_is_cited_by_a_row(plan: Plan) -> None:
    cited = {row.source_id for row in (*list_known(plan), *plan.breaks)}
    said = " ".join(row.note or "" for row in (*list_known(plan), *plan.breaks, *plan.indicators))
    for row in plan.sources:
        if row.source_id.startswith("O_"):
            assert row.source_id in cited or row.source_id in said, row.source_id


def test_what_came_about_adds_no_source_to_what_the_plan_rests_on(plan: Plan) -> None:
    before = replace(plan, outcomes=(), progress=(), observed=(), breaks=())
    assert {row.source_id for row in before.own_sources} == {row.source_id for row in plan.sources}
    left = {row.source_id for row in plan.sources} - {row.source_id for row in plan.own_sources}
    assert left
    assert all(key.startswith("O_") for key in left)
    standing = stand_at(plan, DAY).plan
    assert {row.source_id for row in standing.observations} <= {row.source_id for row in standing.own_sources}


def test_each_plan_can_be_read_as_it_stands_in_2026(plan: Plan) -> None:
    standing = stand_at(plan, DAY)
    taken = [each for each in standing.started if each.kept == "outcome"]
    assert len(taken) == TAKEN[plan.settings.region.id]
    assert sum(row.is_used for row in plan.observed) == USED_TOTALS[plan.settings.region.id]
    assert standing.base_year == 2026


def test_the_leap_of_rural_sewage_in_kunming_is_a_break_and_no_gain() -> None:
    standing = stand_at(load("kunming"), DAY)
    (started,) = (each for each in standing.started if each.indicator_id == "I20")
    assert started.value is not None
    assert (started.kept, started.value.value) == ("plan", 50.68)
    assert [(row.year, row.value) for row in started.apart] == [(2025, 83.08)]
    assert [row.first_year for row in started.breaks] == [2024]


def test_without_the_break_the_leap_would_be_taken() -> None:
    plan = load("kunming")
    kept = tuple(row for row in plan.breaks if row.indicator_id != "I20")
    (started,) = (each for each in stand_at(replace(plan, breaks=kept), DAY).started if each.indicator_id == "I20")
    assert started.value is not None
    assert started.value.value == 83.08


def test_units_a_share_is_counted_over_are_those_of_the_documents(plan: Plan) -> None:
    found = {row.indicator_id: row.counted_units for row in plan.indicators if row.counted_units is not None}
    assert found == COUNTED.get(plan.settings.region.id, {})


def test_a_share_of_counted_units_is_a_whole_number_of_them(plan: Plan) -> None:
    rows = (*plan.observations, *plan.outcomes)
    for row in (row for row in rows if row.is_used and row.value is not None):
        units = plan.indicator_by_id[row.indicator_id].counted_units
        if units is not None and row.value is not None:
            whole = round(row.value / 100 * units)
            assert row.value == pytest.approx(100 * whole / units, abs=0.06), row


def test_the_nation_fell_short_of_its_carbon_target_as_its_yearly_values_say() -> None:
    steps = {(row.first_year, row.last_year): row for row in read_factors().list_path("co2_per_gdp")}
    five, left = steps[2021, 2025], 1.0
    assert (five.asked, five.reached) == (-18, -12)
    for year in range(2021, 2026):
        left *= 1 + (steps[year, year].reached or 0.0) / 100
    assert five.reached == pytest.approx(100 * (left - 1), abs=0.5)
    assert steps[2026, 2030].asked == -17


def test_each_step_of_the_national_path_says_where_it_was_read() -> None:
    for row in read_factors().national_path:
        assert row.address is not None or "not cited" in (row.note or ""), row
        assert bool(row.note) == bool(row.note_zh), row


@pytest.mark.parametrize(
    ("changes", "columns"),
    [({"asked": None, "hoped": None, "reached": None}, ["asked"]), ({"first_year": 2031}, ["last_year"]), ({}, [])],
)
def test_a_step_that_says_nothing_or_runs_backwards_is_a_fault(
    changes: dict[str, int | None], columns: list[str]
) -> None:
    row = next(row for row in read_factors().national_path if row.last_year == 2030)
    changed = PathStep.model_validate({**row.model_dump(), **changes})
    assert [flaw.column for flaw in changed.find_flaws()] == columns


def test_an_unknown_quantity_is_no_step() -> None:
    row = read_factors().national_path[0]
    with pytest.raises(ValidationError):
        PathStep.model_validate({**row.model_dump(), "quantity": "hope"})
