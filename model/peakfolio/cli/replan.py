"""The command about a plan as its county stands today: replan."""

import click

from peakfolio.cli.calling import calls
from peakfolio.cli.options import as_of_option, defaulted_option, json_option, region_argument
from peakfolio.cli.values import YEARS, OutputFolder


@click.command()
@region_argument
@as_of_option
@click.option(
    "--milestones",
    type=YEARS,
    default=(),
    metavar="YEAR,YEAR",
    help="Years to be met together, such as 2030,2035; else the next of the plan. 目标年，如 2030,2035。",
)
@defaulted_option(
    "--silent",
    type=click.Choice(["planned", "done"]),
    default="planned",
    help="How projects without a report are taken: not begun, or built as printed. 无进展报告的项目按未开工或按已建成计。",
)
@defaulted_option("--scenario", "scenario", default="base", help="Named scenario of plan.toml. 情景名。")
@json_option
@click.option("--tables", type=OutputFolder(), help="Folder for every table as CSV. 表格写入的文件夹。")
@calls("replan")
def replan() -> None:
    """Ask a plan again from where the county stands today, and explain what changes. 按今日实际重新规划并说明变化。"""
