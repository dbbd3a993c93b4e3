"""The page and the command say the same of the same question: portfolio, frontier, pathways, delivery, documents."""

import json
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click
import pytest

from conftest import draw_plainly, load
from peakfolio import run as running
from peakfolio.app import work
from peakfolio.app.work import Order, Question, Report, Worker, gather_run
from peakfolio.carbon.settings import DEFAULT_RUNS
from peakfolio.cli.main import main
from peakfolio.delivery.settings import DEFAULT_RUNS as DELIVERY_RUNS
from peakfolio.delivery.settings import SAMPLES, RiskSettings
from peakfolio.plan.catalogue import find_region
from peakfolio.plan.settings import Scenario
from peakfolio.plan.writing import write_plan
from peakfolio.portfolio import answering
from peakfolio.render.run_folder import write_run
from peakfolio.run import DEFAULT_DELIVERY, Run, run_plan
from tiny_delivery import make_delivery_plan

BUDGETS = (None, 5000.0)


def ask_page(folder: Path, scenario: Scenario, results: Path | None = None) -> Mapping[str, Any]:
    """What the page is told, by kind; with ``results`` its run folder is written too."""
    said: list[Report] = []
    desk = Worker(said.append)
    question = Question(folder, "base", scenario)
    desk.take(question)
    if results is not None:
        desk.write(Order(question, results, "base"))
    return {each.kind: each.content for each in said if each.kind != "step"}


def read_folder(folder: Path) -> dict[str, Any]:
    """The files of a run folder; what may differ between two equal runs is left out."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[str(path.relative_to(folder))] = path.read_bytes()
    identity = json.loads(found["run.json"])
    found["run.json"] = {name: each for name, each in identity.items() if name != "timing"}
    return found


def test_page_and_command_take_the_same_runs_and_samples() -> None:
    def default(command: str, option: str) -> object:
        return next(each.default for each in main.commands[command].params if each.name == option)  # type: ignore[attr-defined]

    assert isinstance(main, click.Group)
    assert RiskSettings(runs=DELIVERY_RUNS, samples=SAMPLES) == DEFAULT_DELIVERY
    assert default("run", "delivery_runs") == default("deliver", "runs") == DELIVERY_RUNS
    assert default("run", "runs") == default("project", "runs") == DEFAULT_RUNS


@pytest.mark.parametrize("budget", BUDGETS)
def test_the_page_answers_dongchuan_as_the_command_does(budget: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes minutes is stood for by what it is asked; the slow proof compares it whole."""
    asked: dict[str, list[object]] = {}

    def take_down(name: str) -> Callable[..., tuple[()]]:
        def take(*given: object, **named: object) -> tuple[()]:
            settings = [each for each in (*given, *named.values()) if isinstance(each, RiskSettings | int | float)]
            asked.setdefault(name, []).append(repr(settings))
            return ()

        return take

    monkeypatch.setattr(running, "assess_delivery", take_down("delivery"))
    for module in (work, running):
        monkeypatch.setattr(module, "find_delays", take_down("delays"))
        monkeypatch.setattr(module, "project_emissions", take_down("outlook"))
        monkeypatch.setattr(module, "trace_question", take_down("frontier"))
    for other in (work, answering):
        monkeypatch.setattr(other, "flip_switches", take_down("switches"))
    scenario = load("dongchuan").settings.scenario.model_copy(update={"budget_wan_yuan": budget})
    question = Question(find_region("dongchuan"), "base", scenario)
    page = gather_run(Worker(lambda report: None), question, "base")
    said = run_plan(find_region("dongchuan"), "base", scenario)
    assert page.answer is not None
    assert said.answer is not None
    assert page.answer.choice.portfolio.starts == said.answer.choice.portfolio.starts
    assert page.answer.choice.portfolio.shares == said.answer.choice.portfolio.shares
    assert page.answer.verification == said.answer.verification
    assert page.answer.reasons == said.answer.reasons
    assert set(asked) == {"delivery", "delays", "frontier", "switches"} | (
        {"outlook"} if load("dongchuan").energy else set()
    )
    assert asked["delivery"] == [repr([DEFAULT_DELIVERY])] * 2


@pytest.mark.parametrize("budget", [150.0, pytest.param(None, marks=pytest.mark.slow)])
def test_the_documents_of_the_page_are_the_commands_file_by_file(budget: float | None, tmp_path: Path) -> None:
    """Of pictures, what they are drawn from; the slow proof compares what is drawn."""
    write_plan(make_delivery_plan(), tmp_path / "plan")
    scenario = Scenario(budget_wan_yuan=budget)
    with draw_plainly() if budget else nullcontext():
        ask_page(tmp_path / "plan", scenario, tmp_path / "page")
        write_run(run_plan(tmp_path / "plan", "base", scenario), tmp_path / "command")
    page, command = (read_folder(tmp_path / name / "tiny" / "base") for name in ("page", "command"))
    assert list(page) == list(command)
    assert [name for name in page if page[name] != command[name]] == []


@pytest.mark.slow
@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan", "lufeng"])
@pytest.mark.parametrize("budget", BUDGETS)
def test_the_whole_run_of_a_real_plan_is_the_same_from_page_and_command(
    region: str, budget: float | None, tmp_path: Path
) -> None:
    scenario = load(region).settings.scenario.model_copy(update={"budget_wan_yuan": budget})
    page = ask_page(find_region(region), scenario, tmp_path / "page")
    said: Run = run_plan(find_region(region), "base", scenario)
    write_run(said, tmp_path / "command")
    if said.delivery is not None:
        assert page["delivery"].secure.starts == said.delivery.secure.starts
        assert page["delivery"].robust.portfolio.starts == said.delivery.robust.portfolio.starts
    shown, told = (read_folder(tmp_path / name / region / "base") for name in ("page", "command"))
    assert list(shown) == list(told)
    assert [name for name in shown if shown[name] != told[name]] == []


def test_a_run_that_cannot_be_written_is_said_on_the_page(tmp_path: Path) -> None:
    write_plan(make_delivery_plan(), tmp_path / "plan")
    (tmp_path / "page").write_text("a file")
    said = ask_page(tmp_path / "plan", Scenario(), tmp_path / "page")
    assert "written" not in said
    assert "不是文件夹" in said["unwritten"].zh
    assert "not a folder" in said["unwritten"].en
