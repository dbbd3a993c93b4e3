"""What moved emissions: decompose, for a region or for a file of factors."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from peakfolio.carbon.build import BASELINE
from peakfolio.carbon.decomposition import decompose_chain
from peakfolio.carbon.drivers import split_against, split_years
from peakfolio.carbon.factor_files import read_factor_file
from peakfolio.carbon.outlook import PEAK_YEAR
from peakfolio.carbon.pathways import project_pathway
from peakfolio.carbon.settings import PathwaySettings
from peakfolio.cli.bodies.asking import open_on
from peakfolio.cli.bodies.choosing import choose_portfolio
from peakfolio.cli.calling import Reader
from peakfolio.errors import PeakfolioError
from peakfolio.render.console.carbon import show_chain, show_decoupling, show_split
from peakfolio.render.console.screen import Screen
from peakfolio.report.carbon.names import name_pathway
from peakfolio.report.carbon.records import describe_chain, describe_split
from peakfolio.words import listing, say


def decompose(reader: Reader, region: str, **options: Any) -> None:
    """A change of emissions split among its drivers."""
    is_file = region.lower().endswith(".csv")
    _refuse_idle_options(options, is_file=is_file)
    if is_file:
        _decompose_file(reader, Path(region), options)
    else:
        _decompose_region(reader, region, options)


def _refuse_idle_options(options: dict[str, Any], *, is_file: bool) -> None:
    """Options that would do nothing are refused rather than ignored."""
    idle: tuple[str, ...] = ()
    if is_file:
        idle = ("pathway", "against", "first", "last", "projects", "as_of")
    elif options["against"]:
        idle = ("first", "chained")
    given = [f"--{'scenario' if name == 'pathway' else name.replace('_', '-')}" for name in idle if options[name]]
    if given:
        raise PeakfolioError(
            say(
                "{given} does not apply to {source}.",
                given=listing(given),
                source=say("the factors of a file") if is_file else say("--against"),
            )
        )


def _decompose_region(reader: Reader, region: str, options: dict[str, Any]) -> None:
    plan = open_on(region, options["as_of"])
    name = options["pathway"] or plan.carbon.main_pathway
    plan.find_pathway(name)
    portfolio = choose_portfolio(plan, options)
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
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json(describe_split(split))
        return
    show_split(screen, split, head)
    if not options["against"]:
        show_decoupling(screen, found, first, last)


def _decompose_file(reader: Reader, path: Path, options: dict[str, Any]) -> None:
    given, screen = read_factor_file(path), Screen(reader.language)
    chain = decompose_chain(given.years, given.factors, options["kind"])
    if reader.as_json:
        screen.show_json(describe_chain(chain))
    else:
        show_chain(screen, chain, chained=options["chained"])
