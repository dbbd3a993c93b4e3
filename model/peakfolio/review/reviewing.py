"""Looks back on a plan: its targets, its carbon pathway, every forecast from what its own date knew against what came about."""

from collections.abc import Mapping
from dataclasses import dataclass

from peakfolio.errors import UnknownName
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import ReportedOutcome
from peakfolio.review.cases import Case, Record, choose_outcomes, match_outcomes
from peakfolio.review.causes import Cause, find_causes, name_case
from peakfolio.review.emissions import PathRecord, review_emissions
from peakfolio.review.forecasting import open_forecaster
from peakfolio.review.forecasts import ReviewSettings
from peakfolio.review.knowing import find_newest_year, freeze, has_passed, list_asked, list_milestones
from peakfolio.review.scoring import Scores, score_cases
from peakfolio.words import Words, say


@dataclass(frozen=True)
class Review:
    """What looking back on a plan finds.

    ``day`` is the day up to which outcomes are known, None for all that stand in the plan; ``milestones`` the years looked at;
    ``latest_known`` the newest year whose value the plan itself gives. ``causes`` name why a target was missed, by its key; ``refused``, by year,
    why projects could not be drawn and forecasts follow from past values alone.
    """

    plan: Plan
    day: str | None
    milestones: tuple[int, ...]
    latest_known: int
    record: Record
    causes: Mapping[str, Cause]
    scores: Scores
    emissions: PathRecord
    refused: Mapping[int, Words]

    @property
    def decided(self) -> tuple[Case, ...]:
        """The cases that decide a target: the newest comparable outcome of each."""
        return tuple(each for each in self.record.cases if each.is_last)

    @property
    def scored(self) -> tuple[Case, ...]:
        """The decided targets of which something was forecast."""
        return tuple(each for each in self.decided if each.is_right is not None)

    @property
    def unforecast(self) -> tuple[Case, ...]:
        """The decided targets of which nothing could be forecast; they are never scored."""
        return tuple(each for each in self.decided if each.is_met is not None and each.is_right is None)

    @property
    def missed(self) -> tuple[Case, ...]:
        """The targets that were missed."""
        return tuple(each for each in self.decided if each.is_met is False)

    def find_cause(self, case: Case) -> Cause | None:
        """Why a target was missed; None where it was not."""
        return self.causes.get(name_case(case))


def review_plan(
    plan: Plan, day: str | None = None, milestone: int | None = None, settings: ReviewSettings | None = None
) -> Review:
    """Looks back on a plan as of a day; by default with all that it holds, on every milestone that has an outcome or lies behind it.

    Where nothing is known, what is missing is the answer. Raises UnknownName for a year of which the plan asks nothing.
    """
    said, frozen = settings or ReviewSettings(), freeze(plan)
    years = _choose_milestones(plan, day, milestone)
    asked = list_asked(frozen, years)
    forecaster = open_forecaster(frozen, years, said)
    record = match_outcomes(plan, forecaster, asked, day)
    newest = {each.indicator_id: plan.find_latest(each.indicator_id) for each in plan.measured_indicators}
    values = {key: row.value for key, row in newest.items() if row is not None and row.value is not None}
    return Review(
        plan=plan,
        day=day,
        milestones=years,
        latest_known=max((find_newest_year(plan, key) for key in newest), default=plan.settings.years.base_year),
        record=record,
        causes=find_causes(plan, record.cases, day),
        scores=score_cases(record.cases, plan.indicator_by_id, values),
        emissions=review_emissions(plan, frozen, day, said),
        refused=forecaster.pool.refused,
    )


def _choose_milestones(plan: Plan, day: str | None, milestone: int | None) -> tuple[int, ...]:
    """The years asked that have passed, and those to come of which an outcome of an earlier year tells something."""
    years, outcomes = list_milestones(plan), choose_outcomes(plan, day)
    if milestone is not None:
        if milestone not in years:
            raise UnknownName(say("milestone"), str(milestone), tuple(map(str, years)))
        return (milestone,)
    newest = max((row.year for row in outcomes), default=0)
    passed = [year for year in years if (year <= newest if day is None else has_passed(year, day))]
    reached = [_find_next(plan, row) for row in outcomes]
    found = {*passed, *(year for year in reached if year is not None)}
    return tuple(sorted(found)) or (years[:1] if day is None else ())


def _find_next(plan: Plan, row: ReportedOutcome) -> int | None:
    """The first year not before an outcome of which something is asked of its indicator."""
    years = [
        year for year in list_milestones(plan) if year >= row.year and plan.find_targets(row.indicator_id, "plan", year)
    ]
    return next(iter(years), None)
