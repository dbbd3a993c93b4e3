"""The rows of the workbench's tables, as plain dictionaries, and what its projects and targets are asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from peakfolio.plan.own_figures import Figures
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.target_keys import TargetKey
from peakfolio.portfolio.answering import Answer
from peakfolio.report import content
from peakfolio.report.chapters.brief_fates import FATES, LIKELY, MET, UNCLEAR, Fate, find_fates
from peakfolio.report.chapters.options import Option
from peakfolio.report.names import name_action, name_indicator
from peakfolio.report.numbering import read_table
from peakfolio.report.portfolio import make_indicator_table, make_project_table
from peakfolio.words import Language, Words, say, show_share

Rows = list[dict[str, Any]]
# what is not met first, then what cannot be told, then what the portfolio meets, then what gives it nothing to do
ORDER = (
    "missed",
    "unclear",
    "not_met",
    "partly_met",
    "undecided",
    "unknown",
    "untestable",
    "met",
    "met_at_base",
    "left_out",
)
LOCKS = {"free": say("free"), "in": say("must build"), "out": say("must not")}


PRINTED = ("asked", "target")  # columns that hold the document's own words where it asks for no number
COPIED = ("printed",)  # columns that hold what is printed and nothing else
CHINESE = re.compile(r"[\u2160-\u217f\u3000-\u303f\u3400-\u9fff\uff00-\uffef](?:[^\x00-\x7f]|[0-9A-Za-z.%()/-])*")

QUOTED = re.compile(r"'([^']*[\u3400-\u9fff][^']*)'")


def quote_printed(text: str) -> str:
    """A cell of an English page with the document's Chinese words in quotation marks: they are printed so, and nobody translated them.

    What is quoted already is so once.
    """
    parts = QUOTED.split(text)  # every second one was quoted
    return "".join(
        f"\u201c{part}\u201d" if number % 2 else CHINESE.sub(lambda found: f"\u201c{found[0]}\u201d", part)
        for number, part in enumerate(parts)
    )


def list_rows(table: content.Table, language: Language, key: str = "") -> Rows:
    """The rows of a table as the workbench shows them: every cell as text under the key of its column.

    Besides, "id" is the raw cell of the column ``key`` (of the first where none is named), or the number of the row where two rows share one;
    "trace_label" is what a number that can be clicked is called aloud, and "KEY_code" the raw cell of each column whose codes have words,
    such as ``role_code``, for colours.
    """
    place = [each.key for each in table.columns].index(key) if key else 0
    read = read_table(table.round_shares(), language)
    keys = [raw[place] for raw in table.rows]
    is_own = len(set(keys)) == len(keys)
    rows = []
    for number, (raw, cells) in enumerate(zip(table.rows, read.rows, strict=True)):
        row: dict[str, Any] = {each.key: each.show(cell) for each, cell in zip(read.columns, cells, strict=True)}
        for column, cell in zip(table.columns, raw, strict=True):
            if column.kind == "share" and isinstance(cell, float):
                row[column.key] = show_share(cell).rstrip("%")  # whole, and never 0 or 100 where it is not
        if language == "en":
            row |= {each: quote_printed(str(row[each])) for each in PRINTED if each in row}
            row |= {each: f"\u201c{row[each]}\u201d" for each in COPIED if CHINESE.search(str(row.get(each, "")))}
        row |= {f"{each.key}_code": cell for each, cell in zip(table.columns, raw, strict=True) if each.words}
        row["id"] = raw[place] if is_own else number
        row["trace_label"] = say("Source of {name}", name=row.get("name", str(cells[place]))).read(language)
        rows.append(row)
    return rows


def name_key(plan: Plan, key: str, language: Language) -> str:
    """A project, measure or indicator by its key and its name; any other text as it is."""
    if key in plan.project_by_id or key in plan.measure_by_id:
        return f"{key} {name_action(plan, key).read(language)}"
    if TargetKey(key).indicator_id in plan.indicator_by_id:
        return f"{key} {name_indicator(plan, key).read(language)}"
    return key


def find_lock(scenario: Scenario, key: str) -> str:
    """Whether a project is locked in or out, or free."""
    return "in" if key in scenario.locked_in else "out" if key in scenario.locked_out else "free"


def set_lock(scenario: Scenario, key: str, lock: str) -> Scenario:
    """The scenario with one project locked in or out, or free."""
    inside = tuple(each for each in scenario.locked_in if each != key) + ((key,) if lock == "in" else ())
    outside = tuple(each for each in scenario.locked_out if each != key) + ((key,) if lock == "out" else ())
    return scenario.model_copy(update={"locked_in": inside, "locked_out": outside})


def set_target(scenario: Scenario, key: str, *, counts: bool | None = None, value: float | None = None) -> Scenario:
    """The scenario with one target on or off, or at another number."""
    changes: dict[str, Any] = {}
    if counts is not None:
        rest = tuple(each for each in scenario.dropped_targets if each != key)
        changes["dropped_targets"] = rest if counts else (*rest, key)
    if value is not None:
        changes["target_values"] = {**scenario.target_values, key: value}
    return scenario.model_copy(update=changes)


def set_parameter(scenario: Scenario, key: str, figures: Figures | None) -> Scenario:
    """The scenario with other figures for a parameter of the chains, low, central and high; None takes the plan's again."""
    values = {name: each for name, each in scenario.parameter_values.items() if name != key}
    if figures is not None:
        values[key] = figures
    return scenario.model_copy(update={"parameter_values": values})


