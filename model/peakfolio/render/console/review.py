"""What the command line shows of looking back: the answer, each target with its outcome, what is not scored, and how good it was."""

from peakfolio.render.console.screen import Screen
from peakfolio.report.content import Table
from peakfolio.report.review.summary import describe_review
from peakfolio.report.review.tables import list_review_tables
from peakfolio.review.reviewing import Review

# What of each table decides; --json and --tables have all.
SHOWN = {
    "review_targets": ("indicator_id", "indicator", "asked", "interval_80", "chance", "year", "outcome", "result"),
    "review_breaks": ("indicator_id", "indicator", "since", "before", "after", "interval_80", "year", "outcome"),
    "review_apart": ("indicator_id", "indicator", "year", "outcome", "why"),
    "review_scores": ("against", "cases", "right", "brier", "own_brier", "values", "error", "own_error"),
    "review_coverage": ("share", "count", "inside", "width"),
    "review_carbon": ("quantity", "years", "interval_80", "outcome", "in_80", "in_90"),
    "review_totals": ("quantity", "place_zh", "year", "outcome"),
    "review_missing": ("indicator_id", "indicator", "asked", "asked_year", "interval_80", "chance", "lack"),
}
CASES, MISSING, ONLY_FULL = "review_targets", "review_missing", ("review_totals",)


def show_review(screen: Screen, review: Review, *, is_full: bool) -> None:
    """The sentences, then every table that has rows; what is missing one by one where all is asked for, or nothing else is known."""
    first, *others = describe_review(review)
    screen.say(first, "bold")
    screen.say_each(others, "  - ")
    tables, is_bare = list_review_tables(review), not review.record.cases
    for name, columns in SHOWN.items():
        if not is_full and (name in ONLY_FULL or (name == MISSING and not is_bare)):
            continue
        table = tables[name]
        decides = table.keep("is_last", (True,)) if name == CASES and not is_full else table
        _show_rows(screen, decides, columns)


def _show_rows(screen: Screen, table: Table, columns: tuple[str, ...]) -> None:
    if not table.rows:
        return
    screen.console.print()
    screen.say(table.title, "bold")
    screen.show_table(table.pick(*columns))
    if table.note.en:
        screen.say(table.note)
