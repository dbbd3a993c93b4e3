"""What came about beside what was forecast: one case for every comparable outcome, and what cannot be compared or is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from peakfolio.assess.judging import judge_indicator
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import ReportedOutcome, SeriesBreak, read_day
from peakfolio.plan.standing import list_known
from peakfolio.plan.tables import Observation
from peakfolio.plan.vocabulary import Grade
from peakfolio.review.forecasting import Forecaster
from peakfolio.review.forecasts import Forecast
from peakfolio.review.knowing import Asked, find_breaks, find_newest_year
from peakfolio.review.naive import NaiveForecast, NaiveName, forecast_naively

Lack = Literal["no_outcome", "only_apart", "broken"]
RIGHT = 0.5  # from this probability on a forecast says that the target will be met
END_OF_TIME = "9999-12-31"
GRADES: tuple[Grade, ...] = get_args(Grade)  # the best source first


@dataclass(frozen=True)
class Case:
    """A forecast and its outcome.

    ``is_met`` is None where neither number nor state decides. ``is_last`` marks the newest outcome up to the milestone, which alone
    decides hit or miss; ``is_due`` says that it is of the milestone itself.
    """

    asked: Asked
    outcome: ReportedOutcome
    forecast: Forecast
    naive: Mapping[NaiveName, NaiveForecast]
    is_met: bool | None
    is_last: bool

    @property
    def indicator_id(self) -> str:
        """The indicator."""
        return self.asked.indicator_id

    @property
    def is_due(self) -> bool:
        """Whether the outcome is of the year the target is asked of."""
        return self.outcome.year == self.asked.year

    @property
    def is_right(self) -> bool | None:
        """Whether the forecast said what came; None where it said nothing, or nothing decides."""
        if self.is_met is None or self.forecast.chance is None:
            return None
        return (self.forecast.chance >= RIGHT) == self.is_met


@dataclass(frozen=True)
class Broken:
    """An outcome on the other side of a break: what was forecast in the old way of counting is not scored against it."""

    asked: Asked
    outcome: ReportedOutcome
    breaks: tuple[SeriesBreak, ...]
    forecast: Forecast


@dataclass(frozen=True)
class Unscored:
    """A target of a year that has passed for which there is nothing to score, and why."""

    asked: Asked
    lack: Lack
    forecast: Forecast


@dataclass(frozen=True)
class Record:
    """Everything that is known of the targets: scored, broken, set aside, missing."""

    cases: tuple[Case, ...]
    broken: tuple[Broken, ...]
    apart: tuple[ReportedOutcome, ...]
    unscored: tuple[Unscored, ...]


def choose_outcomes(plan: Plan, day: str | None) -> tuple[ReportedOutcome, ...]:
    """The outcomes known by a day, of one indicator and year the newest, of those of a day that of the best source, of equal ones one."""
    newest: dict[tuple[str, int], ReportedOutcome] = {}
    for row in list_known(plan.outcomes, day or END_OF_TIME):
        had = newest.get((row.indicator_id, row.year))
        if had is None or _rank(row) > _rank(had):
            newest[row.indicator_id, row.year] = row
    return tuple(newest[key] for key in sorted(newest))


def _rank(row: ReportedOutcome) -> tuple[tuple[int, int, int], int]:
    return read_day(row.known_on), -GRADES.index(row.grade)


def match_outcomes(plan: Plan, forecaster: Forecaster, asked: Sequence[Asked], day: str | None) -> Record:
    """The record of what was asked; an outcome belongs to the first year asked of its indicator that it does not lie behind."""
    outcomes = choose_outcomes(plan, day)
    owned = {each: tuple(_list_own(plan, asked, each, outcomes)) for each in asked}
    cases, broken, unscored = [], [], []
    shown = dict.fromkeys(plan.outcomes)
    apart = [row for row in shown if not row.is_used and read_day(row.known_on) <= read_day(day or END_OF_TIME)]
    for each, rows in owned.items():
        cut = [row for row in rows if find_breaks(plan, each.indicator_id, row.year)]
        whole = [row for row in rows if row not in cut]
        cases += [_make_case(forecaster, each, row, is_last=row is whole[-1]) for row in whole]
        broken += [
            Broken(each, row, find_breaks(plan, each.indicator_id, row.year), forecaster.forecast(each, row.year))
            for row in cut
        ]
        if not whole:
            lack = _find_lack(each, cut, apart)
            unscored.append(Unscored(each, lack, forecaster.forecast(each, each.year)))
    return Record(tuple(cases), tuple(broken), tuple(apart), tuple(unscored))


def _list_own(
    plan: Plan, asked: Iterable[Asked], own: Asked, outcomes: Iterable[ReportedOutcome]
) -> Iterator[ReportedOutcome]:
    """The outcomes of what is asked: later than what the plan knew, and than the year asked before, earliest first."""
    before = [each.year for each in asked if each.indicator_id == own.indicator_id and each.year < own.year]
    after = max((find_newest_year(plan, own.indicator_id), *before))
    for row in outcomes:
        if row.indicator_id == own.indicator_id and after < row.year <= own.year:
            yield row


def _make_case(forecaster: Forecaster, asked: Asked, outcome: ReportedOutcome, *, is_last: bool) -> Case:
    return Case(
        asked=asked,
        outcome=outcome,
        forecast=forecaster.forecast(asked, outcome.year),
        naive=forecast_naively(forecaster.plan, asked, outcome.year),
        is_met=_judge(forecaster.plan, asked, outcome),
        is_last=is_last,
    )


def _judge(plan: Plan, asked: Asked, outcome: ReportedOutcome) -> bool | None:
    """Whether an outcome meets what is asked: by its number, else by its state."""
    if outcome.value is not None and asked.bands:
        return asked.holds(outcome.value)
    indicator = plan.indicator_by_id[asked.indicator_id]
    targets = plan.find_targets(asked.indicator_id, "plan", asked.year)
    step = plan.settings.scenario.improve_step
    verdict = judge_indicator(plan, indicator, targets, _read(outcome), improve_step=step)
    return None if verdict is None else {"met": True, "not_met": False}.get(verdict.status)


def _find_lack(asked: Asked, cut: Sequence[ReportedOutcome], apart: Sequence[ReportedOutcome]) -> Lack:
    if cut:
        return "broken"
    has_apart = any(row.indicator_id == asked.indicator_id and row.year <= asked.year for row in apart)
    return "only_apart" if has_apart else "no_outcome"


def _read(row: ReportedOutcome) -> Observation:
    """An outcome as a value of the plan, to be judged as one."""
    shared = {name: getattr(row, name) for name in Observation.model_fields if name in type(row).model_fields}
    return Observation(**{**shared, "role": "latest", "formula": None})
