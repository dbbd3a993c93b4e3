"""When emissions peak: project."""

from pathlib import Path
from typing import Any

from peakfolio.carbon.opening import open_plan
from peakfolio.carbon.outlook import CarbonOutlook, project_emissions
from peakfolio.carbon.sensitivity import screen_emissions
from peakfolio.cli.bodies.choosing import choose_portfolio
from peakfolio.cli.calling import Reader
from peakfolio.plan.catalogue import find_region
from peakfolio.portfolio.choice import Portfolio
from peakfolio.render.console.carbon import show_outlook, show_portfolio, show_projects, show_screening
from peakfolio.render.console.screen import Screen
from peakfolio.render.ensemble_files import EnsembleWriter
from peakfolio.render.iamc import make_iamc_table, write_iamc
from peakfolio.render.paper.carbon_figures import draw_sobol
from peakfolio.render.paper.charts import save_png
from peakfolio.report.carbon.records import describe_outlook, describe_screening


def project(reader: Reader, region: str, sobol: bool, iamc: Path | None, figure: Path | None, **options: Any) -> None:
    """When emissions peak, with and without projects."""
    outlook, chosen = _look_at(region, options)
    screen, plan = Screen(reader.language), outlook.plan
    if iamc is not None:
        write_iamc(make_iamc_table(outlook.projections), iamc)
    if figure is not None:
        save_png(draw_sobol(outlook, reader.language), figure)
    screening = screen_emissions(outlook.main.model, outlook.split_year) if sobol else None
    if reader.as_json:
        extra = {} if screening is None else {"sensitivity": describe_screening(plan, screening)}
        starts = {} if chosen is None else dict(chosen.starts)
        screen.show_json({**describe_outlook(outlook), "portfolio": {"starts": starts}, **extra})
        return
    if options["ceilings"]:
        show_portfolio(screen, plan, chosen)
    show_outlook(screen, outlook)
    show_projects(screen, outlook)
    if screening is not None:
        show_screening(screen, plan, screening)


def _look_at(region: str, options: dict[str, Any]) -> tuple[CarbonOutlook, Portfolio | None]:
    """The outlook of a region with the portfolio of a scenario (None where the plan has no costs), and that portfolio."""
    plan, folder = open_plan(find_region(region)), options["ensemble"]
    chosen = choose_portfolio(plan, options)
    names = ("pathways", "projects", "runs", "discount_rate", "seed", "sampling")

    def keep(name: str) -> EnsembleWriter:
        drawn = {key: options[key] for key in ("seed", "sampling")}
        return EnsembleWriter(folder / f"{name}.parquet", plan.settings.region.id, name, **drawn)

    outlook = project_emissions(
        plan,
        chosen,
        **{name: options[name] for name in names},
        factor_set=options["factors"],
        keep=keep if folder is not None else None,
    )
    return outlook, chosen
