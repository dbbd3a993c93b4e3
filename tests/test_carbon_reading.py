"""What is wrong with the carbon tables is named with file, row, column, finding and mend; what is right comes back as it was."""

import dataclasses
import math
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peakfolio.carbon.pathways import project_pathway
from peakfolio.carbon.settings import PathwaySettings
from peakfolio.errors import PlanFaults
from peakfolio.plan import reading
from peakfolio.plan.carbon_tables import Abatement, BaseDriver, EnergyUse, Lever, OtherEmission
from peakfolio.plan.package import FACTOR_TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import hash_inputs, read_factors, read_plan
from peakfolio.plan.settings import CarbonSettings, Correlation, IntensityTarget, Pathway
from peakfolio.plan.writing import write_plan
from tiny import CITE
from tiny_carbon import FACTORS, make_abatement, make_carbon_plan, make_energy, make_lever
from transcription import SCENARIOS

WhatIf = Callable[[Path], None]
FILES = {name: f"{name}.csv" for name in ("drivers", "energy", "other_emissions", "levers", "abatements")}
ENERGY, LEVERS, ABATEMENTS, DRIVERS, OTHERS = (
    f"{name}.csv" for name in ("energy", "levers", "abatements", "drivers", "other_emissions")
)
NUMBER = "must be a number"
WHOLE_NUMBER = "must be a whole number"
DISORDER = "low, central, high are out of order"
FEW_VALUES = "an empirical distribution needs at least three values"
MISSING = "the file is missing; add it; a table without rows still has its header."
OUTSIDE = "does not lie between base year 2022 and horizon 2060"
TARGETS = "carbon.intensity_targets"
TO_NUMBER = "write a number with '.' as the decimal point and no unit"
TO_FINITE = "write a finite number, or leave the cell empty where it is unknown"
TO_YEAR = "write a whole number such as 2025"
TO_WORD = "use one of the allowed words"
TO_FORMULA = "write numbers, brackets and + - * /"
TO_ORDER = "order them by size"
TO_POSITIVE = "write a positive number, or another distribution"
TO_RANGE = "write it; an unknown range is an assumption to make"
TO_WHOLE = "make them add to 100"
TO_KEY = "give each row a key of its own"
TO_UNIT = "write % for a share, a unit of energy for an amount"
TO_LINK = "add it there or correct it here"
TO_FILL = "write a value; this column may not be empty"
TO_FOLLOW = "make the periods follow each other"
TO_PATHWAY = "add [pathways.NAME] there or correct it here"
TO_BOUND = "write a value in range"
TO_CLEAR = "clear them, or give another form"
WHOLE = "all,all,amount,万吨标准煤,equivalent,lognormal,80,100,125,,,,made,,,"
PEOPLE = "baseline,population_growth,all,all,"


def swap(name: str, old: str, new: str) -> WhatIf:
    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} not in {name}"
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")

    return change


def change_settings(**changes: object) -> Plan:
    plan = make_carbon_plan()
    return dataclasses.replace(plan, settings=plan.settings.model_copy(update=changes))


def change_carbon(**changes: object) -> Plan:
    carbon = make_carbon_plan().settings.carbon
    assert carbon is not None
    return change_settings(carbon=carbon.model_copy(update=changes))


def aim(first_year: int, year: int, source_id: str = "made") -> Plan:
    target = IntensityTarget(first_year=first_year, year=year, fall_percent=18.0, source_id=source_id)
    return change_carbon(intensity_targets=(target,))


def list_faults(folder: Path, *changes: WhatIf, plan: Plan | None = None) -> list[str]:
    """The lines that tell the faults of a tiny package, broken; their count stands above them."""
    write_plan(plan or make_carbon_plan(), folder)
    for change in changes:
        change(folder)
    with pytest.raises(PlanFaults) as caught:
        read_plan(folder)
    head, *lines = caught.value.said_each.read("en").splitlines()
    count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    assert head == f"{count} in {folder.name}:"
    assert all(line.startswith("  ") for line in lines)
    return [line.removeprefix("  ") for line in lines]


def test_the_unbroken_plan_reads_without_a_fault(tmp_path: Path) -> None:
    write_plan(make_carbon_plan(), tmp_path)
    assert read_plan(tmp_path) == make_carbon_plan()


