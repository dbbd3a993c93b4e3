"""What drives a series of the user's own: stirpat."""

from pathlib import Path
from typing import Any

from peakfolio.carbon.regression import project_regression, regress
from peakfolio.carbon.series import ROLES, Driver, read_series, take_sample
from peakfolio.cli.calling import Reader
from peakfolio.errors import PeakfolioError
from peakfolio.render.console.screen import Screen
from peakfolio.render.console.series import list_projection, list_regression, show_projection, show_regression
from peakfolio.render.paper import draw_chart, save_png
from peakfolio.report.carbon.deciding import chart_ridge
from peakfolio.words import listing, say


def stirpat(reader: Reader, file: Path, **options: Any) -> None:
    """Emissions regressed on their drivers, and projected where their future is given."""
    series = read_series(file)
    response = options["response"] or next(iter(series.values))
    drivers = _read_drivers(options["drivers"] or tuple(name for name in series.values if name != response))
    future = None if options["future"] is None else read_series(options["future"], least_rows=1)
    found = regress(take_sample(series, response, drivers), options["k_rule"])
    ahead = None if future is None else project_regression(found, future, options["by"], options["seed"])
    screen = Screen(reader.language)
    if options["figure"] is not None:
        save_png(draw_chart(chart_ridge(found), reader.language), options["figure"])
    if reader.as_json:
        screen.show_json({**list_regression(found), "projection": [] if ahead is None else list_projection(ahead)})
        return
    show_regression(screen, found)
    if ahead is not None:
        show_projection(screen, ahead)


def _read_drivers(said: tuple[str, ...]) -> list[Driver]:
    drivers = []
    for each in said:
        name, _, role = each.partition(":")
        if role and role not in ROLES:
            raise PeakfolioError(
                say("--driver '{item}': the role must be one of {roles}.", item=each, roles=listing(ROLES))
            )
        drivers.append(Driver(name, role or (name if name in ROLES else "other")))
    return drivers
