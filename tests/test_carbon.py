"""Pathways: the numbers of ``tiny_carbon`` worked by hand, and the laws every pathway keeps."""

import dataclasses
import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, spearmanr

from peakfolio.carbon.balancing import find_unbalanced
from peakfolio.carbon.build import build_carbon
from peakfolio.carbon.built import Built, list_built
from peakfolio.carbon.drivers import split_against, split_years
from peakfolio.carbon.ensemble import CHUNK, QUANTILES, Sketch, simulate_ensemble
from peakfolio.carbon.levers import LeverSlot, weigh_years
from peakfolio.carbon.outlook import PathCall, project_emissions
from peakfolio.carbon.parameters import (
    Parameter,
    Ranks,
    correlate_levers,
    draw_uniforms,
    draw_values,
    invert_distribution,
    list_centrals,
)
from peakfolio.carbon.path_peaks import CLASSES, find_peak_years
from peakfolio.carbon.pathways import EmissionCeiling, Projection, demand_cuts, project_pathway, try_pathway
from peakfolio.carbon.screening import find_sobol, screen_morris
from peakfolio.carbon.sensitivity import find_measure, swing_parameters
from peakfolio.carbon.settings import EnsembleSettings, OutlookSettings, PathwaySettings
from peakfolio.carbon.simulation import recur_growth, simulate_paths, sum_rates
from peakfolio.errors import MissingData, PeakfolioError, PlanFaults, UnknownName
from peakfolio.plan.carbon_tables import BaseDriver
from peakfolio.plan.catalogue import find_region
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from peakfolio.plan.settings import Correlation, IntensityTarget, Pathway, Scenario
from peakfolio.plan.vocabulary import LeverShape
from peakfolio.portfolio.answering import answer_plan
from peakfolio.report.carbon.caveats import list_carbon_caveats
from peakfolio.report.carbon.sources import make_carbon_source_table
from peakfolio.report.carbon.summary import describe_call, describe_chance, describe_projects
from peakfolio.report.carbon.tables import (
    make_inventory_table,
    make_other_table,
    make_pathway_table,
    make_project_table,
    make_split_table,
    make_swing_table,
    make_unknown_table,
)
from peakfolio.report.numbering import read_table
from peakfolio.words import LANGUAGES, Language
from tiny import CITE
from tiny_carbon import LEVERS, make_abatement, make_carbon_plan, make_energy, make_lever


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_carbon_plan()


def run_central(plan: Plan, pathway: str = "baseline", built: dict[str, Built] | None = None) -> np.ndarray:
    model = build_carbon(plan, pathway, built)
    return simulate_paths(model, list_centrals(model.parameters)).net[0]


def change_carbon(plan: Plan, **changes: object) -> Plan:
    carbon = plan.settings.carbon.model_copy(update=changes)
    return replace(plan, settings=plan.settings.model_copy(update={"carbon": carbon}))


def fix_all(plan: Plan) -> Plan:
    """Every range closed: each figure is its central value."""

    def fix(rows):
        return tuple(row.model_copy(update={"distribution": "fixed"}) for row in rows)

    factors = tuple(
        row.model_copy(update={"low": row.central, "high": row.central}) for row in plan.factors.fuel_factors
    )
    return replace(
        plan, energy=fix(plan.energy), levers=fix(plan.levers), factors=replace(plan.factors, fuel_factors=factors)
    )


def test_base_year_is_energy_times_factors(plan: Plan) -> None:
    assert run_central(plan)[0] == pytest.approx(60 * 2.5 + 20 * 1.5 + 20 * 0.6 / 0.3)


def test_industry_follows_gdp_and_households_follow_people(plan: Plan) -> None:
    path = run_central(plan)
    assert path[1] == pytest.approx(150 * 1.05 * 0.98 + 70 * 0.98)
    assert path[9] == pytest.approx(150 * 1.05**8 * 1.02 * 0.98**8 * 0.96 + 70 * 0.98**8 * 0.96)


def test_growth_rates_alone_give_the_quick_path(plan: Plan) -> None:
    model = build_carbon(plan, "baseline")
    quick = recur_growth(model, list_centrals(model.parameters))[0]
    assert quick[8] == pytest.approx(220 * (1.05 * 0.98) ** 8)
    assert quick[9] == pytest.approx(220 * (1.05 * 0.98) ** 8 * 1.02 * 0.96)


def test_pathway_takes_over_every_lever_it_does_not_set(plan: Plan) -> None:
    baseline, planned = run_central(plan), run_central(plan, "as_planned")
    assert planned[:9] == pytest.approx(baseline[:9])
    assert planned[9] == pytest.approx(baseline[9] * 0.94 / 0.96)


def test_projects_work_from_the_year_after_they_finish(plan: Plan) -> None:
    saved = run_central(plan) - run_central(plan, built={"P1": Built(2024)})
    assert saved[:3] == pytest.approx([0, 0, 0])
    assert saved[3] == pytest.approx(10_000e4 * 0.6 / 1e4 / 1e3 + 2)  # 100,000 MWh x 0.6 t/MWh + 20,000 t = 8 万t
    assert saved[32] == pytest.approx(8)
    assert saved[33] == pytest.approx(0)  # thirty years later its life is over


def test_electricity_saved_is_worth_less_on_a_cleaner_grid(plan: Plan) -> None:
    levers = tuple(row for row in LEVERS if row.lever != "grid_factor_change")
    cleaner = replace(plan, levers=(*levers, make_lever("grid_factor_change", -10.0)))
    saved = run_central(cleaner) - run_central(cleaner, built={"P1": Built(2024)})
    assert saved[3] == pytest.approx(6 * 0.9**3 + 2)


def test_the_grid_factor_is_the_mean_of_the_years_named(plan: Plan) -> None:
    row = plan.factors.grid_factors[0]
    dry = row.model_copy(update={"year": 2023, "kg_per_kwh": 0.9})
    averaged = change_carbon(
        replace(plan, factors=replace(plan.factors, grid_factors=(row, dry))), grid_years=(2022, 2023)
    )
    assert run_central(averaged)[0] == pytest.approx(180 + 20 * 0.75 / 0.3)
    saved = run_central(averaged) - run_central(averaged, built={"P1": Built(2024)})
    assert saved[3] == pytest.approx(7.5 + 2)
    with pytest.raises(UnknownName, match="Known: 2022, 2023"):
        run_central(change_carbon(averaged, grid_years=(2024,)))