ENERGY_FAULTS = [
    ("lognormal,80,", "triangular,-80,", "row 2, low", "must be 0 or more; found -80", "energy and activity are never negative"),
    ("lognormal,80,100", "lognormal,110,100", "row 2, central", f"{DISORDER}: 110, 100, 125", TO_ORDER),
    ("100,125", "100,99", "row 2, central", f"{DISORDER}: 80, 100, 99", TO_ORDER),
    ("lognormal,80,", "lognormal,0,", "row 2, low", "a lognormal figure must be above 0", TO_POSITIVE),
    ("lognormal,80,", "lognormal,,", "row 2, low", "is empty for a lognormal figure", TO_RANGE),
    ("100,125,,", "100,125,50*3,", "row 2, formula", "50*3 is 150, not 100", "correct it or central"),
    ("100,125,,", "100,125,100+x,", "row 2, formula", "'100+x' is not plain arithmetic", TO_FORMULA),
    ("100,125,,", "100,125,100/0,", "row 2, formula", "'100/0' divides by zero", "correct it"),
    (",60,", ",50,", "row 3, central", "the shares of the sectors add to 90", TO_WHOLE),
    ("fixed,,50", "fixed,,40", "row 6, central", "the shares of the fuels of households add to 90", TO_WHOLE),
    ("households,natural_gas", "households,electricity", "row 7, sector", 'the key "households, electricity" already stands in row 6', TO_KEY),
    ("electricity,share,%,equivalent", "electricity,share,%,calorific", "row 7, account",
     "electricity is counted as calorific here and as equivalent in row 2", "convert the figures to one way of counting"),
    ("industry,all,share,%", "industry,all,share,万吨标准煤", "row 3, unit", "the unit 万吨标准煤 does not fit kind share", TO_UNIT),
    ("industry,coal,share,%", "industry,coal,share,百分点", "row 5, unit", "the unit 百分点 does not fit kind share", TO_UNIT),
    ("industry,coal,share,%", "industry,coal,amount,万吨标准煤", "row 5, kind",
     "an amount stands beside the amount of the whole it is a part of", "write it as a share, or leave the larger amount out"),
    ("industry,all", "transport,all", "row 5, sector", "industry has shares of fuels but neither an amount nor a share of its own",
     "add the row sector industry, fuel all"),
    ("amount,万吨标准煤", "amount,斗", "row 2, unit", 'unit "斗" is unknown', "write a unit that units.py lists"),
    (f"{WHOLE}\n", "", "row 2, kind", "shares of sectors stand without a total", "add the row sector all, fuel all, kind amount"),
    ("made", "nobody", "row 2, source_id", '"nobody" is not in sources.csv', TO_LINK),
    ("reasoning_zh,source_id", "remark,source_id", "row 1, remark", "is a stray column", "remove or rename it; put remarks into 'note'"),
]  # fmt: skip
DRIVER_FAULTS = [
    ("fixed,,200", "fixed,,-200", "row 2, low", "must be 0 or more; found -200", "energy and activity are never negative"),
    ("fixed,,200", "fixed,,2O0", "row 2, central", f'{NUMBER}; found "2O0" (letter O?)', TO_NUMBER),
    ("fixed,,200", "fixed,,２００", "row 2, central", 'is not written in plain half-width digits: "２００"', "write 200"),
    ("fixed,,200", "fixed,,inf", "row 2, central", 'must be a finite number; found "inf"', TO_FINITE),
    ("fixed,,200", "fixed,,", "row 2, central", "is empty for a fixed figure", TO_RANGE),
    ("200,,,,,made", "200,,5*30,,,made", "row 2, formula", "5*30 is 150, not 200", "correct it or central"),
    ("population", "gdp", "row 4, driver", 'the key "gdp, all" already stands in row 2', TO_KEY),
    ("fixed,,100", "fixed,,90", "row 2, central", "the value-added shares add to 90", TO_WHOLE),
    ("gdp,", "value_added_share,", "driver", "there is no GDP of the base year", "add the row gdp"),
    ("industry", "services", "sector", "sector industry of energy.csv has no share of value added",
     "add its value_added_share, as an assumption if need be"),
    ("亿元", "亿两", "row 2, unit", 'unit "亿两" is unknown', "write a unit that units.py lists"),
]  # fmt: skip
OTHER_FAULTS = [
    ("forest,", "landfill,", "row 3, item", 'the key "landfill" already stands in row 2', TO_KEY),
    ("1000,,,", "1000,,5*3,", "row 2, formula", "5*3 is 15, not 1000", "correct it or central"),
    ("fixed,,1000,", "uniform,1200,1000,1300", "row 2, central", f"{DISORDER}: 1200, 1000, 1300", TO_ORDER),
    ("fixed,,1000,", "normal,900,1000,", "row 2, high", "is empty for a normal figure", TO_RANGE),
    ("fixed,,1000,", "lognormal,-1,1000,1300", "row 2, low", "a lognormal figure must be above 0", TO_POSITIVE),
    ("by hand", "", "row 2, reasoning", "is empty", TO_FILL),
]  # fmt: skip
LEVER_FAULTS = [
    ("all,,2031,2060", "all,,2030,2060", "row 3, first_year", "the period begins in 2030, inside one that ends in 2030", TO_FOLLOW),
    ("as_planned,intensity_change,all,all,,2031", "baseline,intensity_change,all,all,,2040", "row 10, first_year",
     "the period begins in 2040, inside one that ends in 2060", TO_FOLLOW),
    ("all,,2031,2060", "all,,2060,2031", "row 3, last_year", "2031 lies before 2060", "correct the period"),
    ("as_planned", "net_zero", "row 10, pathway", '"net_zero" is not a pathway of plan.toml (baseline, as_planned, late)', TO_PATHWAY),
    (PEOPLE, "baseline,fuel_shift,industry,all,", "row 4, fuel", "is empty or all for fuel_shift", "name the fuel it moves"),
    (PEOPLE, "baseline,share_change,all,all,", "row 4, sector", "is empty or all for share_change", "name the sector it moves"),
    (PEOPLE, "baseline,item_change,all,all,", "row 4, item", "is empty or all for item_change", "name the item it moves"),
    (PEOPLE, "baseline,item_change,all,all,kiln", "row 4, item", '"kiln" is not in other_emissions.csv', TO_LINK),
    ("triangular,4,5,6", "lognormal,0,5,6", "row 2, low", "a lognormal figure must be above 0", TO_POSITIVE),
    ("triangular,4,5,6", "lognormal,-4,5,6", "row 2, low", "a lognormal figure must be above 0", TO_POSITIVE),
    ("4,5,6", "6,5,4", "row 2, central", f"{DISORDER}: 6, 5, 4", TO_ORDER),
    ("4,5,6", "4,5,600", "row 2, central", "600 a year is beyond 50", "write per cent (or points) a year"),
    ("4,5,6", "4,1O2,6", "row 2, central", f'{NUMBER}; found "1O2" (letter O?)', TO_NUMBER),
    ("2023,2030", "2O23,2030", "row 2, first_year", f'{WHOLE_NUMBER}; found "2O23" (letter O?)', TO_YEAR),
    ("2023,2030", "2023,20301", "row 2, last_year", 'must be 2100 or less; found "20301"', TO_BOUND),
    ("triangular,4,5,6,", "empirical,4,5,6,", "row 2, values", FEW_VALUES, "write them joined by ';'"),
    ("triangular,4,5,6,", "empirical,,,,4;5", "row 2, values", FEW_VALUES, "write them joined by ';'"),
    ("by hand", "", "row 2, reasoning", "is empty", TO_FILL),
    ("made", "nobody", "row 2, source_id", '"nobody" is not in sources.csv', TO_LINK),
]  # fmt: skip
ABATEMENT_FAULTS = [
    ("electricity", "none_known", "row 2, form", "none_known carries neither a ledger nor numbers", TO_CLEAR),
    ("electricity,100000,100000,100000", "none_known,,,", "row 2, form", "none_known carries neither a ledger nor numbers", TO_CLEAR),
    ("energy_co2,power", ",power", "row 2, ledger", "is empty", "write energy_co2, other_ghg or sink"),
    ("energy_co2,power", "other_ghg,power", "row 2, ledger", "electricity belongs to energy_co2, not other_ghg", "write energy_co2"),
    ("energy_co2,power", "sink,power", "row 2, ledger", "electricity belongs to energy_co2, not sink", "write energy_co2"),
    ("20000,20000,20000", "20000,,20000", "row 3, central", "low, central and high are not all given",
     "write all three, or the form none_known"),
    ("20000,20000,20000", "20000,-20000,20000", "row 3, central", f"{DISORDER}: 20000, -20000, 20000",
     "order them from cautious to hopeful"),
    ("20000,0,30,", "20000,0,30,4*6000", "row 3, formula", "4*6000 is 24000, not 20000", "correct it or central"),
    ("fuel,co2", "power,co2", "row 3, action_id", 'the key "P1, power" already stands in row 2', TO_KEY),
    ("P2,", "P9,", "row 4, action_id", '"P9" is not in projects.csv or measures.csv', TO_LINK),
    ("500,4,30", "500,-4,30", "row 4, ramp_years", 'must be 0 or more; found "-4"', TO_BOUND),
    ("500,4,30", "500,4,0", "row 4, life_years", 'must be 1 or more; found "0"', TO_BOUND),
    ("500,500,500", "500,5oo,500", "row 4, central", f'{NUMBER}; found "5oo" (letter o?)', TO_NUMBER),
    ("landfill", "填埋", "row 4, component", 'is not of the right form; found "填埋"', "use letters, digits, _ . - and begin with a letter"),
]  # fmt: skip
SETTINGS_FAULTS = [
    ('main_pathway = "as_planned"', 'main_pathway = "as_built"', "carbon.main_pathway", '"as_built" is not a pathway', "name one of [pathways]"),
    ("horizon = 2060", "horizon = 2030", "carbon",
     "horizon must be 2035 or later, so that a peak by 2030 can be told from the end of the path", "correct the value"),
    ("horizon = 2060", 'horizon = "2O60"', "carbon.horizon", f'{WHOLE_NUMBER}; found "2O60" (letter O?)', TO_YEAR),
    ("delay_years = 2", "delay_years = -2", "pathways.late.delay_years", 'must be 0 or more; found "-2"', TO_BOUND),
    ("lever_shape =", "lever_shap =", "carbon.lever_shap", "is not a known entry",
     "remove it, or rename it to a column of scenarios/README.md"),
]  # fmt: skip
ALL_FAULTS = [
    (name, *fault)
    for name, faults in (
        (ENERGY, ENERGY_FAULTS),
        (DRIVERS, DRIVER_FAULTS),
        (OTHERS, OTHER_FAULTS),
        (LEVERS, LEVER_FAULTS),
        (ABATEMENTS, ABATEMENT_FAULTS),
        ("plan.toml", SETTINGS_FAULTS),
    )
    for fault in faults
]


