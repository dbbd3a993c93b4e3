"""The commands about a region's emissions: project, decompose."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from peakfolio.cli.options import json_option, region_argument, report_errors, runs_option, watch_steps
from peakfolio.cli.values import SEED, SHARE, YEAR, OutputFile, OutputFolder, read_figure, read_number
from peakfolio.errors import PeakfolioError
from peakfolio.plan.limits import shorten
from peakfolio.words import Language, listing, say

if TYPE_CHECKING:  # a command loads the model when it is called
    from peakfolio.carbon.outlook import CarbonOutlook
    from peakfolio.carbon.pathways import EmissionCeiling
    from peakfolio.carbon.sensitivity import Screening
    from peakfolio.plan.plan import Plan
    from peakfolio.portfolio.choice import Portfolio
    from peakfolio.render.console.screen import Screen

CEILING_PARTS = 3  # ledger:year:amount
projects_option = click.option(
    "--projects", type=click.Choice(["none", "chosen", "all"]), help="Projects that enter the path. 计入路径的项目。"
)
portfolio_option = click.option(
    "--portfolio", default="base", show_default=True, help="Scenario whose portfolio is built. 采用哪个组合情景。"
)
factors_option = click.option("--factors", help="Set of fuel factors. 燃料排放因子集。")


@click.command()
@region_argument
@click.option(
    "--scenario", "pathways", multiple=True, help="Carbon pathway; may be given several times. 排放路径情景。"
)
@portfolio_option
@projects_option
@runs_option
@click.option("--seed", type=SEED, default=0, show_default=True, help="Seed of the draws. 随机种子。")
@click.option("--sampling", type=click.Choice(["random", "latin_hypercube", "sobol"]), default="latin_hypercube", show_default=True,
              help="How figures are drawn. 抽样方法。")  # fmt: skip
@factors_option
@click.option("--ceiling", "ceilings", multiple=True, metavar="LEDGER:YEAR:万t",
              help="energy_co2:2030:80 - chooses the cheapest portfolio that keeps it. 排放上限，回馈优选。")  # fmt: skip
@click.option(
    "--discount-rate", type=SHARE, default=0.0, show_default=True, help="For the cost of a tonne. 每吨成本的折现率。"
)
@click.option(
    "--sobol", is_flag=True, help="Also Sobol and Morris indices of the main pathway. 另算 Sobol 与 Morris 指数。"
)
@click.option("--figure", type=OutputFile(".png"), help="Draw the Sobol indices, .png. 绘出 Sobol 指数图。")
@click.option("--iamc", type=OutputFile(".csv", ".xlsx"), help="Write the IAMC table, .csv or .xlsx. 写出 IAMC 表。")
@click.option("--ensemble", type=OutputFolder(), help="Folder for every run as Parquet. 全部抽样写入 Parquet。")
@json_option
@click.pass_obj
@report_errors
def project(
    language: Language, region: str, as_json: bool, sobol: bool, iamc: Path | None, figure: Path | None, **options: Any
) -> None:
    """Simulate when emissions peak, with and without projects. 模拟碳达峰路径。"""
    from peakfolio.render.console.carbon import show_outlook, show_portfolio, show_projects, show_screening
    from peakfolio.render.console.screen import Screen
    from peakfolio.render.iamc import make_iamc_table, write_iamc
    from peakfolio.render.paper import draw_chart, save_png
    from peakfolio.report.carbon.charts import chart_sobol

    outlook, chosen = _look_at(region, options)
    screen, plan = Screen(language), outlook.plan
    if iamc is not None:
        write_iamc(make_iamc_table(outlook.projections), iamc)
    screening = _screen(outlook) if sobol or figure is not None else None
    if figure is not None and screening is not None:
        save_png(draw_chart(chart_sobol(outlook, screening.sobol), language), figure)
    told = screening if sobol else None
    if as_json:
        screen.show_json(_describe(outlook, chosen, told))
        return
    if options["ceilings"]:
        show_portfolio(screen, plan, chosen)
    show_outlook(screen, outlook)
    show_projects(screen, outlook)
    if told is not None:
        show_screening(screen, plan, told)


@click.command()
@region_argument
@click.option("--scenario", "pathway", help="Carbon pathway; the main one if left out. 排放路径情景。")
@click.option("--against", help="Split its distance from this pathway instead. 与另一情景对比。")
@click.option("--first", type=YEAR, help="First year; the base year if left out. 起始年。")
@click.option("--last", type=YEAR, help="Last year, or the year compared; 2030 if left out. 终止年。")
@click.option("--chained", is_flag=True, help="Year by year instead of end to end. 逐年链式。")
@click.option(
    "--kind",
    type=click.Choice(["additive", "multiplicative"]),
    default="additive",
    show_default=True,
    help="Amounts that add up, or ratios that multiply. 加法或乘法分解。",
)
@portfolio_option
@projects_option
@json_option
@click.pass_obj
@report_errors
def decompose(language: Language, region: str, as_json: bool, **options: Any) -> None:
    """Split a change of emissions among its drivers: LMDI-I and Tapio. 驱动因素分解（LMDI-I）与脱钩。

    REGION may also be a CSV file of factors: columns year, optionally cell, and one column for each factor.
    """
    from peakfolio.render.console.screen import Screen

    screen = Screen(language)
    _refuse_idle_options(region, options)
    if region.lower().endswith(".csv"):
        _decompose_file(screen, Path(region), options, as_json)
    else:
        _decompose_region(screen, region, options, as_json)


def _look_at(region: str, options: dict[str, Any]) -> "tuple[CarbonOutlook, Portfolio | None]":
    """The outlook of a region with the portfolio of a scenario (None where the plan has no costs), and that portfolio."""
    from peakfolio.carbon.opening import open_plan
    from peakfolio.carbon.outlook import project_emissions
    from peakfolio.carbon.settings import OutlookSettings
    from peakfolio.plan.catalogue import find_region
    from peakfolio.render.ensemble_files import EnsembleWriter

    plan, folder = open_plan(find_region(region)), options["ensemble"]
    chosen = _choose(plan, options)
    names = ("pathways", "projects", "runs", "discount_rate", "seed", "sampling")
    settings = OutlookSettings(**{name: options[name] for name in names}, factor_set=options["factors"])

    def keep(name: str) -> EnsembleWriter:
        place, region_id = folder / f"{name}.parquet", plan.settings.region.id
        return EnsembleWriter(place, region_id, name, seed=settings.seed, sampling=settings.sampling)

    return project_emissions(plan, chosen, settings, keep=keep if folder is not None else None), chosen


def _describe(outlook: "CarbonOutlook", chosen: "Portfolio | None", screening: "Screening | None") -> dict[str, Any]:
    from peakfolio.report.carbon.records import describe_outlook, describe_screening

    extra = {} if screening is None else {"sensitivity": describe_screening(outlook.plan, screening)}
    starts = {} if chosen is None else dict(chosen.starts)
    return {**describe_outlook(outlook), "portfolio": {"starts": starts}, **extra}


def _screen(outlook: "CarbonOutlook") -> "Screening":
    from peakfolio.carbon.screening import screen_emissions  # here, for SALib takes seconds to load

    return screen_emissions(outlook.main.model, outlook.split_year)


def _choose(plan: "Plan", options: dict[str, Any]) -> "Portfolio | None":
    """The portfolio that enters the path; None where none is asked for or the plan has no project with a cost."""
    from peakfolio.carbon.pathways import ask_ceilings
    from peakfolio.portfolio.answering import find_portfolio

    asked, ceilings = plan.find_scenario(options["portfolio"]), options.get("ceilings", ())
    if options["projects"] in ("none", "all"):
        if ceilings:
            raise PeakfolioError(
                say("--projects {projects} cannot be given with --ceiling.", projects=options["projects"])
            )
        return None
    if ceilings:
        pathway = next(iter(options["pathways"]), None)
        asked = ask_ceilings(plan, asked, pathway, [_read_ceiling(each) for each in ceilings], options["factors"])
    with watch_steps(plan) as watch:
        return find_portfolio(plan, asked, is_needed=bool(ceilings), watch=watch)


def _read_ceiling(said: str) -> "EmissionCeiling":
    from peakfolio.carbon.pathways import EmissionCeiling

    ledger, year, amount = said.split(":") if said.count(":") == CEILING_PARTS - 1 else ("", "", "")
    try:
        number = read_figure(amount)
        return EmissionCeiling(ledger, int(read_number(year, YEAR.least, YEAR.most)), number)  # type: ignore[arg-type]
    except PeakfolioError as error:
        shown = shorten(said)
        raise PeakfolioError(
            say(
                "--ceiling '{shown}': write ledger:year:amount, such as energy_co2:2030:80; {said}.",
                shown=shown,
                said=error.said,
            )
        ) from error


def _refuse_idle_options(region: str, options: dict[str, Any]) -> None:
    """Options that would do nothing are refused rather than ignored."""
    is_file = region.lower().endswith(".csv")
    idle = (
        ("pathway", "against", "first", "last", "projects")
        if is_file
        else ("first", "chained")
        if options["against"]
        else ()
    )
    given = [f"--{'scenario' if name == 'pathway' else name}" for name in idle if options[name]]
    if given:
        raise PeakfolioError(
            say(
                "{given} does not apply to {source}.",
                given=listing(given),
                source=say("the factors of a file") if is_file else say("--against"),
            )
        )


def _decompose_region(screen: "Screen", region: str, options: dict[str, Any], as_json: bool) -> None:
    from peakfolio.carbon.build import BASELINE
    from peakfolio.carbon.drivers import split_against, split_years
    from peakfolio.carbon.opening import open_plan
    from peakfolio.carbon.outlook import PEAK_YEAR
    from peakfolio.carbon.pathways import project_pathway
    from peakfolio.carbon.settings import PathwaySettings
    from peakfolio.plan.abating import find_carbon_settings
    from peakfolio.plan.catalogue import find_region
    from peakfolio.render.console.carbon import show_decoupling, show_split
    from peakfolio.report.carbon.names import name_pathway
    from peakfolio.report.carbon.records import describe_split

    plan = open_plan(find_region(region))
    name = options["pathway"] or find_carbon_settings(plan).main_pathway
    plan.find_pathway(name)
    portfolio = _choose(plan, options)
    settings = PathwaySettings(runs=1, projects=options["projects"])  # the central path is split, not the draws
    found = project_pathway(plan, name, portfolio, settings)
    title, last = name_pathway(plan, name), options["last"] or PEAK_YEAR
    if options["against"]:
        own = replace(settings, projects=None) if options["against"] == BASELINE else settings
        yardstick = project_pathway(plan, options["against"], portfolio, own)
        split = split_against(found, yardstick, last, options["kind"])
        other = name_pathway(plan, options["against"])
        head = say("{last}: '{other}' -> '{title}'", last=last, other=other, title=title)
    else:
        first = options["first"] or found.model.base_year
        split = split_years(found, first, last, chained=options["chained"], kind=options["kind"])
        head = say("'{title}' {first}-{last}", title=title, first=first, last=last)
    if as_json:
        screen.show_json(describe_split(split))
        return
    show_split(screen, split, head)
    if not options["against"]:
        show_decoupling(screen, found, first, last)


def _decompose_file(screen: "Screen", path: Path, options: dict[str, Any], as_json: bool) -> None:
    from peakfolio.carbon.decomposition import decompose_chain
    from peakfolio.carbon.factor_files import read_factor_file
    from peakfolio.render.console.carbon import show_chain
    from peakfolio.report.carbon.records import describe_chain

    given = read_factor_file(path)
    chain = decompose_chain(given.years, given.factors, options["kind"])
    if as_json:
        screen.show_json(describe_chain(chain))
    else:
        show_chain(screen, chain, chained=options["chained"])


CARBON_COMMANDS = (project, decompose)
