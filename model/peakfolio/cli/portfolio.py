"""The commands that choose projects and argue about the choice: optimise, why, rank, frontier, alternatives, sample, compare."""

import click

from peakfolio.cli.calling import calls
from peakfolio.cli.options import (
    as_of_option,
    defaulted_option,
    full_option,
    json_option,
    region_argument,
    scenario_options,
)
from peakfolio.cli.values import BUDGET, DRAWS, SHARE, Number, OutputFile


@click.command()
@scenario_options
@full_option
@json_option
@click.option("--lp", type=OutputFile(".lp"), help="Write the cost model as an .lp file. 写出 .lp 模型。")
@calls("run")
def optimise() -> None:
    """Find the cheapest portfolio that meets every target the pool can meet. 求最低成本组合。"""


@click.command()
@scenario_options
@json_option
@click.option("--worth", type=BUDGET, help="What meeting one target is worth, 万元. 达到一个目标值多少（万元）。")
@calls("prices")
def why() -> None:
    """Say what each project and target is worth, and what would have to give. 说明每个项目与目标的代价。"""


@click.command()
@scenario_options
@json_option
@defaulted_option("--draws", type=DRAWS, default=100, help="Draws of the effects. 抽样次数。")
@defaulted_option("--within", type=Number(0, 100), default=10.0, help="Near-optimal, per cent. 近优幅度（%）。")
@calls("prices")
def rank() -> None:
    """Rank the projects by a stated rule: the list to publish. 按公开规则给出项目优先次序。"""


@click.command()
@scenario_options
@json_option
@defaulted_option(
    "--of",
    "measure",
    type=click.Choice(["targets", "points", "shortfall", "abatement"]),
    default="targets",
    help="What the money buys. 以什么衡量。",
)
@defaulted_option(
    "--most",
    type=Number(1, 10000, is_whole=True),
    default=200,
    help="Breakpoints at most; a frontier that is cut says so. 最多几个拐点；没有算完会说明。",
)
@calls("prices")
def frontier() -> None:
    """Show what every budget buys, breakpoint by breakpoint. 预算前沿：逐个精确拐点。"""


@click.command()
@scenario_options
@json_option
@defaulted_option("--within", type=Number(0, 1000), default=10.0, help="How much dearer, per cent. 可贵多少（%）。")
@defaulted_option("--most", type=Number(1, 500, is_whole=True), default=10, help="How many. 最多几个。")
@calls("prices")
def alternatives() -> None:
    """List portfolios that are nearly as cheap and meet as much. 列出近优的替代组合。"""


@click.command()
@scenario_options
@json_option
@defaulted_option("--draws", type=DRAWS, default=200, help="Draws of the effects. 抽样次数。")
@click.option(
    "--alpha", type=SHARE, help="Also the cheapest that holds with this probability. 另求达到此概率的最低成本。"
)
@calls("prices")
def sample() -> None:
    """Draw the effects at random and see how often targets are met. 成效随机抽样，看目标达到的概率。"""


@click.command()
@region_argument
@click.argument("scenarios", nargs=-1, required=True)
@as_of_option
@json_option
@calls("prices")
def compare() -> None:
    """Put named scenarios side by side; the first is the yardstick. 情景并列比较。"""
