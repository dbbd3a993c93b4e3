"""Unit costs against their class and against their neighbours, by hand, by law and on the shipped plans."""

import json
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from conftest import load
from peakfolio.assess.audit import audit_plan
from peakfolio.assess.costing import APART, WIDER, CostCheck, UnitPrice, check_costs
from peakfolio.cli.main import main
from peakfolio.plan.evidence_book import EvidenceBook
from peakfolio.plan.evidence_tables import UnitCost
from peakfolio.plan.plan import Plan
from tiny import SETTINGS, make_project
from tiny_chains import SEWAGE, make_unit_cost

POOLS = ("dongchuan", "panzhihua-dongqu", "yongchuan")
KIND = SEWAGE.model_copy(update={"keywords_zh": "农村生活污水;污水治理"})
NAME = "农村生活污水治理项目"


def make_own(project_id: str, unit_cost: float, **changes: Any) -> UnitCost:
    """A row of the evidence that a project of the tiny plan stands behind."""
    return make_unit_cost(
        f"tiny_{project_id}",
        unit_cost,
        region_id="tiny",
        project_id=project_id,
        grade="plan",
        as_written="1村",
        **changes,
    )


def make_plan(own: dict[str, float], others: tuple[float, ...] = ()) -> Plan:
    """Projects with their own unit costs in the evidence, and what the class costs elsewhere."""
    rows = (
        *(make_own(key, each) for key, each in own.items()),
        *(make_unit_cost(f"C{number}", each) for number, each in enumerate(others)),
    )
    projects = tuple(make_project(key, each, 2023, 2024, name_zh=NAME) for key, each in own.items())
    return Plan(settings=SETTINGS, projects=projects, evidence=EvidenceBook(classes=(KIND,), unit_costs=rows))


def check(plan: Plan, project_id: str) -> CostCheck:
    (found,) = (each for each in check_costs(plan) if each.priced.project.project_id == project_id)
    return found


def list_outliers(plan: Plan) -> list[str]:
    return [each.subject for each in audit_plan(plan) if each.code == "unit_cost_outlier"]


def test_a_project_is_held_against_its_class_without_itself() -> None:
    found = check(make_plan({"P1": 100.0}, (10.0, 20.0, 30.0, 40.0)), "P1")
    assert (found.low, found.median, found.high, found.count) == (10.0, 25.0, 40.0, 4)
    assert (found.ratio, found.rank, found.verdict) == (4.0, 1, "above")


@pytest.mark.parametrize(
    ("unit_cost", "verdict"),
    [(40.0 * WIDER, "within"), (40.0 * WIDER + 1, "above"), (10.0 / WIDER, "within"), (10.0 / WIDER - 1, "below")],
)
def test_an_outlier_lies_beyond_the_widened_range(unit_cost: float, verdict: str) -> None:
    assert check(make_plan({"P1": unit_cost}, (10.0, 20.0, 30.0, 40.0)), "P1").verdict == verdict


def test_of_a_thin_class_nothing_can_be_told() -> None:
    plan = make_plan({"P1": 1000.0}, (10.0, 20.0, 30.0))
    assert check(plan, "P1").verdict == "thin"
    assert list_outliers(plan) == []


def test_one_odd_neighbour_makes_no_outlier_of_the_others() -> None:
    plan = make_plan({"P1": 0.5, "P2": 0.48, "P3": 3.0})
    assert [check(plan, key).by_pool for key in ("P1", "P2", "P3")] == ["within", "within", "above"]
    assert check(plan, "P3").pool_ratio == pytest.approx(3.0 / 0.5)
    assert list_outliers(plan) == ["P3"]


def test_of_two_that_differ_the_dearer_is_named_with_both_figures_and_lines() -> None:
    plan = make_plan({"P1": 0.4, "P2": 8.8})
    lines = {"P1": "10-12", "P2": "20-22"}
    projects = tuple(row.model_copy(update={"lines": lines[row.project_id]}) for row in plan.projects)
    (found,) = (each for each in audit_plan(replace(plan, projects=projects)) if each.code == "unit_cost_outlier")
    assert (found.subject, found.severity) == ("P2", "warning")
    assert found.figures == ("8.8 万元/行政村", "0.4 万元/行政村")
    assert {place.lines for place in found.places} == {"10-12", "20-22"}


def test_mixed_works_are_no_neighbours() -> None:
    plan = make_plan({"P1": 0.4, "P2": 8.8})
    mixed = tuple(row.model_copy(update={"carries_centre": row.project_id != "P1"}) for row in plan.evidence.unit_costs)
    plan = replace(plan, evidence=replace(plan.evidence, unit_costs=mixed))
    assert check(plan, "P1").priced.is_mixed
    assert check(plan, "P2").neighbours == ()


def test_works_of_a_class_without_an_effect_are_too_unlike_to_compare() -> None:
    plan = make_plan({"P1": 0.4, "P2": 8.8})
    kind = KIND.model_copy(update={"effect_kind": "none"})
    assert list_outliers(replace(plan, evidence=replace(plan.evidence, classes=(kind,)))) == []


def test_a_quantity_is_read_from_the_text_where_the_evidence_holds_no_row() -> None:
    plan = make_plan({}, (10.0, 20.0, 30.0, 40.0))
    said = {"name_zh": NAME, "content_zh": "10个行政村农村生活污水收集"}
    found = check(replace(plan, projects=(make_project("P1", 900.0, 2023, 2024, **said),)), "P1")
    assert (found.priced.quantity, found.priced.unit_cost, found.verdict) == (10.0, 90.0, "above")
    unclear = {**said, "content_zh": "10个行政村农村生活污水收集，50个行政村农村生活污水处理"}
    assert check_costs(replace(plan, projects=(make_project("P1", 900.0, 2023, 2024, **unclear),))) == ()


