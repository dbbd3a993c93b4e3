"""A user's own figures in the chains: what follows from them, how they are marked, and that a wrong one is refused."""

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from tests.tiny_chains import make_chained_plan, make_parameter

from peakfolio.app.downloads import TEMPLATES, pack_plan
from peakfolio.app.rows import set_parameter
from peakfolio.errors import PeakfolioError, UnknownName
from peakfolio.plan.own_figures import OWN, set_parameters, size_effects
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.answering import answer_question, change_scenario
from peakfolio.report.summary import headline
from peakfolio.report.tracing import trace_project

HUNDRED = (80.0, 100.0, 125.0)


def find_effect(plan: Plan) -> tuple[float | None, ...]:
    row = next(each for each in plan.effects if (each.action_id, each.indicator_id) == ("P1", "sewage"))
    return row.low, row.central, row.high


def test_more_villages_make_every_effect_on_their_share_smaller() -> None:
    plan = make_chained_plan()
    assert find_effect(plan) == pytest.approx((10, 25, 200 / 3))
    assert find_effect(set_parameters(plan, {"villages": HUNDRED})) == pytest.approx((4, 10, 25))


def test_the_answer_rests_on_the_figures_of_its_scenario() -> None:
    plan = make_chained_plan()
    _, scenario = change_scenario(plan, parameter_values={"villages": HUNDRED})
    before, after = (answer_question(plan, "base", each) for each in (plan.settings.scenario, scenario))
    assert find_effect(after.plan) == pytest.approx((4, 10, 25))
    assert find_effect(before.plan) == find_effect(plan), "the plan itself stays as it is"
    gaps = [{each.action_id: each.full for each in answer.problem.contributions} for answer in (before, after)]
    assert [each["P1"] for each in gaps] == pytest.approx([25, 10])
    assert "villages set to 100 (80 to 125)" in headline(after).read("en")
    assert "villages" not in headline(before).read("en")


def test_a_figure_of_the_user_is_traced_to_the_user() -> None:
    own = set_parameters(make_chained_plan(), {"villages": HUNDRED})
    step = next(each for each in trace_project(own, "P1") if each.subject.read("en") == "villages")
    assert "user" in step.source.read("en")
    assert "the plan has 40 (30 - 50)" in step.reasoning.read("en")


def test_a_figure_out_of_order_unknown_or_impossible_is_refused() -> None:
    plan = make_chained_plan()
    with pytest.raises(PeakfolioError, match="must not fall"):
        set_parameters(plan, {"villages": (3.0, 2.0, 1.0)})
    with pytest.raises(UnknownName, match="hamlets"):
        set_parameters(plan, {"hamlets": HUNDRED})
    with pytest.raises(PeakfolioError, match="nothing is divided by nought"):
        set_parameters(plan, {"villages": (0.0, 1.0, 2.0)})
    with pytest.raises(PeakfolioError, match=r"is not in parameters\.csv"):
        size_effects(replace(plan, parameters=(make_parameter("other", 1, "行政村"),)))


@pytest.mark.parametrize("figure", [float("inf"), float("nan"), 1e300, -1e300, 1e-320])
def test_a_figure_no_table_may_hold_is_no_figure_of_a_user_either(figure: float) -> None:
    with pytest.raises(PeakfolioError, match=r"finite|must lie within|smaller than any"):
        set_parameters(make_chained_plan(), {"villages": (figure, figure, figure)})


def test_a_user_reaches_no_level_that_the_indicator_cannot_have(dongchuan: Plan) -> None:
    with pytest.raises(PeakfolioError, match="500 lies outside the bounds of I37"):
        set_parameters(dongchuan, {"procurement_record": (50.0, 500.0, 5000.0)})


def test_the_figure_of_the_plan_comes_back() -> None:
    changed = set_parameter(Scenario(), "villages", HUNDRED)
    assert changed.parameter_values == {"villages": HUNDRED}
    assert set_parameter(changed, "villages", None) == Scenario()
    plan = make_chained_plan()
    assert set_parameters(plan, {}) is plan


def test_the_downloaded_package_holds_the_figures_of_the_user(tmp_path: Path, dongchuan: Plan) -> None:
    folder = Path(__file__).parents[1] / "scenarios" / "dongchuan"
    own = set_parameters(dongchuan, {"villages": (130.0, 130.0, 142.0)})
    session = SimpleNamespace(folder=folder, plan=own)  # of a session they ask no more
    with zipfile.ZipFile(io.BytesIO(pack_plan(session))) as archive:  # type: ignore[arg-type]
        archive.extractall(tmp_path)
    again = read_plan(tmp_path)
    row = next(each for each in again.parameters if each.parameter_id == "villages")
    assert (row.low, row.central, row.high, row.source_id) == (130, 130, 142, OWN)
    assert again.effects == own.effects
    book = next(each for each in TEMPLATES if each.suffix == "plan.xlsx").make(session)  # type: ignore[arg-type]
    assert book is not None
    sheet = load_workbook(io.BytesIO(book))["parameters"]
    first = list(next(csv.reader(io.StringIO((tmp_path / "parameters.csv").read_text("utf-8")))))
    values = {str(cells[0]): cells for cells in sheet.iter_rows(min_row=2, values_only=True)}
    assert values["villages"][first.index("central")] == 130
