"""What is shown of delivery: tables, sentences and figures in both languages, the carbon path as delivered, and the command."""

import itertools
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from conftest import draw_plainly, load
from peakfolio.carbon.built import Built, list_finishes
from peakfolio.carbon.delayed import compare_delivery, serve_after
from peakfolio.carbon.pathways import project_pathway
from peakfolio.carbon.settings import EnsembleSettings, PathwaySettings
from peakfolio.cli.main import main
from peakfolio.delivery.model import STAGES
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.plan.abating import find_service_share
from peakfolio.render.paper import draw_chart
from peakfolio.render.run_folder import write_delivery
from peakfolio.render.screen import plot_chart
from peakfolio.report.chapters.delivery import list_delivery_figures
from peakfolio.report.chapters.derivations import list_stages
from peakfolio.report.chapters.options import advise, compare_starts, explain_best, list_options
from peakfolio.report.delivery.charts import chart_by_year, chart_gantt
from peakfolio.report.delivery.frames import COURSES, make_by_year_data, make_gantt_data
from peakfolio.report.delivery.summary import (
    describe_choice,
    describe_delivery,
    headline_delivery,
    list_delivery_caveats,
)
from peakfolio.report.delivery.tables import (
    READABLE,
    list_delivery_tables,
    list_prices,
    make_chance_table,
    make_course_table,
    make_difference_table,
    make_project_delivery_table,
    make_queue_table,
    make_robust_table,
    make_value_table,
)
from peakfolio.report.delivery.tracing import trace_delivery
from peakfolio.report.numbering import read_table, settle
from peakfolio.run import find_delays
from peakfolio.words import LANGUAGES, Name
from remembering import make_run

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def look(region: str) -> DeliveryOutlook:
    found = make_run(region).delivery
    assert found is not None
    return found


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
def test_the_answer_on_delivery_is_said_in_both_languages(region: str) -> None:
    outlook = look(region)
    delays = find_delays(outlook, runs=100)
    for said in (headline_delivery(outlook), *list_delivery_caveats(outlook, delays)):
        assert CHINESE.search(said.read("zh"))
        assert not CHINESE.search(said.read("en"))
    assert f"{outlook.chosen.delivery.runs:,} runs" in headline_delivery(outlook).read("en")
    assert any("judgement" in each.read("en") for each in list_delivery_caveats(outlook, delays))


def test_probabilities_of_tables_are_shares_of_the_runs() -> None:
    outlook = look("dongchuan")
    met = outlook.chosen.meeting
    counted = np.logical_and.reduce([met.met[key] for key in outlook.aims]).mean()
    table = make_course_table(outlook).to_frame().set_index("course")
    assert table.loc["chosen", "chance"] == counted == outlook.chosen.chance
    assert table.loc["chosen", "chance_low"] <= counted <= table.loc["chosen", "chance_high"]
    said = describe_delivery(outlook, {})
    assert said["portfolios"]["chosen"]["chance"] == counted
    assert json.loads(json.dumps(said, allow_nan=False)) == said


def test_a_probability_of_all_targets_says_of_how_many() -> None:
    found = look("dongchuan")
    outlook = replace(found, secure=replace(found.secure, aims=found.aims[1:]))
    aims = {name: len(getattr(outlook, name).aims) for name in COURSES}
    assert aims["secure"] < aims["chosen"]
    data = make_by_year_data(outlook)
    chart = chart_by_year(data, 0.8)
    (axes,) = draw_chart(chart, "en").axes
    drawn = [" ".join(each.get_text().split()) for each in axes.get_yticklabels()]
    plotted = [" ".join(each.split("<br>")) for each in plot_chart(chart, "en").layout.yaxis.ticktext]
    assert plotted == drawn
    assert all(label.endswith(f"({aims[name]} targets)") for name, label in zip(COURSES, plotted, strict=True))


@pytest.mark.parametrize("region", ["dongchuan", "yongchuan"])
def test_every_bar_of_the_plan_of_work_has_its_place(region: str) -> None:
    """A stage a project does not have is no bar: one without a place would stretch the axis over two thousand years."""
    data = make_gantt_data(look(region).chosen)
    bars = [each for each in plot_chart(chart_gantt(data, 2025), "zh").data if each.type == "bar"]
    assert sum(len(each.y) for each in bars) == data[[f"{stage}_begin" for stage in STAGES]].notna().to_numpy().sum()
    assert all(
        2000 < base < 2100 and length >= 0 for each in bars for base, length in zip(each.base, each.x, strict=True)
    )


def test_a_portfolio_that_is_the_chosen_one_is_called_so() -> None:
    chosen = look("yongchuan").choice.portfolio
    assert compare_starts(chosen, chosen).read("en") == "same projects and start years"
    first = next(iter(chosen.starts))
    moved = replace(chosen, starts={**chosen.starts, first: chosen.starts[first] + 1, "P99": 2024})
    said = compare_starts(chosen, moved)
    assert said.read("en") == f"adds P99; starts {first} {chosen.starts[first]}→{chosen.starts[first] + 1}"
    assert compare_starts(moved, chosen).read("zh").startswith("减 P99")


