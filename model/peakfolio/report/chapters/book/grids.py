"""What the sheets share: the ticks they hang on, their words, and how a grid gets its formulas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from peakfolio.plan.tables import Project
from peakfolio.portfolio.ticking import Tick, Ticking, list_ticking
from peakfolio.report.content import Chapter, Figure, Grid, Table, Tone
from peakfolio.run import Run
from peakfolio.words import Words, say, say_in

WORDS: Mapping[str, Words] = {
    "yes": say_in("chosen", "yes"),
    "no": say_in("chosen", "no"),
    "measure": say("policy measure"),
    "within": say("within the budget"),
    "over": say("over the budget"),
    "unset": say("no budget typed"),
    "same": say("as optimised"),
    "changed": say("changed: solve again to be sure it is the cheapest"),
    "met": say("met"),
    "missed": say_in("open target", "missed"),
    "undecided": say_in("open target", "number reached, rest unknown"),
    "again": say("solve again"),
    "adds": say_in("effect", "adds up"),
    "reaches": say_in("effect", "brings to a level"),
    "in_force": say("in force"),
    "not_in_force": say("not in force"),
    "kept": say_in("rule", "kept"),
    "broken": say("broken"),
}
TONES: Mapping[str, Tone] = {
    "yes": "good", "met": "good", "in_force": "good", "kept": "good", "within": "good", "missed": "bad", "over": "bad", "broken": "bad",
    "undecided": "open", "again": "open", "changed": "open",
}  # fmt: skip
MOVED = 'SUMIF(project_action_id,"{0}",project_moved)'  # whether a chosen project starts in another year than the model found
ADDED = "SUMIF(project_action_id,{0},project_counted)"


@dataclass(frozen=True)
class Book:
    """What the sheets are made of: a run and the chapters already told of it."""

    run: Run
    chapters: tuple[Chapter, ...]
    identity: tuple[tuple[Words | str, Words | str], ...]

    @cached_property
    def ticking(self) -> Ticking:
        """What can be ticked, and what it does; nothing without an answer."""
        answer = self.run.answer
        if answer is None:
            return Ticking((), ())
        return list_ticking(answer.plan, answer.problem, answer.choice.portfolio)

    @cached_property
    def ticks(self) -> Mapping[str, Tick]:
        """What can be ticked, by its key."""
        return {each.action.action_id: each for each in self.ticking.ticks}

    @cached_property
    def projects(self) -> tuple[Project, ...]:
        """The projects of the pool as the answer knows them."""
        return self.run.plan.projects if self.run.answer is None else self.run.answer.plan.projects

    def find_table(self, name: str) -> Table | None:
        """A table that a chapter shows; None where none does, or it has no row."""
        blocks = (block for chapter in self.chapters for block in chapter.blocks)
        return next((each for each in blocks if isinstance(each, Table) and each.name == name and each.rows), None)

    def find_figure(self, name: str) -> Figure | None:
        """A figure that a chapter shows; None where none does."""
        blocks = (block for chapter in self.chapters for block in chapter.blocks)
        return next((each for each in blocks if isinstance(each, Figure) and each.name == name), None)

    def list_grids(self, *names: str) -> tuple[Grid, ...]:
        """The tables of some names that there are, as they stand in the report; the first keeps its head in sight."""
        found = [each for each in map(self.find_table, names) if each is not None]
        return tuple(Grid(each, is_main=place == 0) for place, each in enumerate(found))


def make_grid(table: Table, formulas: Mapping[str, str | Sequence[str]] = MappingProxyType({}), **more: Any) -> Grid:
    """A grid; a formula that is one text is that of every row."""
    spread = {
        key: (each,) * len(table.rows) if isinstance(each, str) else tuple(each) for key, each in formulas.items()
    }
    return Grid(table, spread, WORDS, tones=TONES, **more)


def write_number(value: float) -> str:
    """A number as a formula holds it."""
    return f"{value:.15g}"


def place_under(*pairs: tuple[str, str]) -> Mapping[str, str]:
    """Which column stands under which of the main grid."""
    return dict(pairs)


def join_keys(keys: Iterable[str]) -> str:
    """Keys in one cell."""
    return " ".join(keys)