@pytest.mark.parametrize(("name", "old", "new", "place", "finding", "mend"), ALL_FAULTS)
def test_a_fault_is_named_once_with_place_finding_and_mend_and_no_other_file_is_blamed(
    tmp_path: Path, name: str, old: str, new: str, place: str, finding: str, mend: str
) -> None:
    lines = list_faults(tmp_path / "plan", swap(name, old, new))
    assert lines.count(f"{name}, {place}: {finding}; {mend}.") == 1
    assert all(line.startswith(f"{name}, ") for line in lines)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / LEVERS).write_bytes(b""), "levers.csv: the file is empty; write at least the header line."),
        (lambda folder: (folder / OTHERS).write_bytes(b"\xff\xfe\x00"),
         "other_emissions.csv: the file is neither UTF-8 nor GB18030 (GBK) text; save it as UTF-8."),
        (swap(ENERGY, "coal,share", "coal share"),
         "energy.csv, row 5: has 15 cells where the header has 16; quote cells that contain a comma."),
        (swap(LEVERS, "by hand", '"by hand'),
            "levers.csv, row 2: from this row on it is not valid CSV (unexpected end of data); close every quoted cell."),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read_is_named_and_no_other_file_is_blamed(
    tmp_path: Path, change: WhatIf, said: str
) -> None:
    lines = list_faults(tmp_path / "plan", change)
    assert said in lines
    assert {re.split("[,:]", line)[0] for line in lines} == {re.split("[,:]", said)[0]}


