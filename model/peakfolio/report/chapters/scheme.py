"""The recommended projects as a decision needs them: who leads, who pays, how much, when, and for which targets."""

from collections.abc import Iterator, Mapping

from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.report import names
from peakfolio.report.content import COST, Cell, Column, Table, make_table, name_column, refer, text_column
from peakfolio.report.portfolio import CHOSEN, make_indicator_table, make_project_table
from peakfolio.words import SPACE, Words, listing, say, say_in

WHOLE = 0.995  # a source that pays so much of a project pays it all
RESULTS = "met", "undecided"


def list_scheme(answer: Answer) -> Table:
    """The chosen projects, with the unit that leads each, the sources of its money and the targets it serves; their cost together below."""
    columns = (
        text_column("action_id", say("No."), 0.7),
        name_column("name", say("Project"), 2.2),
        Column("lead_zh", say("Lead unit"), width=1.6, only="zh"),
        name_column("funding", say("Money from"), 1.2),
        COST,
        text_column("years", say_in("years of building", "Years"), 0.9),
        text_column("serves", say("For the targets"), 1.2),
    )
    rows: list[Mapping[str, Cell]] = [
        {**each, "funding": name_funding(answer, str(each["action_id"]))} for each in _list_chosen(answer)
    ]
    whole = answer.verification.cost_wan_yuan
    rest = whole - sum(names.find_cost(answer, str(row["action_id"])) or 0.0 for row in rows)
    blank = dict.fromkeys((each.key for each in columns), "")
    if abs(rest) >= names.CENT:
        rows.append({**blank, "name": say("Operation, and parts of divisible projects"), "cost_wan_yuan": rest})
    rows.append({**blank, "name": say("Total"), "cost_wan_yuan": whole})
    named = say("The targets are named in {targets}.", targets=refer("targets_met"))
    is_moved = any(str(each.get("years", "")).endswith("*") for each in rows)
    moved = [say("* marks years that differ from the printed ones.")] if is_moved else []
    note = listing((*moved, named), SPACE)
    return make_table("chosen", say("The projects to build"), columns, rows, has_total=True, note=note)


def _list_chosen(answer: Answer) -> Iterator[Mapping[str, Cell]]:
    """The rows of the chosen projects, with the targets that each serves."""
    serving = {each.key: each.serving for each in answer.verification.outcomes}
    table = make_project_table(answer.plan, answer).keep("action_id", answer.plan.project_by_id).keep("role", CHOSEN)
    built = [each.action_id for each in answer.reasons if each.start is not None]
    for row in table.keep("action_id", built).rows:
        said = dict(zip(table.keys, row, strict=True))
        targets = (key for key, actions in serving.items() if said["action_id"] in actions)
        yield {**said, "serves": " ".join(targets)}


def name_funding(answer: Answer, action_id: str) -> Words:
    """Who pays for a project, with the shares where several do."""
    funding = answer.problem.action_by_id[action_id].funding
    shares = {source: share for source, share in funding.items() if share > 0}
    if not shares:
        return FUNDING["unstated"]
    if max(shares.values()) >= WHOLE:
        return FUNDING[max(shares, key=lambda each: shares[each])]
    return listing(say("{source} {share:.0%}", source=FUNDING[source], share=share) for source, share in shares.items())


def list_grounds(answer: Answer) -> Table:
    """Every target that is met, from where to where, by which projects, and what that rests on."""
    table = make_indicator_table(answer).keep("status", RESULTS)
    return table.pick(
        "indicator_id", "name", "unit", "base", "target", "reached", "evidence", "served_by",
        name="targets_met", title=say("The targets that are met, and what each rests on"), is_wide=False,
    )  # fmt: skip
