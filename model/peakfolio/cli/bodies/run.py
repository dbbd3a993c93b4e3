"""A region from its plan to what is written: optimise, run, report."""

import signal
from pathlib import Path

import click

from peakfolio.carbon.budgets import reckon_budget
from peakfolio.carbon.opening import open_as_of
from peakfolio.cli.bodies.asking import answer_region, read_scenario, split_budget, watch_steps
from peakfolio.cli.calling import Reader
from peakfolio.cli.ending import end_on
from peakfolio.cli.options import Asked
from peakfolio.delivery.settings import SAMPLES, RiskSettings
from peakfolio.errors import PeakfolioError
from peakfolio.keeping import make_file
from peakfolio.plan.catalogue import find_region, find_scenarios, list_regions
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import hash_inputs
from peakfolio.portfolio.optimise import write_model
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.render.console.brief import show_brief, show_whole
from peakfolio.render.console.screen import Screen
from peakfolio.render.documents import FORMATS, TABLES, write_documents
from peakfolio.render.run_folder import describe_run, find_run_folder, write_run
from peakfolio.report.carbon.budgets import headline_budget
from peakfolio.run import Run, run_plan
from peakfolio.words import say


def optimise(reader: Reader, asked: Asked, full: bool, lp: Path | None) -> None:
    """The answer to the question the options put; also the model of its cost as a file."""
    answer, settings = answer_region(asked, switches=not reader.as_json)
    if lp:
        with make_file(lp) as making:
            write_model(answer.problem, str(making))
    hashes = hash_inputs(find_region(asked.region))
    found = Run(answer.plan, answer.scenario_name, answer, None, None, hashes, settings)
    if reader.as_json:
        Screen(reader.language).show_json(describe_run(found))
    else:
        screen = Screen(reader.language)
        _show(screen, found, full=full)
        if asked.emission_budget is not None:
            pathway, portfolio = split_budget(asked.emission_budget)[1], answer.choice.portfolio
            screen.say(headline_budget(reckon_budget(answer.plan, pathway, portfolio, projects="chosen")))


def _show(screen: Screen, found: Run, *, full: bool) -> None:
    if full:
        show_whole(screen, found)
    else:
        show_brief(screen, found)
        screen.say(say("Everything that was found: --full."))


def run(reader: Reader, asked: Asked, full: bool, runs: int, delivery_runs: int, results: Path) -> None:
    """Everything about a region, written to its run folder."""
    folder = find_region(asked.region)
    plan = open_as_of(folder, asked.as_of)
    name, scenario = read_scenario(plan, asked)
    name = name_standing(plan, name)
    _refuse_shipped(folder, plan.settings.region.id)
    find_run_folder(results, plan.settings.region.id, name)  # refused now, not after a minute's work
    delivery = RiskSettings(runs=delivery_runs, samples=min(SAMPLES, delivery_runs)) if delivery_runs else None
    # elsewhere Ctrl-C keeps the best found so far; here half an answer must not replace a whole one
    with end_on(signal.SIGINT):
        with watch_steps(plan) as watch:
            settings, day = SolverSettings(**asked.solving), asked.as_of
            found = run_plan(folder, name, scenario, settings, runs=runs, delivery=delivery, watch=watch, as_of=day)
        place = write_run(found, results)
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json({**describe_run(found), "folder": str(place)})
        return
    _show(screen, found, full=full)
    report = place / ("report.html" if reader.language == "zh" else "report.en.html")
    screen.say(say("Report: {report}", report=report))


def name_standing(plan: Plan, name: str) -> str:
    """The name of a scenario with the day it is asked on, so that its results take no other day's place."""
    return name if plan.standpoint is None else f"{name}_as-of-{plan.standpoint.day}"


def _refuse_shipped(folder: Path, key: str) -> None:
    """Raises PeakfolioError where a package of one's own has the key of a plan that ships, whose results it would replace."""
    if key in list_regions() and folder.resolve() != (find_scenarios() / key).resolve():
        raise PeakfolioError(
            say(
                "{folder}: its region id is '{key}', that of a plan that ships, and its results would take the place of that plan's. Write "
                'another id under [region] in plan.toml; if it is a copy, keep begun_from = "{key}".',
                folder=folder,
                key=key,
            )
        )


def report(reader: Reader, folder: Path, forms: tuple[str, ...]) -> None:
    """The documents of a run folder; both workbooks go together."""
    wanted = (*forms, *((TABLES,) if "xlsx" in forms else ())) or FORMATS
    places = [str(place) for place in write_documents(folder, wanted, reader.language)]
    if reader.as_json:
        Screen(reader.language).show_json({"documents": places})
        return
    for place in places:
        click.echo(place)