@pytest.mark.parametrize(
    ("change", "place", "word"),
    [
        (swap(ENERGY, "industry,coal", "industry,peat"), "energy.csv, row 5, fuel", "peat"),
        (swap(ENERGY, "industry,coal", "mining,coal"), "energy.csv, row 5, sector", "mining"),
        (swap(DRIVERS, "gdp,", "Gdp,"), "drivers.csv, row 2, driver", "Gdp"),
        (swap(OTHERS, ",ch4,", ",sf6,"), "other_emissions.csv, row 2, gas", "sf6"),
        (swap(LEVERS, "gdp_growth", "growth"), "levers.csv, row 2, lever", "growth"),
        (swap(LEVERS, "triangular", "gaussian"), "levers.csv, row 2, distribution", "gaussian"),
        (swap(ABATEMENTS, "energy_co2", "coal"), "abatements.csv, row 2, ledger", "coal"),
        (swap(ABATEMENTS, "electricity", "hydrogen"), "abatements.csv, row 2, form", "hydrogen"),
        (swap("plan.toml", '"step"', '"curve"'), "plan.toml, carbon.lever_shape", "curve"),
        (swap("plan.toml", '"chosen"', '"some"'), "plan.toml, pathways.as_planned.projects", "some"),
    ],
)
def test_an_unknown_word_is_told_with_the_words_there_are(
    tmp_path: Path, change: WhatIf, place: str, word: str
) -> None:
    line = list_faults(tmp_path / "plan", change)[0]
    assert line.startswith(f"{place}: must be '")
    assert "' or '" in line
    assert line.endswith(f'; found "{word}"; {TO_WORD}.')


@pytest.mark.parametrize(
    ("plan", "place", "finding", "mend"),
    [
        (change_settings(carbon=None), "carbon", "the package has energy but no [carbon] section", "add it with base_year"),
        (aim(2020, 2025), TARGETS, f"2020-2025 -18% {OUTSIDE}", "restate the target from the base year"),
        (aim(2022, 2061), TARGETS, f"2022-2061 -18% {OUTSIDE}", "restate the target from the base year"),
        (aim(2025, 2025), TARGETS, f"2025-2025 -18% {OUTSIDE}", "restate the target from the base year"),
        (aim(2022, 2025, "nobody"), TARGETS, '"nobody" is not in sources.csv', "add it there"),
    ],
)  # fmt: skip
def test_settings_that_do_not_fit_the_tables_are_named(
    tmp_path: Path, plan: Plan, place: str, finding: str, mend: str
) -> None:
    assert list_faults(tmp_path / "plan", plan=plan) == [f"plan.toml, {place}: {finding}; {mend}."]


def test_an_intensity_target_from_the_base_year_is_accepted(tmp_path: Path) -> None:
    write_plan(aim(2022, 2025), tmp_path)
    assert read_plan(tmp_path) == aim(2022, 2025)


def test_pathways_without_a_baseline_are_refused_with_every_lever_that_hangs_on_it(tmp_path: Path) -> None:
    pathways = {name: each for name, each in make_carbon_plan().settings.pathways.items() if name != "baseline"}
    found = list_faults(tmp_path / "plan", plan=change_settings(pathways=pathways))
    last = "plan.toml, pathways: there is no baseline; add [pathways.baseline]; the others take its levers over."
    assert found[-1] == last
    assert found[:-1] == [
        f'levers.csv, row {row}, pathway: "baseline" is not a pathway of plan.toml (as_planned, late); '
        "add [pathways.NAME] there or correct it here."
        for row in range(2, 10)
    ]


