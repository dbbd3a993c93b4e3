"""The options and arguments that several commands take, and what those of a scenario say together."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import click

from peakfolio.cli.values import BUDGET, DAY, ROBUST, RUNS, SCORE, SECONDS, SEED, SHARE, THREADS, YEAR, refuse_twins
from peakfolio.plan.catalogue import list_regions
from peakfolio.plan.vocabulary import QuestionName

STANDARDS = ("plan", "national", "provincial", "municipal")
QUESTION_NAMES: tuple[str, ...] = get_args(QuestionName)


def complete_region(context: click.Context, argument: click.Argument, typed: str) -> list[str]:
    """The shipped plans that begin with what was typed, for the shell's completion."""
    del context, argument
    return [name for name in list_regions() if name.startswith(typed)]


defaulted_option = functools.partial(click.option, show_default=True)
region_argument = click.argument("region", shell_complete=complete_region)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else. 只输出 JSON。")
full_option = click.option(
    "--full", is_flag=True, help="Show everything that was found, not only what decides. 显示全部结果，不只是要点。"
)
as_of_option = click.option(
    "--as-of",
    "as_of",
    type=DAY,
    metavar="DAY",
    help="Read the plan as it stands on a day, such as 2026-11: what had become known by then counts. 截至日期，如 2026-11。",
)
runs_option = defaulted_option("--runs", type=RUNS, default=2000, help="Draws of each pathway. 每条路径的抽样次数。")

# Each option that changes a scenario under the field of ``Scenario`` it changes, in the order in which a changed scenario names them.
CHANGES = (
    "question", "milestones", "standard", "effects", "use_shared_effects", "use_proposed_effects", "budget_wan_yuan", "budgets",
    "carry_over", "points", "robust_budget", "locked_in", "locked_out", "dropped_targets", "target_values",
)  # fmt: skip
SOLVING = ("time_limit_seconds", "relative_gap", "threads", "seed", "solver")  # fields of ``SolverSettings``
SCENARIO_OPTIONS = (
    as_of_option,
    defaulted_option("--scenario", "name", default="base", help="Named scenario of plan.toml. 情景名。"),
    click.option("--question", type=click.Choice(QUESTION_NAMES), help="What is asked of the portfolio. 优选问题。"),
    click.option(
        "--milestone",
        "milestones",
        multiple=True,
        type=YEAR,
        callback=refuse_twins,
        help="Year of the targets; may be given for several years. 目标年。",
    ),
    click.option("--standard", type=click.Choice(STANDARDS), help="Whose targets are to be met. 考核标准。"),
    click.option(
        "--budget", "budget_wan_yuan", type=BUDGET, help="All money that may be spent, 万元. 总预算（万元）。"
    ),
    click.option(
        "--ceiling",
        "budgets",
        multiple=True,
        metavar="SOURCE:YEAR:万元",
        help="all:2025:5000, special:2024:3000. 分来源分年上限。",
    ),
    click.option("--carry-over/--no-carry-over", default=None, help="Unspent money may be spent later. 结余可结转。"),
    click.option("--points", type=SCORE, help="Points to reach. 要求分数。"),
    click.option(
        "--robust",
        "robust_budget",
        type=ROBUST,
        help="Effects per target that may fall to low. 每个目标可能落到低值的成效个数。",
    ),
    click.option("--effects", type=click.Choice(["low", "central", "high"]), help="Reading of the effects. 成效取值。"),
    click.option(
        "--shared/--no-shared",
        "use_shared_effects",
        default=None,
        help="Let projects without a figure share the gap, as the document says. 无数字依据的项目是否照文件所说分摊差距。",
    ),
    click.option(
        "--proposed/--no-proposed",
        "use_proposed_effects",
        default=None,
        help="Count proposed effects that nobody has accepted. 拟定成效未经确认也计入。",
    ),
    click.option(
        "--lock-in",
        "locked_in",
        multiple=True,
        metavar="ID",
        callback=refuse_twins,
        help="Project that must be built. 必建项目。",
    ),
    click.option(
        "--lock-out",
        "locked_out",
        multiple=True,
        metavar="ID",
        callback=refuse_twins,
        help="Project that must not be built. 禁建项目。",
    ),
    click.option(
        "--drop-target",
        "dropped_targets",
        multiple=True,
        metavar="ID",
        callback=refuse_twins,
        help="Target that does not count. 不考核的目标。",
    ),
    click.option(
        "--set-target",
        "target_values",
        multiple=True,
        metavar="ID:VALUE",
        help="Another number for a target. 改目标值。",
    ),
    click.option(
        "--emission-budget",
        "emission_budget",
        metavar="national[:PATHWAY]",
        help="Projects must keep a pathway, else the main one, under the national path's ceilings. 项目须使排放不超过全国目标的逐年上限。",
    ),
    defaulted_option("--solver", default="highs", help="highs, or any solver PuLP finds. 求解器。"),
    defaulted_option("--gap", "relative_gap", type=SHARE, default=0.0, help="Relative gap that is enough. 允许差距。"),
    defaulted_option("--threads", type=THREADS, default=1, help="Threads of the solver. 线程数。"),
    defaulted_option(
        "--time-limit", "time_limit_seconds", type=SECONDS, default=60.0, help="Seconds for each solve. 求解时限。"
    ),
    defaulted_option("--seed", type=SEED, default=0, help="Seed of the solver. 随机种子。"),
)


@dataclass(frozen=True)
class Asked:
    """What is asked of a region: the scenario that is named, what is changed in it, and how it is solved, as it was given."""

    region: str
    scenario: str
    changes: Mapping[str, Any]
    solving: Mapping[str, Any]
    as_of: str | None = None
    emission_budget: str | None = None


def scenario_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """A region and the options that change its scenario; the command is given all they say as ``asked``."""

    @functools.wraps(command)
    def gather(region: str, name: str, as_of: str | None, emission_budget: str | None, **given: Any) -> Any:
        changes, solving = ({key: given.pop(key) for key in keys} for keys in (CHANGES, SOLVING))
        return command(asked=Asked(region, name, changes, solving, as_of, emission_budget), **given)

    for option in reversed(SCENARIO_OPTIONS):
        gather = option(gather)
    return region_argument(gather)
