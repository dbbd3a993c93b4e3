"""The commands about a region's emissions: project, decompose."""

import click

from peakfolio.cli.calling import calls
from peakfolio.cli.options import as_of_option, defaulted_option, json_option, region_argument, runs_option
from peakfolio.cli.values import SEED, SHARE, YEAR, OutputFile, OutputFolder

projects_option = click.option(
    "--projects", type=click.Choice(["none", "chosen", "all"]), help="Projects that enter the path. 计入路径的项目。"
)
portfolio_option = defaulted_option(
    "--portfolio", default="base", help="Scenario whose portfolio is built. 采用哪个组合情景。"
)
factors_option = click.option("--factors", help="Set of fuel factors. 燃料排放因子集。")


@click.command()
@region_argument
@as_of_option
@click.option(
    "--scenario", "pathways", multiple=True, help="Carbon pathway; may be given several times. 排放路径情景。"
)
@portfolio_option
@projects_option
@runs_option
@defaulted_option("--seed", type=SEED, default=0, help="Seed of the draws. 随机种子。")
@defaulted_option(
    "--sampling",
    type=click.Choice(["random", "latin_hypercube", "sobol"]),
    default="latin_hypercube",
    help="How figures are drawn. 抽样方法。",
)
@factors_option
@click.option("--ceiling", "ceilings", multiple=True, metavar="LEDGER:YEAR:万t",
              help="energy_co2:2030:80 - chooses the cheapest portfolio that keeps it. 排放上限，回馈优选。")  # fmt: skip
@click.option("--budget", type=click.Choice(["national"]),
              help="Also the yearly ceilings that follow from the national path. 另列按全国目标推算的逐年上限。")  # fmt: skip
@defaulted_option("--discount-rate", type=SHARE, default=0.0, help="For the cost of a tonne. 每吨成本的折现率。")
@click.option(
    "--sobol", is_flag=True, help="Also Sobol and Morris indices of the main pathway. 另算 Sobol 与 Morris 指数。"
)
@click.option("--figure", type=OutputFile(".png"), help="Draw the Sobol indices, .png. 绘出 Sobol 指数图。")
@click.option("--iamc", type=OutputFile(".csv", ".xlsx"), help="Write the IAMC table, .csv or .xlsx. 写出 IAMC 表。")
@click.option("--ensemble", type=OutputFolder(), help="Folder for every run as Parquet. 全部抽样写入 Parquet。")
@json_option
@calls("project")
def project() -> None:
    """Simulate when emissions peak, with and without projects. 模拟碳达峰路径。"""


@click.command()
@region_argument
@as_of_option
@click.option("--scenario", "pathway", help="Carbon pathway; the main one if left out. 排放路径情景。")
@click.option("--against", help="Split its distance from this pathway instead. 与另一情景对比。")
@click.option("--first", type=YEAR, help="First year; the base year if left out. 起始年。")
@click.option("--last", type=YEAR, help="Last year, or the year compared; 2030 if left out. 终止年。")
@click.option("--chained", is_flag=True, help="Year by year instead of end to end. 逐年链式。")
@defaulted_option(
    "--kind",
    type=click.Choice(["additive", "multiplicative"]),
    default="additive",
    help="Amounts that add up, or ratios that multiply. 加法或乘法分解。",
)
@portfolio_option
@projects_option
@json_option
@calls("decompose")
def decompose() -> None:
    """Split a change of emissions among its drivers: LMDI-I and Tapio. 驱动因素分解（LMDI-I）与脱钩。

    REGION may also be a CSV file of factors: columns year, optionally cell, and one column for each factor.
    """