def test_gases_are_weighed_by_the_chosen_report_and_ramp_up(plan: Plan) -> None:
    model = build_carbon(plan, "baseline", {"P2": Built(2025)})
    other = simulate_paths(model, list_centrals(model.parameters)).other[0]
    assert other[0] == pytest.approx(1000 * 28 / 1e4)
    assert other[4:9] == pytest.approx([2.8 - 500 * 28 / 1e4 * min(year, 5) / 5 for year in range(1, 6)])
    older = change_carbon(plan, gwp_set="SAR")
    model = build_carbon(older, "baseline")
    assert simulate_paths(model, list_centrals(model.parameters)).other[0, 0] == pytest.approx(2.1)


def test_a_project_that_emits_raises_the_path(plan: Plan) -> None:
    emitter = replace(plan, abatements=(make_abatement("P1", "kiln", "co2", -30_000.0),))
    assert run_central(emitter, built={"P1": Built(2023)})[2] - run_central(emitter)[2] == pytest.approx(3)


def test_levers_can_move_in_a_line_between_the_middles_of_periods(plan: Plan) -> None:
    """Growth 5 % to 2030 (middle 2026.5) and 2 % from 2031 (middle 2045.5): 19 years apart, so 2036 has half of each."""
    model = build_carbon(change_carbon(plan, lever_shape="linear"), "baseline")
    rates = sum_rates(model, list_centrals(model.parameters), "gdp_growth")[0]
    assert rates[[0, 1, 4]] == pytest.approx([0, 0.05, 0.05])
    assert rates[14] == pytest.approx(0.035)
    assert rates[[30, 38]] == pytest.approx([0.02, 0.02])
    steps = sum_rates(build_carbon(plan, "baseline"), list_centrals(model.parameters), "gdp_growth")[0]
    assert steps[[0, 8, 9]] == pytest.approx([0, 0.05, 0.02])


PERIODS = st.lists(st.tuples(st.integers(2010, 2060), st.integers(0, 20), st.booleans()), min_size=1, max_size=6)


@pytest.mark.parametrize("shape", ["step", "linear"])
@given(
    periods=PERIODS, windows=st.lists(st.tuples(st.integers(2010, 2050), st.integers(10, 50)), min_size=2, max_size=3)
)
def test_neither_horizon_nor_base_year_changes_the_rate_of_any_year(
    shape: LeverShape, periods: list[tuple[int, int, bool]], windows: list[tuple[int, int]]
) -> None:
    """Whatever years are simulated, a calendar year has one weight of each period, and the base year none."""
    found: dict[tuple[int, int], set[float]] = {}
    for base, years in windows:
        slots = [
            LeverSlot(0, "gdp_growth", first - base, first + length - base, (0,) if own else (0, 1), None, None)
            for first, length, own in periods
        ]
        weights = weigh_years(slots, years, shape)
        assert weights.shape == (len(periods), years)
        assert not weights[:, 0].any()
        for number, place in np.ndindex(len(periods), years - 1):
            found.setdefault((number, base + place + 1), set()).add(float(weights[number, place + 1]))
    assert all(len(each) == 1 for each in found.values())


@pytest.mark.parametrize("shape", ["step", "linear"])
@pytest.mark.parametrize("region", ["yongchuan", "panzhihua-dongqu", "dongchuan"])
def test_the_horizon_of_a_shipped_plan_changes_no_earlier_year_of_any_draw(region: str, shape: str) -> None:
    shipped = read_plan(find_region(region))
    whole = None
    for horizon in (2060, 2050, 2045):
        model = build_carbon(change_carbon(shipped, horizon=horizon, lever_shape=shape), "as_planned")
        net = simulate_ensemble(model, EnsembleSettings(64, 0)).fans["net"]
        whole = net if whole is None else whole
        np.testing.assert_allclose(net, whole[:, : net.shape[1]], rtol=1e-12)


def test_a_period_that_the_base_year_cuts_keeps_its_middle(plan: Plan) -> None:
    """Growth 5 % in 2021-2030 (middle 2025.5), 2 % in 2031-2060 (middle 2045.5): a quarter of the way in 2030.5, base year 2022 or not."""
    levers = (
        *(row for row in LEVERS if row.lever != "gdp_growth"),
        make_lever("gdp_growth", 5.0, first_year=2021, last_year=2030),
        make_lever("gdp_growth", 2.0, first_year=2031),
    )
    model = build_carbon(change_carbon(replace(plan, levers=levers), lever_shape="linear"), "baseline")
    rates = sum_rates(model, list_centrals(model.parameters), "gdp_growth")[0]
    assert (rates[8] + rates[9]) / 2 == pytest.approx(0.05 - 0.03 / 4)


WILD = st.lists(
    st.tuples(
        st.sampled_from(
            [
                ("gdp_growth", {}),
                ("population_growth", {}),
                ("grid_factor_change", {}),
                ("intensity_change", {"sector": "industry"}),
                ("share_change", {"sector": "industry"}),
                ("fuel_shift", {"sector": "industry", "fuel": "coal"}),
                ("fuel_shift", {"fuel": "electricity"}),
                ("item_change", {"item": "landfill"}),
            ]
        ),
        st.floats(-300, 1e6),
    ),
    unique_by=lambda each: str(each[0]),
    max_size=6,
)


def enlarge(row: Any, amount: float) -> Any:
    """A row of an amount that no table may hold: the simulation has a word of its own for it."""
    return row.model_copy(update={"low": amount, "central": amount, "high": amount})


