"""Which portfolio enters a path of emissions, as the options of project and decompose say."""

from typing import Any

from peakfolio.carbon.pathways import EmissionCeiling, ask_ceilings
from peakfolio.cli.bodies.asking import watch_steps
from peakfolio.cli.values import YEAR, read_figure, read_number, split_ceiling
from peakfolio.errors import PeakfolioError
from peakfolio.plan.limits import shorten
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import find_portfolio
from peakfolio.portfolio.choice import Portfolio
from peakfolio.words import say


def choose_portfolio(plan: Plan, options: dict[str, Any]) -> Portfolio | None:
    """The portfolio that enters the path; None where none is asked for or the plan has no project with a cost."""
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


def _read_ceiling(said: str) -> EmissionCeiling:
    ledger, year, amount = split_ceiling(said)
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
