"""What one user has open: a plan, a scenario, its history, saved scenarios, and the process that answers.

A session belongs to one browser (by its signed cookie), never to the server's process, so two users share nothing. On disk it has
the user's own plans, inside the workspace; what else is kept of it there is written by ``recalling``.
"""

import shutil
import time
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Protocol

from peakfolio.app.crew import Crew
from peakfolio.app.found import Results, SavedScenario, Shelved, compare_told, fit_scenario, restore_shelf, sum_up
from peakfolio.app.jobs import Worker
from peakfolio.app.looking import Looker
from peakfolio.app.saved_plans import is_named, keep_unnamed, list_saved
from peakfolio.app.work import Question, Report
from peakfolio.assess.assessment import Assessment, assess_plan
from peakfolio.assess.audit import Finding, audit_plan
from peakfolio.carbon.opening import open_plan
from peakfolio.plan.catalogue import find_region
from peakfolio.plan.kept_work import KeptAnswer, KeptPlan
from peakfolio.plan.own_figures import Figures, set_parameters
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.answering import Answer
from peakfolio.report.comparison import describe_changes
from peakfolio.words import Language, Words, say

FIRST_REGION, FIRST_TAB = "dongchuan", "overview"
MOST_UNDONE = 50
MOST_SAVED = 12
QUESTION, DOCUMENTS = "question", "documents"  # what a process can be told
DOCUMENTS_NAME = "workbench"


@dataclass(frozen=True)
class Opened:
    """A plan with what its overview says: read, assessed and audited once; ``brought`` is what a session file asks of it."""

    folder: Path
    plan: Plan
    assessment: Assessment
    findings: tuple[Finding, ...]
    brought: KeptPlan | None = None


class OwnWork(Protocol):
    """What a user does to bring in or complete a plan of their own."""

    @property
    def has_work(self) -> bool:
        """Whether something would be lost with it."""

    def close(self) -> None:
        """Ends what it keeps running."""


def open_folder(folder: Path, plan: Plan | None = None) -> Opened:
    """The plan of a folder, assessed and audited."""
    said = plan or open_plan(folder)
    return Opened(folder, said, assess_plan(said), tuple(audit_plan(said)))


@cache
def open_region(name: str) -> Opened:
    """A shipped plan; the same for everybody, so it is opened once."""
    return open_folder(find_region(name))


