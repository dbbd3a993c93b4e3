"""The process that answers: it keeps one plan in memory and works through what it is asked, one stage after the other.

It runs apart from the page, so that the page stays alive and a stop ends it at once. Every stage watches for a newer question
and gives way to it; what a question shares with the one before (frontier, pathways) is not computed twice.
"""

import pickle
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Literal, TypeVar

from peakfolio.app.errands import Errand
from peakfolio.carbon.outlook import CarbonOutlook, project_emissions
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.errors import MissingData, PeakfolioError
from peakfolio.plan.own_figures import set_parameters
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import hash_inputs, read_plan
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.answering import Answer, Switch, answer_question, flip_switches
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.conflicts import Conflict
from peakfolio.portfolio.frontier import Frontier, trace_question
from peakfolio.portfolio.information import Information
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.run import DEFAULT_DELIVERY, Run, deliver_answer, find_delays, find_information
from peakfolio.words import tell_at_desk

Found = TypeVar("Found")
StageName = Literal["answer", "frontier", "outlook", "switches", "delivery", "information"]
MOST_PLANS = 8  # kept besides the one in question: every decision about a plan makes another
ReportKind = Literal[
    "step", "answer", "frontier", "outlook", "switches", "delivery", "information", "written", "unwritten", "concessions", "refused", "failed",
    "done", "found",
]  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What is asked: a plan's folder and a scenario, numbered so that late reports of older questions are told apart.

    ``delays`` says whether delivery is simulated as well.
    """

    folder: Path
    name: str
    scenario: Scenario
    delays: bool = True
    number: int = 0

    @property
    def key(self) -> str:
        """What the answer depends on."""
        return f"{self.folder} {self.name} {self.scenario.model_dump_json()}"


@dataclass(frozen=True)
class Order:
    """The run of a question, to be written: where to, and under which name."""

    question: Question
    results: Path
    name: str


@dataclass(frozen=True)
class Drop:
    """What was asked before this number is not wanted any more."""

    number: int


@dataclass(frozen=True)
class Report:
    """What the process says: the question's number, what it is, and the thing itself."""

    number: int
    kind: ReportKind
    content: Any


class Overtaken(Exception):
    """A newer question waits."""


class Worker:
    """The state of the process: the inbox, the plan in memory, and what was found last."""

    def __init__(self, say: Callable[[Report], None]) -> None:
        self.inbox: SimpleQueue[Question | Order | Errand | None] = SimpleQueue()
        self.newest = 0
        self._say = say
        self._plans: dict[Path, Plan] = {}
        self._kept: dict[str, tuple[str, Any]] = {}

    def take(self, question: Question) -> None:
        """Answers a question stage by stage; a newer one ends it early."""
        try:
            for name, stage in STAGES:
                self._watch(question, name)
                self._say(Report(question.number, name, stage(self, question)))
            self._say(Report(question.number, "done", None))
        except Overtaken:
            return
        except PeakfolioError as error:
            self._refuse(question, error)

    def _refuse(self, question: Question, why: PeakfolioError) -> None:
        """Says why there is no answer and what would resolve it; a plan with nothing to choose from gets its pathways without projects."""
        if isinstance(why, Conflict):
            self._say(Report(question.number, "concessions", why.concessions))
        self._say(Report(question.number, "refused", tell_at_desk(why.said)))
        try:
            found = look_ahead_alone(self, question)
        except (Overtaken, PeakfolioError):
            found = None
        self._say(Report(question.number, "outlook", found))
        self._say(Report(question.number, "done", None))

    def write(self, order: Order) -> None:
        """Writes the run folder of a question: the very run that the command would write."""
        # Loaded when a run is first written: an answer does not wait for what draws figures and writes documents.
        from peakfolio.render.run_folder import write_run

        number = order.question.number
        try:
            place = write_run(gather_run(self, order.question, order.name), order.results)
            self._say(Report(number, "written", place))
        except Overtaken:
            return
        except PeakfolioError as error:
            self._say(Report(number, "unwritten", tell_at_desk(error.said)))

    def run(self, errand: Errand) -> None:
        """Looks back on a plan or plans it again; a newer errand ends the latter early."""
        try:
            found = errand.run(self.read(errand.folder), self.watch(errand))
            self._say(Report(errand.number, "found", found))
        except Overtaken:
            return
        except PeakfolioError as error:
            self._say(Report(errand.number, "refused", tell_at_desk(error.said)))

    def read(self, folder: Path) -> Plan:
        """The plan of a folder, read once; the page has tried its pathways when it was opened."""
        if folder not in self._plans:
            self._plans = dict(list(self._plans.items())[-MOST_PLANS:])
            self._plans[folder] = read_plan(folder)
        return self._plans[folder]

    def keep(self, name: str, key: str, make: Callable[[], Found]) -> Found:
        """What was made for the same key last time, or made now."""
        if self._kept.get(name, ("", None))[0] != key:
            self._kept[name] = (key, make())
        found: Found = self._kept[name][1]
        return found

    def watch(self, question: Question | Errand) -> Callable[[str], None]:
        """A watch for the stages: reports each step and gives way to a newer question."""
        return lambda step: self._watch(question, step)

    def _watch(self, question: Question | Errand, step: str) -> None:
        if question.number < self.newest:
            raise Overtaken
        self._say(Report(question.number, "step", step))


