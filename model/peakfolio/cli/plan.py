"""The commands about a plan package and what a plan says: regions, systems, new, check, audit, costs, assess, suggest."""

from pathlib import Path

import click

from peakfolio.cli.calling import calls
from peakfolio.cli.options import complete_region, json_option, region_argument
from peakfolio.cli.values import TERRAINS, OutputFile, OutputFolder


@click.command()
@json_option
@calls("packages")
def regions() -> None:
    """List the plans that ship with peakfolio. 列出随附的规划。"""


@click.command()
@region_argument
@json_option
@calls("plan")
def check() -> None:
    """Read a plan package and name every fault. 检查数据包。"""


@click.command()
@json_option
@calls("packages")
def systems() -> None:
    """List the indicator systems a plan can follow. 列出可选的指标体系。"""


@click.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="FOLDER|FILE.xlsx")
@click.option(
    "--from", "region", metavar="REGION", help="Begin with a copy of this plan. 以该规划的副本为起点。",
    shell_complete=complete_region,
)  # fmt: skip
@click.option(
    "--system", metavar="SYSTEM",
    help="Begin with the indicators and standards of this system (peakfolio systems). 填入该指标体系的指标和标准。",
)  # fmt: skip
@click.option(
    "--terrain", type=click.Choice(tuple(TERRAINS)),
    help="Terrain of the place, where a standard depends on it. 本地地形，部分标准因地形而异。",
)  # fmt: skip
@json_option
@calls("packages")
def new() -> None:
    """Write an empty plan package, or a workbook (FILE.xlsx), to fill in. 新建空白数据包，或待填的 Excel 表。"""


@click.command()
@region_argument
@json_option
@click.option("--csv", "csv_path", type=OutputFile(".csv"), help="Write the findings as CSV. 写入 CSV。")
@calls("plan")
def audit() -> None:
    """Recompute everything a plan claims about itself. 复算规划自身的全部说法。"""


@click.command()
@region_argument
@json_option
@calls("plan")
def assess() -> None:
    """Judge every indicator by the plan's own rule. 按规划自身规则评估现状。"""


@click.command()
@region_argument
@json_option
@click.option("--csv", "csv_path", type=OutputFile(".csv"), help="Write the unit costs as CSV. 写入 CSV。")
@calls("plan")
def costs() -> None:
    """Hold what each project pays per unit against its class and its neighbours. 核对各项目的单位造价。"""


@click.command()
@region_argument
@json_option
@click.option(
    "--to", "folder", type=OutputFolder(), help="Write the proposed rows, to be put into a plan. 写出建议的表行。"
)
@calls("plan")
def suggest() -> None:
    """Propose effects, with their chains, for projects without a figure. 为没有数字依据的项目提出成效建议。"""