def test_a_slip_in_a_share_is_named_at_its_cell(tmp_path: Path) -> None:
    found = list_faults(tmp_path / "plan", swap(ENERGY, ",60,", ",6O,"))
    assert f'energy.csv, row 3, central: {NUMBER}; found "6O" (letter O?); {TO_NUMBER}.' in found


def test_a_lever_that_stands_twice_is_named_with_the_row_it_repeats(tmp_path: Path) -> None:
    found = list_faults(tmp_path / "plan", swap(LEVERS, PEOPLE, "baseline,grid_factor_change,all,all,"))
    key = "baseline, grid_factor_change, all, all, 2023"
    assert f'levers.csv, row 7, pathway: the key "{key}" already stands in row 4; {TO_KEY}.' in found


def test_a_pathway_s_period_may_not_reach_into_one_it_takes_over_from_the_baseline(tmp_path: Path) -> None:
    found = list_faults(
        tmp_path / "plan",
        swap(LEVERS, "as_planned,intensity_change,all,all,,2031", "as_planned,intensity_change,all,all,,2025"),
    )
    assert all(line.startswith("levers.csv, row ") for line in found)
    assert any("the period begins in 2025, inside one that ends in 2030" in line for line in found)


def test_faults_of_all_carbon_tables_come_at_once_and_each_in_its_place(tmp_path: Path) -> None:
    found = list_faults(
        tmp_path / "plan",
        swap(ENERGY, "industry,coal", "industry,peat"),
        swap(DRIVERS, "万人,fixed,,30", "万人,fixed,,3O"),
        swap(LEVERS, "4,5,6", "6,5,4"),
        swap(LEVERS, "as_planned", "net_zero"),
        swap(ABATEMENTS, "P2,", "P9,"),
        swap(ABATEMENTS, "P1,energy_co2,power", "P1,,power"),
        swap(OTHERS, "1000,,,", "1000,,5*3,"),
        swap("plan.toml", 'main_pathway = "as_planned"', 'main_pathway = "as_built"'),
        lambda folder: (folder / "funding.csv").write_bytes(b""),
    )
    assert {line.split(":")[0] for line in found} == {
        "energy.csv, row 5, fuel",
        "drivers.csv, row 4, central",
        "levers.csv, row 2, central",
        "levers.csv, row 10, pathway",
        "abatements.csv, row 4, action_id",
        "abatements.csv, row 2, ledger",
        "other_emissions.csv, row 2, formula",
        "plan.toml, carbon.main_pathway",
        "funding.csv",
    }
    assert len(found) == 9


def test_two_faults_of_one_row_are_both_named(tmp_path: Path) -> None:
    found = list_faults(tmp_path / "plan", swap(ABATEMENTS, "500,4,30", "500,-4,0"))
    assert [line.split(":")[0] for line in found] == [
        "abatements.csv, row 4, ramp_years",
        "abatements.csv, row 4, life_years",
    ]


@pytest.mark.parametrize("name", list(FILES.values()))
def test_one_faulty_carbon_table_lets_nothing_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def refuse(*arguments: object, **tables: object) -> None:
        raise AssertionError("a plan was built")

    write_plan(make_carbon_plan(), tmp_path)
    swap(name, "made", "nobody")(tmp_path)
    monkeypatch.setattr(reading, "Plan", refuse)
    with pytest.raises(PlanFaults, match="nobody"):
        read_plan(tmp_path)
    swap(name, "nobody", "made")(tmp_path)
    with pytest.raises(AssertionError, match="a plan was built"):
        read_plan(tmp_path)


def test_nothing_known_is_read_as_unknown_and_not_as_zero(tmp_path: Path) -> None:
    unknown = Abatement(action_id="P3", component="none", form="none_known", reasoning="no figure", **CITE)
    plan = make_carbon_plan(abatements=(*make_carbon_plan().abatements, unknown))
    write_plan(plan, tmp_path)
    row = read_plan(tmp_path).abatements[-1]
    assert (row.ledger, row.low, row.central, row.high) == (None, None, None, None)


@pytest.mark.parametrize("formula", ["2*50", "100.4", "(40+60)*1", "1e2"])
def test_a_formula_may_miss_central_by_half_a_per_cent(tmp_path: Path, formula: str) -> None:
    write_plan(make_carbon_plan(), tmp_path)
    swap(ENERGY, "100,125,,", f"100,125,{formula},")(tmp_path)
    assert read_plan(tmp_path).energy[0].formula == formula


def test_shares_may_miss_the_whole_by_a_rounding(tmp_path: Path) -> None:
    write_plan(make_carbon_plan(), tmp_path)
    swap(ENERGY, "fixed,,60,", "fixed,,60.1,")(tmp_path)
    assert read_plan(tmp_path).energy[1].central == 60.1