@dataclass
class Session:
    """The state of one user. ``version`` counts every change, so that each open page sees that there is something new."""

    place: Path
    language: Language = "zh"
    opened: Opened = field(default_factory=lambda: open_region(FIRST_REGION))
    scenario_name: str = "base"
    scenario: Scenario = field(init=False)
    found: Results = field(default_factory=Results)
    before: Answer | None = None
    past: list[tuple[str, Scenario, Results]] = field(default_factory=list)
    saved: dict[str, SavedScenario] = field(default_factory=dict)
    worker: Worker = field(default_factory=Worker)
    crew: Crew = field(default_factory=Crew)
    looker: Looker = field(init=False)  # looks back and plans again
    step: str = ""
    delays: bool = True
    own: OwnWork | None = None
    line: int = 0  # another plan begins another line; a plan that was amended stays in its own
    is_busy: bool = False
    is_asked: bool = False
    is_writing: bool = False
    written: Path | None = None
    unwritten: Words | None = None
    version: int = 0
    tab: str = FIRST_TAB
    seen: float = field(default_factory=time.monotonic)
    links: Path | None = None  # where its read-only links are kept; None where none are offered
    unkept: Words | None = None  # why its work could not be written to disk
    shelf: dict[Path, Shelved] = field(default_factory=dict)
    _told: dict[str, KeptAnswer] = field(default_factory=dict)  # of the plan that is open, by scenario
    _unsaid: set[str] = field(default_factory=set)
    _own: tuple[Path, dict[str, Figures], Plan] | None = None

    def __post_init__(self) -> None:
        """Opens the first plan."""
        self.looker = Looker(self.crew)
        self._open(self.opened)

    @property
    def folder(self) -> Path:
        """The folder of the plan."""
        return self.opened.folder

    @property
    def plan(self) -> Plan:
        """The plan, with the figures that the scenario sets in its chains."""
        values = self.scenario.parameter_values
        if not values:
            return self.opened.plan
        if self._own is None or self._own[:2] != (self.folder, values):
            self._own = (self.folder, values, set_parameters(self.opened.plan, values))
        return self._own[2]

    @property
    def is_uploaded(self) -> bool:
        """Whether the plan is the user's own."""
        return self.folder.is_relative_to(self.place)

    @property
    def root(self) -> Path | None:
        """The folder that holds the user's own plan with all its versions; None where the plan is a shipped one."""
        return self.place / self.folder.relative_to(self.place).parts[0] if self.is_uploaded else None

    @property
    def is_saved(self) -> bool:
        """Whether the plan is one that the user saved under a name."""
        return self.root is not None and is_named(self.root)

    @property
    def is_at_work(self) -> bool:
        """Whether its process is asked for something that it has not finished."""
        return (self.is_busy or self.is_writing) and self.count_before() is None

    @property
    def has_work(self) -> bool:
        """Whether something would be lost with it: a scenario, a history, a plan of the user's own, or work under way."""
        is_bringing = self.own is not None and self.own.has_work
        return self.is_worth_keeping or is_bringing or self.is_writing or self.is_at_work

    @property
    def is_worth_keeping(self) -> bool:
        """Whether there is something that is to outlast the workbench: a scenario, a history, a plan of the user's own."""
        shelves = [self.shelved, *self.shelf.values()]
        return any(each.past or each.saved for each in shelves) or self.is_uploaded or bool(list_saved(self.place))

    @property
    def shelved(self) -> Shelved:
        """What is asked of the plan that is open, as it is put aside or kept."""
        return Shelved(self.scenario_name, self.scenario, tuple(self.past), tuple(self.saved.items()), self.found.told)

    @property
    def shown(self) -> Results:
        """What was found; where the scenario has no answer, what was found last for this plan."""
        if self.found.answer is not None or (self.is_busy and self.found.refusal is None):
            return self.found
        return next((found for _, _, found in reversed(self.past) if found.answer is not None), self.found)

    @property
    def is_interrupted(self) -> bool:
        """Whether the scenario was not worked through to its end, so that it can be put again."""
        return self.is_asked and not self.is_busy and not self.found.is_done

    @property
    def excuse(self) -> Words:
        """Why a part of the result is not there."""
        if self.is_busy:
            return say("Being computed; shown when ready.")
        if self.found.is_stopped:
            return say("Stopped before this was computed; Solve again, at the left, goes on.")
        return say("No result: there is no answer to what is asked now; the tab Answer says why.")

    def count_before(self) -> int | None:
        """How many wait before it for a process; None where it does not wait."""
        return self.crew.count_before(self)

    def open_plan(self, opened: Opened) -> None:
        """Another plan; the saved scenarios and the history of the one before come back with it. An own plan without a name gets one."""
        old, root, was_saved = self.folder, self.root, self.is_saved
        name = self.opened.plan.settings.region.name.read(self.language)
        self.shelve()
        self._open(opened)
        self.tab = FIRST_TAB
        self.line += 1
        if root is not None and not was_saved and root != self.root:
            kept = keep_unnamed(root, name)
            self.shelf[kept] = self.shelf.pop(old)
        self.ask()

    def shelve(self) -> None:
        """Puts aside what was asked of the plan, to be found again when it is opened."""
        self.shelf[self.folder] = self.shelved

    def move_plan(self, folder: Path) -> None:
        """The same plan in another folder, such as a copy that was saved: whatever was asked and found moves with it."""
        self.opened = replace(self.opened, folder=folder)
        self.line += 1
        self.version += 1

    def amend_plan(self, opened: Opened) -> None:
        """The same plan, changed and in another folder: scenario, history and tab stay, and the question is put again."""
        self.before = self.found.answer or self.before
        self.opened, self.scenario = opened, fit_scenario(self.scenario, opened.plan)
        self.past, self._told = (
            [(name, scenario, Results()) for name, scenario, _ in self.past],
            {},
        )  # of the plan as it was
        self.ask()

    def correct_plan(self, opened: Opened) -> None:
        """The same plan, brought in anew: what was asked of it stays, and every page begins with it again."""
        root, is_named = self.root, self.is_saved
        self.amend_plan(opened)
        self.line += 1
        if root is not None and not is_named and root != self.root:
            shutil.rmtree(root, ignore_errors=True)

    def change(self, scenario: Scenario, name: str | None = None) -> None:
        """Another scenario, answered at once; the one before can be had back."""
        named = name or self.scenario_name
        if (scenario, named) == (self.scenario, self.scenario_name):
            return
        self.past = [*self.past[-MOST_UNDONE:], (self.scenario_name, self.scenario, self.found)]
        self.before = self.found.answer or self.before
        self.scenario_name, self.scenario = named, scenario
        self.ask()

    def undo(self) -> bool:
        """Back to the scenario before, with what was found for it; what was never finished is asked again."""
        if not self.past:
            return False
        self.before = self.found.answer or self.before
        self.scenario_name, self.scenario, self.found = self.past.pop()
        if self.found.is_done:
            self._settle()
            return True
        self.ask()
        return True

    def ask(self) -> None:
        """Puts the scenario to the process that answers, as soon as there is one."""
        self.is_asked = True
        self._drop_documents()
        self.found, self.is_busy, self.step = Results(), True, ""
        self._call(QUESTION)

    def write(self) -> None:
        """Orders the run folder of the answer; it is written when the answer is final."""
        self._drop_documents()
        self.is_writing = True
        self._call(DOCUMENTS)

    def begin(self) -> None:
        """Hands to the process what it has not been told yet."""
        question = Question(self.folder, self.scenario_name, self.scenario, self.delays)
        if QUESTION in self._unsaid:
            self.worker.ask(question)
        if DOCUMENTS in self._unsaid:
            self.worker.order(question, self.place / "results", DOCUMENTS_NAME)
        self._unsaid.clear()
        self.version += 1

    def set_delays(self, is_on: bool) -> None:
        """Whether delivery is simulated; the scenario stays as it is."""
        if is_on != self.delays:
            self.delays = is_on
            self.ask()

    def stop(self) -> None:
        """Ends what is being computed, at once, or waits no longer; what is already found stays."""
        if self.count_before() is not None:
            self.crew.leave(self)
        elif self.worker.is_alive:
            self.worker.stop()
        self.found.is_stopped, self.is_busy = True, False
        self._drop_documents()
        self.version += 1

    def save(self, name: str) -> None:
        """Keeps the scenario under a name, for comparison."""
        kept = {**self.saved, name: SavedScenario(self.scenario, self.found)}
        self.saved = dict(list(kept.items())[-MOST_SAVED:])
        self.version += 1

    def restore(self, name: str) -> None:
        """Back to a saved scenario."""
        self.change(self.saved[name].scenario)

    def forget(self, name: str) -> None:
        """Drops a saved scenario."""
        self.saved = {each: kept for each, kept in self.saved.items() if each != name}
        self.version += 1

    def look(self) -> None:
        """Somebody looks: takes in what the process has said since last time."""
        self.seen = time.monotonic()
        self.collect()

    def collect(self) -> None:
        """Takes in what the process has said since last time, whether or not a page is open."""
        for report in self.worker.collect():
            self.take(report)
            self.version += report.kind != "step"
        self.version += self.looker.collect()

    def list_what_ifs(self) -> tuple[Words, ...]:
        """What differs from the answer before; nothing where there is none."""
        if self.before is None or self.found.answer is None:
            return ()
        return describe_changes(self.before, self.found.answer)

    def begin_with(self, opened: Opened) -> None:
        """Opens the plan that was open when the work was kept."""
        self._open(opened)

    def close(self) -> None:
        """Ends what it keeps running; what is on disk stays."""
        self.crew.leave(self)
        self.worker.close()
        self.looker.close()
        if self.own is not None:
            self.own.close()

    def _open(self, opened: Opened) -> None:
        self.opened = opened
        fresh = Shelved("base", opened.plan.settings.scenario)
        begun = fresh if opened.brought is None else restore_shelf(opened.brought)
        kept = self.shelf.pop(opened.folder, begun).fit(opened.plan)
        self.scenario_name, self.scenario = kept.name, kept.scenario
        self.past, self.saved = list(kept.past), dict(kept.saved)
        self.found, self.before = Results(), None
        steps = ((kept.scenario, kept.told), *((each.scenario, each.found.told) for each in self.saved.values()))
        self._told = {said.model_dump_json(): told for said, told in steps if told is not None}

    def take(self, report: Report) -> None:
        """Takes in one thing the process has said."""
        if report.kind == "step":
            self.step = str(report.content)
        elif report.kind == "failed":
            lost = say("The process that answers ended unexpectedly; try again.")
            self.found.refusal, self.is_busy = report.content or lost, False
            self._drop_documents()
        elif report.kind == "refused":
            self.found.refusal = report.content
        elif report.kind == "written":
            self.written, self.is_writing = report.content, False
        elif report.kind == "unwritten":
            self.unwritten, self.is_writing = report.content, False
        elif report.kind == "done":
            self.found.is_done, self.is_busy = True, False
        else:
            setattr(self.found, report.kind, report.content)
            if report.kind == "answer":
                self._tell(report.content)

    def _tell(self, answer: Answer) -> None:
        """Sums up an answer, and says where one that was kept with the plan said otherwise."""
        self.found.told = now = sum_up(answer)
        before = self._told.get(self.scenario.model_dump_json())
        self.found.differs = None if before is None else compare_told(before, now)

    def _call(self, what: str) -> None:
        self._unsaid.add(what)
        self.crew.call(self)
        self.version += 1

    def _settle(self) -> None:
        """The findings are at hand; what is still computed for another scenario is let go."""
        if self.count_before() is not None:
            self.crew.leave(self)
        else:
            self.worker.drop()
        self.is_busy = False
        self._drop_documents()
        self.version += 1

    def _drop_documents(self) -> None:
        """What was or is being written belongs to another answer; what has not been said to the process is not said any more."""
        self.written, self.unwritten, self.is_writing = None, None, False
        self._unsaid.clear()
