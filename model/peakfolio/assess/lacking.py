"""What a plan's list of indicators lacks against the system it follows."""

from peakfolio.assess.matching_names import match_indicator
from peakfolio.plan.noticing import Notice
from peakfolio.plan.plan import Plan
from peakfolio.plan.system_book import SystemBook
from peakfolio.plan.system_tables import SystemIndicator
from peakfolio.words import listing, say_many

FIRST_NAMED = 5  # names of missing indicators that are said; the others are counted


def list_lacking(plan: Plan, book: SystemBook) -> tuple[SystemIndicator, ...]:
    """The measured indicators that the plan's system asks for and the plan does not list; none where it names no system.

    A name that is only near counts as listed: whether it means the same is for a person to say. So do the parts of a group that the
    plan lists as a whole.

    Raises UnknownName where the plan names a system that is not there.
    """
    if plan.settings.region.system is None:
        return ()
    rows = book.list_indicators(book.find_system(plan.settings.region.system).system_id)
    matches = (match_indicator(each.name_zh, rows, each.unit) for each in plan.indicators)
    found = {match.row.indicator_id for match in matches if match is not None}
    parted = {row.parent_id for row in rows if row.indicator_id in found}
    listed = found | {row.indicator_id for row in rows if row.parent_id in found - parted}
    return tuple(row for row in rows if row.kind != "group" and row.indicator_id not in listed)


def notice_lacking(plan: Plan, book: SystemBook) -> tuple[Notice, ...]:
    """How many indicators the plan's system asks for that the plan does not list, with the first names; nothing where it lists all.

    Raises UnknownName where the plan names a system that is not there.
    """
    lacking = list_lacking(plan, book)
    if not lacking:
        return ()
    system = book.find_system(plan.settings.region.system or "")
    said = say_many(
        "The system {system} asks for {n} indicator that the plan does not list: {names}.",
        "The system {system} asks for {n} indicators that the plan does not list, first: {names}.",
        len(lacking),
        system=system.name,
        names=listing([row.name for row in lacking[:FIRST_NAMED]]),
    )
    return (Notice("", "", said),)
