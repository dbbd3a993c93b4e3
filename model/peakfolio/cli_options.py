"""What the commands share: the region, the options of a scenario, errors as text, and the answer to a question."""

import functools
import locale
import os
import sys
from collections.abc import Callable
from typing import Any, get_args

import click

from peakfolio.errors import PeakfolioError
from peakfolio.language import Language, Sentence
from peakfolio.plan.vocabulary import QuestionName

EXIT_FAULTY_INPUT = 2
STANDARDS = ("plan", "national", "provincial", "municipal")
QUESTION_NAMES: tuple[str, ...] = get_args(QuestionName)


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
    """Turns an error of the user's input into its text and exit code 2; never a traceback."""

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except PeakfolioError as error:
            click.echo(error.read(find_language()), err=True)
            sys.exit(EXIT_FAULTY_INPUT)
        except OSError as error:
            unread = Sentence(
                f"{error.filename or ''}：无法读写（{error.strerror}）",
                f"{error.filename or ''}: cannot be read or written ({error.strerror})",
            )
            click.echo(unread.read(find_language()), err=True)
            sys.exit(EXIT_FAULTY_INPUT)

    return run


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
    click.option("--milestone", multiple=True, type=int, help="Year of the targets; may be given twice. 目标年。"),
    click.option("--standard", type=click.Choice(STANDARDS), help="Whose targets are to be met. 考核标准。"),
    click.option("--budget", type=float, help="All money that may be spent, 万元. 总预算（万元）。"),
    click.option(
        "--ceiling",
        multiple=True,
        metavar="SOURCE:YEAR:万元",
        help="all:2025:5000, special:2024:3000. 分来源分年上限。",
    ),
    click.option("--carry-over/--no-carry-over", default=None, help="Unspent money may be spent later. 结余可结转。"),
    click.option("--points", type=float, help="Points to reach. 要求分数。"),
    click.option(
        "--robust", type=float, help="Effects per target that may fall to low. 每个目标可能落到低值的成效个数。"
    ),
    click.option("--effects", type=click.Choice(["low", "central", "high"]), help="Reading of the effects. 成效取值。"),
    click.option("--shared/--no-shared", default=None, help="Use effects without a figure. 是否采用分摊成效。"),
    click.option("--lock-in", multiple=True, metavar="ID", help="Project that must be built. 必建项目。"),
    click.option("--lock-out", multiple=True, metavar="ID", help="Project that must not be built. 禁建项目。"),
    click.option(
        "--drop-target", "drop_target", multiple=True, metavar="ID", help="Target that does not count. 不考核的目标。"
    ),
    click.option(
        "--set-target", "set_target", multiple=True, metavar="ID:VALUE", help="Another number for a target. 改目标值。"
    ),
    click.option("--solver", default="highs", show_default=True, help="highs, or any solver PuLP finds. 求解器。"),
    click.option(
        "--gap",
        type=click.FloatRange(0, 1),
        default=0.0,
        show_default=True,
        help="Relative gap that is enough. 允许差距。",
    ),
    click.option(
        "--threads", type=click.IntRange(1), default=1, show_default=True, help="Threads of the solver. 线程数。"
    ),
    click.option(
        "--time-limit",
        type=click.FloatRange(min=0.1),
        default=60.0,
        show_default=True,
        help="Seconds for each solve. 求解时限。",
    ),
    click.option("--seed", type=int, default=0, show_default=True, help="Seed of the solver. 随机种子。"),
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
        "target_values": dict(read_target(each) for each in options.get("set_target") or ()),
    }


def read_target(said: str) -> tuple[str, float]:
    """A target written as indicator:value, or indicator@year:value."""
    key, _, value = said.rpartition(":")
    try:
        return key, float(value)
    except ValueError as error:
        raise PeakfolioError(
            f"--set-target '{said}'：应写成 指标:数值，如 I08:75。",
            f"--set-target '{said}': write indicator:value, such as I08:75.",
        ) from error


def read_ceiling(said: str) -> Any:
    """A ceiling written as source:year:amount; 'all' and 'total' stand for every source and every year."""
    from peakfolio.plan.settings import Ceiling

    try:
        source, year, amount = said.split(":")
        fields = {
            "funding_source": None if source == "all" else source,
            "year": None if year == "total" else year,
            "ceiling_wan_yuan": amount,
        }
        return Ceiling.model_validate(fields)
    except ValueError as error:
        raise PeakfolioError(
            f"--ceiling '{said}'：应写成 资金来源:年份:万元，如 special:2024:3000 或 all:total:5000。",
            f"--ceiling '{said}': write source:year:amount, such as special:2024:3000 or all:total:5000.",
        ) from error


def answer_region(region: str, options: dict[str, Any], *, switches: bool = False) -> Any:
    """The answer to the question the options put to a region, and the solver settings; with other readings only where they are shown."""
    from peakfolio.plan.catalogue import find_region
    from peakfolio.plan.reading import read_plan
    from peakfolio.portfolio.answering import answer_plan, answer_question, change_scenario

    plan = read_plan(find_region(region))
    settings = read_solver(options)
    name, scenario = change_scenario(plan, **read_changes(options))
    answer = answer_plan if switches else answer_question
    return answer(plan, name, scenario, settings, show_step if sys.stderr.isatty() else None), settings


runs_option = click.option(
    "--runs",
    type=click.IntRange(1),
    default=2000,
    show_default=True,
    help="Draws of each pathway. 每条路径的抽样次数。",
)


delivery_runs_option = click.option(
    "--delivery-runs",
    type=click.IntRange(0),
    default=500,
    show_default=True,
    help="Runs of each delivery; 0 leaves delivery out. 实施模拟次数，0 为不模拟。",
)


def run_region(region: str, options: dict[str, Any], runs: int, delivery_runs: int) -> Any:
    """Everything ``run`` finds for a region under the options."""
    from peakfolio.delivery.outlook import DeliverySettings
    from peakfolio.delivery.robust import SAMPLES
    from peakfolio.plan.catalogue import find_region
    from peakfolio.plan.reading import read_plan
    from peakfolio.portfolio.answering import change_scenario
    from peakfolio.results.run import run_plan

    folder = find_region(region)
    name, scenario = change_scenario(read_plan(folder), **read_changes(options))
    watch = show_step if sys.stderr.isatty() else None
    asked = DeliverySettings(runs=delivery_runs, samples=min(SAMPLES, delivery_runs)) if delivery_runs else None
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


def show_step(name: str) -> None:
    """Shows on the error stream which step is being solved; Ctrl-C stops it and keeps the best portfolio found so far."""
    click.echo(f"\r… {name:<40}", nl=False, err=True)