@settings(max_examples=60)
@given(wild=WILD, total=st.floats(0, 1e300), abated=st.floats(-1e300, 1e300))
def test_a_path_is_finite_or_refused_by_name(
    plan: Plan, wild: list[tuple[tuple[str, dict[str, str]], float]], total: float, abated: float
) -> None:
    named = {lever for (lever, subject), _ in wild if not subject}
    levers = (
        *(row for row in LEVERS if row.lever not in named and row.pathway == "baseline"),
        *(make_lever(lever, rate, **subject) for (lever, subject), rate in wild),
    )
    energy = (enlarge(make_energy("all", "all", 1.0, kind="amount", unit="万吨标准煤"), total), *plan.energy[1:])
    abates = enlarge(make_abatement("P1", "fuel", "co2", 1.0), abated)
    own = replace(plan, levers=levers, energy=energy, abatements=(abates,))
    model = build_carbon(own, "baseline", {"P1": Built(2024)})
    try:
        paths, said = simulate_paths(model, list_centrals(model.parameters)), ""
    except PlanFaults as error:
        paths, said = None, error.read("en")
    if paths is None:
        assert "pathway baseline: " in said
        return
    assert all(np.isfinite(getattr(paths, name)).all() for name in ("net", "gross", "other", "sink", "energy", "gdp"))


def test_a_shift_without_a_partner_is_told_with_what_it_asks_and_what_arrives(plan: Plan) -> None:
    """Half of the households' energy is electricity; 2 points more a year for ten years ask for 70 %, and 70 of 120 parts arrive."""
    lone = make_lever("fuel_shift", 2.0, sector="households", fuel="electricity", last_year=2032)
    partner = make_lever("fuel_shift", -2.0, sector="households", fuel="natural_gas", last_year=2032)
    outlook = project_emissions(replace(plan, levers=(*LEVERS, lone)), settings=OutlookSettings(runs=8))
    (found,) = find_unbalanced(outlook.main.model)
    assert (found.sector, found.fuel, found.year) == ("households", "electricity", 2032)
    assert (found.asked, found.arrived) == pytest.approx((70.0, 100 * 70 / 120))
    (said,) = [each for each in list_carbon_caveats(outlook) if "do not arrive as asked" in each.read("en")]
    assert "electricity in households in 2032 asked 70%, got 58.3%" in said.read("en")
    assert "居民生活的电力 2032 年设定 70%，实得 58.3%" in said.read("zh")
    assert said.en.endswith("So it is in 2 more.")
    balanced = build_carbon(replace(plan, levers=(*LEVERS, lone, partner)), "baseline")
    assert find_unbalanced(balanced) == ()


def test_value_added_that_one_sector_gains_and_none_loses_is_told(plan: Plan) -> None:
    shares = tuple(
        BaseDriver(driver="value_added_share", sector=name, unit="%", distribution="fixed", central=part, **CITE)
        for name, part in (("industry", 40.0), ("services", 60.0))
    )
    levers = (*LEVERS, make_lever("share_change", 2.0, sector="industry", last_year=2032))
    energy = (*plan.energy, make_energy("services", "all", 0.0), make_energy("services", "coal", 100.0))
    found = find_unbalanced(
        build_carbon(replace(plan, drivers=(plan.drivers[0], *shares), energy=energy, levers=levers), "baseline")
    )
    assert [(each.sector, each.fuel) for each in found] == [("industry", None), ("services", None)]
    assert (found[0].asked, found[0].arrived) == pytest.approx((60.0, 50.0))
    assert (found[1].asked, found[1].arrived) == pytest.approx((60.0, 50.0))


def test_energy_co2_below_zero_is_told(plan: Plan) -> None:
    """A project that abates 3 million t where 2.2 million are emitted."""
    greedy = replace(plan, abatements=(make_abatement("P1", "fuel", "co2", 3_000_000.0),))
    outlook = project_emissions(greedy, settings=OutlookSettings(projects="all", runs=8))
    assert outlook.main.ensemble.fans["net"][0].min() < 0
    assert any("energy CO2 turns negative" in each.read("en") for each in list_carbon_caveats(outlook))
    assert np.isfinite(outlook.main.ensemble.fans["net"]).all()


def test_a_plan_without_any_range_is_looked_at_like_another(plan: Plan) -> None:
    closed = fix_all(plan)
    outlook = project_emissions(replace(closed, abatements=()), settings=OutlookSettings(runs=4))
    assert outlook.swings == ()
    assert find_sobol(outlook.main.model, find_measure("emissions", 2030)) == ()
    assert screen_morris(outlook.main.model, find_measure("emissions", 2030)) == ()


def test_trying_a_pathway_finds_what_only_some_draws_hold(plan: Plan) -> None:
    try_pathway(plan, "as_planned")
    loose = make_lever("fuel_shift", -2.0, 1.0, sector="industry", fuel="coal")
    with pytest.raises(PlanFaults, match="of 1024 draws"):
        try_pathway(replace(plan, levers=(*LEVERS, loose)), "baseline")


def test_a_mix_that_its_levers_empty_is_named_with_lever_sector_and_year(plan: Plan) -> None:
    """Industry burns coal alone; -3 points a year take it all away in 33 years and a third."""
    emptied = replace(plan, levers=(*LEVERS, make_lever("fuel_shift", -3.0, sector="industry", fuel="coal")))
    with pytest.raises(PlanFaults) as caught:
        run_central(emptied)
    (fault,) = caught.value.faults
    assert fault.read("en") == (
        "levers.csv: pathway baseline: by 2056 fuel_shift takes every fuel of sector industry to 0, and nothing can be reckoned "
        "from there (baseline industry coal 2023-2060 -3); lower the rate, end the period earlier, or write what grows in its place."
    )
    assert "到 2056 年使部门 industry 的各能源品种占比全部降为 0" in fault.read("zh")
    with pytest.raises(PlanFaults, match="2056 share_change takes the value added of every sector to 0"):
        run_central(replace(plan, levers=(*LEVERS, make_lever("share_change", -3.0, sector="industry"))))


def test_a_mix_emptied_in_some_draws_only_is_named_as_well(plan: Plan) -> None:
    loose = make_lever("fuel_shift", -2.0, 1.0, sector="industry", fuel="coal")
    risky = replace(plan, levers=(*LEVERS, loose))
    assert np.isfinite(run_central(risky)).all()
    with pytest.raises(PlanFaults, match=r"\(in \d+ of 512 draws\)"):
        project_pathway(risky, "baseline", settings=PathwaySettings(runs=512))


