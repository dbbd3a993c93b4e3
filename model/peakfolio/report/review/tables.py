"""Looking back as tables: targets with an outcome, breaks, what is set aside, what is missing, scores, coverage, the carbon pathway."""

from collections.abc import Mapping

from peakfolio.report.content import (
    Table,
    Worded,
    name_column,
    number_column,
    share_column,
    tabulate,
    text_column,
    year_column,
)
from peakfolio.report.names import TRUTH
from peakfolio.report.review import names
from peakfolio.review.cases import Broken, Case, Unscored
from peakfolio.review.emissions import PathCase
from peakfolio.review.reviewing import Review
from peakfolio.review.scoring import Coverage
from peakfolio.words import Name, Words, listing, say

WIDE, NARROW = 0.8, 0.9  # shares of the two intervals that are told
KEY = text_column("indicator_id", say("No."), 0.6)
INDICATOR = name_column("indicator", say("Indicator"), 1.8)
ASKED = name_column("asked", say("Asked"), 0.8)
ASKED_YEAR = year_column("asked_year", say("Year asked"))
CENTRAL = number_column("forecast", say("Forecast"))
FIRST = name_column("interval_80", say("80% interval"), 0.9)
SECOND = name_column("interval_90", say("90% interval"), 0.9)
CHANCE = share_column("chance", say("Chance of meeting it"), 0)
YEAR = year_column("year", say("Year"))
CAME = name_column("outcome", say("What came"), 0.9)
SOURCE = text_column("address", say("Read at"), 1.4)
GRADE = text_column("grade", say("Kind of source"), 0.8, names.KNOWN_GRADES)


def make_case_table(review: Review) -> Table:
    """Every comparable outcome beside its forecast; of a target the newest decides."""
    plan = review.plan
    return tabulate(
        "review_targets",
        say("Forecast and outcome of each target"),
        review.record.cases,
        (KEY, lambda each: each.indicator_id),
        (INDICATOR, lambda each: names.name_target(plan, each.asked)),
        (ASKED, lambda each: names.show_asked(each.asked)),
        (ASKED_YEAR, lambda each: each.asked.year),
        (CENTRAL, lambda each: names.show_forecast(each.forecast.central, each.forecast.find_interval(WIDE))),
        (FIRST, lambda each: names.show_interval(each.forecast.find_interval(WIDE))),
        (SECOND, lambda each: names.show_interval(each.forecast.find_interval(NARROW))),
        (CHANCE, lambda each: each.forecast.chance),
        (YEAR, lambda each: each.outcome.year),
        (CAME, lambda each: _show_came(review, each)),
        (text_column("result", say("Result"), 0.9, names.RESULTS), names.name_result),
        (text_column("is_right", say("Forecast right"), 0.6, TRUTH), lambda each: each.is_right),
        (text_column("cause", say("Cause"), 1.2, names.CAUSES), review.find_cause),
        (text_column("basis", say("Basis"), 1.0, names.BASES), lambda each: each.forecast.basis),
        (text_column("is_last", say("Newest value"), 0.6, TRUTH), lambda each: each.is_last),
        (text_column("known_on", say("Published"), 0.7), lambda each: each.outcome.known_on),
        (GRADE, lambda each: each.outcome.grade),
        (SOURCE, lambda each: each.outcome.address),
        is_wide=True,
    )


def _show_came(review: Review, case: Case) -> Worded:
    outcome = case.outcome
    said = names.show_outcome(review.plan, case.indicator_id, outcome.value, outcome.state)
    return Worded(outcome.value if outcome.value is not None else outcome.state, said)


