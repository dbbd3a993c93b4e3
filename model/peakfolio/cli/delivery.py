"""The command about delivery: deliver."""

import contextlib
import sys
from pathlib import Path
from typing import Any

import click

from peakfolio.cli.options import answer_region, json_option, region_argument, report_errors, scenario_options
from peakfolio.cli.values import CERTAINTY, WORKERS, Number, OutputFolder, check_address
from peakfolio.plan.limits import MOST_DELIVERY_RUNS
from peakfolio.words import Language

RULE_NAMES = ("plan_order", "first_come", "criticality", "cost_effectiveness")


@click.command()
@region_argument
@scenario_options
@click.option("--runs", type=Number(1, MOST_DELIVERY_RUNS, is_whole=True), default=500, show_default=True,
              help="Runs of each delivery. 每个组合的模拟次数。")  # fmt: skip
@click.option("--alpha", type=CERTAINTY, default=0.8, show_default=True,
              help="Certainty wanted of the robust choice. 要求的把握。")  # fmt: skip
@click.option("--rule", type=click.Choice(RULE_NAMES), help="Who goes first in every queue. 排队规则。")
@click.option("--what-if", "asked", multiple=True, metavar="CHANGE",
              help="lose-year, start-earlier, freeze:P07, halve:special, crew:pipe_layers, desk, designer, tranches-earlier, "
              "cash-box, rule:criticality; may be given several times, replaces the default set. 假设变化。")  # fmt: skip
@click.option("--draw-effects", is_flag=True, help="Also draw the effects of projects. 成效也参与抽样。")
@click.option("--executor", type=click.Choice(["serial", "processes", "dask"]), default="serial", show_default=True,
              help="Where runs are done; the numbers do not depend on it. 运行方式。")  # fmt: skip
@click.option("--workers", type=WORKERS, default=2, show_default=True, help="Worker processes. 工作进程数。")
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
@click.pass_obj
@report_errors
def deliver(
    language: Language, region: str, as_json: bool, asked: tuple[str, ...], tables: Path | None, **options: Any
) -> None:
    """Simulate when projects are really finished and how sure the targets are. 模拟项目实施进度与按期达标的把握。"""
    from peakfolio.render.console.delivery import show_changes, show_delivery
    from peakfolio.render.console.screen import Screen
    from peakfolio.render.run_folder import write_delivery
    from peakfolio.report.delivery.summary import describe_delivery
    from peakfolio.run import find_delays

    screen = Screen(language)
    outlook = _look_at(screen, region, asked, options)
    delays = find_delays(outlook)
    if tables is not None:
        write_delivery(outlook, delays, tables)
    if as_json:
        screen.show_json(describe_delivery(outlook, delays))
        return
    show_delivery(screen, outlook, delays)
    show_changes(screen, outlook)


def _look_at(screen: Any, region: str, asked: tuple[str, ...], options: dict[str, Any]) -> Any:
    """The delivery outlook of a region under the options; a bar shows the batches where somebody looks."""
    from peakfolio.delivery.executing import Execution
    from peakfolio.delivery.outlook import assess_delivery
    from peakfolio.delivery.settings import RiskSettings
    from peakfolio.delivery.what_if import read_what_if
    from peakfolio.render.console.delivery import watch_batches

    answer, solver = answer_region(region, options)
    settings = RiskSettings(
        runs=options["runs"],
        seed=options["seed"],
        execution=Execution(options["executor"], options["workers"], options["scheduler"], options["keep"]),
        alpha=options["alpha"],
        draw_effects=options["draw_effects"],
        rule=options["rule"],
        what_ifs=tuple(read_what_if(each, answer.plan, answer.problem) for each in asked) or None,
        solver=solver,
    )
    is_seen = sys.stderr.isatty()
    with watch_batches(screen) if is_seen else contextlib.nullcontext() as watch:
        return assess_delivery(answer.plan, answer.choice, settings, watch)