@pytest.mark.parametrize(
    ("lever", "subject"),
    [
        ("gdp_growth", {}),
        ("population_growth", {}),
        ("intensity_change", {}),
        ("grid_factor_change", {}),
        ("item_change", {"item": "forest"}),
    ],
)
@pytest.mark.parametrize("rate", [-100.0, -250.0])
def test_a_rate_that_takes_all_there_is_is_named_with_its_year(
    plan: Plan, lever: str, subject: dict[str, str], rate: float
) -> None:
    kept = tuple(row for row in LEVERS if row.lever != lever)
    ends = (make_lever(lever, 0.0, last_year=2029, **subject), make_lever(lever, rate, first_year=2030, **subject))
    with pytest.raises(PlanFaults, match=f"{lever} reaches -100 % a year or less in 2030"):
        run_central(replace(plan, levers=(*kept, *ends)))


def test_numbers_without_end_are_named_with_their_year(plan: Plan) -> None:
    fast = (*(row for row in LEVERS if row.lever != "gdp_growth"), make_lever("gdp_growth", 900.0))
    with pytest.raises(PlanFaults, match=r"levers\.csv: .*GDP as a ratio to the base year: beyond .* in 2035"):
        run_central(replace(plan, levers=fast))
    large = enlarge(make_energy("all", "all", 1.0, kind="amount", unit="万吨标准煤"), 1e300)
    with pytest.raises(PlanFaults, match=r"energy\.csv, levers\.csv: .*energy use: beyond .* in 2022"):
        run_central(replace(plan, energy=(large, *plan.energy[1:])))
    abated = enlarge(make_abatement("P1", "fuel", "co2", 1.0), 1e300)
    with pytest.raises(PlanFaults, match=r"abatements\.csv: .*energy CO2: beyond .* in 2025"):
        run_central(replace(plan, abatements=(abated,)), built={"P1": Built(2024)})
    nothing = (make_energy("industry", "coal", 0.0, kind="amount", unit="万吨标准煤"),)
    with pytest.raises(PlanFaults, match="every fuel of sector industry is 0 in the base year 2022"):
        run_central(replace(plan, energy=nothing))


def test_a_sector_s_own_lever_beats_that_of_all_sectors(plan: Plan) -> None:
    own = make_lever("intensity_change", -9.0, sector="industry", last_year=2025)
    model = build_carbon(replace(plan, levers=(*LEVERS, own)), "baseline")
    centrals = list_centrals(model.parameters)
    assert sum_rates(model, centrals, "intensity_change", 0)[0, [3, 4]] == pytest.approx([-0.09, -0.02])
    assert sum_rates(model, centrals, "intensity_change", 1)[0, [3, 4]] == pytest.approx([-0.02, -0.02])


def test_fuel_shift_moves_energy_between_fuels_and_keeps_the_sum(plan: Plan) -> None:
    shift = (
        make_lever("fuel_shift", -10.0, sector="industry", fuel="coal"),
        make_lever("fuel_shift", 10.0, sector="industry", fuel="natural_gas"),
    )
    model = build_carbon(replace(plan, levers=(*LEVERS, *shift)), "baseline")
    detail = simulate_paths(model, list_centrals(model.parameters), in_detail=True).detail
    industry = detail.energy[0, :, 0]
    assert industry.sum(axis=1) == pytest.approx(60 * np.cumprod([1, *[1.05 * 0.98] * 8, *[1.02 * 0.96] * 30]))
    coal = industry[:, model.fuels.index("coal")] / industry.sum(axis=1)
    assert coal[:12] == pytest.approx([1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0, 0], abs=1e-9)


def test_structure_moves_activity_and_shares_stay_whole(plan: Plan) -> None:
    driver = plan.drivers[0]
    drivers = (
        *(row for row in plan.drivers if row.driver != "value_added_share"),
        driver.model_copy(update={"driver": "value_added_share", "sector": "industry", "unit": "%", "central": 50.0}),
        driver.model_copy(update={"driver": "value_added_share", "sector": "services", "unit": "%", "central": 50.0}),
    )
    energy = (
        *plan.energy[:1],
        make_energy("industry", "all", 60.0),
        make_energy("services", "all", 40.0),
        make_energy("all", "coal", 100.0),
    )
    levers = (
        *LEVERS,
        make_lever("share_change", -1.0, sector="industry"),
        make_lever("share_change", 1.0, sector="services"),
    )
    model = build_carbon(replace(plan, drivers=drivers, energy=energy, levers=levers), "baseline")
    detail = simulate_paths(model, list_centrals(model.parameters), in_detail=True).detail
    assert detail.activity[0, 10] / (1.05**8 * 1.02**2) == pytest.approx([0.40 / 0.5, 0.60 / 0.5])


def test_another_set_of_factors_can_be_named(plan: Plan) -> None:
    model = build_carbon(plan, "baseline", factor_set="double")
    assert simulate_paths(model, list_centrals(model.parameters)).net[0, 0] == pytest.approx(2 * 180 + 40)
    with pytest.raises(UnknownName, match="guideline, double"):
        build_carbon(plan, "baseline", factor_set="ipcc")


def test_calorific_electricity_carries_more_carbon_per_tce_than_equivalent(plan: Plan) -> None:
    calorific = tuple(row.model_copy(update={"account": "calorific"}) for row in plan.energy)
    assert run_central(replace(plan, energy=calorific))[0] == pytest.approx(180 + 20 * 0.6 / 0.12)


def test_a_full_balance_in_its_own_units_works_without_shares(plan: Plan) -> None:
    balance = (
        make_energy("industry", "coal", 85.714285714, kind="amount", unit="万吨"),
        make_energy("households", "electricity", 6.0, kind="amount", unit="亿千瓦时"),
        make_energy("households", "natural_gas", 20.0, kind="amount", unit="万吨标准煤"),
    )
    assert run_central(replace(plan, energy=balance))[0] == pytest.approx(60 * 2.5 + 6e8 * 0.6 / 1e7 + 30)


