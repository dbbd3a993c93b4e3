"""What came of a plan: review."""

from datetime import date
from pathlib import Path

from peakfolio.carbon.opening import open_plan
from peakfolio.cli.calling import Reader
from peakfolio.plan.catalogue import find_region
from peakfolio.render.console.review import show_review
from peakfolio.render.console.screen import Screen
from peakfolio.render.run_folder import write_review
from peakfolio.report.review.summary import record_review
from peakfolio.review.reviewing import review_plan


def review(
    reader: Reader, region: str, as_of: str | None, milestone: int | None, tables: Path | None, full: bool
) -> None:
    """How good the forecasts of a plan were, as far as outcomes are known by a day."""
    found = review_plan(open_plan(find_region(region)), as_of or date.today().isoformat(), milestone)
    if tables is not None:
        write_review(found, tables)
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json(record_review(found))
        return
    show_review(screen, found, is_full=full)
