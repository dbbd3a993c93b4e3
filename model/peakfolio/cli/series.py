"""The commands about a series of the user's own: peak, stirpat."""

from pathlib import Path

import click

from peakfolio.cli.calling import calls
from peakfolio.cli.options import defaulted_option, json_option
from peakfolio.cli.values import SEED, YEAR, OutputFile, refuse_twins

RULES = ("c40", "rolling_mean", "five_year", "plateau")
file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@file_argument
@click.option(
    "--rule",
    "rules",
    multiple=True,
    type=click.Choice(RULES),
    callback=refuse_twins,
    help="Rule; all of them if left out. 判定规则。",
)
@click.option("--today", type=YEAR, help="Year the data's age is counted to; this year if left out. 数据时效按此年计。")
@defaulted_option(
    "--trend",
    type=click.Choice(["mann_kendall", "hamed_rao"]),
    default="mann_kendall",
    help="Trend test; hamed_rao allows for autocorrelation. 趋势检验。",
)
@click.option("--allow-negative", is_flag=True, help="Values below zero are no fault. 允许负值。")
@json_option
@calls("peak")
def peak() -> None:
    """Say whether a yearly series has peaked, by named rules. 判断一列年度数据是否已达峰。"""


@click.command()
@file_argument
@click.option("--response", help="Column of the emissions; the first if left out. 因变量列。")
@click.option("--driver", "drivers", multiple=True, metavar="COLUMN[:ROLE]",
              help="population, affluence, technology, ... tell the expected sign; all other columns if left out. 自变量及其角色。")  # fmt: skip
@defaulted_option(
    "--choose-k", "k_rule", type=click.Choice(["gcv", "hkb"]), default="gcv", help="Ridge parameter. 岭参数。"
)
@click.option(
    "--future", type=click.Path(dir_okay=False, path_type=Path), help="CSV of the drivers to project. 未来自变量。"
)
@defaulted_option(
    "--by", type=click.Choice(["ridge", "ols"]), default="ridge", help="Fit that projects. 预测所用回归。"
)
@click.option("--figure", type=OutputFile(".png"), help="Write the ridge trace, .png. 写出岭迹图。")
@defaulted_option("--seed", type=SEED, default=0, help="Seed of the interval's draws. 随机种子。")
@json_option
@calls("stirpat")
def stirpat() -> None:
    """Regress emissions on population, affluence and technology (STIRPAT). STIRPAT 回归。"""