def test_a_total_with_fuel_shares_alone_is_one_sector_that_follows_gdp(plan: Plan) -> None:
    rows = (plan.energy[0], make_energy("all", "coal", 70.0), make_energy("all", "non_fossil", 30.0))
    path = run_central(replace(plan, energy=rows))
    assert path[:2] == pytest.approx([100 * 0.7 * 2.5, 175 * 1.05 * 0.98])
    assert (
        project_emissions(replace(plan, energy=rows), settings=OutlookSettings(runs=20)).change.effects["gdp_per_head"]
        > 0
    )


def test_a_sector_amount_with_fuel_shares_works_without_a_total(plan: Plan) -> None:
    rows = (make_energy("industry", "all", 60.0, kind="amount", unit="万吨标准煤"), make_energy("all", "coal", 100.0))
    assert run_central(replace(plan, energy=rows))[0] == pytest.approx(150)


def test_years_without_a_lever_are_asked_for_not_read_as_zero(plan: Plan) -> None:
    levers = tuple(row for row in LEVERS if not (row.lever == "gdp_growth" and row.first_year == 2031))
    with pytest.raises(MissingData, match="gdp_growth: 2031-2060"):
        build_carbon(replace(plan, levers=levers), "baseline")
    for lever in ("population_growth", "grid_factor_change"):
        with pytest.raises(MissingData, match=lever):
            build_carbon(replace(plan, levers=tuple(row for row in LEVERS if row.lever != lever)), "baseline")


def test_a_plan_without_an_inventory_says_so(plan: Plan) -> None:
    with pytest.raises(MissingData, match=r"energy\.csv"):
        build_carbon(replace(plan, energy=()), "baseline")
    with pytest.raises(UnknownName, match="baseline, as_planned, late"):
        build_carbon(plan, "net_zero")


def test_delay_moves_every_project_and_ceilings_refuse_it(plan: Plan) -> None:
    assert list_built(plan, None, "all", 2)["P1"].finish == list_built(plan, None, "all")["P1"].finish + 2
    assert list_built(plan, None, "chosen") == {}
    with pytest.raises(PeakfolioError, match="delays projects by 2 years"):
        demand_cuts(plan, Scenario(), "late", [EmissionCeiling("energy_co2", 2026, 100.0)])


def test_a_ceiling_becomes_a_demand_on_the_portfolio_and_the_path_keeps_it(plan: Plan) -> None:
    free = run_central(plan)[4]
    ceiling = EmissionCeiling("energy_co2", 2026, float(free) - 7.0)
    asked = demand_cuts(plan, Scenario(), "baseline", [ceiling])
    assert asked.emission_cuts[0].wan_tco2 == pytest.approx(7.0)
    without = answer_plan(plan, scenario=Scenario()).choice.portfolio
    answer = answer_plan(plan, scenario=asked)
    assert "P1" not in without.starts  # the cheapest for the targets alone is P2 and P3
    assert "P1" in answer.choice.portfolio.starts
    path = project_pathway(
        plan, "baseline", answer.choice.portfolio, PathwaySettings(projects="chosen", runs=10)
    ).central.net[0]
    assert path[4] <= ceiling.wan_tco2 + 1e-6


def test_a_ceiling_is_reckoned_with_the_factors_the_path_is_shown_with(plan: Plan) -> None:
    ceiling = [EmissionCeiling("energy_co2", 2026, 100.0)]
    usual, double = (
        demand_cuts(plan, Scenario(), "baseline", ceiling, name).emission_cuts[0] for name in (None, "double")
    )
    growth, fall = 1.05**4 * 0.98**4, 0.98**4
    assert usual.wan_tco2 == pytest.approx(150 * growth + 70 * fall - 100)
    assert double.wan_tco2 == pytest.approx(300 * growth + 100 * fall - 100)


def test_a_ceiling_no_project_can_keep_is_refused_with_what_would_do(plan: Plan) -> None:
    asked = demand_cuts(plan, Scenario(), "baseline", [EmissionCeiling("energy_co2", 2026, 100.0)])
    with pytest.raises(PeakfolioError, match=r"lower .* by 124\.74"):
        answer_plan(plan, scenario=asked)


def test_sectors_fuels_and_projects_add_up_to_the_totals(plan: Plan) -> None:
    central = project_pathway(plan, "as_planned", settings=PathwaySettings(projects="all", runs=10)).central
    assert central.detail.emissions.sum(axis=(2, 3)) == pytest.approx(central.gross)
    assert central.detail.energy.sum(axis=(2, 3)) == pytest.approx(central.energy)
    net = central.gross[0] - sum(
        central.detail.projects[0, :, number]
        for number, each in enumerate(build_carbon(plan, "as_planned", list_built(plan, None, "all")).projects)
        if each.ledger == "energy_co2"
    )
    assert central.net[0] == pytest.approx(net)


