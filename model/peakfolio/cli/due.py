"""The commands about who reports what: due, enter."""

from pathlib import Path

import click

from peakfolio.cli.calling import calls
from peakfolio.cli.options import full_option, json_option, region_argument
from peakfolio.cli.values import DAY, OutputFile, OutputFolder


@click.command()
@region_argument
@click.option(
    "--as-of", "as_of", type=DAY, metavar="DAY",
    help="Day to look from, such as 2026-11-03; default today. 截至日期，缺省为今天。",
)  # fmt: skip
@click.option(
    "--every", is_flag=True,
    help="Every project of the plan reports, not only those chosen or under way. 规划全部项目都报送，不限于所选和在建项目。",
)  # fmt: skip
@click.option(
    "--book", type=OutputFile(".xlsx"), help="Write a workbook for units to fill in. 写出供各单位填报的工作簿。"
)
@click.option("--calendar", type=OutputFile(".ics"), help="Write the days as a calendar file. 写出日历文件。")
@full_option
@json_option
@calls("due")
def due() -> None:
    """Who reports what by when, the overdue first. 谁在何时报送什么，逾期的在前。"""


@click.command()
@region_argument
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into", type=OutputFolder(), help="Write a copy of the package with the reports. 写入数据包的副本，原件不动。"
)
@json_option
@calls("due")
def enter() -> None:
    """Enter the filled workbook of `due` into a package; all of it or nothing. 录入填好的报送工作簿，有误则全部不录。"""
