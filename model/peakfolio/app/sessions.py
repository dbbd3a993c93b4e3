"""What one user has open: a plan, a scenario, its history, saved scenarios, and the process that answers.

A session belongs to one browser (by its signed cookie), never to the server's process, so two users share nothing. It lives in
memory; on disk it keeps only the folder of an uploaded plan, inside the workspace.
"""

import secrets
import shutil
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from peakfolio.app.jobs import Worker
from peakfolio.app.work import Report
from peakfolio.language import Language, Sentence
from peakfolio.plan.assessment import Assessment, assess_plan
from peakfolio.plan.audit import Finding, audit_plan
from peakfolio.plan.catalogue import find_region
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.answering import Answer
from peakfolio.results.comparing import describe_changes

FIRST_REGION, FIRST_TAB = "dongchuan", "overview"
MOST_UNDONE = 50
MOST_SAVED = 12
MOST_SESSIONS = 32
MOST_WORKERS = 8
IDLE_SECONDS = 30 * 60.0


@dataclass
class Findings:
    """What is known of the scenario in question so far; each part arrives on its own."""

    answer: Answer | None = None
    frontier: Any = None
    outlook: Any = None
    switches: Any = None
    delivery: Any = None
    refusal: Sentence | None = None
    is_stopped: bool = False
    is_done: bool = False


@dataclass(frozen=True)
class Kept:
    """A scenario somebody saved, with its findings."""

    scenario: Scenario
    found: Findings


Shelved = tuple[str, Scenario, list[tuple[str, Scenario, Findings]], dict[str, Kept]]


@dataclass(frozen=True)
class Opened:
    """A plan with what its overview says: read, assessed and audited once."""

    folder: Path
    plan: Plan
    assessment: Assessment
    findings: tuple[Finding, ...]


def open_folder(folder: Path, plan: Plan | None = None) -> Opened:
    """The plan of a folder, assessed and audited."""
    said = plan or read_plan(folder)
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
    found: Findings = field(default_factory=Findings)
    before: Answer | None = None
    past: list[tuple[str, Scenario, Findings]] = field(default_factory=list)
    saved: dict[str, Kept] = field(default_factory=dict)
    worker: Worker = field(default_factory=Worker)
    step: str = ""
    delays: bool = True
    is_busy: bool = False
    is_asked: bool = False
    written: Path | None = None
    version: int = 0
    tab: str = FIRST_TAB
    seen: float = field(default_factory=time.monotonic)
    _shelf: dict[Path, "Shelved"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Opens the first plan."""
        self._open(self.opened)

    @property
    def folder(self) -> Path:
        """The folder of the plan."""
        return self.opened.folder

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.opened.plan

    @property
    def is_uploaded(self) -> bool:
        """Whether the plan is the user's own."""
        return self.folder.is_relative_to(self.place)

    def open_plan(self, opened: Opened) -> None:
        """Another plan; the saved scenarios and the history of the one before come back with it, but an uploaded plan goes."""
        old, was_uploaded = self.folder, self.is_uploaded
        self._shelf[old] = (self.scenario_name, self.scenario, self.past, self.saved)
        self._open(opened)
        self.tab = FIRST_TAB
        if was_uploaded and old != opened.folder:
            shutil.rmtree(old, ignore_errors=True)
            del self._shelf[old]
        self.ask()

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
        """Puts the scenario to the process that answers."""
        self.is_asked = True
        self.found, self.is_busy, self.step, self.written = Findings(), True, "", None
        self.worker.ask(self.folder, self.scenario_name, self.scenario, delays=self.delays)
        self.version += 1

    def set_delays(self, is_on: bool) -> None:
        """Whether delivery is simulated; the scenario stays as it is."""
        if is_on != self.delays:
            self.delays = is_on
            self.ask()

    def stop(self) -> None:
        """Ends what is being computed, at once; what is already found stays."""
        self.worker.stop()
        self.found.is_stopped, self.is_busy = True, False
        self.version += 1

    def write(self) -> None:
        """Orders the run folder of the answer."""
        self.written = None
        self.worker.order(self.place / "results", "workbench")

    def save(self, name: str) -> None:
        """Keeps the scenario under a name, for comparison."""
        kept = {**self.saved, name: Kept(self.scenario, self.found)}
        self.saved = dict(list(kept.items())[-MOST_SAVED:])
        self.version += 1

    def restore(self, name: str) -> None:
        """Back to a saved scenario."""
        self.change(self.saved[name].scenario)

    def forget(self, name: str) -> None:
        """Drops a saved scenario."""
        self.saved = {each: kept for each, kept in self.saved.items() if each != name}
        self.version += 1

    def collect(self) -> None:
        """Takes in what the process has said since last time."""
        self.seen = time.monotonic()
        for report in self.worker.collect():
            self._take(report)
            self.version += report.kind != "step"

    def list_changes(self) -> tuple[Sentence, ...]:
        """What differs from the answer before; nothing where there is none."""
        if self.before is None or self.found.answer is None:
            return ()
        return describe_changes(self.before, self.found.answer)

    def close(self) -> None:
        """Ends the process and removes what the session keeps on disk."""
        self.worker.close()
        shutil.rmtree(self.place, ignore_errors=True)

    def _open(self, opened: Opened) -> None:
        self.opened = opened
        fresh: Shelved = ("base", opened.plan.settings.scenario, [], {})
        self.scenario_name, self.scenario, self.past, self.saved = self._shelf.pop(opened.folder, fresh)
        self.found, self.before = Findings(), None

    def _take(self, report: Report) -> None:
        if report.kind == "step":
            self.step = str(report.content)
        elif report.kind == "failed":
            lost = Sentence("求解进程意外结束，请重试。", "The process that answers ended unexpectedly; try again.")
            self.found.refusal, self.is_busy = report.content or lost, False
        elif report.kind == "refused":
            self.found.refusal = report.content
        elif report.kind == "written":
            self.written = report.content
        elif report.kind == "done":
            self.found.is_done, self.is_busy = True, False
        else:
            setattr(self.found, report.kind, report.content)

    def _settle(self) -> None:
        """The findings are at hand; the process is told the question too, so that a run folder can be written."""
        self.is_busy, self.written = False, None
        self.worker.ask(self.folder, self.scenario_name, self.scenario, delays=self.delays)
        self.version += 1


class Sessions:
    """All sessions, by the key of the browser's cookie."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._open: dict[str, Session] = {}

    def find(self, key: str, language: Language) -> Session:
        """The session of a browser; a new one where there is none."""
        if key not in self._open:
            self._make_room()
            self.rest()
            self._open[key] = Session(self._workspace / f"session-{secrets.token_hex(8)}", language)
        self._open[key].seen = time.monotonic()
        return self._open[key]

    def rest(self) -> None:
        """Ends the processes of sessions nobody looks at; they start again with the next question."""
        now = time.monotonic()
        warm = sorted((each for each in self._open.values() if each.worker.is_alive), key=lambda each: each.seen)
        for place, each in enumerate(warm):
            if now - each.seen > IDLE_SECONDS or place < len(warm) - MOST_WORKERS:
                each.worker.close()
                each.is_busy = False

    def close(self) -> None:
        """Ends every session."""
        for each in self._open.values():
            each.close()
        self._open = {}

    def _make_room(self) -> None:
        while len(self._open) >= MOST_SESSIONS:
            oldest = min(self._open, key=lambda key: self._open[key].seen)
            self._open.pop(oldest).close()