def test_closed_ranges_give_the_central_path_in_every_run(plan: Plan) -> None:
    still = project_pathway(fix_all(plan), "as_planned", settings=PathwaySettings(projects="all", runs=50))
    for fan, central in (("net", still.central.net), ("other", still.central.other), ("sink", still.central.sink)):
        for quantile in still.ensemble.fans[fan]:
            assert quantile == pytest.approx(central[0], rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(amount=st.floats(0, 1e6), more=st.floats(0, 1e6), finish=st.integers(2023, 2050))
def test_more_abatement_never_raises_the_path(amount: float, more: float, finish: int) -> None:
    plan = make_carbon_plan()
    paths = [
        run_central(
            replace(plan, abatements=(make_abatement("P1", "any", "co2", tonnes),)), built={"P1": Built(finish)}
        )
        for tonnes in (amount, amount + more)
    ]
    assert np.all(paths[1] <= paths[0] + 1e-9)


@settings(max_examples=25, deadline=None)
@given(scale=st.floats(1e-6, 1e6))
def test_the_peak_year_does_not_depend_on_the_unit(scale: float) -> None:
    path = run_central(make_carbon_plan())
    years = np.arange(2022, 2061)
    one, other = (find_peak_years(factor * path[None, :], years) for factor in (1.0, scale))
    assert (one.years[0], one.codes[0]) == (other.years[0], other.codes[0])


def test_quantiles_of_a_closed_form_case_within_monte_carlo_error(plan: Plan) -> None:
    """Only the total is loose: emissions of the base year are 220 times a lognormal whose 95 % range is 0.8 to 1.25."""
    only = replace(fix_all(plan), energy=plan.energy)
    runs = 20_000
    found = project_pathway(only, "baseline", settings=PathwaySettings(runs=runs, sampling="random")).ensemble.fans[
        "net"
    ][:, 0]
    spread = np.log(1.25 / 0.8) / (2 * norm.ppf(0.975))
    for share, value in zip(QUANTILES, found, strict=True):
        exact = 220 * np.exp(spread * norm.ppf(share))
        error = np.sqrt(share * (1 - share) / runs) / (norm.pdf(norm.ppf(share)) / (spread * exact))
        assert abs(value - exact) < 4 * error


def test_probability_of_a_peak_in_a_closed_form_case(plan: Plan) -> None:
    """One sector; intensity after 2030 is uniform on [-4, 2] % against growth of 2 %.

    The maximum lies in 2030 where i < 1/1.02 - 1; it is a peak where 30 years end more than 5 % lower, else a plateau.
    """
    energy = (*plan.energy[:1], make_energy("industry", "all", 100.0), make_energy("industry", "coal", 100.0))
    loose = make_lever("intensity_change", -1.0, first_year=2031, distribution="uniform", low=-4.0, high=2.0)
    levers = (
        *(row for row in fix_all(plan).levers if not (row.lever == "intensity_change" and row.first_year == 2031)),
        loose,
    )
    runs = 20_000
    ensemble = project_pathway(
        replace(plan, energy=energy, levers=levers), "baseline", settings=PathwaySettings(runs=runs, sampling="random")
    ).ensemble
    highest = (100 * (1 / 1.02 - 1) + 4) / 6
    exact = (100 * (0.95 ** (1 / 30) / 1.02 - 1) + 4) / 6
    error = np.sqrt(exact * (1 - exact) / runs)
    assert abs(ensemble.peaked_by[8] - exact) < 4 * error
    assert abs(ensemble.class_shares["plateau"] - (highest - exact)) < 4 * error
    assert ensemble.peaked_by[7] == 0
    assert ensemble.peaked_by[-1] == ensemble.class_shares["peaked"]
    assert sum(ensemble.class_shares.values()) == pytest.approx(1)


def make_one_sector(*periods: tuple[int, int, float]) -> Plan:
    """Coal only, energy per GDP constant, growth by period: emissions move with GDP alone, without any range."""
    energy = (make_energy("all", "all", 100.0, kind="amount", unit="万吨标准煤"), make_energy("all", "coal", 100.0))
    growth = (make_lever("gdp_growth", rate, first_year=first, last_year=last) for first, last, rate in periods)
    levers = (*growth, make_lever("intensity_change", 0.0), make_lever("population_growth", 0.0))
    return fix_all(make_carbon_plan(energy=energy, levers=levers))


@pytest.mark.parametrize(
    ("periods", "kind", "words"),
    [
        (((2023, 2030, 3.0), (2031, 2040, -2.0), (2041, 2060, 1.0)), "unknown", "fall and come back"),
        (((2023, 2060, 0.0),), "plateau", "stay on a plateau"),
        (((2023, 2056, 1.0), (2057, 2060, -3.0)), "rising", "are highest in the last five years"),
        (((2023, 2060, 1.0),), "rising", "are highest in the last five years"),
        (((2023, 2030, 3.0), (2031, 2060, -2.0)), "peaked", ""),
    ],
)
def test_central_path_and_probability_say_the_same(
    periods: tuple[tuple[int, int, float], ...], kind: str, words: str
) -> None:
    outlook = project_emissions(make_one_sector(*periods), settings=OutlookSettings(pathways=("baseline",), runs=16))
    found = outlook.baseline.ensemble
    assert outlook.calls["baseline"].kind == kind
    assert found.class_shares == {name: float(name == kind) for name in CLASSES}
    assert found.peaked_by[2030 - 2022] == (kind == "peaked")
    said = describe_chance(outlook.baseline).read("en")
    assert ("probability of a peak by 2030 is 100%" in said) == (kind == "peaked")
    assert ("probability of a peak by 2030 is 0%" in said) == (kind != "peaked")
    assert ("peak years lie" in said) == (kind == "peaked")
    assert words in said
    assert ("no peak: 100%" in said) == (kind != "peaked")
    assert outlook.calls["baseline"].peak_year == (2030 if kind == "peaked" else None)
    ((year,),) = read_table(make_pathway_table(outlook).pick("peak_year"), "en").rows
    assert year == (2030 if kind == "peaked" else "-")


def test_a_maximum_near_the_end_is_not_said_to_rise_until_the_end() -> None:
    """Emissions fall from 2057 on: too late to call a peak, but it is not true that they still rise in 2060."""
    turning = project_emissions(
        make_one_sector((2023, 2056, 1.0), (2057, 2060, -3.0)), settings=OutlookSettings(pathways=("baseline",), runs=4)
    )
    rising = project_emissions(
        make_one_sector((2023, 2060, 1.0)), settings=OutlookSettings(pathways=("baseline",), runs=4)
    )
    assert "highest in 2056" in describe_call(turning, turning.baseline).read("en")
    assert "too near the end (2060)" in describe_call(turning, turning.baseline).read("en")
    assert "2056 年最大" in describe_call(turning, turning.baseline).read("zh")
    assert "still rises at the end (2060)" in describe_call(rising, rising.baseline).read("en")


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ((("peaked", 2030), ("peaked", 2030)), "The year of the peak does not move."),
        ((("peaked", 2028), ("peaked", 2030)), "With all projects the maximum comes 2 years earlier."),
        ((("rising", 2060), ("rising", 2060)), "Neither with all projects nor with none can a peak"),
        (
            (("peaked", 2030), ("plateau", 2030)),
            "At middle values it peaks with all projects in 2030; without any no peak",
        ),
        (
            (("unknown", 2030), ("peaked", 2030)),
            "At middle values it peaks without projects in 2030; with all of them no",
        ),
    ],
)
def test_the_year_of_a_peak_is_said_to_move_or_stay_only_where_there_is_one(
    plan: Plan, kinds: tuple[tuple[Any, int], tuple[Any, int]], said: str
) -> None:
    outlook = project_emissions(plan, settings=OutlookSettings(runs=4))
    calls = {name: PathCall(kind, year, 1.0) for name, (kind, year) in zip(("all", "none"), kinds, strict=True)}
    assert said in describe_projects(replace(outlook, variant_calls=calls)).read("en")


