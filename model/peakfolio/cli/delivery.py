"""The command about delivery: deliver."""

import click

from peakfolio.cli.calling import calls
from peakfolio.cli.options import defaulted_option, json_option, scenario_options
from peakfolio.cli.values import CERTAINTY, WORKERS, Number, OutputFolder, check_address
from peakfolio.plan.limits import MOST_DELIVERY_RUNS

RULE_NAMES = ("plan_order", "first_come", "criticality", "cost_effectiveness")


@click.command()
@scenario_options
@defaulted_option(
    "--runs",
    type=Number(1, MOST_DELIVERY_RUNS, is_whole=True),
    default=500,
    help="Runs of each delivery. 每个组合的模拟次数。",
)
@defaulted_option("--alpha", type=CERTAINTY, default=0.8, help="Certainty wanted of the robust choice. 要求的把握。")
@click.option("--rule", type=click.Choice(RULE_NAMES), help="Who goes first in every queue. 排队规则。")
@click.option("--what-if", "what_ifs", multiple=True, metavar="CHANGE",
              help="lose-year, start-earlier, freeze:P07, halve:special, crew:pipe_layers, desk, designer, tranches-earlier, "
              "cash-box, rule:criticality; may be given several times, replaces the default set. 假设变化。")  # fmt: skip
@defaulted_option(
    "--executor",
    type=click.Choice(["serial", "processes", "dask"]),
    default="serial",
    help="Where runs are done; the numbers do not depend on it. 运行方式。",
)
@defaulted_option("--workers", type=WORKERS, default=2, help="Worker processes. 工作进程数。")
@click.option(
    "--scheduler",
    default="",
    callback=check_address,
    metavar="ADDRESS",
    help="Dask scheduler, tcp://host:port. Dask 调度器地址。",
)
@click.option("--keep", type=OutputFolder(),
              help="Folder that keeps finished batches; a run that was stopped goes on from it. 断点文件夹。")  # fmt: skip
@click.option("--tables", type=OutputFolder(),
              help="Folder for every table and figure. 表格与图写入的文件夹。")  # fmt: skip
@json_option
@calls("delivery")
def deliver() -> None:
    """Simulate when projects are really finished and how sure the targets are. 模拟项目实施进度与按期达标的把握。"""
