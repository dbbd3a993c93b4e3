"""The 四川 rule as a question: every binding indicator and more than a share of the reference ones must be met."""

from peakfolio.assess.judging import Status
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.problem import OpenTarget, RuledIndicator, SettledTarget


def list_ruled(
    plan: Plan, targets: tuple[OpenTarget, ...], settled: tuple[SettledTarget, ...], dropped: tuple[SettledTarget, ...]
) -> tuple[RuledIndicator, ...]:
    """Headline indicators with the open targets they need.

    What neither value nor open target decides is judged as the document prints it; printed as anything but met it blocks, and so
    does a target that closing its gap leaves undecided. An
    indicator of which the scenario leaves out every target is not asked for.
    """
    printed = {row.indicator_id: row.status for row in plan.printed_assessments if row.status is not None}
    asked = {row.indicator_id for row in targets} | {row.indicator_id for row in settled}
    left_out = {row.indicator_id for row in dropped}
    found = []
    for indicator in plan.headline_indicators:
        keys = {part.indicator_id for part in plan.find_parts(indicator.indicator_id)}
        if keys & left_out and not keys & asked:
            continue
        open_targets = [target for target in targets if target.indicator_id in keys]
        needs = tuple(target.key for target in open_targets)
        statuses = {row.status for row in settled if row.indicator_id in keys}
        statuses |= {"untestable" for target in open_targets if target.is_undecided}
        is_blocked = not _is_decided(needs, statuses, printed.get(indicator.indicator_id))
        found.append(RuledIndicator(indicator.indicator_id, indicator.nature, needs, is_blocked))
    return tuple(found)


def _is_decided(needs: tuple[str, ...], statuses: set[Status], printed: str | None) -> bool:
    """Whether open targets or values of today decide an indicator, with nothing unknown beside them, or the document prints it met."""
    return printed == "met" or (bool(needs or statuses) and not statuses & {"unknown", "untestable"})