def test_an_intensity_target_is_met_in_the_share_of_runs_that_keep_it(plan: Plan) -> None:
    """One sector: CO2 per GDP moves with intensity alone, uniform on [-4, 0] %; a fall of 9 % in four years needs i below -2.33 %."""
    energy = (*plan.energy[:1], make_energy("industry", "all", 100.0), make_energy("industry", "coal", 100.0))
    loose = make_lever("intensity_change", -2.0, distribution="uniform", low=-4.0, high=0.0, last_year=2030)
    levers = (*(row for row in LEVERS if not (row.lever == "intensity_change" and row.first_year == 2023)), loose)
    target = IntensityTarget(first_year=2022, year=2026, fall_percent=9.0, source_id="made")
    one = change_carbon(replace(plan, energy=energy, levers=levers), intensity_targets=(target,))
    runs = 20_000
    share = project_pathway(one, "baseline", settings=PathwaySettings(runs=runs)).ensemble.met[target.name]
    exact = (4 + 100 * (0.91**0.25 - 1)) / 4
    assert share == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / runs))


def test_same_seed_same_numbers_and_another_seed_others(plan: Plan) -> None:
    for sampling in ("random", "latin_hypercube", "sobol"):
        first, again, other = (
            project_pathway(
                plan, "baseline", settings=PathwaySettings(runs=1500, seed=seed, sampling=sampling)
            ).ensemble
            for seed in (1, 1, 2)
        )
        assert np.array_equal(first.fans["net"], again.fans["net"])
        assert not np.array_equal(first.fans["net"], other.fans["net"])
        assert first.fans["net"] == pytest.approx(other.fans["net"], rel=0.05)


def test_a_chunk_is_the_same_whatever_ran_before_it() -> None:
    for sampling in ("random", "latin_hypercube", "sobol"):
        alone = draw_uniforms(sampling, 3, 2, 64, 5)
        draw_uniforms(sampling, 3, 0, 64, 5)
        assert np.array_equal(alone, draw_uniforms(sampling, 3, 2, 64, 5))
        assert not np.array_equal(alone, draw_uniforms(sampling, 3, 1, 64, 5))


def test_more_figures_leave_the_luck_of_the_first_ones() -> None:
    for sampling in ("random", "latin_hypercube"):
        assert np.array_equal(draw_uniforms(sampling, 3, 1, 64, 9)[:, :5], draw_uniforms(sampling, 3, 1, 64, 5))
    cube = draw_uniforms("latin_hypercube", 3, 1, 64, 9)
    assert np.array_equal(np.sort((cube * 64).astype(int), axis=0), np.tile(np.arange(64)[:, None], 9))


def test_pathways_of_one_seed_differ_by_their_levers_alone(plan: Plan) -> None:
    one, other = (
        project_pathway(plan, name, settings=PathwaySettings(runs=500)).ensemble.fans["net"]
        for name in ("baseline", "as_planned")
    )
    assert np.array_equal(one[:, :9], other[:, :9])
    assert np.all(other[:, 9:] < one[:, 9:])


def test_memory_does_not_grow_with_the_number_of_runs(plan: Plan) -> None:
    model = build_carbon(plan, "baseline")
    peaks = []
    for chunks in (2, 12):
        tracemalloc.start()
        simulate_ensemble(model, EnsembleSettings(chunks * CHUNK, 0, "random"))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), scale=st.floats(1e-3, 1e6))
def test_sketched_quantiles_agree_with_sorted_ones(seed: int, scale: float) -> None:
    values = scale * np.random.default_rng(seed).gamma(2.0, size=(5000, 3))
    sketch = Sketch.around(values[:CHUNK])
    for start in range(0, 5000, CHUNK):
        sketch.add(values[start : start + CHUNK])
    exact = np.quantile(values, QUANTILES, axis=0)
    assert np.abs(sketch.find_quantiles() - exact).max() < 3 * (
        (sketch.high - sketch.low) / 8192
    ).max() + 2e-3 * np.ptp(values)
    assert sketch.mean == pytest.approx(values.mean(axis=0))
    assert sketch.find_quantiles((0.0, 1.0)) == pytest.approx(
        np.array([values.min(axis=0), values.max(axis=0)]), rel=1e-2
    )


@pytest.mark.parametrize(
    ("distribution", "uniform", "expected"),
    [
        ("fixed", 0.9, 2.0),
        ("triangular", 0.0, 1.0),
        ("triangular", 0.25, 2.0),  # the mode of (1, 2, 5) stands at its share of the range
        ("triangular", 1.0, 5.0),
        ("uniform", 0.25, 2.0),
        ("normal", 0.975, 4.0),  # half the range of 95 % above the centre
        ("lognormal", 0.5, 2.0),
        ("empirical", 0.5, 7.0),
    ],
)
def test_distributions_at_points_worked_by_hand(distribution: str, uniform: float, expected: float) -> None:
    parameter = Parameter("x", distribution, 1.0, 2.0, 5.0, values=(3.0, 7.0, 100.0))
    assert invert_distribution(parameter, np.array([uniform]))[0] == pytest.approx(expected)


def test_levers_come_out_with_the_rank_correlations_asked_for() -> None:
    levers = [
        Parameter(f"{name}{period}", "triangular", -1, 0, 3, group=(name, "all", "all", ""), period=period)
        for name in ("gdp_growth", "intensity_change")
        for period in (0, 1)
    ]
    asked = Ranks({frozenset(("gdp_growth", "intensity_change")): -0.6}, periods=0.5)
    link, correction = correlate_levers(levers, asked)
    drawn = draw_values(levers, draw_uniforms("random", 0, 0, 20_000, 4), link)
    found = spearmanr(drawn).statistic
    assert correction == 0
    assert found[0, 2] == pytest.approx(-0.6, abs=0.03)
    assert found[0, 1] == pytest.approx(0.5, abs=0.03)
    assert found[0, 3] == pytest.approx(-0.3, abs=0.03)