def test_columns_and_rows_may_stand_in_any_order_and_the_path_is_the_same(tmp_path: Path) -> None:
    plan = make_carbon_plan()
    write_plan(plan, tmp_path)
    for name in FILES.values():
        header, *rows = (tmp_path / name).read_text(encoding="utf-8").splitlines()
        turned = [",".join(reversed(line.split(","))) for line in (header, *reversed(rows))]
        (tmp_path / name).write_text("\n".join(turned) + "\n", encoding="utf-8")
    found = read_plan(tmp_path)
    assert found.levers == plan.levers[::-1]
    assert found.energy == plan.energy[::-1]
    one, other = (project_pathway(dataclasses.replace(each, factors=FACTORS), "as_planned", settings=PathwaySettings(runs=1)).central.net
                  for each in (plan, found))  # fmt: skip
    assert other == pytest.approx(one)


def test_byte_order_marks_in_carbon_tables_are_accepted(tmp_path: Path) -> None:
    write_plan(make_carbon_plan(), tmp_path)
    for name in FILES.values():
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + (tmp_path / name).read_bytes())
    assert read_plan(tmp_path) == make_carbon_plan()


def test_hashes_tell_which_carbon_table_changed_and_hold_the_factors(tmp_path: Path) -> None:
    write_plan(make_carbon_plan(), tmp_path)
    before = hash_inputs(tmp_path)
    swap(LEVERS, "4,5,6", "4,5,7")(tmp_path)
    after = hash_inputs(tmp_path)
    assert {name for name in before if before[name] != after[name]} == {LEVERS}
    assert {f"factors/{table}.csv" for table in FACTOR_TABLES} <= set(before)


