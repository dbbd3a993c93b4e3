"""The workbench without a browser: the process that answers, sessions, the guard, and its texts."""

import ast
import asyncio
import base64
import calendar
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import load
from peakfolio.app.guard import Guard
from peakfolio.app.jobs import Worker
from peakfolio.app.launch import launch
from peakfolio.app.rows import list_projects, list_targets, list_targets_alone, set_lock, set_target
from peakfolio.app.sessions import FIRST_REGION, Session, open_region
from peakfolio.app.settings import ServerSettings
from peakfolio.app.visitors import Sessions
from peakfolio.app.work import Question, Report
from peakfolio.errors import PeakfolioError
from peakfolio.plan.catalogue import find_region
from peakfolio.plan.package import DELIVERY_TABLES, FACTOR_TABLES, TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.writing import write_plan
from peakfolio.portfolio.answering import Answer, answer_question
from peakfolio.report.comparison import SAME, describe_changes, make_difference_table
from peakfolio.report.names import show_money
from peakfolio.report.tracing import trace_cost, trace_indicator, trace_project
from tiny import make_tiny_plan
from tiny_carbon import make_carbon_plan
from transcription import ROOT

APP = ROOT / "model" / "peakfolio" / "app"
WAIT_SECONDS = 180.0


@pytest.fixture(scope="module")
def process() -> Iterator[Worker]:
    process = Worker()
    yield process
    process.close()


@pytest.fixture
def worker(process: Worker) -> Iterator[Worker]:
    """The same for every test, as for one user: it answers the next question, whatever became of the one before."""
    yield process
    process.drop()


@pytest.fixture(scope="module")
def answer(dongchuan: Plan) -> Answer:
    return answer_question(dongchuan, "base", dongchuan.settings.scenario)


def wait_for(worker: Worker, *kinds: str) -> list[Report]:
    found: list[Report] = []
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        found += worker.collect()
        if any(report.kind in kinds for report in found):
            return found
        time.sleep(0.02)
    raise AssertionError(f"no {kinds} in {[report.kind for report in found]}")


def test_a_question_is_answered_stage_by_stage_with_progress(worker: Worker, tmp_path: Path) -> None:
    write_plan(make_carbon_plan(), tmp_path / "plan")
    worker.ask(Question(tmp_path / "plan", "base", Scenario()))
    found = wait_for(worker, "done", "failed", "refused")
    assert [report.kind for report in found if report.kind != "step"] == [
        "answer",
        "frontier",
        "outlook",
        "switches",
        "delivery",
        "information",
        "done",
    ]
    assert "least cost" in {report.content for report in found if report.kind == "step"}
    answer = next(report.content for report in found if report.kind == "answer")
    assert answer.verification.cost_wan_yuan == 170.0


def test_a_newer_question_overtakes_the_older(worker: Worker) -> None:
    plan = load("dongchuan")
    for budget in (1000.0, 2000.0, 3000.0, 5000.0):
        scenario = plan.settings.scenario.model_copy(update={"budget_wan_yuan": budget})
        worker.ask(Question(find_region("dongchuan"), "base", scenario))
    found = wait_for(worker, "answer")
    assert {report.number for report in found} == {worker.number}
    assert next(each.content for each in found if each.kind == "answer").scenario.budget_wan_yuan == 5000.0


def test_a_stop_ends_the_process_at_once_and_a_fresh_one_answers(worker: Worker) -> None:
    plan = load("dongchuan")
    worker.ask(Question(find_region("dongchuan"), "base", plan.settings.scenario))
    wait_for(worker, "step")
    began = time.monotonic()
    worker.stop()
    assert time.monotonic() - began < 2.0
    assert worker.collect() == []
    worker.ask(Question(find_region("dongchuan"), "base", plan.settings.scenario))
    assert wait_for(worker, "answer")


def test_a_plan_that_cannot_be_answered_says_why_in_both_languages(worker: Worker) -> None:
    plan = load("lufeng")
    worker.ask(Question(find_region("lufeng"), "base", plan.settings.scenario))
    refusal = next(each.content for each in wait_for(worker, "refused") if each.kind == "refused")
    assert "没有投资数字" in refusal.zh
    assert "prints a cost" in refusal.en


def test_a_plan_without_costs_still_gets_its_pathways(worker: Worker) -> None:
    plan = load("lufeng")
    worker.ask(Question(find_region("lufeng"), "base", plan.settings.scenario))
    found = {each.kind: each.content for each in wait_for(worker, "done") if each.kind != "step"}
    assert list(found) == ["refused", "outlook", "done"]
    assert found["outlook"].main.built == {}