def test_correlations_that_cannot_hold_together_are_mended_and_said() -> None:
    levers = [Parameter(name, "uniform", 0, 1, 2, group=(name, "all", "all", "")) for name in ("a", "b", "c")]
    asked = {frozenset(pair): -0.9 for pair in (("a", "b"), ("b", "c"), ("a", "c"))}
    link, correction = correlate_levers(levers, Ranks(asked))
    assert correction > 0.1
    assert np.diag(link @ link.T) == pytest.approx(1.0)


def test_correlation_changes_the_spread_and_not_the_centre(plan: Plan) -> None:
    linked = change_carbon(plan, correlations=(Correlation(lever="gdp_growth", other="intensity_change", rank=0.9),))
    apart, together = (
        project_pathway(each, "baseline", settings=PathwaySettings(runs=4000)).ensemble.fans["net"][:, 20]
        for each in (plan, linked)
    )
    assert together[-1] - together[0] > 1.02 * (apart[-1] - apart[0])
    assert together[2] == pytest.approx(apart[2], rel=0.02)


def test_the_drivers_of_a_change_close_with_projects_among_them(plan: Plan) -> None:
    planned = project_pathway(plan, "as_planned", settings=PathwaySettings(projects="all", runs=10))
    baseline = project_pathway(plan, "baseline", settings=PathwaySettings(runs=10))
    for split in (
        split_years(planned, 2022, 2035),
        split_years(planned, 2022, 2035, chained=True),
        split_against(planned, baseline, 2035),
    ):
        assert sum(split.effects.values()) == pytest.approx(split.end - split.start)
    assert split_years(planned, 2022, 2035).effects["projects"] == pytest.approx(-8)
    assert split_against(planned, baseline, 2035).effects["gdp_per_head"] == pytest.approx(0)


def test_ratios_of_the_drivers_multiply_to_the_change(plan: Plan) -> None:
    planned = project_pathway(plan, "as_planned", settings=PathwaySettings(projects="all", runs=10))
    baseline = project_pathway(plan, "baseline", settings=PathwaySettings(runs=10))
    for split in (
        split_years(planned, 2022, 2035, kind="multiplicative"),
        split_years(planned, 2022, 2035, chained=True, kind="multiplicative"),
        split_against(planned, baseline, 2035, "multiplicative"),
    ):
        assert np.prod(list(split.effects.values())) == pytest.approx(split.end / split.start)


def test_sensitivity_names_the_figure_that_decides(plan: Plan) -> None:
    model = build_carbon(plan, "baseline")
    measure = find_measure("emissions", 2022)
    assert swing_parameters(model, measure)[0].parameter.name == "energy total"
    indices = find_sobol(model, measure, 128)
    assert find_sobol(model, measure, 128) == indices, "the same seed, the same indices and intervals"
    assert indices[0].parameter.name == "energy total"
    assert sum(each.first for each in indices) == pytest.approx(1.0, abs=0.1)
    assert screen_morris(model, measure, 20)[0].parameter.name == "energy total"
    with pytest.raises(UnknownName, match="peak_year"):
        find_measure("warming", 2030)


def test_an_outlook_holds_every_pathway_and_closes(plan: Plan) -> None:
    outlook = project_emissions(plan, settings=OutlookSettings(projects="all", runs=200))
    assert [each.pathway_name for each in outlook.projections] == ["baseline", "as_planned", "late"]
    assert outlook.calls["baseline"].year == 2030
    for year, split in outlook.wedges.items():
        place = year - 2022
        gap = outlook.main.central.net[0, place] - outlook.baseline.central.net[0, place]
        assert sum(split.effects.values()) == pytest.approx(gap, abs=1e-9)
    assert outlook.variants["all"][3] == pytest.approx(outlook.variants["none"][3] - 8)
    assert [trace.action_id for trace in outlook.traces] == ["P1", "P2"]
    assert dataclasses.is_dataclass(outlook)
    assert isinstance(outlook.main, Projection)
    assert Pathway(title_zh="x", title_en="x").projects == "chosen"


def test_a_tonne_costs_the_yearly_share_of_the_investment(plan: Plan) -> None:
    costs = {each.action_id: each for each in project_emissions(plan, settings=OutlookSettings(runs=10)).costs}
    assert costs["P1"].yuan_per_tonne == pytest.approx(100 / 30 / 8)  # 100 万元 over 30 years, 8 万t a year
    assert costs["P2"].yuan_per_tonne == pytest.approx(
        90 / 28 / 1.4
    )  # its first four years count 0.2, 0.4, 0.6 and 0.8
    with_interest = {
        each.action_id: each
        for each in project_emissions(plan, settings=OutlookSettings(runs=10, discount_rate=0.05)).costs
    }
    assert with_interest["P1"].yuan_per_tonne == pytest.approx(100 * 0.05 / (1 - 1.05**-30) / 8)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_the_report_hold_the_values_of_the_files(plan: Plan, language: Language) -> None:
    outlook = project_emissions(plan, settings=OutlookSettings(runs=4))
    made = (
        make_inventory_table(outlook.main), make_other_table(outlook.main), make_pathway_table(outlook),
        make_split_table(outlook), make_project_table(outlook), make_unknown_table(plan), make_swing_table(outlook),
        make_carbon_source_table(outlook),
    )  # fmt: skip
    for table in made:
        frame, read = table.to_frame(), read_table(table, language)
        assert len(frame) == len(read.rows) == len(table.rows)
        for place, column in enumerate(table.columns):
            values = frame[column.key if column.key in frame else f"{column.key}_{language}"]
            for value, row in zip(values, read.rows, strict=True):
                if isinstance(value, str):
                    assert row[place] == (column.words[value].read(language) if column.words else value)
                elif value is None or np.isnan(value):
                    assert row[place] in (None, "-", "")
                elif isinstance(row[place], int | float):
                    assert row[place] == pytest.approx(100 * value if column.kind == "share" else value, abs=0.11)
                else:
                    assert row[place] == f"≤{value:.0f}"