words = st.text(
    st.characters(categories=("L", "N", "P", "S"), include_characters=' ,"\n\t、；%≥'), min_size=1, max_size=8
).map(lambda text: text.strip() or "字")
keys = st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,6}", fullmatch=True)


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers with as many decimals as anybody prints."""
    return st.floats(low, high).map(lambda value: round(value, 9))


@st.composite
def ranges(draw: st.DrawFn, values: st.SearchStrategy[float], kinds: tuple[str, ...]) -> dict[str, Any]:
    """A distribution with what it needs: even about its centre if normal, even as ratios if lognormal."""
    kind, spread = draw(st.sampled_from(kinds)), draw(floats(0, 0.25))
    low, central, high = sorted(draw(st.tuples(values, values, values)))
    if kind == "fixed":
        return {"distribution": kind, "central": central}
    if kind == "normal":
        low, high = central - spread * abs(central), central + spread * abs(central)
    if kind == "lognormal":
        low, high = central / (1 + spread), central * (1 + spread)
    return {"distribution": kind, "low": low, "central": central, "high": high}


sizes = ranges(floats(1e-3, 1e9), ("fixed", "triangular", "uniform", "normal", "lognormal"))
rates = floats(-30, 30)


@st.composite
def shares(draw: st.DrawFn) -> tuple[EnergyUse, ...]:
    """A total, the shares of two sectors, and the fuels of each; an amount comes with the formula it follows from."""
    total = draw(sizes)
    rows = [make_energy("all", "all", kind="amount", unit="万吨标准煤", **total, formula=f"2*{total['central'] / 2}")]
    for sector, fuel in (("industry", "all"), ("industry", "coal"), ("households", "natural_gas")):
        part = draw(floats(0.1, 99.9))
        other = {"all": ("households", "all"), "coal": ("industry", "electricity")}.get(fuel, ("households", "lpg"))
        note = draw(st.none() | words)
        rows += [make_energy(sector, fuel, part, reasoning=note), make_energy(*other, 100.0 - part, reasoning_zh=note)]
    return tuple(rows)


@st.composite
def levers(draw: st.DrawFn, items: tuple[str, ...]) -> tuple[Lever, ...]:
    """The same two periods for levers of two pathways; some are drawn from observed values."""
    found, middle = [], draw(st.integers(2024, 2039))
    subjects: list[tuple[str, dict[str, str]]] = [
        ("gdp_growth", {}),
        ("intensity_change", {"sector": "industry"}),
        ("fuel_shift", {"sector": "industry", "fuel": "coal"}),
        ("fuel_shift", {"sector": "households", "fuel": "natural_gas"}),
        *(("item_change", {"item": item}) for item in items),
    ]
    for pathway in ("baseline", "as_planned"):
        for lever, subject in draw(st.lists(st.sampled_from(subjects), unique_by=str, max_size=3)):
            for first, last in ((2023, middle), (middle + 1, 2060)):
                said = draw(ranges(rates, ("fixed", "triangular", "uniform", "normal")))
                if draw(st.booleans()):
                    seen = draw(st.lists(rates, min_size=3, max_size=5))
                    said = {"distribution": "empirical", "central": None, "values": ";".join(map(str, seen))}
                    said |= {"low": None, "high": None}
                changes = {"low": None, "high": None, **said, **subject, "reasoning": draw(words)}
                row = make_lever(lever, 0.0, pathway=pathway, first_year=first, last_year=last)
                found.append(Lever.model_validate({**row.model_dump(), **changes}))
    return tuple(found)


@st.composite
def carbon_plans(draw: st.DrawFn) -> Plan:
    items = tuple(draw(st.lists(keys, unique=True, max_size=3)))
    others = tuple(
        OtherEmission(item=item, ledger=ledger, gas=gas, name_zh=draw(words), name_en=draw(words), reasoning=draw(words),
                      **draw(sizes), **CITE)
        for item in items
        for ledger, gas in [draw(st.sampled_from([("other_ghg", "ch4"), ("other_ghg", "n2o"), ("sink", "co2")]))]
    )  # fmt: skip
    part = draw(floats(0.1, 99.9))
    drivers = (
        BaseDriver(driver="gdp", unit="亿元", reasoning_zh=draw(st.none() | words), **draw(sizes), **CITE),
        BaseDriver(driver="population", unit="万人", reasoning=draw(st.none() | words), **draw(sizes), **CITE),
        *(
            BaseDriver(driver="value_added_share", sector=sector, unit="%", distribution="fixed", central=share, **CITE)
            for sector, share in (("industry", part), ("services", 100.0 - part))
        ),
    )
    amount = draw(floats(-1e9, 1e9))
    abatements = (
        make_abatement("P1", draw(keys), "electricity", amount, high=amount + draw(floats(0, 1e9))),
        make_abatement("P2", "gas", "ch4", amount, ledger="other_ghg", formula=f"{amount}*1", factor=draw(words)),
        Abatement(action_id="P3", component="none", form="none_known", reasoning=draw(words), **CITE),
    )
    pathways = {
        name: Pathway(title_zh=draw(words), title_en=draw(words), projects=draw(st.sampled_from(["none", "chosen", "all"])),
                      delay_years=draw(st.integers(0, 20)))
        for name in ("baseline", "as_planned", draw(keys))
    }  # fmt: skip
    carbon = CarbonSettings(
        base_year=2022,
        horizon=draw(st.integers(2040, 2100)),
        grid=draw(st.sampled_from(["China", "Yunnan"])),
        grid_years=tuple(draw(st.lists(st.sampled_from([2021, 2022]), min_size=1, max_size=2, unique=True))),
        correlations=(Correlation(lever="gdp_growth", other="intensity_change", rank=draw(floats(-1, 1))),),
        lever_shape=draw(st.sampled_from(["step", "linear"])),
        intensity_targets=(
            IntensityTarget(first_year=2022, year=2030, fall_percent=draw(floats(1, 99)), source_id=CITE["source_id"]),
        ),
    )
    plan = make_carbon_plan(
        drivers=drivers,
        energy=draw(shares()),
        other_emissions=others,
        levers=draw(levers(items)),
        abatements=abatements,
    )
    return dataclasses.replace(plan, settings=plan.settings.model_copy(update={"carbon": carbon, "pathways": pathways}))


@settings(max_examples=60)
@given(plan=carbon_plans())
def test_write_then_read_gives_the_same_carbon_tables(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("plan")
    write_plan(plan, folder)
    found = read_plan(folder)
    for table in FILES:
        assert getattr(found, table) == getattr(plan, table)
    assert found.settings == plan.settings


def spoil_factors(folder: Path, *changes: WhatIf) -> list[str]:
    shutil.copytree(SCENARIOS / "factors", folder)
    for change in changes:
        change(folder)
    with pytest.raises(PlanFaults) as caught:
        read_factors(folder)
    head, *lines = str(caught.value).splitlines()
    assert head.endswith(f" in {folder.name}:")
    return [line.removeprefix("  ") for line in lines]


FUELS, GRIDS, GWPS = "fuel_factors.csv", "grid_factors.csv", "gwps.csv"
COAL = "26.37*0.94*44/12*0.0293076"


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "finding", "mend"),
    [
        (FUELS, COAL, "26.37*0.94*44/12", "row 2, formula", "26.37*0.94*44/12 is 90.8886, not 2.664", "correct it or central"),
        (FUELS, COAL, "26.37*0.94*44/12*0.03", "row 2, formula", "26.37*0.94*44/12*0.03 is 2.72666, not 2.664", "correct it or central"),
        (FUELS, COAL, "26.37×0.94", "row 2, formula", "'26.37×0.94' is not plain arithmetic", TO_FORMULA),
        (FUELS, COAL, "carbon*44/12", "row 2, formula", "'carbon*44/12' is not plain arithmetic", TO_FORMULA),
        (FUELS, "2.531,2.664", "2.831,2.664", "row 2, central", f"{DISORDER}: 2.831, 2.664, 2.797", TO_ORDER),
        (FUELS, "2.664,2.797", "2.664,2.6", "row 2, central", f"{DISORDER}: 2.531, 2.664, 2.6", TO_ORDER),
        (FUELS, "2.531,2.664", "2.531,", "row 2, central", "is empty", TO_FILL),
        (FUELS, "2.531,2.664", "2.531,2.66l", "row 2, central", f'{NUMBER}; found "2.66l"', TO_NUMBER),
        (FUELS, "2.531,2.664", "2.531,2.l64", "row 2, central", f'{NUMBER}; found "2.l64" (letter l?)', TO_NUMBER),
        (FUELS, "guideline,anthracite", "guideline,coal", "row 3, factor_set", 'the key "guideline, coal" already stands in row 2', TO_KEY),
        (FUELS, "GHG_guideline_2011", "Nobody", "row 2, source_id", '"Nobody" is not in sources.csv', TO_LINK),
        (GRIDS, "0.5568", "-0.5568", "row 2, kg_per_kwh", 'must be 0 or more; found "-0.5568"', TO_BOUND),
        (GRIDS, "2021,fossil", "2021,average", "row 3, province_en", 'the key "China, 2021, average" already stands in row 2', TO_KEY),
        (GWPS, "SAR,ch4", "SAR,co2", "row 3, gwp_set", 'the key "SAR, co2" already stands in row 2', TO_KEY),
        ("standard_coals.csv", "coal,calorific", "coal,caloric", "row 2, account",
         "must be 'equivalent' or 'calorific'; found \"caloric\"", TO_WORD),
    ],
)  # fmt: skip
def test_a_fault_of_the_factors_is_named_and_stands_alone(
    tmp_path: Path, name: str, old: str, new: str, place: str, finding: str, mend: str
) -> None:
    (line,) = spoil_factors(tmp_path / "factors", swap(name, old, new))
    assert line.startswith(f"{name}, {place}: {finding}")
    assert line.endswith(f"; {mend}.")


def test_a_missing_file_of_factors_is_one_fault(tmp_path: Path) -> None:
    found = spoil_factors(tmp_path / "factors", lambda folder: (folder / FUELS).unlink())
    assert found == [f"fuel_factors.csv: {MISSING}"]


def test_all_faults_of_the_factors_come_at_once(tmp_path: Path) -> None:
    found = spoil_factors(
        tmp_path / "factors",
        swap(FUELS, COAL, "26.37*0.94*44/12"),
        swap(FUELS, "ipcc2006,coal,2.623", "ipcc2006,coal,3.623"),
        swap(GRIDS, "0.5568", "-0.5568"),
        lambda folder: (folder / GWPS).unlink(),
    )
    assert sorted(re.split("[,:]", line)[0] for line in found) == [FUELS, FUELS, GRIDS, GWPS]


def test_a_folder_without_factors_is_told_file_by_file(tmp_path: Path) -> None:
    with pytest.raises(PlanFaults) as caught:
        read_factors(tmp_path / "nowhere")
    head, *lines = str(caught.value).splitlines()
    assert head == f"{len(FACTOR_TABLES)} problems in nowhere:"
    assert [line.strip() for line in lines] == [f"{table}.csv: {MISSING}" for table in FACTOR_TABLES]


def test_factors_of_another_folder_are_read_whole(tmp_path: Path) -> None:
    shutil.copytree(SCENARIOS / "factors", tmp_path / "factors")
    assert read_factors(tmp_path / "factors") == read_factors()


def test_every_formula_of_the_shipped_factors_was_checked_against_its_central_value() -> None:
    """A formula a hundredth off is refused, so none of those that ship is."""
    with_formula = [row for row in read_factors().fuel_factors if row.formula is not None]
    assert len(with_formula) >= 20
    for row in with_formula:
        product = math.prod(float(part) for part in row.formula.split("/")[0].split("*"))
        for divisor in row.formula.split("/")[1:]:
            first, *rest = divisor.split("*")
            product = product / float(first) * math.prod(map(float, rest))
        assert product == pytest.approx(row.central, rel=5e-3)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (DRIVERS, "亿元", "万元", 'row 2, unit: gdp is in 100 million yuan (亿元); found "万元"; convert it.'),
        (DRIVERS, "gdp,all", "gdp,industry", "row 2, sector: gdp of sector industry; "),
        (
            OTHERS,
            "landfill,other_ghg",
            "landfill,energy_co2",
            "row 2, ledger: energy_co2 is reckoned from energy.csv; ",
        ),
        (OTHERS, "吨", "人", 'row 2, unit: must be tonnes of the gas a year; found "人"; '),
        (
            LEVERS,
            "gdp_growth,all",
            "gdp_growth,industry",
            "row 2, sector: gdp_growth does not tell one sector from another; ",
        ),
        (LEVERS, "5,6", "5,600", "row 2, central: 600 a year is beyond 50; "),
        (ABATEMENTS, "P2,other_ghg", "P2,energy_co2", "row 4, ledger: ch4 belongs to other_ghg, not energy_co2; "),
    ],
)
def test_what_would_be_read_as_something_else_is_refused(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    faults = list_faults(tmp_path, swap(name, old, new))
    assert any(fault.startswith(f"{name}, {said}") for fault in faults), faults


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (ENERGY, "industry,all,share,%,equivalent,fixed,,60", "industry,all,share,%,equivalent,fixed,,6O"),
        (ENERGY, "lognormal,80,100", "lognormal,80,1OO"),
        (DRIVERS, "200", "2OO"),
        (OTHERS, "1000", "1OOO"),
    ],
)
def test_a_row_that_cannot_be_read_causes_no_other_fault(tmp_path: Path, name: str, old: str, new: str) -> None:
    (fault,) = list_faults(tmp_path, swap(name, old, new))
    assert fault.startswith(f"{name}, row ")
    assert "(letter O?)" in fault
