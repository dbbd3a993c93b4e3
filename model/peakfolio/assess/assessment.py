"""Assesses a plan by the rule it has to pass.

Four rules, chosen in ``plan.toml``: every threshold of a standard; all binding indicators and more than a share of the
reference ones; points by tiers with basic conditions that veto; progress against the time that has passed. Whatever the rule,
each indicator is judged against each standard, and the document's own judgement stands beside ours.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from peakfolio.assess.judging import Ground, Status, Verdict, combine_parts, judge_all
from peakfolio.assess.progress import CLASS_ORDER, classify_headline
from peakfolio.assess.scoring import Score, score_plan
from peakfolio.plan.claims import BasicCondition, PrintedAssessment
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Rule
from peakfolio.plan.tables import Indicator
from peakfolio.plan.vocabulary import PrintedClass, PrintedStatus, Standard


@dataclass(frozen=True)
class AssessedIndicator:
    """One headline indicator: its status by standard, the document's own words, its points and its class.

    ``statuses`` are computed. ``status`` is the one for the first standard where a number decides it; where only words do,
    the document's printed status stands in (``is_printed`` says so), because the document read them first.
    """

    indicator: Indicator
    statuses: Mapping[Standard, Status]
    ground: Ground
    verdicts: Mapping[Standard, tuple[Verdict, ...]]
    status: Status
    is_printed: bool
    printed: PrintedAssessment | None
    scores: tuple[Score, ...]
    progress_class: PrintedClass | None
    highest_class: PrintedClass | None

    @property
    def computed(self) -> Status:
        """The computed status for the first standard."""
        return next(iter(self.statuses.values()))

    @property
    def status_disagrees(self) -> bool:
        """Whether the document prints another status than value and standard give."""
        decided = (
            self.printed is not None
            and self.printed.status in ("met", "not_met")
            and self.computed in ("met", "not_met")
        )
        return decided and self.printed is not None and self.computed != self.printed.status

    @property
    def class_disagrees(self) -> bool:
        """Whether the document prints another class than value, target and time give, by whatever its words allow."""
        return self.is_overrated or self.is_underrated

    @property
    def is_overrated(self) -> bool:
        """Whether the printed class is better than any that the figures allow."""
        ranks = self._rank_classes()
        return ranks is not None and ranks[0] > ranks[2]

    @property
    def is_underrated(self) -> bool:
        """Whether the printed class is worse than the figures are."""
        ranks = self._rank_classes()
        return ranks is not None and ranks[0] < ranks[1]

    def _rank_classes(self) -> tuple[int, int, int] | None:
        """Ranks of the printed class, the computed one and the best that the words allow; None where one is missing."""
        printed = self.printed.progress_class if self.printed is not None else None
        if printed not in CLASS_ORDER or self.progress_class is None or self.highest_class is None:
            return None
        found, best = CLASS_ORDER.index(self.progress_class), CLASS_ORDER.index(self.highest_class)
        return CLASS_ORDER.index(printed), found, best


@dataclass(frozen=True)
class Assessment:
    """A plan assessed: every headline indicator, and whether the rule is passed (None where the rule knows no passing)."""

    rule: Rule
    rows: tuple[AssessedIndicator, ...]
    conditions: tuple[BasicCondition, ...]
    points: float | None
    full_points: float | None
    reference_share: float | None
    is_passed: bool | None

    def count_statuses(self) -> Mapping[str, int]:
        """Indicators by status, where the printed status stands in for what nothing decides."""
        return Counter(row.status for row in self.rows)

    def count_printed(self) -> Mapping[str, int]:
        """Indicators by the status the document prints."""
        return Counter(row.printed.status for row in self.rows if row.printed is not None and row.printed.status)

    def count_classes(self, chapter: str) -> Mapping[str, int]:
        """Indicators of one list by the printed class, as the document counts them."""
        return Counter(
            row.printed.progress_class
            for row in self.rows
            if row.indicator.chapter == chapter and row.printed is not None and row.printed.progress_class
        )


def assess_plan(plan: Plan) -> Assessment:
    """The assessment of a plan by its own rule."""
    settings = plan.settings.assessment
    step = plan.settings.scenario.improve_step
    at_latest = settings.rule == "elapsed_progress"
    verdicts = {
        standard: judge_all(plan, standard, settings.milestone, at_latest=at_latest, improve_step=step)
        for standard in settings.standards
    }
    scores = score_plan(plan) if settings.rule == "points" else ()
    rows = tuple(_assess_indicator(plan, each, verdicts, scores) for each in plan.headline_indicators)
    points = sum(score.earned for score in scores) if scores else None
    share = _share_reference(rows)
    return Assessment(
        rule=settings.rule,
        rows=rows,
        conditions=plan.basic_conditions,
        points=points,
        full_points=sum(score.full for score in scores) if scores else None,
        reference_share=share,
        is_passed=_decide(plan, rows, points, share),
    )


def _assess_indicator(
    plan: Plan, indicator: Indicator, verdicts: Mapping[Standard, Mapping[str, Verdict]], scores: tuple[Score, ...]
) -> AssessedIndicator:
    keys = {part.indicator_id for part in plan.find_parts(indicator.indicator_id)}
    found = {standard: tuple(by_key[key] for key in by_key if key in keys) for standard, by_key in verdicts.items()}
    combined = {standard: combine_parts(each) for standard, each in found.items()}
    statuses = {standard: status for standard, (status, _) in combined.items()}
    printed = _find_printed(plan, indicator, keys)
    first, ground = combined[plan.settings.assessment.standards[0]]
    stand_in = _read_printed(printed.status) if printed is not None else None
    is_printed = ground != "number" and stand_in is not None
    own_scores = tuple(score for score in scores if score.indicator_id in keys | {indicator.indicator_id})
    status = stand_in if is_printed and stand_in is not None else first
    classes = classify_headline(plan, indicator.indicator_id)
    return AssessedIndicator(indicator, statuses, ground, found, status, is_printed, printed, own_scores, *classes)


def _find_printed(plan: Plan, indicator: Indicator, keys: set[str]) -> PrintedAssessment | None:
    """The document's judgement of an indicator, the worst where it judges twice; where only its parts are judged, the worst."""
    order = ("not_met", "partly_met", "unknown", "met")
    own = [row for row in plan.printed_assessments if row.indicator_id == indicator.indicator_id]
    parts = [row for row in plan.printed_assessments if row.indicator_id in keys]
    judged = [row for row in own if row.status is not None] or [row for row in parts if row.status is not None]
    if judged:
        return min(judged, key=lambda row: order.index(row.status or "met"))
    return own[0] if own else None


