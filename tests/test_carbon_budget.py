"""The national path on CO2 per GDP: as a target of a pathway, and as yearly ceilings on its emissions."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from peakfolio.carbon.budgets import ask_budget, reckon_budget, trace_intensity
from peakfolio.carbon.outlook import project_emissions
from peakfolio.carbon.settings import OutlookSettings
from peakfolio.cli.main import main
from peakfolio.errors import MissingData, PeakfolioError, PlanFaults
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import PathStep
from peakfolio.plan.reading import read_factors, read_plan
from peakfolio.plan.settings import EmissionCut, Scenario
from peakfolio.plan.writing import write_plan
from peakfolio.portfolio.answering import answer_plan
from peakfolio.portfolio.conflicts import Conflict
from peakfolio.report.carbon.budgets import headline_budget, list_budget_grounds, make_budget_table, record_budget
from peakfolio.report.carbon.summary import headline_outlook
from tiny import CITE
from tiny_carbon import FACTORS, LEVERS, make_carbon_plan, make_lever

YEARS = range(2026, 2031)


def make_step(first: int, last: int, asked: float, reached: float | None = None) -> PathStep:
    said: dict[str, Any] = {"as_written": "made", "known_on": "2026-03", "grade": "press", **CITE}
    return PathStep(
        quantity="co2_per_gdp", first_year=first, last_year=last, asked=asked, reached=reached, **said
    )  # fmt: skip


PATH = (make_step(2021, 2025, -18.0, -12.0), make_step(2026, 2026, -3.8), make_step(2026, 2030, -17.0))


def make_plan(path: tuple[PathStep, ...] = PATH, **changes: Any) -> Plan:
    plan = make_carbon_plan(factors=replace(FACTORS, national_path=path))
    assert plan.settings.carbon is not None
    carbon = plan.settings.carbon.model_copy(update=changes)
    return replace(plan, settings=plan.settings.model_copy(update={"carbon": carbon}))


def emit(year: int) -> float:
    """The tiny region without projects, by hand: industry follows GDP, households the people, both save 2 % a year."""
    passed = year - 2022
    return float(150.0 * (1.05 * 0.98) ** passed + 70.0 * 0.98**passed)


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["--language", "en", *words])
    assert result.exit_code == code, result.output
    return " ".join(result.output.split()) if "--json" not in words else result.output


def test_the_year_with_a_fall_of_its_own_has_it_and_the_others_share_the_rest_evenly() -> None:
    ratios = trace_intensity(replace(FACTORS, national_path=PATH), PATH[2])
    pace = (0.83 / 0.962) ** 0.25
    assert list(ratios) == list(YEARS)
    assert ratios[2026] == pytest.approx(0.962)
    assert [ratios[year + 1] / ratios[year] for year in list(YEARS)[:-1]] == pytest.approx([pace] * 4)
    assert ratios[2030] == pytest.approx(0.83)


def test_the_path_that_ships_ends_where_it_asks_to() -> None:
    factors = read_factors()
    (step,) = factors.open_falls
    assert (step.first_year, step.last_year) == (2026, 2030)
    assert trace_intensity(factors, step)[2030] == pytest.approx(0.83)
    assert [(row.asked, row.reached) for row in factors.closed_falls] == [(-18.0, -12.0)]


def test_a_ceiling_is_the_start_grown_with_gdp_and_cut_with_the_national_intensity() -> None:
    budget = reckon_budget(make_plan())
    pace = (0.83 / 0.962) ** 0.25
    assert (budget.start_year, budget.start_wan_tco2) == (2025, pytest.approx(emit(2025)))
    for each in budget.years:
        passed = each.year - 2025
        ceiling = emit(2025) * 1.05**passed * 0.962 * pace ** (passed - 1)
        assert each.ceiling == pytest.approx(ceiling)
        assert each.without_projects == pytest.approx(emit(each.year))
        assert each.least == pytest.approx(emit(each.year) - 8.0)  # P1: 6 by power and 2 by fuel
        assert each.gap == pytest.approx(each.with_projects - ceiling)


def test_intensity_comes_first_so_growth_lifts_the_ceiling() -> None:
    slow = make_plan()
    fast = replace(slow, levers=(make_lever("gdp_growth", 8.0, last_year=2030), *LEVERS[1:]))
    for low, high in zip(reckon_budget(slow).years, reckon_budget(fast).years, strict=True):
        assert high.ceiling > low.ceiling
        assert high.intensity_ratio == low.intensity_ratio


def test_the_projects_must_take_off_what_lies_above_each_ceiling_and_the_answer_does() -> None:
    plan = make_plan()
    budget = reckon_budget(plan)
    asked = ask_budget(plan, Scenario())
    cuts = {cut.year: cut.wan_tco2 for cut in asked.emission_cuts}
    assert cuts == {each.year: pytest.approx(each.without_projects - each.ceiling) for each in budget.years}
    assert 0 < cuts[2030] < 8
    free, kept = (answer_plan(plan, scenario=each).choice.portfolio for each in (Scenario(), asked))
    assert "P1" not in free.starts
    assert "P1" in kept.starts
    assert all(each.gap <= 1e-6 for each in reckon_budget(plan, portfolio=kept).years)
    assert any(each.gap > 1.0 for each in reckon_budget(plan, portfolio=free).years)


def test_what_the_projects_cannot_reach_is_told_by_how_much() -> None:
    plan = make_plan((*PATH[:2], make_step(2026, 2030, -25.0)))
    budget = reckon_budget(plan)
    short = emit(2030) - 8.0 - emit(2025) * 1.05**5 * 0.75
    assert budget.years[-1].shortfall == pytest.approx(short)
    said = headline_budget(budget).read("en")
    assert "Even every project of the plan that is known to lower it leaves" in said
    assert f"{round(round(short, 1) * 10_000):,} t above the ceiling in 2030" in said
    with pytest.raises(Conflict) as caught:
        answer_plan(plan, scenario=ask_budget(plan, Scenario()))
    lowered = re.search(r"by ([0-9.]+) x", str(caught.value))
    assert lowered is not None
    assert float(lowered[1]) == pytest.approx(short, abs=0.02)


def test_a_conflict_beside_another_is_not_said_to_be_resolved_with_it() -> None:
    plan = make_plan()
    one, two = (EmissionCut(wan_tco2=50.0, year=year) for year in (2026, 2027))
    for cuts, is_told in (((one,), False), ((one, two), True)):
        with pytest.raises(Conflict) as caught:
            answer_plan(plan, scenario=Scenario(emission_cuts=cuts))
        assert ("Other demands conflict besides" in str(caught.value)) == is_told


def test_a_pathway_under_every_ceiling_is_said_to_be() -> None:
    plan = make_plan((make_step(2026, 2030, -5.0),))
    assert "stays under every yearly ceiling" in headline_budget(reckon_budget(plan)).read("en")


def test_the_budget_says_what_it_rests_on_in_both_languages() -> None:
    budget = reckon_budget(make_plan())
    english, chinese = ([each.read(key) for each in list_budget_grounds(budget)] for key in ("en", "zh"))
    assert any("not a reported figure" in each for each in english)
    assert any("reached 12 of 18% in 2021-2025" in each for each in english)
    assert any("强度" in each and "总量" in each for each in chinese)
    assert len(make_budget_table(budget).to_records()) == len(YEARS)
    assert record_budget(budget)["years"][0]["year"] == YEARS[0]


def test_a_region_counted_from_a_later_year_has_no_budget() -> None:
    with pytest.raises(MissingData, match="2026"):
        reckon_budget(make_plan(base_year=2026))
    with pytest.raises(MissingData, match="no open step"):
        reckon_budget(make_plan(()))


def test_the_national_target_is_checked_beside_the_plan_s_own_and_its_record_stands_beside_the_chance() -> None:
    shipped = read_factors()
    factors = replace(FACTORS, national_path=shipped.national_path, sources=shipped.sources)
    plan = replace(make_plan(national_path=True), factors=factors)
    outlook = project_emissions(plan, settings=OutlookSettings(runs=64))
    assert list(outlook.main.ensemble.met) == ["2025-2030 -17%"]
    said = headline_outlook(outlook).read("en")
    assert "The nation's fall of CO2 per GDP by 17% in 2026-2030" in said
    assert "15th Five-Year Plan" in said
    assert "reached 12 of 18% in 2021-2025" in said


def test_a_chance_above_the_record_is_said_to_rest_on_the_levers() -> None:
    """One of one such target was missed; where it was met, or the chance is small, nothing is added."""
    kept = (make_step(2021, 2025, -18.0, -19.0), *PATH[1:])
    for asked, first, is_told in ((-5.0, PATH[0], True), (-5.0, kept[0], False), (-60.0, PATH[0], False)):
        plan = make_plan((first, make_step(2026, 2030, asked)), national_path=True)
        said = headline_outlook(project_emissions(plan, settings=OutlookSettings(runs=64))).read("en")
        assert ("the record does not bear it out" in said) == is_told


def test_nothing_national_is_checked_unless_it_is_asked_for() -> None:
    outlook = project_emissions(make_plan(), settings=OutlookSettings(runs=16))
    assert outlook.main.ensemble.met == {}
    assert "nation" not in headline_outlook(outlook).read("en")


def test_a_target_the_plan_has_itself_is_not_told_twice() -> None:
    own = make_plan().factors.list_national_targets(2022)
    plan = make_plan(national_path=True, intensity_targets=own)
    assert [each.name for each in plan.intensity_targets] == ["2025-2030 -17%"]


def test_a_plan_that_asks_for_the_national_path_too_late_is_told(tmp_path: Path) -> None:
    late = make_plan(national_path=True, base_year=2026)
    write_plan(late, tmp_path / "late")
    with pytest.raises(PlanFaults) as caught:
        read_plan(tmp_path / "late")
    assert "no national target on CO2 per GDP begins in 2026 or later" in str(caught.value)
    write_plan(make_plan(national_path=True), tmp_path / "right")
    assert read_plan(tmp_path / "right").carbon.national_path


def test_project_prints_the_budget_of_the_main_pathway_and_of_the_baseline() -> None:
    said = run("project", "dongchuan", "--budget", "national", "--runs", "16")
    assert "What the national path leaves to each year" in said
    assert "stays under every yearly ceiling" in said
    assert "Baseline: policies as before' may emit" in said
    assert "in 2026-2030, put to this place" in said
    assert said.count("reached 12 of 18% in 2021-2025") == 1
    told = json.loads(run("project", "dongchuan", "--budget", "national", "--runs", "16", "--json"))
    main_path, baseline = told["budgets"]
    assert (main_path["pathway"], baseline["pathway"]) == ("as_planned", "baseline")
    assert [row["year"] for row in main_path["years"]] == list(YEARS)
    assert "budgets" not in json.loads(run("project", "dongchuan", "--runs", "16", "--json"))


def test_optimise_keeps_a_budget_or_says_what_is_missing() -> None:
    kept = run("optimise", "dongchuan", "--emission-budget", "national")
    assert "It stays under every yearly ceiling" in kept
    said = run("optimise", "dongchuan", "--emission-budget", "national:baseline", code=2)
    assert "in 2030' by 1.5 x 10,000 tCO2e" in said
    assert "Other demands conflict besides" in said
    assert "write national" in run("optimise", "dongchuan", "--emission-budget", "local", code=2)
    assert "no pathway named" in run("optimise", "dongchuan", "--emission-budget", "national:none", code=2)


def test_a_plan_without_an_inventory_has_no_budget(tmp_path: Path) -> None:
    run("new", str(tmp_path / "own"), "--system", "national_2021", "--years", "2026-2030")
    with pytest.raises(PeakfolioError):
        reckon_budget(read_plan(tmp_path / "own"))
