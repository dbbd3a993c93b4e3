"""The plan as it stands on a later day: what came about takes the place of what was foreseen.

Outcomes that were known by then become the values one starts from; a project that is done costs nothing more and brings only what the
values do not hold yet, one under way keeps the money and the time that are still to come, one that was dropped is gone, and every other
begins next year at the earliest. What was asked of a year that has passed is still asked, of the next milestone. Nothing is known of a
project without a report: it is taken as not begun, and named; ``report_silent`` takes it as built instead. On a day that knows no more
than the plan, the plan is returned as it is.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, get_args

from peakfolio.errors import PeakfolioError
from peakfolio.plan.days import read_day
from peakfolio.plan.plan import Plan, Standpoint
from peakfolio.plan.progress_tables import KnownRow, ProjectReport, ReportedOutcome, SeriesBreak
from peakfolio.plan.progressing import find_built, find_gone, leave_unmeasured, move_projects
from peakfolio.plan.settings import Scenario, Settings
from peakfolio.plan.tables import Indicator, Observation, Target
from peakfolio.plan.target_keys import TargetKey
from peakfolio.plan.vocabulary import Grade, ProjectStatus, TargetRelation
from peakfolio.words import say

DIGITS = 9  # at which a sum of printed numbers is what it says
LATE = 7  # from this month on nothing new begins in the same year
STARTING_ROLES = ("base", "latest")
GRADES: tuple[Grade, ...] = get_args(Grade)  # the best first
TASKS = ("assigned", "assigned_or_hold")  # what a higher level assigns, of which the document prints no number
OWN = ("plan", "text")  # one standard, in the table and in the prose of a plan
Kept = Literal["plan", "outcome"]
Silent = Literal["planned", "done"]
Known = TypeVar("Known", bound=KnownRow)


@dataclass(frozen=True)
class Started:
    """The value an indicator starts from on the day, and the values that could not take its place because a break lies between."""

    indicator_id: str
    value: Observation | None
    kept: Kept
    apart: tuple[ReportedOutcome, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A plan as it stands on a day.

    ``base_year`` is the last year that has passed as far as new work is concerned. ``reports`` are the newest by project; ``silent`` the
    projects that should have begun and of which nothing is known; ``carried`` the targets of years that have passed.
    """

    plan: Plan
    day: str
    base_year: int
    started: tuple[Started, ...] = ()
    reports: Mapping[str, ProjectReport] | None = None
    silent: tuple[str, ...] = ()
    carried: tuple[Target, ...] = ()

    def find_status(self, project_id: str) -> ProjectStatus | None:
        """The state of a project as reported; None where nothing is known."""
        report = (self.reports or {}).get(project_id)
        return None if report is None else report.status


def find_base_year(day: str) -> int:
    """The year that a day has left behind for new work: itself from July on, else the one before."""
    year, month, _ = read_day(day)
    return year if month >= LATE else year - 1


def find_own_year(plan: Plan) -> int:
    """The year a plan itself stands in: that of its newest value that is used, at least its base year."""
    rows = (row for row in plan.observations if row.is_used and row.role in STARTING_ROLES)
    return max((row.year for row in rows), default=plan.settings.years.base_year)


def list_known(rows: Iterable[Known], day: str) -> tuple[Known, ...]:
    """The used rows that had been published by a day, each once."""
    used = (row for row in rows if row.is_used and read_day(row.known_on) <= read_day(day))
    return tuple(row for row, _ in itertools.groupby(sorted(used, key=repr)))


def stand_at(plan: Plan, day: str | None, milestones: Sequence[int] = ()) -> Standing:
    """The plan as it stands on a day; without one, or on a day that knows no more, the plan itself.

    ``milestones`` are the years asked of it from then on, by default its own that are still to come, else the end of the five-year plan.
    Raises PeakfolioError for a day before the plan's base year and for a milestone that has passed.
    """
    own = plan.settings.years.base_year
    if day is None:
        return Standing(plan, "", own)
    base_year = find_base_year(day)
    _refuse_past(plan, day, base_year, milestones)
    outcomes, reports = list_known(plan.outcomes, day), _find_newest(list_known(plan.progress, day))
    if base_year <= find_own_year(plan) and not outcomes and not reports and not milestones:
        return Standing(plan, day, own)
    base_year = max(base_year, own)
    started = tuple(_start(plan, each, outcomes) for each in plan.measured_indicators)
    ahead = tuple(sorted(milestones)) or _list_ahead(plan, base_year)
    moved = move_projects(plan, base_year, reports)
    measured = {each.indicator_id: each.value.year for each in started if each.value is not None}
    moved = leave_unmeasured(moved, measured, reports, ahead[0])
    carried, fixed = tuple(_carry_targets(plan, ahead)), tuple(_fix_targets(plan))
    silent = tuple(_list_silent(plan, base_year, reports))
    gone = find_gone(plan, reports)
    mover = _Asker(base_year, ahead, bool(milestones), find_built(moved, reports), gone)
    standing = replace(
        moved,
        settings=mover.move(plan.settings),
        observations=tuple(_start_observations(plan, started)),
        targets=(*fixed, *carried),
        standpoint=Standpoint(day, plan, _list_taken(started, outcomes), reports, silent, carried),
    )
    return Standing(standing, day, base_year, started, reports, silent, carried)


