"""Chains in a package: what is wrong with one is named with file, row and column, and what is right survives writing and reading."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from damage import damage_package
from peakfolio.errors import PlanFaults
from peakfolio.plan.chains import Spread
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from peakfolio.plan.writing import write_plan
from tiny import make_effect, make_indicator, make_measure, make_observation, make_target
from tiny_chains import make_chained_plan, make_evidence

Row = dict[str, str]
Change = Callable[[dict[str, list[Row]]], None]
TABLES = ("chains", "effects", "parameters", "projects")


@pytest.fixture(autouse=True)
def _evidence_of_one_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """Village sewage at 10 (5 to 20) 万元 a village is all the evidence there is."""
    monkeypatch.setattr("peakfolio.plan.reading.read_evidence", lambda: make_evidence(5, 10, 10, 20))


def write_chained(folder: Path, *changes: Change) -> None:
    """A package in which P1 raises sewage by what its money builds; M1 is a measure for a state that has no effect yet."""
    plan = make_chained_plan()
    rule = make_indicator("rule", kind="binary", direction="none", unit=None)
    write_plan(
        Plan(
            settings=plan.settings,
            sources=plan.sources,
            indicators=(*plan.indicators, rule),
            targets=(*plan.targets, make_target("rule", None, relation="done", as_written="x")),
            observations=(*plan.observations, make_observation("rule", None, state="not_done")),
            projects=plan.projects,
            measures=(make_measure("M1"),),
            effects=(*plan.effects, make_effect("M1", "rule", None, mode="enables", low=None, high=None)),
            parameters=plan.parameters,
            chains=plan.chains,
            evidence=plan.evidence,
        ),
        folder,
    )
    tables = {name: list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text("utf-8")))) for name in TABLES}
    heads = {name: (folder / f"{name}.csv").read_text("utf-8").splitlines()[0].split(",") for name in TABLES}
    for change in changes:
        change(tables)
    for name, rows in tables.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, heads[name], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")


def edit(table: str, number: int, **cells: str) -> Change:
    """Cells of a row, by its number in the file."""
    return lambda tables: tables[table][number - 2].update(cells)


def edit_effect(action: str, indicator: str, **cells: str) -> Change:
    def change(tables: dict[str, list[Row]]) -> None:
        rows = [row for row in tables["effects"] if (row["action_id"], row["indicator_id"]) == (action, indicator)]
        assert len(rows) == 1
        rows[0].update(cells)

    return change


def add_steps(action: str, indicator: str, *said: tuple[str, str, str]) -> Change:
    def change(tables: dict[str, list[Row]]) -> None:
        for number, (operation, takes, of) in enumerate(said, start=1):
            row = {"action_id": action, "indicator_id": indicator, "step": str(number), "operation": operation}
            tables["chains"].append({**row, "takes": takes, "of": of, "note": "", "note_zh": ""})

    return change


def name_row(tables: Path, action: str, indicator: str) -> int:
    rows = list(csv.DictReader(io.StringIO((tables / "effects.csv").read_text("utf-8"))))
    return 2 + next(i for i, row in enumerate(rows) if (row["action_id"], row["indicator_id"]) == (action, indicator))


def find_faults(folder: Path, *changes: Change) -> list[str]:
    write_chained(folder, *changes)
    with pytest.raises(PlanFaults) as caught:
        read_plan(folder)
    assert all("; " in fault.read("en") and "；" in fault.read("zh") for fault in caught.value.faults), (
        "each has a mend"
    )
    return [fault.read("en") for fault in caught.value.faults]


def test_a_chained_effect_is_written_without_figures_and_read_with_them(tmp_path: Path) -> None:
    write_chained(tmp_path / "plan")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "plan" / "effects.csv").read_text("utf-8"))))
    (own,) = (row for row in rows if (row["action_id"], row["indicator_id"]) == ("P1", "sewage"))
    assert (own["low"], own["central"], own["high"]) == ("", "", "")
    read = read_plan(tmp_path / "plan")
    (effect,) = (row for row in read.effects if (row.action_id, row.indicator_id) == ("P1", "sewage"))
    assert (effect.low, effect.central, effect.high) == pytest.approx((10.0, 25.0, 66.6667), rel=1e-4)
    assert read.chain_by_effect["P1", "sewage"].spread == Spread(effect.low, effect.central, effect.high)
    write_plan(read, tmp_path / "again")
    assert read_plan(tmp_path / "again") == read


STEP = ("chains", 4)  # divided by the villages
COST = ("chains", 2)
CLASS = ("chains", 3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (edit(*STEP, of="hamlets"), 'chains.csv, row 4, of: "hamlets" is not in parameters.csv'),
        (edit(*CLASS, of="bridges"), 'chains.csv, row 3, of: "bridges" is no class of the evidence'),
        (edit(*STEP, takes="unit_effect", of="rain"), 'chains.csv, row 4, of: "rain" is no step of the evidence with a figure'),
        (edit(*STEP, of=""), "chains.csv, row 4, of: does not fit parameter"),
        (edit(*COST, of="villages"), "chains.csv, row 2, of: does not fit cost"),
        (edit(*COST, operation="times"), "chains.csv, row 2, operation: stands before any term"),
        (edit(*COST, operation="root"), "chains.csv, row 2, operation"),
        (edit(*STEP, step="2"), "chains.csv, row 4, action_id"),
        (edit(*STEP, step="0"), "chains.csv, row 4, step"),
        (edit(*STEP, action_id="P9"), '"P9" is not in projects.csv or measures.csv'),
        (edit(*STEP, indicator_id="sewer"), '"sewer" is not in indicators.csv'),
        (edit("parameters", 2, unit="亩"), "chains.csv, row 4, of: the steps give"),
        (edit("parameters", 2, unit="斗"), 'parameters.csv, row 2, unit: unit "斗" is unknown'),
        (edit("parameters", 2, low="-1"), "chains.csv, row 4, of: can be nought"),
        (edit("parameters", 2, low="0"), "chains.csv, row 4, of: can be nought"),
        (edit("parameters", 2, low=""), "parameters.csv, row 2, low: low and high are not both given"),
        (edit("parameters", 2, low="60"), "parameters.csv, row 2"),
        (edit("parameters", 2, central=""), "parameters.csv, row 2, central: is empty"),
        (edit("parameters", 2, formula="6 * 7"), "parameters.csv, row 2"),
        (edit("parameters", 2, source_id="unheard"), '"unheard" is not in sources.csv'),
        (edit("projects", 2, cost_wan_yuan=""), "chains.csv, row 2, takes: the cost of P1 is unknown"),
        (add_steps("P3", "forest", ("plus", "cost", "")), "no effect of P3 on forest takes this chain"),
        (edit_effect("P1", "sewage", basis="quantified"), "estimated is what comes from money"),
        (edit_effect("P2", "forest", basis="estimated"), "estimated is what comes from money"),
        (edit_effect("P1", "sewage", central="25"), "the effect has a chain in chains.csv, and figures of its own"),
        (edit_effect("P1", "sewage", basis="shared"), "an effect that is shared and adds has no chain"),
        (edit_effect("P2", "forest", basis="law"), "a law names the publication it stands in"),
        (edit_effect("P2", "forest", basis="order", low="", central="", high=""), "an order is a measure that enables or reaches"),
        (edit_effect("M1", "rule", basis="order", mode="adds"), "an order is a measure that enables or reaches"),
        (add_steps("M1", "rule", ("plus", "parameter", "villages")), "and enables has no chain"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_chain_is_named(tmp_path: Path, change: Change, said: str) -> None:
    faults = find_faults(tmp_path / "plan", change)
    assert any(said in fault for fault in faults), faults


@pytest.mark.parametrize(
    "change",
    [
        edit(*STEP, of=""),
        edit(*COST, of="villages"),
        edit(*STEP, step="2"),
        edit("parameters", 2, unit="斗"),
        edit("chains", 2, takes="money"),
        edit(*CLASS, operation="at_most"),
        edit_effect("P1", "sewage", basis="shared"),
    ],
)
def test_one_cause_is_one_fault(tmp_path: Path, change: Change) -> None:
    faults = find_faults(tmp_path / "plan", change)
    assert len(faults) == 1, faults


def test_without_the_chains_no_effect_is_blamed_for_its_empty_cells(tmp_path: Path) -> None:
    write_chained(tmp_path / "plan")
    (tmp_path / "plan" / "chains.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PlanFaults) as caught:
        read_plan(tmp_path / "plan")
    assert [fault.file for fault in caught.value.faults] == ["chains.csv"]


def test_a_package_without_chains_lacks_the_figures_of_its_effects(tmp_path: Path) -> None:
    write_chained(tmp_path / "plan")
    (tmp_path / "plan" / "chains.csv").unlink()
    with pytest.raises(PlanFaults) as caught:
        read_plan(tmp_path / "plan")
    assert {fault.file for fault in caught.value.faults} == {"effects.csv"}


@pytest.mark.parametrize("cells", [{"basis": "law"}, {"basis": "estimated"}])
def test_a_wrong_basis_is_said_of_the_row_of_the_effect(tmp_path: Path, cells: Row) -> None:
    (fault,) = find_faults(tmp_path / "plan", edit_effect("P2", "forest", **cells))
    assert fault.startswith(f"effects.csv, row {name_row(tmp_path / 'plan', 'P2', 'forest')}, ")


@pytest.mark.parametrize("cells", [{"mode": "enables"}, {"mode": "reaches"}])
def test_an_order_of_a_measure_is_read(tmp_path: Path, cells: Row) -> None:
    indicator = "rule" if cells["mode"] == "enables" else "sewage"
    write_chained(tmp_path / "plan", edit_effect("M1", "rule", basis="order", indicator_id=indicator, **cells))
    (order,) = (row for row in read_plan(tmp_path / "plan").effects if row.action_id == "M1")
    assert (order.basis, order.central) == ("order", None)


def test_a_law_in_a_publication_is_read(tmp_path: Path) -> None:
    write_chained(tmp_path / "plan", edit_effect("P2", "forest", basis="law", source_id="GB"))
    with (tmp_path / "plan" / "sources.csv").open(encoding="utf-8") as file:
        head = file.readline().strip().split(",")
    row = {"source_id": "GB", "kind": "publication", "title": "标准", "citation": "GB 1-2020"}
    with (tmp_path / "plan" / "sources.csv").open("a", encoding="utf-8") as file:
        csv.DictWriter(file, head, lineterminator="\n").writerow(row)
    assert {row.basis for row in read_plan(tmp_path / "plan").effects} == {"estimated", "law", "stated"}


def test_a_chain_whose_figure_cannot_be_read_is_not_blamed_for_it(tmp_path: Path) -> None:
    faults = find_faults(tmp_path / "plan", edit("parameters", 2, central="forty"))
    assert [fault.split(",")[0] for fault in faults] == ["parameters.csv"]


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_package_with_chains_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    write_chained(tmp_path / "plan")
    damage_package(tmp_path / "plan", tmp_path / "hurt", seed, tables=("chains.csv", "parameters.csv", "effects.csv"))
    try:
        plan = read_plan(tmp_path / "hurt")
    except PlanFaults:
        return
    for pair, chain in plan.chain_by_effect.items():
        spread = chain.spread
        assert spread.low <= spread.central <= spread.high, pair
