"""What the options of a scenario ask of a region, and the answer to it; which step is being solved, shown where a person looks."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, get_args

import click

from peakfolio.carbon.budgets import ask_budget
from peakfolio.carbon.opening import open_as_of
from peakfolio.cli.calling import find_language, note_idle
from peakfolio.cli.options import Asked
from peakfolio.cli.values import YEAR, read_figure, read_money, read_number, split_ceiling
from peakfolio.errors import PeakfolioError
from peakfolio.plan.catalogue import find_region
from peakfolio.plan.limits import shorten
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Ceiling, Scenario
from peakfolio.plan.vocabulary import FundingSource
from peakfolio.portfolio.answering import Answer, answer_plan, answer_question, change_scenario
from peakfolio.portfolio.build import POINT_QUESTIONS
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.report.names import name_step
from peakfolio.report.standpoint import say_standpoint
from peakfolio.report.wrapping import fit_lines
from peakfolio.words import say

NATIONAL = "national"  # the only budget of carbon there is
FUNDING_SOURCES: tuple[str, ...] = get_args(FundingSource)
CLEAR_LINE = "\r\x1b[2K"  # for terminals: back to the start of the line, and what stands in it goes
STEP_COLUMNS = 70  # of 80, so that the mark before a step and the cursor after it fit


def open_on(region: str, day: str | None, *, is_told: bool = False) -> Plan:
    """The plan of a region as it stands on a day; what is known then goes to the error stream, unless the page itself tells it."""
    plan = open_as_of(find_region(region), day)
    if plan.standpoint is not None and not is_told:
        click.echo(say_standpoint(plan).read(find_language()), err=True)
    return plan


def answer_region(asked: Asked, *, switches: bool = False) -> tuple[Answer, SolverSettings]:
    """The answer to the question the options put to a region, and the solver settings; with other readings only where they are shown."""
    plan = open_on(asked.region, asked.as_of, is_told=switches)
    settings = SolverSettings(**asked.solving)
    name, scenario = read_scenario(plan, asked)
    answer = answer_plan if switches else answer_question
    with watch_steps(plan) as watch:
        return answer(plan, name, scenario, settings, watch), settings


def read_scenario(plan: Plan, asked: Asked) -> tuple[str, Scenario]:
    """The scenario as it is changed, under a name that tells the changes; an option that changes nothing is named."""
    name, scenario = change_scenario(plan, asked.scenario, **read_changes(asked))
    if asked.changes["points"] is not None and scenario.question not in POINT_QUESTIONS:
        note_idle("--points", f"--question {scenario.question}")
    if asked.emission_budget is None:
        return name, scenario
    budget, pathway = split_budget(asked.emission_budget)
    if budget != NATIONAL:
        shown = shorten(asked.emission_budget)
        raise PeakfolioError(
            say(
                "--emission-budget '{shown}': write national, or national:pathway, such as national:baseline.",
                shown=shown,
            )
        )
    mark = "_".join((f"{name}_emission-budget-{budget}", *([pathway] if pathway else [])))
    return mark, ask_budget(plan, scenario, pathway)


def split_budget(said: str) -> tuple[str, str | None]:
    """A budget of carbon and the pathway it is for, None for the main one."""
    budget, _, pathway = said.partition(":")
    return budget, pathway or None


def read_changes(asked: Asked) -> dict[str, Any]:
    """What is changed in a scenario, as fields of ``Scenario``, in the order in which its name tells the changes."""
    changes = {
        **asked.changes,
        "budgets": tuple(read_ceiling(each) for each in asked.changes["budgets"]),
        "target_values": read_targets(asked.changes["target_values"]),
    }
    years = changes["milestones"]
    if len(years) != 1:
        return changes
    return {"question": changes["question"], "milestone": years[0], **changes, "milestones": ()}


def read_targets(given: Sequence[str]) -> dict[str, float]:
    """The numbers set for targets, each target once."""
    numbers: dict[str, float] = {}
    for key, value in map(read_target, given):
        if key in numbers:
            raise PeakfolioError(say("--set-target: {key} is given twice; set it once.", key=key))
        numbers[key] = value
    return numbers


def read_target(said: str) -> tuple[str, float]:
    """A target written as indicator:value, or indicator@year:value."""
    key, _, value = said.rpartition(":")
    try:
        if ":" in key:
            raise PeakfolioError(say("there is only one colon"))
        return key, read_figure(value)
    except PeakfolioError as error:
        shown = shorten(said)
        raise PeakfolioError(
            say("--set-target '{shown}': write indicator:value, such as I08:75; {said}.", shown=shown, said=error.said)
        ) from error


def read_ceiling(said: str) -> Ceiling:
    """A ceiling written as source:year:amount; 'all' and 'total' stand for every source and every year."""
    source, year, amount = split_ceiling(said)
    try:
        if source not in ("all", *FUNDING_SOURCES):
            known = ", ".join(("all", *FUNDING_SOURCES))
            raise PeakfolioError(say("the source must be one of {known}", known=known))
        return Ceiling(
            funding_source=None if source == "all" else source,
            year=None if year == "total" else int(read_number(year, YEAR.least, YEAR.most)),
            ceiling_wan_yuan=read_money(amount),
        )
    except PeakfolioError as error:
        shown = shorten(said)
        raise PeakfolioError(
            say(
                "--ceiling '{shown}': write source:year:amount, such as special:2024:3000 or all:total:5000; {said}.",
                shown=shown,
                said=error.said,
            )
        ) from error


@contextmanager
def watch_steps(plan: Plan) -> Iterator[Callable[[str], None] | None]:
    """Shows in one line of the error stream, where a person looks at it, which step is being solved, and clears it at the end.

    Ctrl-C stops the step and keeps the best portfolio found so far.
    """
    if not sys.stderr.isatty():
        yield None
        return
    language, pathways = find_language(), plan.settings.pathways

    def show(step: str) -> None:
        said = fit_lines(name_step(step, pathways).read(language), STEP_COLUMNS, 1)
        click.echo(f"{CLEAR_LINE}… {said}", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo(CLEAR_LINE, nl=False, err=True)