def test_without_cost_or_class_there_is_no_unit_cost() -> None:
    plan = make_plan({}, (10.0,))
    free = make_project("P1", None, 2023, 2024, name_zh=NAME, content_zh="10个行政村")
    other = make_project("P2", 100.0, 2023, 2024, name_zh="修路10公里")
    assert check_costs(replace(plan, projects=(free, other))) == ()


@given(
    own=st.floats(0.1, 1e4), others=st.lists(st.floats(0.1, 1e4), min_size=4, max_size=8), dearer=st.floats(1.0, 50.0)
)
def test_a_dearer_project_never_ranks_lower(own: float, others: list[float], dearer: float) -> None:
    order = ("below", "within", "above")
    cheap, dear = (check(make_plan({"P1": own * by}, tuple(others)), "P1") for by in (1.0, dearer))
    assert dear.rank <= cheap.rank
    assert order.index(dear.verdict) >= order.index(cheap.verdict)


@given(costs=st.lists(st.floats(0.1, 1e4), min_size=2, max_size=6, unique=True), by=st.sampled_from([1e-3, 10.0, 1e4]))
def test_the_unit_of_money_changes_no_verdict(costs: list[float], by: float) -> None:
    own = {f"P{number}": each for number, each in enumerate(costs, 1)}
    told = [each.by_pool for each in check_costs(make_plan(own))]
    scaled = check_costs(make_plan({key: each * by for key, each in own.items()}))
    near = [
        each.pool_ratio is not None and abs(max(each.pool_ratio, 1 / each.pool_ratio) / APART - 1) < 1e-9
        for each in scaled
    ]
    assert [each for each, is_near in zip(told, near, strict=True) if not is_near] == [
        each.by_pool for each, is_near in zip(scaled, near, strict=True) if not is_near
    ]


@pytest.mark.parametrize("pool", POOLS)
def test_every_outlier_stands_far_from_what_it_is_held_against(pool: str) -> None:
    """Counted anew from the rows: beyond the widened range of its class, or more than the factor from each neighbour."""
    plan = load(pool)
    for each in check_costs(plan):
        value = each.priced.unit_cost
        is_far = each.count >= 4 and (value > (each.high or 0) * WIDER or value < (each.low or 0) / WIDER)
        is_apart = bool(each.neighbours) and all(
            max(value / other.unit_cost, other.unit_cost / value) > APART for other in each.neighbours
        )
        assert (each.verdict in ("above", "below")) == (is_far or is_apart), each.priced.project.project_id


@pytest.mark.parametrize(
    ("pool", "project_id", "class_id", "least"),
    [("yongchuan", "P53", "urban_wwtp_new", 4.0), ("panzhihua-dongqu", "P25", "slope_restoration", 20.0)],
)
def test_the_two_costs_a_reader_would_ask_about_are_found(
    pool: str, project_id: str, class_id: str, least: float
) -> None:
    plan = load(pool)
    assert project_id in list_outliers(plan)
    (found,) = (
        each
        for each in check_costs(plan)
        if (each.priced.project.project_id, each.priced.kind.class_id) == (project_id, class_id)
    )
    assert found.pool_ratio is not None
    assert found.pool_ratio > least


def test_the_incinerator_is_the_dearest_of_its_class_and_yet_within_it() -> None:
    """Dear is no fault: it lies above every other plant, by less than half."""
    (found,) = (each for each in check_costs(load("dongchuan")) if each.priced.kind.class_id == "waste_to_energy_plant")
    assert found.rank == 1
    assert found.count >= 10
    assert found.verdict == "within"


def test_works_on_water_sources_cannot_be_told_by_three_others() -> None:
    found = [each for each in check_costs(load("dongchuan")) if each.priced.kind.class_id == "drinking_water_source"]
    assert {each.priced.project.project_id for each in found} == {"P04", "P05", "P06", "P07"}
    for each in found:
        others = [other.priced.unit_cost for other in found if other is not each]
        assert each.median == pytest.approx(median(others))
        assert each.verdict == "thin"


def test_a_unit_price_is_read_in_both_languages() -> None:
    assert UnitPrice(8.8331, "亩").read("zh") == "8.83 万元/亩"
    assert UnitPrice(8.8331, "亩").read("en") == "CNY 88,331 per mu"
    assert UnitPrice(0.0097, "m3").read("en") == "CNY 97 per m3"
    assert UnitPrice(631.0, "行政村").read("en") == "CNY 6,310,000 per unit"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_command_fits_a_narrow_console_and_names_its_factors(language: str) -> None:
    result = CliRunner().invoke(main, ["--language", language, "costs", "yongchuan"], env={"COLUMNS": "80"})
    assert result.exit_code == 0
    assert "P53" in result.output
    assert f"{WIDER:g}" in result.output
    assert f"{APART:g}" in result.output


def test_the_same_rows_as_json_and_csv(tmp_path: Path) -> None:
    place = tmp_path / "costs.csv"
    result = CliRunner().invoke(main, ["costs", "yongchuan", "--json", "--csv", str(place)])
    rows = json.loads(result.output)
    assert len(rows) == len(check_costs(load("yongchuan")))
    assert len(place.read_text(encoding="utf-8-sig").splitlines()) == len(rows) + 1
