"""What the commands share: the region, the options of a scenario, errors as text, and the answer to a question."""

import functools
import locale
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import click

from peakfolio.cli.ending import Ended, end_on
from peakfolio.cli.values import (
    BUDGET,
    DELIVERY_RUNS,
    ROBUST,
    RUNS,
    SCORE,
    SECONDS,
    SEED,
    SHARE,
    THREADS,
    YEAR,
    read_figure,
    read_money,
    read_number,
    refuse_twins,
)
from peakfolio.errors import PeakfolioError
from peakfolio.keeping import FINISHED
from peakfolio.plan.limits import shorten
from peakfolio.plan.vocabulary import FundingSource, QuestionName
from peakfolio.words import Language, listing, say

EXIT_FAULTY_INPUT = 2
EXIT_SIGNAL = 128  # plus the number of the signal, as shells count
STANDARDS = ("plan", "national", "provincial", "municipal")
QUESTION_NAMES: tuple[str, ...] = get_args(QuestionName)
FUNDING_SOURCES: tuple[str, ...] = get_args(FundingSource)
CEILING_PARTS = 3  # source:year:amount
CLEAR_LINE = "\r\x1b[2K"  # for terminals: back to the start of the line, and what stands in it goes
STEP_COLUMNS = 70


def guess_language() -> Language:
    """Chinese where the environment speaks it, else English."""
    said = os.environ.get("PEAKFOLIO_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if (said or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def find_language() -> Language:
    """The language the reader asked for, else the one of the environment."""
    context = click.get_current_context(silent=True)
    asked: Language | None = context.find_root().obj if context is not None else None
    return asked or guess_language()


def report_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turns an error of the user's input into its text and exit code 2; never a traceback.

    A command that is ended from outside (Ctrl-C, SIGTERM) clears what it was making and says what is kept.
    """

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        FINISHED.clear()
        try:
            with end_on(signal.SIGTERM):
                return command(*arguments, **options)
        except PeakfolioError as error:
            click.echo(error.read(find_language()), err=True)
            sys.exit(EXIT_FAULTY_INPUT)
        except OSError as error:
            unread = say(
                "{filename}: cannot be read or written ({strerror})",
                filename=error.filename or "",
                strerror=error.strerror,
            )
            click.echo(unread.read(find_language()), err=True)
            sys.exit(EXIT_FAULTY_INPUT)
        except KeyboardInterrupt:
            _say_ended(signal.SIGINT, options)
        except Ended as ended:
            _say_ended(ended.number, options)

    return run


def _say_ended(number: int, options: dict[str, Any]) -> None:
    """What is kept of a command that was ended; the exit code is that of the signal."""
    said = say("Stopped. Nothing was written; results from before are as they were.")
    if FINISHED:
        said = say("Stopped. Written whole before that: {places}.", places=listing(map(str, FINISHED)))
    if options.get("keep") is not None:
        said = say(
            "Stopped. Batches that were finished are kept in {folder}; the same command goes on from there.",
            folder=options["keep"],
        )
    if "port" in options:  # the workbench runs until it is ended
        said = say("The workbench has ended.")
    click.echo(f"\n{said.read(find_language())}", err=True)
    sys.exit(EXIT_SIGNAL + number)


def complete_region(context: click.Context, argument: click.Argument, typed: str) -> list[str]:
    """The shipped plans that begin with what was typed, for the shell's completion."""
    from peakfolio.plan.catalogue import list_regions

    del context, argument
    return [name for name in list_regions() if name.startswith(typed)]


region_argument = click.argument("region", shell_complete=complete_region)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else. 只输出 JSON。")


SCENARIO_OPTIONS = (
    click.option("--scenario", "name", default="base", show_default=True, help="Named scenario of plan.toml. 情景名。"),
    click.option("--question", type=click.Choice(QUESTION_NAMES), help="What is asked of the portfolio. 优选问题。"),
    click.option(
        "--milestone",
        multiple=True,
        type=YEAR,
        callback=refuse_twins,
        help="Year of the targets; may be given for several years. 目标年。",
    ),
    click.option("--standard", type=click.Choice(STANDARDS), help="Whose targets are to be met. 考核标准。"),
    click.option("--budget", type=BUDGET, help="All money that may be spent, 万元. 总预算（万元）。"),
    click.option(
        "--ceiling",
        multiple=True,
        metavar="SOURCE:YEAR:万元",
        help="all:2025:5000, special:2024:3000. 分来源分年上限。",
    ),
    click.option("--carry-over/--no-carry-over", default=None, help="Unspent money may be spent later. 结余可结转。"),
    click.option("--points", type=SCORE, help="Points to reach. 要求分数。"),
    click.option(
        "--robust", type=ROBUST, help="Effects per target that may fall to low. 每个目标可能落到低值的成效个数。"
    ),
    click.option("--effects", type=click.Choice(["low", "central", "high"]), help="Reading of the effects. 成效取值。"),
    click.option("--shared/--no-shared", default=None, help="Use effects without a figure. 是否采用分摊成效。"),
    click.option(
        "--lock-in", multiple=True, metavar="ID", callback=refuse_twins, help="Project that must be built. 必建项目。"
    ),
    click.option(
        "--lock-out",
        multiple=True,
        metavar="ID",
        callback=refuse_twins,
        help="Project that must not be built. 禁建项目。",
    ),
    click.option(
        "--drop-target",
        "drop_target",
        multiple=True,
        metavar="ID",
        callback=refuse_twins,
        help="Target that does not count. 不考核的目标。",
    ),
    click.option(
        "--set-target", "set_target", multiple=True, metavar="ID:VALUE", help="Another number for a target. 改目标值。"
    ),
    click.option("--solver", default="highs", show_default=True, help="highs, or any solver PuLP finds. 求解器。"),
    click.option("--gap", type=SHARE, default=0.0, show_default=True, help="Relative gap that is enough. 允许差距。"),
    click.option("--threads", type=THREADS, default=1, show_default=True, help="Threads of the solver. 线程数。"),
    click.option(
        "--time-limit", type=SECONDS, default=60.0, show_default=True, help="Seconds for each solve. 求解时限。"
    ),
    click.option("--seed", type=SEED, default=0, show_default=True, help="Seed of the solver. 随机种子。"),
)


def scenario_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that change a scenario."""
    for option in reversed(SCENARIO_OPTIONS):
        command = option(command)
    return command


def read_changes(options: dict[str, Any]) -> dict[str, Any]:
    """The options of a scenario as fields of ``Scenario``."""
    years: tuple[int, ...] = tuple(options.get("milestone") or ())
    return {
        "name": options["name"],
        "question": options.get("question"),
        "milestone": next(iter(years)) if len(years) == 1 else None,
        "milestones": years if len(years) > 1 else (),
        "standard": options.get("standard"),
        "effects": options.get("effects"),
        "use_shared_effects": options.get("shared"),
        "budget_wan_yuan": options.get("budget"),
        "budgets": tuple(read_ceiling(each) for each in options.get("ceiling") or ()),
        "carry_over": options.get("carry_over"),
        "points": options.get("points"),
        "robust_budget": options.get("robust"),
        "locked_in": options.get("lock_in"),
        "locked_out": options.get("lock_out"),
        "dropped_targets": options.get("drop_target"),
        "target_values": read_targets(options.get("set_target") or ()),
    }


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


def read_ceiling(said: str) -> Any:
    """A ceiling written as source:year:amount; 'all' and 'total' stand for every source and every year."""
    from peakfolio.plan.settings import Ceiling

    source, year, amount = said.split(":") if said.count(":") == CEILING_PARTS - 1 else ("", "", "")
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


def answer_region(region: str, options: dict[str, Any], *, switches: bool = False) -> Any:
    """The answer to the question the options put to a region, and the solver settings; with other readings only where they are shown."""
    from peakfolio.carbon.opening import open_plan
    from peakfolio.plan.catalogue import find_region
    from peakfolio.portfolio.answering import answer_plan, answer_question, change_scenario

    plan = open_plan(find_region(region))
    settings = read_solver(options)
    name, scenario = change_scenario(plan, **read_changes(options))
    answer = answer_plan if switches else answer_question
    with watch_steps(plan) as watch:
        return answer(plan, name, scenario, settings, watch), settings


runs_option = click.option(
    "--runs", type=RUNS, default=2000, show_default=True, help="Draws of each pathway. 每条路径的抽样次数。"
)


delivery_runs_option = click.option(
    "--delivery-runs",
    type=DELIVERY_RUNS,
    default=500,
    show_default=True,
    help="Runs of each delivery; 0 leaves delivery out. 实施模拟次数，0 为不模拟。",
)


def run_region(region: str, options: dict[str, Any], runs: int, delivery_runs: int, results: Path) -> Any:
    """Everything ``run`` finds for a region under the options, to be written to ``results``."""
    from peakfolio.delivery.settings import SAMPLES, RiskSettings
    from peakfolio.plan.catalogue import find_region
    from peakfolio.plan.reading import read_plan
    from peakfolio.portfolio.answering import change_scenario
    from peakfolio.render.run_folder import find_run_folder
    from peakfolio.run import run_plan

    folder = find_region(region)
    plan = read_plan(folder)
    name, scenario = change_scenario(plan, **read_changes(options))
    find_run_folder(results, plan.settings.region.id, name)  # refused now, not after a minute's work
    asked = RiskSettings(runs=delivery_runs, samples=min(SAMPLES, delivery_runs)) if delivery_runs else None
    with watch_steps(plan) as watch:
        return run_plan(folder, name, scenario, read_solver(options), runs=runs, delivery=asked, watch=watch)


def read_solver(options: dict[str, Any]) -> Any:
    """The solver settings of the options."""
    from peakfolio.portfolio.solver import SolverSettings

    return SolverSettings(
        time_limit_seconds=options["time_limit"],
        relative_gap=options["gap"],
        threads=options["threads"],
        seed=options["seed"],
        solver=options["solver"],
    )


@contextmanager
def watch_steps(plan: Any) -> Iterator[Callable[[str], None] | None]:
    """Shows in one line of the error stream, where a person looks at it, which step is being solved, and clears it at the end.

    Ctrl-C stops the step and keeps the best portfolio found so far.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from peakfolio.report.names import name_step
    from peakfolio.report.wrapping import fit_lines

    language, pathways = find_language(), plan.settings.pathways

    def show(step: str) -> None:
        said = fit_lines(name_step(step, pathways).read(language), STEP_COLUMNS, 1)
        click.echo(f"{CLEAR_LINE}… {said}", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo(CLEAR_LINE, nl=False, err=True)