def make_break_table(review: Review) -> Table:
    """Outcomes that are counted in another way than the forecast: shown with both ways, never scored."""

    def join(broken: Broken, side: str) -> Words:
        return listing(getattr(each, side) for each in broken.breaks)

    return tabulate(
        "review_breaks",
        say("Counted in another way since: not scored"),
        review.record.broken,
        (KEY, lambda each: each.asked.indicator_id),
        (INDICATOR, lambda each: names.name_target(review.plan, each.asked)),
        (year_column("since", say("Since")), lambda each: each.breaks[0].first_year),
        (name_column("before", say("Way of counting before"), 1.4), lambda each: join(each, "before")),
        (name_column("after", say("Way of counting after"), 1.4), lambda each: join(each, "after")),
        (CENTRAL, lambda each: names.show_forecast(each.forecast.central, each.forecast.find_interval(WIDE))),
        (FIRST, lambda each: names.show_interval(each.forecast.find_interval(WIDE))),
        (YEAR, lambda each: each.outcome.year),
        (CAME, lambda each: _show_broken(review, each)),
        (GRADE, lambda each: each.outcome.grade),
        (SOURCE, lambda each: each.outcome.address),
        is_wide=True,
    )


def _show_broken(review: Review, broken: Broken) -> Words:
    return names.show_outcome(review.plan, broken.asked.indicator_id, broken.outcome.value, broken.outcome.state)


def make_apart_table(review: Review) -> Table:
    """Published values that are kept visible and not used."""
    plan = review.plan
    return tabulate(
        "review_apart",
        say("Set aside: published, but not comparable"),
        review.record.apart,
        (KEY, lambda each: each.indicator_id),
        (INDICATOR, lambda each: plan.indicator_by_id[each.indicator_id].name),
        (YEAR, lambda each: each.year),
        (CAME, lambda each: names.show_outcome(plan, each.indicator_id, each.value, each.state)),
        (name_column("why", say("Why"), 2.0), lambda each: Name(each.note_zh or each.note or "", each.note or "")),
        (text_column("as_written", say("Words of the source"), 1.6), lambda each: each.as_written),
        (GRADE, lambda each: each.grade),
        (SOURCE, lambda each: each.address),
        is_wide=True,
    )


def make_missing_table(review: Review) -> Table:
    """The targets of years that have passed without a comparable outcome: why, and what was forecast."""

    def name(unscored: Unscored) -> Words:
        return names.name_target(review.plan, unscored.asked)

    return tabulate(
        "review_missing",
        say("Targets without a comparable outcome"),
        review.record.unscored,
        (KEY, lambda each: each.asked.indicator_id),
        (INDICATOR, name),
        (ASKED, lambda each: names.show_asked(each.asked)),
        (ASKED_YEAR, lambda each: each.asked.year),
        (CENTRAL, lambda each: names.show_forecast(each.forecast.central, each.forecast.find_interval(WIDE))),
        (FIRST, lambda each: names.show_interval(each.forecast.find_interval(WIDE))),
        (SECOND, lambda each: names.show_interval(each.forecast.find_interval(NARROW))),
        (CHANCE, lambda each: each.forecast.chance),
        (text_column("basis", say("Basis"), 1.0, names.BASES), lambda each: each.forecast.basis),
        (text_column("lack", say("What is missing"), 1.2, names.LACKS), lambda each: each.lack),
        is_wide=True,
    )


def make_score_table(review: Review) -> Table:
    """The model against every forecast without one, each pair on the cases both forecast."""
    return tabulate(
        "review_scores",
        say("The model against forecasts without a model"),
        [each for each in review.scores.comparisons if each.chances or each.values],
        (text_column("against", say("Against"), 1.4, names.FORECASTS), lambda each: each.name),
        (number_column("cases", say("Targets decided"), digits=0), lambda each: each.chances),
        (number_column("right", say("Right"), digits=0), lambda each: each.right if each.chances else None),
        (number_column("brier", say("Its Brier score")), lambda each: each.brier),
        (number_column("own_brier", say("Brier score of the model")), lambda each: each.own_brier),
        (number_column("skill", say("Skill of the model")), lambda each: each.skill),
        (number_column("values", say("Values compared"), digits=0), lambda each: each.values),
        (share_column("error", say("Its mean error"), 1), lambda each: each.error),
        (share_column("own_error", say("Mean error of the model"), 1), lambda each: each.own_error),
        note=EXPLAIN_SCORES,
    )


