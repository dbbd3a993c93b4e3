"""The commands about a plan package and what a plan says: regions, systems, new, import, check, audit, costs, assess, suggest, start."""

from pathlib import Path

import click

from peakfolio.cli.calling import calls
from peakfolio.cli.options import as_of_option, complete_region, json_option, region_argument
from peakfolio.cli.values import AMOUNT, SPAN, TERRAINS, YEAR, InputFolder, OutputFile, OutputFolder, Pair, refuse_twins


@click.command()
@json_option
@calls("packages")
def regions() -> None:
    """List the plans that ship with peakfolio. 列出随附的规划。"""


@click.command()
@region_argument
@json_option
@click.option("--all", "show_all", is_flag=True, help="Name every cell, not one line for a kind of fault. 逐格列出。")
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
@click.option(
    "--years", "span", type=SPAN, metavar="FIRST-LAST",
    help="Years of the plan, such as 2026-2030; with --system also targets for the last. 规划期；与 --system 同用时按标准设期末目标。",
)  # fmt: skip
@json_option
@calls("packages")
def new() -> None:
    """Write an empty plan package, or a workbook (FILE.xlsx), to fill in. 新建空白数据包，或待填的 Excel 表。"""


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", "folder", required=True, type=OutputFolder(), help="Folder of the package. 数据包文件夹。")
@click.option("--system", help="Indicator system the plan follows. 所依据的指标体系。")
@click.option("--name", "name_zh", help="Name of the place, such as 某县. 县（市、区）名称。")
@click.option("--mapping", type=InputFolder(), help="Package whose columns were mapped before. 沿用该数据包的列对应。")
@click.option(
    "--answer", "answers", multiple=True, type=Pair(), help="Answer to a question of the import. 回答导入时的提问。"
)
@json_option
@calls("importing")
def bring_in() -> None:
    """Make a package from the documents of a plan: Word, Excel, PDF. 由规划文件生成数据包。"""


@click.command()
@region_argument
@json_option
@click.option("--csv", "csv_path", type=OutputFile(".csv"), help="Write the findings as CSV. 写入 CSV。")
@calls("plan")
def audit() -> None:
    """Recompute everything a plan claims about itself. 复算规划自身的全部说法。"""


@click.command()
@region_argument
@as_of_option
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
@click.option(
    "--write", is_flag=True, help="Put the proposals into the package, not yet accepted. 将拟定成效写入数据包（待确认）。"
)  # fmt: skip
@click.option(
    "--answer", "answered", multiple=True, metavar="KEY:VALUE", callback=refuse_twins,
    help="A figure of the county that is asked for; with --reason. 填报本地数据，须附理由。",
)  # fmt: skip
@click.option(
    "--accept", "accepted", multiple=True, metavar="ID:ID", callback=refuse_twins,
    help="Take a proposal, such as P01:I08; 'sure' takes all that are. 采用；sure 为采用全部有把握的。",
)  # fmt: skip
@click.option(
    "--change", "changed", multiple=True, metavar="ID:ID:LOW:CENTRAL:HIGH", callback=refuse_twins,
    help="An effect of your own; with --reason. 改为自定数值，须附理由。",
)  # fmt: skip
@click.option(
    "--refuse", "refused", multiple=True, metavar="ID:ID", callback=refuse_twins,
    help="Do not take it, nor propose it again. 不采用，且不再拟定。",
)  # fmt: skip
@click.option(
    "--unknown", "unknown", multiple=True, metavar="ID:ID", callback=refuse_twins,
    help="Nobody knows; it stays a proposal. 不知道，保留为待确认。",
)  # fmt: skip
@click.option("--reason", default="", help="Why, for all decisions of this call. 理由，用于本次全部决定。")
@calls("suggesting")
def suggest() -> None:
    """Propose effects, with their chains, for projects without a figure, and decide on them. 拟定项目成效并逐条确认。"""


@click.command()
@region_argument
@click.option(
    "--carbon", is_flag=True,
    help="Inventory with wide ranges and two pathways from a few figures. 由少量数字起步碳核算（宽区间）和两个情景。",
)  # fmt: skip
@click.option("--gdp", type=AMOUNT, help="GDP of the base year, 亿元. 基准年地区生产总值（亿元）。")
@click.option(
    "--shares", metavar="A:B:C", help="Shares of the three industries, %. 三次产业占比（%），如 8.4:25.5:66.1。"
)
@click.option("--people", type=AMOUNT, help="Residents, 万人. 常住人口（万人）。")
@click.option("--energy", type=AMOUNT, help="All energy used, 万吨标准煤. 能源消费总量（万吨标准煤）。")
@click.option(
    "--industry-energy", type=AMOUNT, help="Energy of industry above size, 万吨标准煤. 规上工业能耗（万吨标准煤）。"
)
@click.option("--electricity", type=AMOUNT, help="All electricity used, 亿千瓦时. 全社会用电量（亿千瓦时）。")
@click.option("--year", type=YEAR, help="Year of these figures; else the base year. 数据年份，默认为基准年。")
@click.option("--province", help="Province, where plan.toml names none. 所在省（plan.toml 未写时）。")
@click.option(
    "--delivery", is_flag=True,
    help="Kind of work of each project by its words, rain and frost by the province. 按字词判断工程类型，按省份定雨季和冬季。",
)  # fmt: skip
@json_option
@calls("starting")
def start() -> None:
    """Begin tables of a package from what little is known; a person's rows stay. 由少量信息起步填表，已有的行保留。"""