def report_silent(plan: Plan, standing: Standing) -> Plan:
    """The written plan with a report for every silent project: built as printed, done where its last year has passed."""
    return replace(plan, progress=(*plan.progress, *(_report_printed(plan, key, standing) for key in standing.silent)))


def _report_printed(plan: Plan, key: str, standing: Standing) -> ProjectReport:
    row, years = plan.project_by_id[key], plan.settings.years
    start = row.start_year or years.first_year
    end = row.end_year or max(start, plan.settings.assessment.milestone)
    is_done = end <= standing.base_year
    return ProjectReport(
        project_id=key,
        status="done" if is_done else "under_way",
        start_year=start,
        finish_year=end,
        spent_wan_yuan=row.cost_wan_yuan if is_done else None,
        known_on=standing.day,
        grade="judgement",
        as_written="as printed",
        source_id=row.source_id,
        note=None,
    )


def _refuse_past(plan: Plan, day: str, base_year: int, milestones: Sequence[int]) -> None:
    own = plan.settings.years.base_year
    if read_day(day)[0] < own:
        raise PeakfolioError(say("{day} lies before the plan's base year {year}; name a later day.", day=day, year=own))
    past = [year for year in milestones if year <= max(base_year, own)]
    if past:
        raise PeakfolioError(
            say("{year} has passed on {day}; name a later year to be met.", year=str(past[0]), day=day)
        )


def _list_silent(plan: Plan, base_year: int, reports: Mapping[str, ProjectReport]) -> Iterator[str]:
    """The projects that should have begun, and of which nothing is known."""
    first = plan.settings.years.first_year
    for row in plan.projects:
        if row.project_id not in reports and (row.start_year or first) <= base_year:
            yield row.project_id


def _list_taken(started: Sequence[Started], outcomes: Sequence[ReportedOutcome]) -> tuple[ReportedOutcome, ...]:
    """The outcomes that are the values one starts from."""
    values = {each.indicator_id: each.value for each in started if each.kept == "outcome" and each.value is not None}
    found: dict[str, ReportedOutcome] = {}
    for row in outcomes:
        value = values.get(row.indicator_id)
        if value is not None and (row.year, row.as_written, row.value) == (value.year, value.as_written, value.value):
            found.setdefault(row.indicator_id, row)
    return tuple(found.values())


def _find_newest(rows: Iterable[ProjectReport]) -> Mapping[str, ProjectReport]:
    found: dict[str, ProjectReport] = {}
    for row in rows:
        had = found.get(row.project_id)
        if had is None or read_day(row.known_on) >= read_day(had.known_on):
            found[row.project_id] = row
    return found


def _list_ahead(plan: Plan, base_year: int) -> tuple[int, ...]:
    """The milestones of a plan that are still to come; where none is, the end of the five-year plan that runs or comes next."""
    own = tuple(year for year in plan.settings.years.milestones if year > base_year)
    years = sorted({row.year for row in plan.targets if row.is_used and row.year is not None and row.year > base_year})
    return own or tuple(years[:1]) or (base_year + 5 - base_year % 5,)


@dataclass(frozen=True)
class _Asker:
    """Brings what is asked of a plan to the day: its years, and the questions of its scenarios.

    ``is_asked`` says that the milestones were named; otherwise a scenario keeps those of its own that are still to come.
    """

    base_year: int
    milestones: tuple[int, ...]
    is_asked: bool
    built: tuple[str, ...]
    gone: set[str]

    def move(self, settings: Settings) -> Settings:
        """The settings of the plan as it stands."""
        years, rules = settings.years, settings.assessment
        moved = {
            "base_year": self.base_year,
            "first_year": self.base_year + 1,
            "last_year": max(years.last_year, *self.milestones),
            "milestones": self.milestones,
            "price_year": years.prices_of,
        }
        judged: dict[str, object] = {"milestone": self.milestones[0]}
        if rules.rule == "elapsed_progress":  # the time it measures has passed
            judged["rule"] = "threshold"
        return settings.model_copy(
            update={
                "years": years.model_copy(update=moved),
                "assessment": rules.model_copy(update=judged),
                "scenario": self._move_scenario(settings.scenario),
                "scenarios": {key: self._move_scenario(each) for key, each in settings.scenarios.items()},
            }
        )

    def _move_scenario(self, scenario: Scenario) -> Scenario:
        """A question asked of years that have passed is asked of those to come, and of what can still be built."""
        left = tuple(year for year in scenario.milestones if year > self.base_year)
        one = scenario.milestone if scenario.milestone is not None and scenario.milestone > self.base_year else None
        if self.is_asked:
            left, one = (self.milestones if len(self.milestones) > 1 else ()), None
        outside = (*self.built, *self.gone)
        groups = (
            each.model_copy(update={"members": tuple(key for key in each.members if key not in self.gone)})
            for each in scenario.groups
        )
        changes = {
            "milestone": one,
            "milestones": left,
            "groups": tuple(each for each in groups if each.members),
            "locked_in": (*(key for key in scenario.locked_in if key not in outside), *self.built),
            "locked_out": tuple(key for key in scenario.locked_out if key not in outside),
            "dropped_targets": tuple(dict.fromkeys(self._move_key(key) for key in scenario.dropped_targets)),
            "target_values": {self._move_key(key): value for key, value in scenario.target_values.items()},
        }
        return scenario.model_copy(update=changes)

    def _move_key(self, key: str) -> str:
        named = TargetKey(key)
        if named.year is None or named.year > self.base_year:
            return key
        return TargetKey.make(named.indicator_id, self.milestones[0])