EXPLAIN_SCORES = say(
    "Brier score: mean of (probability - came or not)^2; 0 is perfect, 0.25 a coin. Skill: 1 - model / other; above 0 the model is better. "
    "Errors are shares of the range of a bounded indicator, else of its newest value."
)


def make_coverage_table(review: Review) -> Table:
    """How many outcomes lay in the intervals, and how wide these were."""
    coverages: tuple[Coverage, ...] = () if review.scores.values is None else review.scores.values.coverages
    return tabulate(
        "review_coverage",
        say("Outcomes within the intervals"),
        coverages,
        (share_column("share", say("Interval"), 0), lambda each: each.share),
        (number_column("count", say("Values"), digits=0), lambda each: each.count),
        (number_column("inside", say("Inside"), digits=0), lambda each: each.inside),
        (share_column("width", say("Mean width"), 1), lambda each: each.width),
        (number_column("gap_width", say("Width over the gap to the target (median)"), digits=1), lambda each: each.gap_width),
    )  # fmt: skip


def make_path_table(review: Review) -> Table:
    """The carbon pathway against observed totals of the place."""

    def is_inside(case: PathCase, share: float) -> bool:
        low, high = case.find_interval(share)
        return low <= case.observed.value <= high

    return tabulate(
        "review_carbon",
        say("Carbon pathway against what was observed"),
        (*review.emissions.cases, *review.emissions.means),
        (text_column("quantity", say("Figure"), 1.2, names.TOTALS), lambda each: each.observed.quantity),
        (text_column("years", say("Year or years"), 0.6), lambda each: _show_span(each)),
        (CENTRAL, lambda each: names.show_forecast(each.central, each.find_interval(WIDE))),
        (FIRST, lambda each: names.show_interval(each.find_interval(WIDE))),
        (SECOND, lambda each: names.show_interval(each.find_interval(NARROW))),
        (CAME, lambda each: names.show_total(each.observed.quantity, each.observed.value)),
        (text_column("in_80", say("In the 80% interval"), 0.6, TRUTH), lambda each: is_inside(each, WIDE)),
        (text_column("in_90", say("In the 90% interval"), 0.6, TRUTH), lambda each: is_inside(each, NARROW)),
        (GRADE, lambda each: each.observed.grade),
        (SOURCE, lambda each: each.observed.address),
        note=EXPLAIN_PATHS,
        is_wide=True,
    )


EXPLAIN_PATHS = say(
    "A pathway says how a period goes: within it growth and intensity change evenly, so single years swing more than its intervals say. "
    "Where every year from the base year on is known, the mean stands below."
)


def _show_span(case: PathCase) -> str:
    return (
        str(case.observed.year) if case.first_year == case.observed.year else f"{case.first_year}-{case.observed.year}"
    )


def make_total_table(review: Review) -> Table:
    """Observed totals the pathway is not held against: another place, another count, a year it knew."""
    return tabulate(
        "review_totals",
        say("Observed totals that are only shown"),
        review.emissions.apart,
        (text_column("quantity", say("Figure"), 1.2, names.TOTALS), lambda each: each.quantity),
        (text_column("place_zh", say("Place it is of"), 0.8), lambda each: each.place_zh),
        (YEAR, lambda each: each.year),
        (CAME, lambda each: names.show_total(each.quantity, each.value)),
        (name_column("why", say("Why"), 2.0), lambda each: Name(each.note_zh or each.note or "", each.note or "")),
        (GRADE, lambda each: each.grade),
        (SOURCE, lambda each: each.address),
        is_wide=True,
    )


def list_review_tables(review: Review) -> Mapping[str, Table]:
    """Every table of looking back, by name."""
    made = (
        make_case_table(review),
        make_break_table(review),
        make_apart_table(review),
        make_missing_table(review),
        make_score_table(review),
        make_coverage_table(review),
        make_path_table(review),
        make_total_table(review),
    )
    return {each.name: each for each in made}