def test_a_conflict_is_said_in_one_language(worker: Worker) -> None:
    plan = load("dongchuan")
    scenario = plan.settings.scenario.model_copy(update={"locked_in": ("P03",), "budget_wan_yuan": 10.0})
    worker.ask(Question(find_region("dongchuan"), "base", scenario))
    refusal = next(each.content for each in wait_for(worker, "refused") if each.kind == "refused")
    assert "互相冲突" in refusal.zh
    assert not re.search("[\u4e00-\u9fff]", refusal.en)


def test_a_process_that_dies_is_reported(worker: Worker) -> None:
    plan = load("dongchuan")
    worker.ask(Question(find_region("dongchuan"), "base", plan.settings.scenario))
    wait_for(worker, "step")
    process = worker._process
    assert process is not None
    process.kill()
    assert wait_for(worker, "failed")[-1].content is None


def test_the_run_folder_of_the_answer_is_written(worker: Worker, tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "plan")
    worker.ask(Question(tmp_path / "plan", "base", Scenario(budget_wan_yuan=180.0)))
    wait_for(worker, "done")
    worker.order(Question(tmp_path / "plan", "base", Scenario(budget_wan_yuan=180.0)), tmp_path, "workbench")
    folder = wait_for(worker, "written")[-1].content
    assert folder == tmp_path / "tiny" / "workbench"
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["settings"]["budget_wan_yuan"] == 180.0


def make_session(place: Path) -> Session:
    session = Session(place)
    session.worker.close()
    session.worker = FakeWorker()  # type: ignore[assignment]
    return session


class FakeWorker:
    """Counts what it is asked and says what it is told to."""

    def __init__(self) -> None:
        self.asked: list[Scenario] = []
        self.said: list[Report] = []
        self.is_alive = False

    def ask(self, question: Question) -> int:
        self.asked.append(question.scenario)
        return len(self.asked)

    def collect(self) -> list[Report]:
        said, self.said = self.said, []
        return said

    def stop(self) -> None:
        self.asked.append(Scenario())

    def drop(self) -> None:
        self.said = []

    def close(self) -> None:
        self.is_alive = False


def test_undo_brings_back_scenario_and_answer(tmp_path: Path, answer: Answer) -> None:
    session = make_session(tmp_path)
    session.ask()
    session.worker.said = [Report(1, "answer", answer), Report(1, "done", None)]  # type: ignore[attr-defined]
    session.collect()
    first = session.scenario
    session.change(first.model_copy(update={"budget_wan_yuan": 10.0}))
    assert session.found.answer is None
    assert session.undo()
    assert (session.scenario, session.found.answer) == (first, answer)
    assert not session.undo()


