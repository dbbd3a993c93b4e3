"""Unit costs of the projects against their class and their neighbours, as one table."""

from collections.abc import Mapping, Sequence

from peakfolio.assess.costing import APART, WIDER, CostCheck
from peakfolio.plan.evidence_book import FEW
from peakfolio.report import names
from peakfolio.report.content import Table, name_column, number_column, tabulate, text_column
from peakfolio.words import Words, say, say_in

VERDICTS: Mapping[str, Words] = {
    "above": say("far above"),
    "below": say("far below"),
    "within": say_in("unit cost", "within"),
    "thin": say("cannot be told"),
}
DIGITS = 4


def make_cost_table(checks: Sequence[CostCheck]) -> Table:
    """Every project with a cost and a quantity of its class, against the others of the class without itself."""
    return tabulate(
        "unit_costs",
        say("Unit costs of the projects against their class"),
        checks,
        (text_column("project_id", say("No."), 0.6), lambda each: each.priced.project.project_id),
        (name_column("name", say("Project"), 1.8), lambda each: each.priced.project.name),
        (name_column("class", say_in("reference class", "Class"), 1.4), lambda each: each.priced.kind.name),
        (text_column("class_id", say("Class key"), 0.8), lambda each: each.priced.kind.class_id),
        (number_column("cost_wan_yuan", say("Cost"), say("10,000 yuan")), lambda each: each.priced.cost),
        (number_column("quantity", say("Quantity")), lambda each: each.priced.quantity),
        (text_column("unit", say("Unit"), 0.6), lambda each: each.priced.kind.quantity_unit),
        (number_column("unit_cost", say("Unit cost"), digits=DIGITS), lambda each: each.priced.unit_cost),
        (number_column("low", say("Class low"), digits=DIGITS), lambda each: each.low),
        (number_column("median", say("Class median"), digits=DIGITS), lambda each: each.median),
        (number_column("high", say("Class high"), digits=DIGITS), lambda each: each.high),
        (number_column("count", say("Others"), digits=0), lambda each: each.count),
        (number_column("ratio", say("Times median"), digits=2), lambda each: each.ratio),
        (number_column("rank", say("Rank"), digits=0), lambda each: each.rank),
        (number_column("pool_ratio", say("Times nearest in plan"), digits=2), lambda each: each.pool_ratio),
        (text_column("verdict", say("Verdict"), 0.8, VERDICTS), lambda each: each.verdict),
        (text_column("is_mixed", say("Mixed works"), 0.6, names.TRUTH), lambda each: each.priced.is_mixed),
        (text_column("as_written", say("As printed"), 1.6), lambda each: each.priced.as_written),
        (text_column("lines", say("Lines"), 0.9), lambda each: each.priced.project.lines),
        note=explain_verdicts(),
        is_wide=True,
    )


def explain_verdicts() -> Words:
    """What the verdicts mean."""
    return say(
        "Unit costs in 10,000 yuan per unit at the prices of the plan's first year; the class without the project itself. Far above or "
        "below: beyond {wider:g} times the range of at least {few} others, or more than {apart:g} times from each like project of the "
        "plan (both are our judgement). With fewer others nothing can be told from the class.",
        wider=WIDER,
        few=FEW,
        apart=APART,
    )


def count_verdicts(checks: Sequence[CostCheck]) -> Words:
    """How many unit costs could be judged, and how many stand out."""
    told = [each for each in checks if each.verdict != "thin"]
    outside = [each for each in told if each.verdict != "within"]
    return say(
        "{all} unit costs, {alone} of them with no other of their class; {told} could be judged, {outside} of these stand out.",
        all=len(checks),
        alone=sum(not each.count and not each.neighbours for each in checks),
        told=len(told),
        outside=len(outside),
    )
