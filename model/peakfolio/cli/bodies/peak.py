"""Whether a series of the user's own has peaked: peak."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from peakfolio.carbon.peaks import PeakSettings, call_peak
from peakfolio.carbon.series import read_series
from peakfolio.carbon.trends import find_trend
from peakfolio.cli.calling import Reader
from peakfolio.cli.series import RULES
from peakfolio.errors import PeakfolioError
from peakfolio.render.console.screen import Screen
from peakfolio.render.console.series import list_peaks, show_peaks
from peakfolio.words import say


def peak(
    reader: Reader, file: Path, rules: tuple[Any, ...], today: int | None, trend: Any, allow_negative: bool
) -> None:
    """Whether each column of a yearly series has peaked, by named rules."""
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
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json([row for name, calls in found.items() for row in list_peaks(name, calls)])
        return
    for name, calls in found.items():
        show_peaks(screen, name, calls, find_trend(series.values[name], trend))
