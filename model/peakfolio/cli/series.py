"""The commands about a series of the user's own: peak, stirpat."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from peakfolio.cli.options import json_option, report_errors
from peakfolio.cli.values import SEED, YEAR, OutputFile
from peakfolio.errors import PeakfolioError
from peakfolio.words import Language, listing, say

RULES = ("c40", "rolling_mean", "five_year", "plateau")
file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@file_argument
@click.option(
    "--rule", "rules", multiple=True, type=click.Choice(RULES), help="Rule; all of them if left out. 判定规则。"
)
@click.option("--today", type=YEAR, help="Year the data's age is counted to; this year if left out. 数据时效按此年计。")
@click.option("--trend", type=click.Choice(["mann_kendall", "hamed_rao"]), default="mann_kendall", show_default=True,
              help="Trend test; hamed_rao allows for autocorrelation. 趋势检验。")  # fmt: skip
@click.option("--allow-negative", is_flag=True, help="Values below zero are no fault. 允许负值。")
@json_option
@click.pass_obj
@report_errors
def peak(
    language: Language,
    file: Path,
    as_json: bool,
    rules: tuple[Any, ...],
    today: int | None,
    trend: Any,
    allow_negative: bool,
) -> None:
    """Say whether a yearly series has peaked, by named rules. 判断一列年度数据是否已达峰。"""
    from peakfolio.carbon.peaks import PeakSettings, call_peak
    from peakfolio.carbon.series import read_series
    from peakfolio.carbon.trends import find_trend
    from peakfolio.render.console.screen import Screen
    from peakfolio.render.console.series import list_peaks, show_peaks

    series = read_series(file, non_negative=not allow_negative)
    year = today or datetime.now(UTC).year
    if year < series.vintage:
        raise PeakfolioError(
            say("--today {year} lies before the last datum ({vintage}).", year=year, vintage=series.vintage)
        )
    settings = PeakSettings(trend_method=trend)
    found = {
        name: tuple(call_peak(series.years, values, rule, year, settings) for rule in rules or RULES)
        for name, values in series.values.items()
    }
    screen = Screen(language)
    if as_json:
        screen.show_json([row for name, calls in found.items() for row in list_peaks(name, calls)])
        return
    for name, calls in found.items():
        show_peaks(screen, name, calls, find_trend(series.values[name], trend))


@click.command()
@file_argument
@click.option("--response", help="Column of the emissions; the first if left out. 因变量列。")
@click.option("--driver", "drivers", multiple=True, metavar="COLUMN[:ROLE]",
              help="population, affluence, technology, ... tell the expected sign; all other columns if left out. 自变量及其角色。")  # fmt: skip
@click.option(
    "--choose-k",
    "k_rule",
    type=click.Choice(["gcv", "hkb"]),
    default="gcv",
    show_default=True,
    help="Ridge parameter. 岭参数。",
)
@click.option(
    "--future", type=click.Path(dir_okay=False, path_type=Path), help="CSV of the drivers to project. 未来自变量。"
)
@click.option(
    "--by",
    type=click.Choice(["ridge", "ols"]),
    default="ridge",
    show_default=True,
    help="Fit that projects. 预测所用回归。",
)
@click.option("--figure", type=OutputFile(".png"), help="Write the ridge trace, .png. 写出岭迹图。")
@click.option("--seed", type=SEED, default=0, show_default=True, help="Seed of the interval's draws. 随机种子。")
@json_option
@click.pass_obj
@report_errors
def stirpat(language: Language, file: Path, as_json: bool, **options: Any) -> None:
    """Regress emissions on population, affluence and technology (STIRPAT). STIRPAT 回归。"""
    from peakfolio.carbon.regression import project_regression, regress
    from peakfolio.carbon.series import read_series, take_sample
    from peakfolio.render.console.screen import Screen
    from peakfolio.render.console.series import list_projection, list_regression, show_projection, show_regression
    from peakfolio.render.paper import draw_chart, save_png
    from peakfolio.report.carbon.charts import chart_ridge

    series = read_series(file)
    response = options["response"] or next(iter(series.values))
    drivers = _read_drivers(options["drivers"] or tuple(name for name in series.values if name != response))
    future = None if options["future"] is None else read_series(options["future"], least_rows=1)
    found = regress(take_sample(series, response, drivers), options["k_rule"])
    ahead = None if future is None else project_regression(found, future, options["by"], options["seed"])
    screen = Screen(language)
    if options["figure"] is not None:
        save_png(draw_chart(chart_ridge(found), language), options["figure"])
    if as_json:
        screen.show_json({**list_regression(found), "projection": [] if ahead is None else list_projection(ahead)})
        return
    show_regression(screen, found)
    if ahead is not None:
        show_projection(screen, ahead)


def _read_drivers(said: tuple[str, ...]) -> list[Any]:
    from peakfolio.carbon.series import ROLES, Driver

    drivers = []
    for each in said:
        name, _, role = each.partition(":")
        if role and role not in ROLES:
            raise PeakfolioError(
                say("--driver '{item}': the role must be one of {roles}.", item=each, roles=listing(ROLES))
            )
        drivers.append(Driver(name, role or (name if name in ROLES else "other")))
    return drivers


SERIES_COMMANDS = (peak, stirpat)