def test_an_option_that_gives_up_targets_says_what_that_costs_in_points() -> None:
    found = look("yongchuan")
    outlook = replace(found, robust=replace(found.robust, in_sample=0.0))
    score = {"chosen": 95.0, "robust": 95.0, "promise": 95.0, "later": 95.0}
    options = list(list_options(outlook, score))
    second = replace(options[0], letter="B", points=94.0)
    said = advise(outlook, [replace(options[0], chance=0.1), second, replace(second, letter="C")])
    assert "94" in said.read("zh")
    assert "below the 95 to pass" in said.read("en")
    assert "to pass" not in advise(outlook, [replace(options[0], chance=0.1), options[0], second]).read("en")


def test_what_delays_do_to_emissions_is_unknown_where_no_chosen_project_has_an_abatement() -> None:
    found = look("panzhihua-dongqu")
    known = {row.action_id for row in found.plan.abatements if row.form != "none_known"}
    starts = {key: year for key, year in found.chosen.starts.items() if key not in known}
    outlook = replace(found, chosen=replace(found.chosen, starts=starts))
    assert known & set(outlook.written.starts)
    said = [
        each.read("en")
        for each in list_delivery_caveats(outlook, find_delays(outlook, runs=50))
        if each.read("en").startswith("Carbon")
    ]
    assert ["unknown" in each for each in said] == [False, True]


def test_months_of_stages_are_those_the_simulation_takes() -> None:
    outlook = look("yongchuan")
    rows = list_stages(outlook).to_records()
    for job in outlook.chosen.delivery.jobs:
        own = {row["stage"]: row for row in rows if job.action_id in str(row["projects"]).split()}
        built = own["construction"]
        span = job.months["construction"]
        assert (built["low"], built["mode"], built["high"]) == (span.low, span.mode, span.high)
        assert ("tender" in own) is not job.is_started


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu"])
def test_a_table_says_the_same_to_readers_and_in_files(region: str) -> None:
    outlook = look(region)
    tables = (
        make_course_table(outlook),
        make_chance_table(outlook),
        make_project_delivery_table(outlook, "chosen"),
        make_difference_table(outlook),
        make_queue_table(outlook),
        make_robust_table(outlook),
    )
    for table, language in itertools.product(tables, LANGUAGES):
        read = read_table(table, language)
        for raw, cells in zip(table.to_records(), read.rows, strict=True):
            for column, cell in zip(table.columns, cells, strict=True):
                kept = raw.get(column.key, raw.get(f"{column.key}_{language}"))
                if kept in column.words:
                    assert cell == column.words[kept].read(language)
                elif column.kind == "share" and kept is not None:
                    assert cell == pytest.approx(100 * kept, abs=1e-6)
                elif column.key != "projects":  # readers get them by start year
                    assert cell == (kept if isinstance(kept, str | None) else pytest.approx(kept, abs=1e-6))


def test_start_years_are_grouped_for_readers_and_one_portfolio_is_listed_once() -> None:
    outlook = look("dongchuan")
    table = list_prices(outlook)
    for record, (said,) in zip(table.to_records(), table.pick("projects").rows, strict=True):
        by_year = {year: keys.split() for year, keys in (part.split(": ") for part in said.en.split("; "))}
        assert {f"{key}:{year}" for year, keys in by_year.items() for key in keys} == set(record["projects"].split())
    curve = table.keep("asked", ["curve"]).drop("asked", "alpha", "claimed").rows
    assert len(set(curve)) == len(curve)


def test_columns_for_readers_alone_hold_what_the_files_hold() -> None:
    table = make_project_delivery_table(look("dongchuan"), "chosen")
    for row in table.to_records():
        assert row["span"] == f"{row['in_service_q05']} ~ {row['in_service_q95']}"
        assert row["waits_queue"] == row["waits_desk"] + row["waits_designer"] + row["waits_crew"]
    assert not set(READABLE) & set(list_delivery_tables(look("dongchuan"), {})["delivery_projects"].columns)


def test_values_as_delivered_end_between_base_and_what_is_reached_on_paper() -> None:
    outlook = look("dongchuan")
    table = make_value_table(outlook)
    for target in outlook.study.problem.targets:
        rows = table[table["indicator_id"] == target.key]
        if rows.empty:
            assert target.is_state
            continue
        moved = target.sign * (rows["q50"].to_numpy() - target.base)
        assert moved[0] == 0.0
        assert (np.diff(moved) >= -1e-9).all()


def test_the_robust_table_tells_what_was_given_up_and_for_which_year() -> None:
    found = look("dongchuan")
    unsure = replace(found.robust, in_sample=0.0)
    promise = replace(unsure, aims=found.aims[1:], dropped=found.aims[:1])
    later = replace(unsure, by=found.milestone + 2, in_sample=1.0)
    outlook = replace(found, robust=unsure, promise=promise, later=later)
    table = make_robust_table(outlook).to_frame().set_index("asked")
    assert not table.loc["all_aims", "is_reached"]
    assert table.loc["fewer_aims", "aims"] + len(table.loc["fewer_aims", "given_up"].split()) == len(outlook.aims)
    assert table.loc["later_year", "by"] > outlook.milestone
    assert table.loc["later_year", "aims"] == len(outlook.aims)


