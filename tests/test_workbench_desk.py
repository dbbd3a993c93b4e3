"""What the workbench says beside its answers: ways out, what is missing, both yardsticks, help, steps of money, texts of charts."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from nicegui import Client, ui
from nicegui.page import page

from peakfolio.app.answer_view import AnswerView
from peakfolio.app.brief_view import BriefView
from peakfolio.app.budget_steps import find_budget, find_step, list_budgets
from peakfolio.app.compare_view import CompareView
from peakfolio.app.dead_ends import Leads, find_lack
from peakfolio.app.download_view import DownloadView, describe_standing
from peakfolio.app.downloads import PAGES
from peakfolio.app.figures import chart_answer, chart_comparison, chart_years, name_apart
from peakfolio.app.found import Results
from peakfolio.app.overview import ALL, group_indicators
from peakfolio.app.panel_words import HELPS, find_bars
from peakfolio.app.parts import TraceDialog
from peakfolio.app.rows import ORDER, list_targets
from peakfolio.app.sessions import Session, open_region
from peakfolio.app.work import Report
from peakfolio.app.yardsticks import describe_yardsticks
from peakfolio.cli.main import main
from peakfolio.plan.chains import Spread
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.answering import Answer, answer_question
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.conceding import Concession
from peakfolio.portfolio.frontier import Frontier, trace_question
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.portfolio.verify import verify_portfolio
from peakfolio.report.audit import make_finding_table
from peakfolio.report.chains import show_spread
from peakfolio.report.chapters.brief_open import assess_today
from peakfolio.report.marks import Line
from peakfolio.report.numbering import read_table
from peakfolio.report.standpoint import say_standpoint
from peakfolio.words import Name, say
from test_workbench import make_session
from tiny import make_tiny_plan

COMMAND = re.compile(r"peakfolio [a-z]+|\b\w+\.csv")


@pytest.fixture(scope="module")
def tiny_answer() -> Answer:
    return answer_question(make_tiny_plan(), "base", Scenario())


@pytest.fixture(scope="module")
def answer(dongchuan: Plan) -> Answer:
    return answer_question(dongchuan, "base", dongchuan.settings.scenario)


@pytest.fixture(scope="module")
def frontier(dongchuan: Plan) -> Frontier:
    return trace_question(dongchuan, build_problem(dongchuan, dongchuan.settings.scenario))


def open_session(place: Path, region: str) -> Session:
    session = make_session(place)
    session.open_plan(open_region(region))
    return session


def test_a_way_out_is_asked_at_once_and_the_former_answer_stays_to_be_read(tmp_path: Path, answer: Answer) -> None:
    session = make_session(tmp_path)
    session.ask()
    session.worker.said = [Report(1, "answer", answer), Report(1, "done", None)]  # type: ignore[attr-defined]
    session.collect()
    asked = session.scenario.model_copy(update={"locked_in": ("P07",), "budget_wan_yuan": 100.0})
    session.change(asked)
    assert session.shown.answer is None  # on its way; the page keeps what it shows
    eased = asked.model_copy(update={"budget_wan_yuan": 2400.0})
    ways = (Concession(say("None."), ("P07",), say("None."), say("None."), eased),)
    said = [Report(2, "concessions", ways), Report(2, "refused", say("No answer")), Report(2, "done", None)]
    session.worker.said = said  # type: ignore[attr-defined]
    session.collect()
    assert session.found.concessions == ways
    assert (session.found.answer, session.shown.answer) == (None, answer)
    session.change(eased)
    assert session.worker.asked[-1] == eased  # type: ignore[attr-defined]
    session.undo()
    assert session.scenario == asked
    assert session.shown.answer is answer
    session.undo()
    assert session.found.answer is answer


def test_what_was_found_for_another_plan_is_never_shown_as_a_former_answer(tmp_path: Path, answer: Answer) -> None:
    session = make_session(tmp_path)
    session.found = Results(answer=answer, is_done=True)
    session.open_plan(open_region("kunming"))
    session.found.refusal, session.is_busy = say("No answer"), False
    assert session.shown.answer is None


def test_a_question_that_was_stopped_or_failed_can_be_put_again_and_no_other(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    session.ask()
    assert not session.is_interrupted
    session.stop()
    assert session.is_interrupted
    session.ask()
    session.take(Report(1, "failed", None))
    assert session.is_interrupted
    session.ask()
    session.take(Report(1, "refused", say("No answer")))
    session.take(Report(1, "done", None))
    assert not session.is_interrupted


@pytest.mark.parametrize("region", ["kunming", "lufeng"])
def test_a_plan_without_costs_says_what_is_missing_and_no_command(region: str, tmp_path: Path) -> None:
    session = open_session(tmp_path, region)
    lack, bars = find_lack(session.plan), find_bars(session)
    assert lack is not None
    for language in ("zh", "en"):
        assert not COMMAND.search(lack.read(language))
        assert not any(COMMAND.search(why.read(language)) for why in bars.values())
    assert "投资" in lack.read("zh")
    assert {"budget", "slider", "effects", "delays", "reset"} <= set(bars)


def test_controls_that_change_nothing_are_barred_and_those_that_do_are_not(tmp_path: Path) -> None:
    session = open_session(tmp_path, "dongchuan")
    assert find_lack(session.plan) is None
    assert set(find_bars(session)) == {"carry_over"} | (
        set() if any(row.start_year and row.start_year <= 2022 for row in session.plan.projects) else {"committed"}
    )
    session.opened = replace(session.opened, plan=replace(session.plan, delivery=()))
    assert "delays" in find_bars(session)
    assert set(find_bars(session)) <= set(HELPS)


def test_both_yardsticks_are_named_with_the_figures_of_the_commands(tmp_path: Path, answer: Answer) -> None:
    session = make_session(tmp_path)
    session.found = Results(answer=answer, is_done=True)
    said = " ".join(each.read("en") for each in describe_yardsticks(session))
    run = CliRunner().invoke(main, ["assess", "dongchuan", "--json"])
    assert json.loads(run.output)["summary"][0]["en"] in said
    met = sum(each.is_met for each in answer.verification.outcomes)
    assert f"{len(answer.verification.outcomes)} targets open today, {met} of them met" in said
    assert "provincial standard" in said
    assert "targets of the plan" in said


def test_where_nothing_can_be_chosen_both_countings_are_told_apart_and_hold_the_newest_values(tmp_path: Path) -> None:
    session = open_session(tmp_path, "kunming")
    assert any(each.read("en").startswith("Two countings:") for each in describe_yardsticks(session))
    today = assess_today(session.plan)
    judged = {
        key: each
        for row in session.opened.assessment.rows
        for key, each in ((each.indicator_id, each) for each in row.verdicts["plan"])
    }
    assert {key: each.status for key, each in today.verdicts.items()} == {
        key: judged[key].status for key in today.verdicts
    }
    assert "newest value" in say_standpoint(session.plan).read("en")


def test_before_the_first_answer_the_tab_says_that_it_is_computed_and_nothing_else(
    tmp_path: Path, answer: Answer
) -> None:
    session = make_session(tmp_path)
    session.language = "en"
    with Client(page("/tab")) as client:
        view = AnswerView(session, TraceDialog("en", lambda *_: None), Leads(*[lambda *_: None] * 4))
        assert list_seen(client) == ["Being computed; shown when ready."]
        session.found = Results(answer=answer)
        view.refresh_words()
    assert "Being computed; shown when ready." not in list_seen(client)
    assert "Targets met" in list_seen(client)


def test_where_nothing_can_be_chosen_the_tab_to_compare_says_what_is_missing(tmp_path: Path) -> None:
    session = open_session(tmp_path, "kunming")
    session.language = "en"
    with Client(page("/tab")) as client:
        CompareView(session, Leads(*[lambda *_: None] * 4)).refresh()
    assert list_seen(client)[0] == "No portfolio can be chosen yet"
    assert not any("Save scenario" in each for each in list_seen(client))


def test_a_page_of_the_question_before_says_so_and_is_not_handed_out(tmp_path: Path, answer: Answer) -> None:
    session = make_session(tmp_path)
    session.language, session.found = "en", Results(answer=answer, is_done=True)
    with Client(page("/tab")) as client:
        view = BriefView(session)
        view.refresh(session.found)
        buttons = [each for each in client.elements.values() if isinstance(each, ui.button)]
        assert [each.enabled for each in buttons] == [True, True]
        view.mark_former()
    assert [each.enabled for each in buttons] == [False, False]
    assert "former answer, not what is asked now" in list_seen(client)
    with client:
        view.refresh(replace(session.found))  # found for another question than the one that is open
    again = [each for each in client.elements.values() if isinstance(each, ui.button)]
    assert [each.enabled for each in again] == [False, False]


def list_seen(client: Client) -> list[str]:
    """What is written on a page, and a word for every figure on it, as far as one can see it."""
    found = [each for each in client.elements.values() if isinstance(each, ui.label | ui.plotly)]
    seen = [each for each in found if all(above.visible for above in each.ancestors(include_self=True))]
    return [each.text if isinstance(each, ui.label) else "figure" for each in seen]


def test_the_years_of_building_count_what_is_chosen_apart_from_what_is_optional(answer: Answer) -> None:
    chosen = len(answer.choice.portfolio.starts)
    assert chart_years(answer).title.read("en").startswith(f"{chosen} chosen projects and measures begin")


def test_a_frontier_says_that_it_counts_what_the_cards_leave_undecided(frontier: Frontier, answer: Answer) -> None:
    undecided = sum(each.is_undecided for each in answer.verification.outcomes)
    assert undecided
    assert f"{undecided} by its number alone" in chart_answer(frontier, answer).shows.read("en")


def test_what_the_audit_recomputed_is_said_in_the_language_of_its_reader(tmp_path: Path) -> None:
    table = make_finding_table(open_session(tmp_path, "kunming").opened.findings).pick("found")
    chinese, english = (" ".join(str(row[0]) for row in read_table(table, language).rows) for language in ("zh", "en"))
    assert "时间进度" in chinese
    assert "time passed" not in chinese
    assert "time passed" in english


def test_two_numbers_are_not_set_side_by_side_as_one() -> None:
    unit = Name("万元", "10,000 yuan")
    assert show_spread(Spread(1000.0, 1000.0, 1000.0), unit).read("en") == "1,000 x 10,000 yuan"
    assert show_spread(Spread(1.0, 2.0, 3.0), unit).read("zh") == "2（1～3）万元"


def test_the_page_to_decide_by_is_handed_out_where_everything_is(tmp_path: Path, answer: Answer) -> None:
    session = make_session(tmp_path)
    session.language, session.found = "en", Results(answer=answer, is_done=True)
    with Client(page("/tab")) as client:
        DownloadView(session)
    offered = [each.text for each in client.elements.values() if isinstance(each, ui.button)]
    assert offered[:2] == ["One page (PDF)", "One page (picture)"]
    assert [bytes(each.make(session) or b"")[:4] for each in PAGES] == [b"%PDF", b"\x89PNG"]


def test_the_download_tab_says_what_a_document_would_hold(tmp_path: Path, answer: Answer) -> None:
    def read(session: Session) -> str:
        return describe_standing(session).read("en")

    session = make_session(tmp_path)
    session.ask()
    assert "nothing half computed" in read(session)
    session.take(Report(1, "refused", say("No answer")))
    session.take(Report(1, "done", None))
    assert read(session).startswith("No report can be had")
    session.found = Results(answer=answer, is_done=True)
    assert read(session).startswith("Final")
    session.delays = False
    assert read(session).startswith("Draft")


@pytest.mark.parametrize("region", ["dongchuan", "yongchuan", "kunming", "panzhihua-dongqu"])
def test_the_overview_has_what_is_not_met_first_and_nothing_twice(region: str, tmp_path: Path) -> None:
    session = open_session(tmp_path, region)
    groups, assessment = group_indicators(session), session.opened.assessment
    statuses = {row.indicator.indicator_id: row.status for row in assessment.rows}
    everything = [row["indicator_id"] for row in groups[ALL]]
    assert len(everything) == len(set(everything))
    wholes = [statuses[key] for key in everything if key in statuses]
    first = [each in ("not_met", "partly_met") for each in wholes]
    assert first == sorted(first, reverse=True)
    assert {key for key in statuses if statuses[key] == "not_met"} & set(everything) <= {
        row["indicator_id"] for row in groups["not_met"]
    }


def test_targets_that_stay_missed_stand_first(answer: Answer) -> None:
    codes = [row["status_code"] for row in list_targets(answer, answer.scenario, "en")]
    places = [ORDER.index(code) for code in codes]
    assert codes[0] == "missed"
    assert places == sorted(places)


def test_a_budget_of_the_frontier_is_the_figure_shown_and_buys_its_point(dongchuan: Plan, frontier: Frontier) -> None:
    assert find_budget(7406.22) == 7406.22  # and not 7,406.23
    assert find_budget(7406.2201) == 7406.23  # never too little
    budgets = list_budgets(frontier)
    assert [f"{each:,.2f}" for each in budgets] == [f"{point.cost_wan_yuan:,.2f}" for point in frontier]
    for budget, point in list(zip(budgets, frontier, strict=True))[1:4]:
        scenario = dongchuan.settings.scenario.model_copy(update={"budget_wan_yuan": budget})
        choice = choose_portfolio(build_problem(dongchuan, scenario))
        outcomes = verify_portfolio(dongchuan, choice.problem, choice.portfolio).outcomes
        assert sum(each.is_reached for each in outcomes) == point.reached


@pytest.mark.parametrize(
    ("budget", "step"), [(None, None), (0.0, 0), (99.0, 0), (100.0, 1), (150.0, 1), (200.0, 2), (1e6, 2)]
)
def test_a_budget_stands_at_the_dearest_step_it_pays_for(budget: float | None, step: int | None) -> None:
    assert find_step((50.0, 100.0, 200.0), budget) == step
    assert find_step((), budget) is None


def test_texts_of_a_frontier_do_not_overprint(frontier: Frontier, answer: Answer) -> None:
    chart = chart_answer(frontier, answer)
    (panel,) = chart.panels
    steps, own = (mark for mark in panel.marks if isinstance(mark, Line))
    assert own.texts
    width, high = steps.xs.max(), panel.y.high or 1.0
    lines = (steps, own)
    shown = [
        (x / width, y / high) for each in lines for x, y, text in zip(each.xs, each.ys, each.texts, strict=True) if text
    ]
    assert len(shown) > 3
    for place, (x, y) in enumerate(shown):
        assert all(abs(x - u) > 0.04 or abs(y - v) > 0.08 for u, v in shown[:place])


def test_names_of_scenarios_at_one_place_are_one_name_with_the_number_of_the_rest(tiny_answer: Answer) -> None:
    texts = name_apart(("A", "B", "C", "D"), np.array([0.1, 0.1, 0.15, 0.9]), np.array([0.5, 0.5, 0.52, 0.5]))
    assert texts == ("A +2", "", "", "D")
    chart = chart_comparison({"one": tiny_answer, "two": tiny_answer})
    one, two = (mark for mark in chart.panels[0].marks if isinstance(mark, Line))
    assert (one.texts, two.texts) == (("one +1",), ("",))
    assert two.look.size > one.look.size  # both are seen
