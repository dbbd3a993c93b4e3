"""The 四川 rule as a question: every binding indicator and more than a share of the reference ones must be met."""

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.problem import OpenTarget, RuledIndicator, SettledTarget


def list_ruled(
    plan: Plan,
    targets: tuple[OpenTarget, ...],
    settled: tuple[SettledTarget, ...],
    dropped: tuple[SettledTarget, ...] = (),
) -> tuple[RuledIndicator, ...]:
    """Headline indicators with the open targets they need.

    What neither value nor open target decides is judged as the document prints it; printed as anything but met it blocks. An
    indicator of which the scenario leaves out every target is not asked for.
    """
    printed = {row.indicator_id: row.status for row in plan.printed_assessments if row.status is not None}
    found = []
    for indicator in plan.headline_indicators:
        keys = {part.indicator_id for part in plan.find_parts(indicator.indicator_id)}
        left = {row.indicator_id for row in targets} | {row.indicator_id for row in settled}
        if not keys & left and keys & {row.indicator_id for row in dropped}:
            continue
        needs = tuple(target.key for target in targets if target.indicator_id in keys)
        statuses = {row.status for row in settled if row.indicator_id in keys}
        is_decided = bool(needs or statuses) and not statuses & {"unknown", "untestable"}
        is_blocked = not is_decided and printed.get(indicator.indicator_id) != "met"
        found.append(RuledIndicator(indicator.indicator_id, indicator.nature, needs, is_blocked))
    return tuple(found)