def test_every_table_and_figure_of_delivery_is_written_with_the_same_bytes_twice(tmp_path: Path) -> None:
    outlook = look("panzhihua-dongqu")
    delays = find_delays(outlook, runs=50)
    for name in ("one", "two"):
        write_delivery(outlook, delays, tmp_path / name)
    one = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert one == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert {f"{name}.csv" for name in list_delivery_tables(outlook, delays)} <= set(one)
    assert {f"{name}.en.png" for name in list_delivery_figures(outlook)} <= set(one)


def test_what_serves_after_a_year_is_what_the_plan_says_of_that_year() -> None:
    plan = load("dongchuan")
    years = np.arange(2022, 2061)
    for row in plan.abatements:
        if row.form != "none_known":
            found = serve_after(row, np.array([2024.0, 2031.0, np.inf]), years)
            for place, finish in enumerate((2024, 2031)):
                assert found[place].tolist() == [find_service_share(row, finish, int(year)) for year in years]
            assert not found[2].any()


def test_a_path_delivered_on_the_plans_dates_is_the_planned_path() -> None:
    outlook = look("yongchuan")
    plan, starts = outlook.plan, outlook.written.starts
    built = list_finishes(plan, starts, {})
    kept = {key: np.full(7, float(each.finish)) for key, each in built.items()}
    same = compare_delivery(plan, built, kept, EnsembleSettings(runs=64))
    assert not same.shift.any()
    assert not same.other_shift.any()
    assert same.find_chance(2030)[0] == same.find_chance(2030)[1]
    path = project_pathway(plan, same.pathway, outlook.choice.portfolio, PathwaySettings(projects="all", runs=64))
    assert np.allclose(path.ensemble.means["net"], same.planned.means["net"])


def test_a_project_that_is_never_built_abates_nothing() -> None:
    plan = load("dongchuan")
    key = next(row.action_id for row in plan.abatements if row.ledger == "energy_co2" and row.form != "none_known")
    never = compare_delivery(plan, {key: Built(2024)}, {key: np.array([np.inf])}, EnsembleSettings(runs=16))
    bare = compare_delivery(plan, {}, {}, EnsembleSettings(runs=16))
    assert np.allclose(never.delivered.means["net"], bare.planned.means["net"])
    assert not np.allclose(never.planned.means["net"], bare.planned.means["net"])


def test_the_dates_of_a_project_are_traced_to_kind_months_and_money() -> None:
    plan = load("dongchuan")
    rows = trace_delivery(plan, "P07")
    stages = ["approval", "design", "tender", "construction", "acceptance"]
    assert [each.subject.read("en") for each in rows[1:6]] == [f"P07 {stage}" for stage in stages]
    assert rows[0].lines
    assert rows[-1].value.read("en") == "4 – 8 – 12 months"  # special funds
    assert all(each.source.read("en") and each.reasoning.read("zh") for each in rows)
    assert trace_delivery(plan, "M01") == ()


def test_deliver_answers_on_screen_and_in_files(tmp_path: Path) -> None:
    words = ("--runs", "40", "--what-if", "lose-year", "--what-if", "freeze:P27", "--tables", str(tmp_path / "out"))
    with draw_plainly():
        shown = CliRunner(env={"COLUMNS": "200"}).invoke(
            main, ["--language", "en", "deliver", "panzhihua-dongqu", *words]
        )
    assert shown.exit_code == 0, shown.output
    for word in (
        "Delivery: built in its own years",
        "whole pool",
        "price of certainty",
        "starts a year later",
        "P27 frozen",
    ):
        assert word in " ".join(shown.output.split())
    assert (tmp_path / "out" / "delivery_what_if.csv").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("deliver", "kunming"), "no projects"),
        (("deliver", "dongchuan", "--what-if", "magic"), "lose-year"),
        (("deliver", "dongchuan", "--what-if", "freeze:P99"), "P99"),
        (("deliver", "dongchuan", "--what-if", "crew"), "crew:"),
    ],
)
def test_a_question_on_delivery_that_cannot_be_answered_is_refused_in_words(
    arguments: tuple[str, ...], said: str
) -> None:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 2
    assert said in result.output


def test_what_does_not_reach_the_wanted_certainty_is_told_by_the_share_that_decides() -> None:
    found = look("dongchuan")
    starts = {**found.choice.portfolio.starts, "P99": 2024}
    portfolio = replace(found.choice.portfolio, starts=starts)
    robust = replace(found.robust, portfolio=portfolio, alpha=0.8, in_sample=0.78, fresh=0.83)
    outlook = replace(found, robust=robust)
    score = dict.fromkeys(("chosen", "robust", "promise", "later"))
    first = replace(next(list_options(outlook, score)), chance=0.07)
    assert "78%" not in advise(outlook, [first, first, first]).read("en")
    for said in (explain_best(outlook), describe_choice(outlook)):
        text = settle(said, {"delivery_robust": Name("附表", "the appendix")}).read("en")
        assert text.index("78%") < text.index("83%")