def test_what_equals_the_scenario_is_no_change(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    session.change(session.scenario)
    assert session.past == []


def test_two_browsers_have_two_sessions_and_leaving_removes_what_is_on_disk(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    one, other = sessions.find("a", "zh"), sessions.find("b", "en")
    assert one is not None
    assert other is not None
    assert one is not other
    assert sessions.find("a", "en") is one
    assert (one.language, other.language) == ("zh", "en")
    one.place.mkdir()
    sessions.close()
    assert list(tmp_path.iterdir()) == []


def test_opening_another_plan_forgets_the_scenario(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    session.change(session.scenario.model_copy(update={"budget_wan_yuan": 10.0}))
    session.save("mine")
    session.open_plan(open_region("yongchuan"))
    assert session.scenario == load("yongchuan").settings.scenario
    assert (session.past, session.saved) == ([], {})
    assert open_region(FIRST_REGION).plan == load(FIRST_REGION)


def test_locks_and_targets_are_set_and_taken_back() -> None:
    locked = set_lock(Scenario(), "P01", "in")
    assert (locked.locked_in, locked.locked_out) == (("P01",), ())
    out = set_lock(locked, "P01", "out")
    assert (out.locked_in, out.locked_out) == ((), ("P01",))
    assert set_lock(out, "P01", "free") == Scenario()
    dropped = set_target(Scenario(), "I01", counts=False)
    assert dropped.dropped_targets == ("I01",)
    assert set_target(dropped, "I01", counts=True) == Scenario()
    assert set_target(Scenario(), "I01", value=5.0).target_values == {"I01": 5.0}


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
def test_every_project_has_a_reason_and_every_number_a_trace(region: str) -> None:
    plan = load(region)
    answer = answer_question(plan, "base", plan.settings.scenario)
    for language in ("zh", "en"):
        for row in list_projects(plan, answer.scenario, answer, language):  # type: ignore[arg-type]
            assert row["reason"]
            assert trace_project(plan, row["id"])
        for row in list_targets(answer, answer.scenario, language):  # type: ignore[arg-type]
            traces = trace_indicator(plan, row["id"], answer)
            assert traces
            assert all(trace.source.read(language) for trace in traces)  # type: ignore[arg-type]
    shown = sum(
        project.cost_wan_yuan or 0.0
        for project in plan.projects
        if project.project_id in answer.choice.portfolio.starts
    )
    assert shown == pytest.approx(answer.verification.cost_wan_yuan)
    assert len(trace_cost(answer)) == sum(key in plan.project_by_id for key in answer.choice.portfolio.starts)


def list_numbers(text: str) -> set[str]:
    """The numbers of a text: months by their number, square kilometres without their exponent."""
    for number, month in enumerate(calendar.month_name[1:], 1):
        text = re.sub(rf"\b{month}\b", str(number), text)
    return set(re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"\bk?m2\b", "", text)))


@pytest.mark.parametrize("region", ["dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan"])
def test_every_note_a_number_is_traced_to_is_there_in_chinese(region: str) -> None:
    plan = load(region)
    untraced = {"indicators", "printed_assessments", "quantities", "stated_totals", "basic_conditions", "score_tiers"}
    books = ((plan, TABLES), (plan.delivery_book, DELIVERY_TABLES), (plan.factors, FACTOR_TABLES))
    rows = [row for book, tables in books for name in set(tables) - untraced for row in getattr(book, name)]
    noted = [row for row in rows if getattr(row, "note", None)]
    assert len(noted) > 50
    for row in noted:
        assert list_numbers(row.note) == list_numbers(row.note_zh), row.note
    said = [row.note_zh or row.note for row in noted]
    assert [
        note for note in said if re.search(r"[a-z]{4,} [a-z]+", note) and not re.search(r"[\u4e00-\u9fff]", note)
    ] == []


def test_where_a_scenario_has_no_answer_its_targets_can_still_be_taken_back(answer: Answer) -> None:
    first, second = (str(row["id"]) for row in list_targets(answer, answer.scenario, "zh")[:2])
    asked = set_target(set_target(answer.scenario, first, counts=False), second, value=99.0)
    rows = {row["id"]: row for row in list_targets_alone(answer, asked, "zh")}
    assert list(rows) == [row["id"] for row in list_targets(answer, answer.scenario, "zh")]
    assert not rows[first]["counts"]
    assert rows[second]["edited"] == 99.0
    assert {row[name] for row in rows.values() for name in ("reached", "missing", "status", "sure", "evidence")} == {""}


def test_what_one_source_pays_adds_up_to_the_cost(answer: Answer) -> None:
    sources = {source for source, _ in answer.verification.spending}
    parts = [trace for source in sources for trace in trace_cost(answer, source)]
    said = sum(float(trace.value.zh.removesuffix(" 万元").replace(",", "")) for trace in parts)
    assert said == pytest.approx(answer.verification.cost_wan_yuan, abs=0.05)


def answer_with_half(plan: Plan, answer: Answer) -> Answer:
    """The answer for half of the money."""
    budget = answer.verification.cost_wan_yuan / 2
    return answer_question(plan, "base", plan.settings.scenario.model_copy(update={"budget_wan_yuan": budget}))


def test_changes_between_answers_are_named(dongchuan: Plan, answer: Answer) -> None:
    assert describe_changes(answer, answer) == (SAME,)
    poorer = answer_with_half(dongchuan, answer)
    said = " ".join(sentence.en for sentence in describe_changes(answer, poorer))
    gone = sorted(set(answer.choice.portfolio.starts) - set(poorer.choice.portfolio.starts))
    saved = answer.verification.cost_wan_yuan - poorer.verification.cost_wan_yuan
    assert saved > 0
    assert f"{show_money(saved).read('en')} less." in said
    assert gone
    assert all(key in said for key in gone)
    assert "No longer met" in said


def test_scenarios_side_by_side_differ_where_they_differ(dongchuan: Plan, answer: Answer) -> None:
    poorer = answer_with_half(dongchuan, answer)
    assert set(answer.choice.portfolio.starts) != set(poorer.choice.portfolio.starts)
    named = {row[0] for row in make_difference_table({"a": answer, "b": poorer}).rows}
    assert named >= set(answer.choice.portfolio.starts) ^ set(poorer.choice.portfolio.starts)
    assert make_difference_table({"a": answer, "b": replace(answer)}).rows == ()


def ask_guard(guard: Guard, kind: str = "http", **headers: str) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * 100}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    headers.setdefault("host", "127.0.0.1:8080")
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(guard({"type": kind, "headers": pairs, "method": "GET", "path": "/"}, receive, send))
    return sent