def make_lock_table(plan: Plan, scenario: Scenario, answer: Answer | None) -> content.Table:
    """Every project and measure with the decision, and its lock."""
    table = make_project_table(plan, answer).pick(
        "action_id", "name", "category_zh", "cost_wan_yuan", "printed_years", "years", "role", "reason"
    )
    locks = (find_lock(scenario, str(row[0])) for row in table.rows)
    named = table.retitle(name=say("Project or measure"))
    return named.extend(content.text_column("lock", say("Lock"), 0.7), locks)


def find_sure(answer: Answer, options: Sequence[Option]) -> Mapping[str, float]:
    """How sure each target of the portfolio that is open is, as the page to decide by has it; of what rests on words alone nothing."""
    told = [each for each in answer.verification.outcomes if each.is_reached and not each.is_circular]
    likely = options[0].likely.by_target if options else {}
    return {each.key: likely[each.key] for each in told if each.key in likely}


def name_fates(answer: Answer, options: Sequence[Option]) -> Mapping[str, Words]:
    """What becomes of every open target, in the words of the page to decide by."""
    return {each.target.key: _name_fate(each) for each in find_fates(answer, options)}


def _name_fate(fate: Fate) -> Words:
    rank, likely = fate.rank
    if fate.outcome.is_circular:
        return say("met if carried out")
    return say("met on paper") if rank == MET and likely < LIKELY else FATES[rank]


def make_target_table(
    answer: Answer | None, scenario: Scenario, found: Mapping[str, float] | None = None
) -> content.Table:
    """Every target of the milestone: whether it counts, where it begins and ends, and how sure it is."""
    table = make_indicator_table(answer)
    keys = [str(row[0]) for row in table.rows]
    counts = content.text_column("counts", say("Counts"), 0.5)
    table = table.extend(counts, (key not in scenario.dropped_targets for key in keys))
    sure = ((found or {}).get(key) for key in keys)
    table = table.extend(content.share_column("sure", say("How sure (dates and effects)"), 0), sure).pick(
        "counts",
        "indicator_id",
        "name",
        "nature",
        "unit",
        "base",
        "target",
        "reached",
        "missing",
        "status",
        "sure",
        "evidence",
    )
    # a target as the plan writes it may be long, and the cells of numbers are never broken
    columns = (replace(each, kind="text") if each.key == "target" else each for each in table.columns)
    return replace(table, columns=tuple(columns))


def list_projects(plan: Plan, scenario: Scenario, answer: Answer | None, language: Language) -> Rows:
    """The rows of the projects, then those of the measures."""
    rows = list_rows(make_lock_table(plan, scenario, answer), language)
    return sorted(rows, key=lambda row: row["id"] in plan.measure_by_id)


def list_targets(answer: Answer, scenario: Scenario, language: Language, options: Sequence[Option] = ()) -> Rows:
    """The rows of the targets, each with the number that the scenario asks for in the plan's place."""
    rows = list_rows(make_target_table(answer, scenario, find_sure(answer, options)), language, "indicator_id")
    fates = name_fates(answer, options)
    for row in rows:
        if row["id"] in fates:
            row["status"] = fates[row["id"]].read(language)
            row["status_code"] = "unclear" if fates[row["id"]] == FATES[UNCLEAR] else row["status_code"]
        indicator = answer.plan.indicator_by_id[TargetKey(row["id"]).indicator_id]
        row["counts"] = row["id"] not in scenario.dropped_targets
        row["can_edit"] = indicator.kind == "numeric" and indicator.direction != "none"
        row["edited"] = scenario.target_values.get(row["id"])
    return sorted(rows, key=lambda row: ORDER.index(row["status_code"]) if row["status_code"] in ORDER else len(ORDER))


def list_targets_alone(before: Answer, scenario: Scenario, language: Language) -> Rows:
    """The targets where a scenario has no answer: what was asked last time, what counts now, and nothing of what was reached."""
    unsaid = dict.fromkeys(("reached", "missing", "status", "status_code", "sure", "evidence"), "")
    return [row | unsaid for row in list_targets(before, scenario, language)]