def _start(plan: Plan, indicator: Indicator, outcomes: Sequence[ReportedOutcome]) -> Started:
    """The newest value that may be compared with what the plan asks."""
    key, own = indicator.indicator_id, plan.find_latest(indicator.indicator_id)
    after = plan.settings.years.base_year if own is None else own.year
    breaks = tuple(row for row in plan.breaks if row.indicator_id == key and row.first_year > after)
    later = [row for row in outcomes if row.indicator_id == key and row.year >= after and _says(indicator, row)]
    apart = tuple(row for row in later if any(each.first_year <= row.year for each in breaks))
    usable = [row for row in later if row not in apart]
    if not usable:
        return Started(key, own, "plan", apart, breaks)
    newest = max(usable, key=lambda row: (row.year, read_day(row.known_on), -GRADES.index(row.grade)))
    return Started(key, _read_outcome(newest), "outcome", apart, breaks)


def _says(indicator: Indicator, row: ReportedOutcome) -> bool:
    """Whether an outcome says how its indicator stands; what is unknown takes no value's place."""
    return row.value is not None or (indicator.kind != "numeric" and row.state not in (None, "unknown"))


def _read_outcome(row: ReportedOutcome) -> Observation:
    shared = {name: getattr(row, name) for name in Observation.model_fields if name in type(row).model_fields}
    return Observation(**{**shared, "role": "base", "formula": None})


def _start_observations(plan: Plan, started: Sequence[Started]) -> Iterator[Observation]:
    """Every value, those one started from before as history, and those one starts from now."""
    now = {each.indicator_id: each.value for each in started if each.value is not None and not _is_base(each)}
    for row in plan.observations:
        is_left = row.indicator_id in now and row.role in STARTING_ROLES
        yield row.model_copy(update={"role": "history"}) if is_left else row
    yield from (row.model_copy(update={"role": "base"}) for row in now.values())


def _is_base(each: Started) -> bool:
    """Whether one goes on from the value the plan started from itself."""
    return each.kept == "plan" and each.value is not None and each.value.role == "base"


def _fix_targets(plan: Plan) -> Iterator[Target]:
    """Targets that ask for no less, or for more, than the plan's base keep asking that of the base the plan had."""
    for row in plan.targets:
        base, indicator = plan.find_base(row.indicator_id), plan.indicator_by_id[row.indicator_id]
        is_relative = row.relation in ("hold", "improve") and indicator.kind == "numeric"
        yield _fix(plan, row, base.value) if is_relative and base is not None and base.value is not None else row


def _fix(plan: Plan, row: Target, base: float) -> Target:
    is_less, step = plan.indicator_by_id[row.indicator_id].direction == "less", plan.settings.scenario.improve_step
    if row.relation == "improve" and step is not None:
        value = round(base - step if is_less else base + step, DIGITS)
        return row.model_copy(update={"relation": "at_most" if is_less else "at_least", "value": value})
    relations: Mapping[tuple[str, bool], TargetRelation] = {
        ("hold", False): "at_least", ("hold", True): "at_most", ("improve", False): "above", ("improve", True): "below",
    }  # fmt: skip
    return row.model_copy(update={"relation": relations[row.relation, is_less], "value": base})


def _carry_targets(plan: Plan, milestones: Sequence[int]) -> Iterator[Target]:
    """What was asked of the last year before each milestone, of every indicator of which nothing is asked for the milestone itself.

    A task without a number takes no number's place: nobody could tell whether less is asked.
    """
    used = [row for row in _fix_targets(plan) if row.is_used]
    for milestone in milestones:
        own = {_find_place(row) for row in used if row.year in (milestone, None)}
        numbers = {_find_place(row) for row in used if row.year in (milestone, None) and row.relation not in TASKS}
        last: dict[tuple[str, str], int] = {}
        for row in used:
            place = _find_place(row)
            is_open = place not in own or (place not in numbers and row.relation not in TASKS)
            if row.year is not None and row.year < milestone and is_open:
                last[place] = max(last.get(place, row.year), row.year)
        for row in used:
            place = _find_place(row)
            if row.year is not None and last.get(place) == row.year and (place not in own or row.relation not in TASKS):
                yield row.model_copy(update={"year": milestone})


def _find_place(row: Target) -> tuple[str, str]:
    return row.indicator_id, "plan" if row.standard in OWN else row.standard