async def let_in(scope: Any, receive: Any, send: Any) -> None:
    said = await receive()
    await send({"type": "http.response.start", "status": 200 if said["type"] == "http.request" else 499, "headers": []})


def test_the_guard_asks_for_the_password_and_knows_it() -> None:
    guard = Guard(let_in, "geheim密")
    coded = base64.b64encode("planner:geheim密".encode()).decode()
    wrong = base64.b64encode(b"planner:guess").decode()
    assert ask_guard(guard)[0]["status"] == 401
    assert ask_guard(guard, authorization=f"Basic {wrong}")[0]["status"] == 401
    assert ask_guard(guard, authorization="Basic ???")[0]["status"] == 401
    assert ask_guard(guard, authorization=f"Basic {coded}")[0]["status"] == 200
    assert ask_guard(guard, "websocket")[0]["type"] == "websocket.close"


def test_the_guard_lets_no_other_page_in_and_no_large_body() -> None:
    guard = Guard(let_in, most_bytes=1000)
    assert ask_guard(guard, host="127.0.0.1:8080", origin="http://127.0.0.1:8080")[0]["status"] == 200
    assert ask_guard(guard, host="127.0.0.1:8080", origin="https://evil.example")[0]["status"] == 403
    assert ask_guard(guard, host="127.0.0.1:8080", origin="http://[::1")[0]["status"] == 403
    assert ask_guard(guard, content_length="1001")[0]["status"] == 413
    assert ask_guard(guard, content_length="many")[0]["status"] == 413
    assert ask_guard(Guard(let_in, most_bytes=50))[0]["status"] == 499
    headers = dict(ask_guard(guard)[0]["headers"])
    assert b"default-src 'self'" in headers[b"content-security-policy"]


def test_open_to_a_network_it_needs_a_password() -> None:
    with pytest.raises(PeakfolioError, match="needs a password"):
        launch(ServerSettings("0.0.0.0", 1, "zh"), None)


def test_no_page_holds_a_text_of_its_own() -> None:
    """Literals with Chinese stand only in sentences said in both languages."""
    for path in APP.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        allowed = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}
        allowed |= {id(inner) for node in ast.walk(tree) if _is_bilingual(node) for inner in ast.walk(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in allowed:
                assert not re.search("[\u4e00-\u9fff]", node.value), f"{path.name}: {node.value}"
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Attribute) and call.func.attr in (
                "label",
                "button",
                "notify",
                "checkbox",
                "switch",
            ):
                literals = [each.value for each in call.args if isinstance(each, ast.Constant)]
                assert not [text for text in literals if re.search("[A-Za-z]{2}", str(text))], (
                    f"{path.name}: {literals}"
                )


def _has_docstring(node: ast.AST) -> bool:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return isinstance(node, kinds) and ast.get_docstring(node) is not None


def _is_bilingual(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    return name == "Name"


def test_help_of_every_command_is_quick_and_loads_neither_model_nor_web_library() -> None:
    code = (
        "import sys; from peakfolio.cli.main import main; "
        "[main([each, '--help'], standalone_mode=False) for each in main.commands]; "
        "assert not {'nicegui', 'plotly', 'pandas', 'numpy', 'pydantic', 'rich'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_saved_scenarios_stay_with_their_plan(tmp_path: Path) -> None:
    session = Session(tmp_path)
    try:
        session.save("first")
        session.change(session.scenario.model_copy(update={"budget_wan_yuan": 5000.0}))
        session.open_plan(open_region("yongchuan"))
        assert session.saved == {}
        assert session.scenario.budget_wan_yuan is None
        session.open_plan(open_region("dongchuan"))
        assert list(session.saved) == ["first"]
        assert session.scenario.budget_wan_yuan == 5000.0
        assert session.undo()
        assert session.scenario.budget_wan_yuan is None
    finally:
        session.close()
