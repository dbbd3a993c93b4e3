"""The command that looks back: review."""

import click

from peakfolio.cli.calling import calls
from peakfolio.cli.options import full_option, json_option, region_argument
from peakfolio.cli.values import DAY, YEAR, OutputFolder


@click.command()
@region_argument
@click.option(
    "--as-of", "as_of", type=DAY, metavar="DAY",
    help="Count only what was published by this day, such as 2026-03; default today. 截至日期，只计此前公布的数据，缺省为今天。",
)  # fmt: skip
@click.option("--milestone", type=YEAR, help="Only the targets of this year. 只看该目标年。")
@click.option("--tables", type=OutputFolder(), help="Folder for every table as CSV. 表格写入的文件夹。")
@full_option
@json_option
@calls("review")
def review() -> None:
    """Hold what the plan's own date could forecast against what came about. 以实际值检验规划编制时的预测。"""
