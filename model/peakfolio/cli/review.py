"""The command that looks back: review."""

import click

from peakfolio.cli.calling import calls
from peakfolio.cli.options import full_option, json_option, region_argument
from peakfolio.cli.values import YEAR, BadValue, OutputFolder
from peakfolio.plan.limits import shorten
from peakfolio.plan.progress_tables import DAY
from peakfolio.words import say


def check_day(ctx: click.Context, param: click.Parameter, said: str | None) -> str | None:
    """A day, a month or a year, as it was written."""
    if said is not None and not DAY.fullmatch(said):
        found = shorten(said)
        raise BadValue(say("must be such as 2026, 2026-03 or 2026-03-31; found '{found}'", found=found), ctx, param)
    return said


@click.command()
@region_argument
@click.option(
    "--as-of", "as_of", metavar="DAY", callback=check_day,
    help="Count only what was published by this day, such as 2026-03; default today. 截至日期，只计此前公布的数据，缺省为今天。",
)  # fmt: skip
@click.option("--milestone", type=YEAR, help="Only the targets of this year. 只看该目标年。")
@click.option("--tables", type=OutputFolder(), help="Folder for every table as CSV. 表格写入的文件夹。")
@full_option
@json_option
@calls("review")
def review() -> None:
    """Hold what the plan's own date could forecast against what came about. 以实际值检验规划编制时的预测。"""