def answer_on(desk: Worker, question: Question) -> Answer:
    """The answer without switches."""
    plan, watch = desk.read(question.folder), desk.watch(question)
    return desk.keep(
        "answer", question.key, lambda: answer_question(plan, question.name, question.scenario, watch=watch)
    )


def trace_on(desk: Worker, question: Question) -> Frontier:
    """What every budget buys; the total budget of the question does not limit it."""
    free = question.scenario.model_copy(update={"budget_wan_yuan": None})
    plan = set_parameters(desk.read(question.folder), free.parameter_values)
    key = f"{question.folder} {free.model_dump_json()}"
    return desk.keep("frontier", key, lambda: trace_question(plan, build_problem(plan, free)))


def look_ahead_on(desk: Worker, question: Question) -> CarbonOutlook | None:
    """The pathways with the answer's portfolio; None where the plan has no inventory."""
    plan, portfolio = desk.read(question.folder), answer_on(desk, question).choice.portfolio
    if not plan.energy:
        return None
    key = f"{question.folder} {sorted(portfolio.starts.items())} {sorted(portfolio.shares.items())}"
    watch = desk.watch(question)
    return desk.keep("outlook", key, lambda: project_emissions(plan, portfolio, watch=watch))


def look_ahead_alone(desk: Worker, question: Question) -> CarbonOutlook | None:
    """The pathways of a plan whose projects have no cost, so that nothing can be chosen; None for any other."""
    plan = desk.read(question.folder)
    if not plan.energy or any(row.cost_wan_yuan is not None for row in plan.projects):
        return None
    watch = desk.watch(question)
    return desk.keep("outlook", f"{question.folder}", lambda: project_emissions(plan, watch=watch))


def flip_on(desk: Worker, question: Question) -> tuple[Switch, ...]:
    """What other readings of the effects change."""
    answer, watch = answer_on(desk, question), desk.watch(question)
    return desk.keep("switches", question.key, lambda: flip_switches(answer, watch=watch))


def deliver_on(desk: Worker, question: Question) -> DeliveryOutlook | None:
    """When the answer's projects are really finished, with as many runs as the command takes.

    None where that is not asked, or the plan does not say what work they are.
    """
    if not question.delays:
        return None
    answer, watch = answer_on(desk, question), desk.watch(question)
    return desk.keep("delivery", question.key, lambda: deliver_answer(answer, DEFAULT_DELIVERY, watch))


def inform_on(desk: Worker, question: Question) -> Information | None:
    """What is worth knowing before money is spent; None before any effect is settled."""
    answer, watch = answer_on(desk, question), desk.watch(question)
    if answer.is_undecided:
        return None
    return desk.keep("information", question.key, lambda: find_information(answer, SolverSettings(), watch))


def gather_run(desk: Worker, question: Question, name: str) -> Run:
    """The run of a question, stage by stage as ``run_plan`` makes it; what is already found is not computed twice."""
    plan, hashes, solver = desk.read(question.folder), hash_inputs(question.folder), SolverSettings()
    try:
        answer = replace(answer_on(desk, question), scenario_name=name, switches=flip_on(desk, question))
    except MissingData as error:
        if any(row.cost_wan_yuan is not None for row in plan.projects):
            raise
        return Run(plan, name, None, error.said, look_ahead_alone(desk, question), hashes, solver)
    outlook, delivery = look_ahead_on(desk, question), deliver_on(desk, question)
    desk.watch(question)("frontier")
    if answer.is_undecided:
        return Run(plan, name, answer, None, outlook, hashes, solver)
    frontier = desk.keep("bought", question.key, lambda: trace_question(answer.plan, answer.problem, solver))
    told = inform_on(desk, question)
    delays = find_delays(delivery)
    return Run(plan, name, answer, None, outlook, hashes, solver, frontier, delivery, delays, told)


STAGES: tuple[tuple[StageName, Callable[[Worker, Question], Any]], ...] = (
    ("answer", answer_on),
    ("frontier", trace_on),
    ("outlook", look_ahead_on),
    ("switches", flip_on),
    ("delivery", deliver_on),
    ("information", inform_on),
)


def serve(connection: Connection) -> None:
    """The life of the process: takes what comes until the other end closes. Ctrl-C is for the page's process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    desk = Worker(lambda report: connection.send_bytes(pickle.dumps(report, pickle.HIGHEST_PROTOCOL)))
    threading.Thread(target=_receive, args=(connection, desk), daemon=True).start()
    while (said := desk.inbox.get()) is not None:
        if isinstance(said, Order):
            desk.write(said)
        elif isinstance(said, Errand):
            desk.run(said)
        elif said.number >= desk.newest:
            desk.take(said)


def _receive(connection: Connection, desk: Worker) -> None:
    try:
        while True:
            said = connection.recv()
            if not isinstance(said, Order):
                desk.newest = said.number
            if not isinstance(said, Drop):
                desk.inbox.put(said)
    except (EOFError, OSError):
        desk.inbox.put(None)
