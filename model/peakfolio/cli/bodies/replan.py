"""A plan asked again on a later day: replan."""

from pathlib import Path

from peakfolio.carbon.opening import open_plan
from peakfolio.cli.bodies.asking import watch_steps
from peakfolio.cli.calling import Reader
from peakfolio.errors import PeakfolioError
from peakfolio.plan.catalogue import find_region
from peakfolio.plan.standing import Silent
from peakfolio.render.console.screen import Screen
from peakfolio.render.run_folder import write_replan_tables
from peakfolio.replan.replanning import Asked
from peakfolio.replan.replanning import replan as ask_again
from peakfolio.report.replanning import describe_replan, write_replan
from peakfolio.words import say


def replan(
    reader: Reader,
    region: str,
    as_of: str | None,
    milestones: tuple[int, ...],
    silent: Silent,
    scenario: str,
    tables: Path | None,
) -> None:
    """The former answer, today's, and what differs."""
    plan = open_plan(find_region(region))
    day = as_of or plan.settings.years.as_of
    if day is None:
        raise PeakfolioError(
            say("Name the day it is asked on, such as --as-of 2026-11, or write as_of under [years] in plan.toml.")
        )
    with watch_steps(plan) as watch:
        found = ask_again(plan, Asked(day, milestones, scenario, silent), watch=watch)
    if tables is not None:
        write_replan_tables(found, tables)
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json(describe_replan(found))
        return
    screen.show_blocks(write_replan(found))
