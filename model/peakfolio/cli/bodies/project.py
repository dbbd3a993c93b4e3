"""When emissions peak: project."""

from pathlib import Path
from typing import Any

from peakfolio.carbon.budgets import CarbonBudget, reckon_budget
from peakfolio.carbon.outlook import CarbonOutlook, project_emissions
from peakfolio.carbon.sensitivity import Screening
from peakfolio.carbon.settings import OutlookSettings
from peakfolio.cli.bodies.asking import open_on
from peakfolio.cli.bodies.choosing import choose_portfolio
from peakfolio.cli.calling import Reader
from peakfolio.portfolio.choice import Portfolio
from peakfolio.render.console.carbon import show_budgets, show_outlook, show_portfolio, show_projects, show_screening
from peakfolio.render.console.screen import Screen
from peakfolio.render.ensemble_files import EnsembleWriter
from peakfolio.render.iamc import make_iamc_table, write_iamc
from peakfolio.render.paper import draw_chart, save_png
from peakfolio.report.carbon.budgets import record_budget
from peakfolio.report.carbon.deciding import chart_sobol
from peakfolio.report.carbon.records import describe_outlook, describe_screening


def project(reader: Reader, region: str, sobol: bool, iamc: Path | None, figure: Path | None, **options: Any) -> None:
    """When emissions peak, with and without projects."""
    outlook, chosen = _look_at(region, options)
    screen, plan = Screen(reader.language), outlook.plan
    if iamc is not None:
        write_iamc(make_iamc_table(outlook.projections), iamc)
    screening = _screen(outlook) if sobol or figure is not None else None
    if figure is not None and screening is not None:
        save_png(draw_chart(chart_sobol(outlook, screening.sobol), reader.language), figure)
    told = screening if sobol else None
    budgets = () if options["budget"] is None else _reckon(outlook, chosen, options["factors"])
    if reader.as_json:
        extra = {"budgets": [record_budget(each) for each in budgets]} if budgets else {}
        screen.show_json({**_describe(outlook, chosen, told), **extra})
        return
    if budgets:
        show_budgets(screen, budgets)
    if options["ceilings"]:
        show_portfolio(screen, plan, chosen)
    show_outlook(screen, outlook)
    show_projects(screen, outlook)
    if told is not None:
        show_screening(screen, plan, told)


def _look_at(region: str, options: dict[str, Any]) -> tuple[CarbonOutlook, Portfolio | None]:
    """The outlook of a region with the portfolio of a scenario (None where the plan has no costs), and that portfolio."""
    plan, folder = open_on(region, options["as_of"]), options["ensemble"]
    if options["budget"] is not None:
        plan = plan.check_national()  # the chance of what the ceilings follow from
    chosen = choose_portfolio(plan, options)
    names = ("pathways", "projects", "runs", "discount_rate", "seed", "sampling")
    settings = OutlookSettings(**{name: options[name] for name in names}, factor_set=options["factors"])

    def keep(name: str) -> EnsembleWriter:
        place, region_id = folder / f"{name}.parquet", plan.settings.region.id
        return EnsembleWriter(place, region_id, name, seed=settings.seed, sampling=settings.sampling)

    return project_emissions(plan, chosen, settings, keep=keep if folder is not None else None), chosen


def _reckon(outlook: CarbonOutlook, chosen: Portfolio | None, factors: str | None) -> tuple[CarbonBudget, ...]:
    """The ceilings of the main pathway that was asked for, with the portfolio that enters it, and those of the baseline."""
    names = dict.fromkeys((outlook.main.pathway_name, outlook.baseline.pathway_name))
    return tuple(reckon_budget(outlook.plan, name, chosen, factor_set=factors) for name in names)


def _describe(outlook: CarbonOutlook, chosen: Portfolio | None, screening: Screening | None) -> dict[str, Any]:
    extra = {} if screening is None else {"sensitivity": describe_screening(outlook.plan, screening)}
    starts = {} if chosen is None else dict(chosen.starts)
    return {**describe_outlook(outlook), "portfolio": {"starts": starts}, **extra}


def _screen(outlook: CarbonOutlook) -> Screening:
    from peakfolio.carbon.screening import screen_emissions  # here, for SALib takes seconds to load

    return screen_emissions(outlook.main.model, outlook.split_year)
