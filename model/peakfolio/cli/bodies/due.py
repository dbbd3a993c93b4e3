"""Who reports what, and the reports entered: due, enter."""

from datetime import date
from pathlib import Path

from peakfolio.assess.duties import list_duties
from peakfolio.carbon.opening import open_plan
from peakfolio.cli.calling import Reader
from peakfolio.errors import MissingData, PeakfolioError
from peakfolio.importing.entering import enter_workbook
from peakfolio.importing.storing import write_changed
from peakfolio.keeping import write_file
from peakfolio.plan.catalogue import find_region, list_regions
from peakfolio.plan.plan import Plan
from peakfolio.plan.standing import stand_at
from peakfolio.plan.writing import write_copy
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.render.console.due import show_due
from peakfolio.render.console.screen import Screen
from peakfolio.render.duty_book import render_duty_book
from peakfolio.render.duty_calendar import render_calendar
from peakfolio.report.duties import record_duties
from peakfolio.words import say, say_many


def due(
    reader: Reader, region: str, as_of: str | None, every: bool, book: Path | None, calendar: Path | None, full: bool
) -> None:
    """What is due on a day, and the files that ask for it."""
    plan, day = open_plan(find_region(region)), as_of or date.today().isoformat()
    duties = list_duties(plan, day, () if every else choose_reporting(plan, day))
    if book is not None:
        write_file(book, render_duty_book(plan, day, duties, reader.language))
    if calendar is not None:
        write_file(calendar, render_calendar(plan, day, duties, reader.language))
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json(record_duties(plan, day, duties))
        return
    show_due(screen, plan, day, duties, is_full=full)


def choose_reporting(plan: Plan, day: str) -> tuple[str, ...]:
    """The projects of the answer on the day; none where there is no answer, so that all report."""
    standing = stand_at(plan, day).plan
    try:
        portfolio = choose_portfolio(build_problem(standing, standing.find_scenario("base"))).portfolio
    except MissingData:
        return ()
    return tuple(key for key in portfolio.starts if key in standing.project_by_id)


def enter(reader: Reader, region: str, file: Path, into: Path | None) -> None:
    """The reports of a workbook, put into a package or a copy of it."""
    if into is None and region in list_regions():
        raise PeakfolioError(
            say("{region} ships with peakfolio and is not changed; write a copy: --into FOLDER", region=region)
        )
    source = find_region(region)
    plan = open_plan(source)
    entered = enter_workbook(plan, file.name, file.read_bytes())
    if into is not None:
        write_copy(source, plan.settings, into)
    place = into or source
    files = write_changed(plan, entered.plan, place)
    screen = Screen(reader.language)
    if reader.as_json:
        added = {table: entered.added.get(table, 0) for table in ("outcomes", "progress")}
        screen.show_json({"folder": str(place), "added": added, "known": entered.known, "tables": list(files)})
        return
    screen.say(
        say(
            "{folder}: {outcomes} of indicators and {projects} of projects entered, {known} stood there already.",
            folder=place,
            outcomes=say_many("{n} report", "{n} reports", entered.added.get("outcomes", 0)),
            projects=say_many("{n} report", "{n} reports", entered.added.get("progress", 0)),
            known=entered.known,
        )
    )