def _read_printed(status: PrintedStatus | None) -> Status | None:
    words: Mapping[str, Status] = {"met": "met", "partly_met": "not_met", "not_met": "not_met", "unknown": "unknown"}
    return words.get(status or "")


def _share_reference(rows: tuple[AssessedIndicator, ...]) -> float | None:
    reference = [row for row in rows if row.indicator.nature == "reference"]
    return sum(row.status == "met" for row in reference) / len(reference) if reference else None


def _decide(plan: Plan, rows: tuple[AssessedIndicator, ...], points: float | None, share: float | None) -> bool | None:
    """Whether the plan's rule is passed; None where its figures cannot tell, or the rule knows no passing."""
    settings = plan.settings.assessment
    if settings.rule == "threshold":
        return _meets_thresholds(rows)
    if settings.rule == "binding_and_reference_share" and share is not None:
        return share > settings.reference_share and _meets_binding(rows)
    if settings.rule == "points" and points is not None and settings.pass_points is not None:
        return points >= settings.pass_points and all(each.status == "met" for each in plan.basic_conditions)
    return None


def _meets_binding(rows: tuple[AssessedIndicator, ...]) -> bool:
    return all(row.status == "met" for row in rows if row.indicator.nature == "binding")


def _meets_thresholds(rows: tuple[AssessedIndicator, ...]) -> bool | None:
    """One indicator that misses decides; where none does, one that nothing decides leaves it open."""
    statuses = {row.status for row in rows}
    if "not_met" in statuses:
        return False
    return True if statuses == {"met"} else None
