"""The two tabs of a plan that lives: looking back and planning again, the tables they are fed from, and the process that works for them."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from nicegui import Client, ui
from nicegui.page import page

from conftest import load
from peakfolio.app import today_view
from peakfolio.app.crew import Crew
from peakfolio.app.dead_ends import GRID_TABS
from peakfolio.app.downloads import LOOKED_BACK, PLANNED_AGAIN
from peakfolio.app.errands import Errand, look_back, pose_scenario
from peakfolio.app.lookback_view import LookbackView, trace_outcome
from peakfolio.app.looking import Finding, Looker
from peakfolio.app.own.desk import find_editing
from peakfolio.app.own.edit_grid import list_lines, make_options
from peakfolio.app.own.edit_view import EditShelf
from peakfolio.app.own.editing_desk import GRIDS, take_over, write_edited
from peakfolio.app.parts import TraceDialog
from peakfolio.app.sessions import Session, open_folder, open_region
from peakfolio.app.today_view import TodayView
from peakfolio.app.work import Report, Worker
from peakfolio.errors import PeakfolioError
from peakfolio.plan.editing import CellEdit
from peakfolio.plan.plan import LATER_TABLES
from peakfolio.plan.settings import Scenario
from peakfolio.plan.writing import write_plan
from peakfolio.replan.replanning import Asked, Replan, replan
from peakfolio.review.reviewing import Review, review_plan
from peakfolio.words import Words, say
from test_workbench import make_session
from test_workbench_desk import list_seen
from test_workbench_telling import FLAG, NOWHERE
from tiny import make_tiny_plan
from tiny_own import write_own_plan
from tiny_progress import make_report

DAY = "2026-11"
CHINESE = re.compile("[\u4e00-\u9fff]")


class FakeWorker:
    """Takes errands and says what it is told to."""

    def __init__(self) -> None:
        self.ran: list[Errand] = []
        self.said: list[Report] = []
        self.is_alive = True

    def run(self, errand: Errand) -> None:
        self.is_alive = True
        self.ran.append(errand)

    def collect(self) -> list[Report]:
        said, self.said = self.said, []
        return said

    def close(self) -> None:
        self.is_alive = False


def make_looker() -> tuple[Looker, FakeWorker]:
    looker, fake = Looker(Crew()), FakeWorker()
    looker.worker = fake  # type: ignore[assignment]
    return looker, fake


def again(day: str = DAY) -> Errand:
    return Errand(Path("here"), day, Asked(day), Scenario())


def test_errands_are_run_one_after_the_other_and_each_once() -> None:
    looker, fake = make_looker()
    back, first = look_back(Path("here")), again()
    for each in (back, first, back):
        looker.ask(each)
    assert fake.ran == [back]
    assert looker.is_due(first)
    fake.said = [Report(1, "step", "x"), Report(1, "found", say("None."))]
    assert looker.collect()
    assert looker.find(back) == say("None.")
    assert fake.ran == [back, first]
    fake.said = [Report(2, "refused", say("No answer"))]
    looker.collect()
    assert looker.find(first) == say("No answer")
    assert not looker.is_at_work
    looker.ask(back)
    assert len(fake.ran) == 2


def test_planning_again_otherwise_gives_the_former_up_and_leaves_looking_back() -> None:
    looker, fake = make_looker()
    back, first, second = look_back(Path("here")), again(), again("2027-03")
    for each in (first, back, second):
        looker.ask(each)
    assert not looker.is_due(first)
    assert looker.is_due(back)
    assert looker.is_due(second)
    assert looker.asked == second
    fake.said = [Report(1, "found", say("None."))]
    looker.collect()
    assert looker.find(first) is None


def test_what_was_stopped_is_begun_by_hand_alone_and_a_lost_process_is_told() -> None:
    looker, fake = make_looker()
    back = look_back(Path("here"))
    looker.ask(back)
    looker.stop(back)
    assert not fake.is_alive
    assert looker.is_stopped(back)
    assert not looker.is_due(back)
    looker.ask(back)
    assert not looker.is_stopped(back)
    fake.said = [Report(1, "failed", None)]
    looker.collect()
    assert isinstance(looker.find(back), Words)


def test_the_process_looks_back_plans_again_and_says_why_it_cannot(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "plan")
    said: list[Report] = []
    desk = Worker(said.append)
    desk.run(look_back(tmp_path / "plan"))
    desk.run(Errand(tmp_path / "plan", DAY, Asked(DAY, (2030,)), Scenario()))
    desk.run(Errand(tmp_path / "plan", "1999", Asked("1999"), Scenario()))
    found = [each for each in said if each.kind != "step"]
    assert [each.kind for each in found] == ["found", "found", "refused"]
    assert isinstance(found[0].content, Review)
    assert isinstance(found[1].content, Replan)
    assert "1999" in found[2].content.read("en")
    desk.newest = 1
    before = len(said)
    desk.run(Errand(tmp_path / "plan", DAY, Asked(DAY, (2035,)), Scenario()))
    assert len(said) == before  # a newer errand waits


def test_what_is_asked_at_the_left_is_what_is_asked_again() -> None:
    plan, scenario = make_tiny_plan(), Scenario(locked_out=("P2",))
    found = replan(pose_scenario(plan, scenario), Asked(DAY, (2030,)))
    assert found.now.answer is not None
    assert "P2" not in found.now.answer.choice.portfolio.starts
    assert pose_scenario(plan, plan.settings.scenario) == plan


@cache
def find_review(region: str) -> Review:
    return review_plan(load(region), date.today().isoformat())


def open_found(place: Path, region: str, found: Finding, errand: Errand | None = None) -> Session:
    """A session of a plan for which something was found."""
    session = make_session(place)
    session.open_plan(open_region(region))
    session.language, session.is_busy = "en", False
    asked = errand or look_back(session.folder)
    session.looker._found[asked.key] = found
    session.looker.asked = asked if asked.asked is not None else None
    return session


def draw(make: Callable[[], LookbackView | TodayView]) -> Client:
    with Client(page("/tab")) as client:
        make().refresh()
    return client


def list_buttons(client: Client) -> list[str]:
    return [each.text for each in client.elements.values() if isinstance(each, ui.button) and each.text]


def traces() -> TraceDialog:
    return TraceDialog("en", lambda *_: None)


def see_back(session: Session) -> Client:
    return draw(lambda: LookbackView(session, traces(), NOWHERE))


def see_today(session: Session) -> Client:
    return draw(lambda: TodayView(session, traces(), NOWHERE))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_looking_back_says_first_how_many_forecasts_were_right(language: str, tmp_path: Path) -> None:
    session = open_found(tmp_path, "kunming", find_review("kunming"))
    session.language = language  # type: ignore[assignment]
    client = see_back(session)
    seen = list_seen(client)
    first = next(each for each in client.elements.values() if "pf-headline" in each.classes)
    assert isinstance(first, ui.label)
    assert "Brier" in first.text
    assert [each for each in seen if FLAG.search(each)] == []
    tables = [each for each in client.elements.values() if isinstance(each, ui.table)]
    targets = tables[0]
    assert {"interval_80", "chance", "outcome", "result"} <= {each["name"] for each in targets.columns}
    assert len(targets.rows) == len(find_review("kunming").decided)
    assert any(row["indicator_id"] == "I20" for table in tables for row in table.rows)  # the break of definition


def test_a_number_that_came_leads_to_where_it_was_read() -> None:
    review = find_review("kunming")
    key = review.record.broken[0].asked.indicator_id
    (trace, *_) = trace_outcome(review, key)
    assert trace.as_written == review.record.broken[0].outcome.as_written
    assert str(review.record.broken[0].outcome.address) in trace.reasoning.read("en")


def test_a_plan_without_any_outcome_says_what_is_missing_and_leads_to_the_table(tmp_path: Path) -> None:
    bare = replace(load("kunming"), outcomes=(), observed=(), breaks=())
    session = open_found(tmp_path, "kunming", review_plan(bare, date.today().isoformat()))
    client = see_back(session)
    assert any("What is missing: of each target the value that came" in each for each in list_seen(client))
    assert "Enter outcomes" in list_buttons(client)
    assert not any(FLAG.search(each) for each in list_seen(client))


def test_looking_back_begins_when_its_tab_is_opened_and_not_before(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    session.looker, fake = make_looker()
    see_back(session)
    assert fake.ran == []
    session.tab = "lookback"
    client = see_back(session)
    assert fake.ran == [look_back(session.folder)]
    see_back(session)
    assert len(fake.ran) == 1
    assert session.looker.is_due(fake.ran[0])
    assert client
    session.looker.stop(fake.ran[0])
    assert "Look back" in list_buttons_of(session)
    assert len(fake.ran) == 1


def list_buttons_of(session: Session) -> list[str]:
    session.language = "en"
    return list_buttons(see_back(session))


def test_planning_again_tells_the_fate_of_each_project_and_when_it_must_start(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    session.language = "en"
    plan = replace(make_tiny_plan(), progress=(make_report("P1", "under_way", start_year=2025, spent_wan_yuan=5.0),))
    session.opened = replace(session.opened, plan=plan)
    session.scenario = plan.settings.scenario
    asked = Asked(DAY, (2030,))
    errand = Errand(session.folder, DAY, asked, session.scenario)
    session.looker._found[errand.key], session.looker.asked = replan(plan, asked), errand
    client = see_today(session)
    names = {
        each["name"] for table in client.elements.values() if isinstance(table, ui.table) for each in table.columns
    }
    assert {"course", "why", "latest_start", "must_start", "asked", "result", "spent_wan_yuan"} <= names
    assert not any(FLAG.search(each) for each in list_seen(client))
    session.scenario = session.scenario.model_copy(update={"budget_wan_yuan": 7.0})
    assert any(each.startswith("What is asked at the left has changed") for each in list_seen(see_today(session)))


@pytest.mark.parametrize("region", ["kunming", "lufeng"])
def test_a_plan_without_costs_says_what_stands_open_on_the_day_and_leads_on(region: str, tmp_path: Path) -> None:
    plan = load(region)
    errand = Errand(open_region(region).folder, DAY, Asked(DAY), plan.settings.scenario)
    session = open_found(tmp_path, region, replan(plan, Asked(DAY)), errand)
    client = see_today(session)
    tables = [each for each in client.elements.values() if isinstance(each, ui.table)]
    assert any("result" in {column["name"] for column in each.columns} and each.rows for each in tables)
    assert "Read a list of projects (Word, Excel)" in list_buttons(client)
    assert not any(FLAG.search(each) for each in list_seen(client))


def test_a_day_or_year_that_is_none_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session, told = make_session(tmp_path), list[str]()
    session.looker, fake = make_looker()
    monkeypatch.setattr(today_view.ui, "notify", lambda said, **_: told.append(said))
    with Client(page("/tab")):
        view = TodayView(session, traces(), NOWHERE)
        for day, years in (("soon", []), (DAY, ["then"])):
            view._day.value, view._milestones.value = day, years
            view._ask()
        assert len(told) == 2
        assert fake.ran == []
        view._milestones.set_options([*view._milestones.options, "2035"])
        view._day.value, view._milestones.value, view._silent.value = DAY, ["2035", "2030"], "done"
        view._ask()
    assert [each.asked for each in fake.ran] == [Asked(DAY, (2030, 2035), silent="done")]
    assert fake.ran[0].scenario == session.scenario


def test_every_control_of_both_tabs_says_what_it_does(tmp_path: Path) -> None:
    session = open_found(tmp_path, "kunming", find_review("kunming"))
    for client in (see_back(session), see_today(session)):
        kinds = (ui.button, ui.input, ui.select)
        controls = [
            each for each in client.elements.values() if isinstance(each, kinds) and "aria-label" not in each.props
        ]
        tips = {each.html_id: each.text for each in client.elements.values() if isinstance(each, ui.label)}
        assert controls
        assert all(tips.get(str(each.props.get("aria-describedby"))) for each in controls)


def test_the_tables_of_both_tabs_are_handed_out_as_the_command_writes_them(tmp_path: Path) -> None:
    session = open_found(tmp_path, "kunming", find_review("kunming"))
    errand = Errand(session.folder, DAY, Asked(DAY), session.scenario)
    session.looker._found[errand.key], session.looker.asked = replan(session.plan, Asked(DAY)), errand
    for wanted, inside in ((LOOKED_BACK, "review_targets.csv"), (PLANNED_AGAIN, "replan_targets.csv")):
        content = wanted.make(session)
        assert content is not None
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert inside in archive.namelist()
    bare = make_session(tmp_path / "bare")
    assert [each.make(bare) for each in (LOOKED_BACK, PLANNED_AGAIN)] == [None, None]


@pytest.mark.parametrize("table", LATER_TABLES)
def test_what_came_about_is_edited_in_a_grid_with_chinese_heads_and_choices(table: str) -> None:
    columns = make_options(table, "zh")["columnDefs"]
    assert GRID_TABS[table] in ("lookback", "today")
    assert [each["field"] for each in columns] == list(GRIDS[table])
    assert all(CHINESE.search(each["headerName"]) for each in columns)
    assert all(each["editable"] for each in columns)
    choices = {each["field"]: each["cellEditorParams"]["values"] for each in columns if "cellEditor" in each}
    assert choices
    assert all(CHINESE.search(word) for words in choices.values() for word in words)
    assert (
        set(choices)
        >= {
            "outcomes": {"grade", "state"},
            "progress": {"status", "grade"},
            "observed": {"quantity"},
            "breaks": {"kind"},
        }[table]
    )


def test_outcomes_reports_and_breaks_are_written_by_hand_as_an_official_writes_them(tmp_path: Path) -> None:
    plan = write_own_plan(tmp_path / "shipped")
    session = Session(tmp_path / "place", opened=open_folder(tmp_path / "shipped"))
    session.crew.call = lambda member: None  # type: ignore[method-assign]
    project, indicator = plan.projects[0], plan.indicators[0]
    rows: dict[str, dict[str, str]] = {
        "outcomes": {"indicator_id": indicator.name.zh, "year": "2025年", "value": "61.5", "known_on": "2026-03", "grade": "官方网页"},
        "progress": {"project_id": project.name.zh, "status": "在建", "start_year": "2025-2027", "spent_wan_yuan": "0.12亿元", "known_on": "2026-06"},
        "breaks": {"indicator_id": indicator.indicator_id, "first_year": "2026", "kind": "统计口径", "before_zh": "旧", "after_zh": "新"},
    }  # fmt: skip
    rows["progress"]["grade"] = "新闻报道"
    for table, cells in rows.items():
        desk = find_editing(session)
        desk.stage(table, [CellEdit(0, column, text) for column, text in cells.items()])
        outcome = desk.take(table, "月报")
        assert [each.finding.read("en") for each in outcome.rejected] == []
        opened = write_edited(outcome.edited, session.opened, session.place)
        take_over(desk, opened, desk.history.do(outcome.edited))
        session.amend_plan(opened)
        desk.waiting[table] = outcome.waiting
    (came,), (report,), (change,) = session.plan.outcomes, session.plan.progress, session.plan.breaks
    assert (came.indicator_id, came.year, came.value, came.as_written) == (indicator.indicator_id, 2025, 61.5, "61.5")
    assert (report.status, report.start_year, report.finish_year, report.spent_wan_yuan) == (
        "under_way",
        2025,
        2027,
        1200,
    )
    assert (change.kind, change.before.en) == ("definition", "旧")
    (line, blank) = list_lines(session.plan, "progress", ((), ()), "zh")
    assert line["project_id"] == f"{project.project_id} {project.name.zh}"
    assert line["status"] == "在建"
    assert set(blank) == {"id", "marks", "why"}


def test_one_grid_of_a_tab_is_open_at_a_time(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    with Client(page("/tab")):
        shelf = EditShelf(session, ("outcomes", "breaks"))
        with shelf:
            ui.label("read")
        first, second = shelf.modes.values()
        first._switch.set_value(True)
        shelf._follow(first)
        assert not shelf._reading.visible
        second._switch.set_value(True)
        shelf._follow(second)
        assert (first.is_open, second.is_open) == (False, True)
        second.close()
        shelf._follow(second)
        assert shelf._reading.visible


def test_a_plan_amended_since_is_told_and_another_plan_is_not(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    session.language = "en"
    write_own_plan(tmp_path / "own-1" / "v2")
    session.opened = open_folder(tmp_path / "own-1" / "v2")
    for folder, is_told in ((tmp_path / "own-1" / "v1", True), (tmp_path / "own-2" / "v1", False)):
        session.looker.asked = Errand(folder, DAY, Asked(DAY), session.scenario)
        seen = list_seen(see_today(session))
        assert ("The plan has changed since; press Plan again." in seen) == is_told


def test_a_day_before_the_plan_is_refused_in_words() -> None:
    with pytest.raises(PeakfolioError, match="1999"):
        Errand(Path("here"), "1999", Asked("1999"), Scenario()).run(make_tiny_plan(), lambda _: None)
