"""The tables of an answer, each built once: projects, targets, money, readings of the effects, proof."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Project
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.explaining import Reason
from peakfolio.portfolio.outcomes import Outcome
from peakfolio.portfolio.problem import OpenTarget
from peakfolio.report import names
from peakfolio.report.content import (
    MONEY,
    Cell,
    Column,
    Table,
    Worded,
    make_table,
    name_column,
    number_column,
    text_column,
    year_column,
)
from peakfolio.report.reasons import explain_causes, explain_reason
from peakfolio.words import NOTHING, Name, format_number, say, say_in

TARGETS = say("targets")
MEASURE = "政策措施"
CATEGORIES = {**names.CATEGORIES, MEASURE: say("policy measure")}
RESULTS = {
    **names.STATUSES,
    "met": say("met"),
    "missed": say_in("open target", "missed"),
    "met_at_base": say("met already"),
    "left_out": say("left out"),
}
USE = {True: say("used"), False: say("not used")}
PROVED = {True: say("proved optimal"), False: say("not proved")}
NO = say("No.")
CHOSEN = ("needed", "locked_in")
SHORT = ("action_id", "name", "cost_wan_yuan", "years", "reason")
READINGS = ("effects", "use_shared_effects", "cost_wan_yuan", "targets_met", "open_targets", "chosen")
READABLE = (
    "lead_zh",
    "printed_cost_wan_yuan",
    "printed_years",
    "years",
)  # for readers; files hold what they are made of
CENT = 0.005


def make_project_table(plan: Plan, answer: Answer | None = None) -> Table:
    """Every measure and project: cost, years, what it serves, and why it is in or out; without an answer what the plan says."""
    reasons = {} if answer is None else {each.action_id: each for each in answer.reasons}
    columns = (
        text_column("action_id", NO, 0.7),
        name_column("name", say("Project"), 2.2),
        text_column("category_zh", say("Category"), 1.0, CATEGORIES),
        text_column("role", say("Conclusion"), 0.9, names.ROLES),
        year_column("start_year", say("From")),
        year_column("finish_year", say("In service from the end of")),
        year_column("printed_start_year", say("Printed from")),
        number_column("cost_wan_yuan", say("Cost"), MONEY),
        text_column("is_committed", say("Under way"), 0.5, names.TRUTH),
        text_column("serves", say("Supports"), 1.5),
        text_column("fails_without", say("Fails without it"), 1.5),
        name_column("reason", say("Reason"), 2.8),
        text_column("source_id", say("Source"), 0.7),
        text_column("lines", say("Lines"), 0.8),
        Column("lead_zh", say("Lead unit"), width=1.1, only="zh"),
        number_column("printed_cost_wan_yuan", say("Cost"), MONEY),
        text_column("printed_years", say("Printed years"), 0.8),
        text_column("years", say_in("years of building", "Years"), 0.9),
    )
    rows = [
        _describe_action(plan, key)
        | ({} if answer is None or key not in reasons else _describe_decision(answer, reasons[key]))
        for key in (*plan.measure_by_id, *plan.project_by_id)
    ]
    return make_table("portfolio", say("Every project of the pool: in or out, and why"), columns, rows)


def _describe_action(plan: Plan, key: str) -> dict[str, Cell]:
    """What the plan says of a project or measure."""
    row, project = plan.name_action(key), plan.project_by_id.get(key)
    said: dict[str, Cell] = {
        "action_id": key,
        "name": names.name_action(plan, key),
        "category_zh": MEASURE,
        "cost_wan_yuan": 0.0,
        "source_id": row.source_id,
        "lines": row.lines,
    }
    if project is None:
        return said
    return said | {
        "category_zh": project.category_zh,
        "lead_zh": project.lead_zh,
        "cost_wan_yuan": project.cost_wan_yuan,
        "printed_cost_wan_yuan": project.cost_wan_yuan,
        "printed_start_year": project.start_year,
        "printed_years": _show_printed_years(project),
    }


def _show_printed_years(project: Project) -> str | None:
    if project.start_year is None:
        return project.years_as_written
    return f"{project.start_year}-{project.end_year}" if project.end_year else str(project.start_year)


def _describe_decision(answer: Answer, reason: Reason) -> dict[str, Cell]:
    """What an answer says of a project or measure; its years are marked where they differ from the printed ones."""
    key, start = reason.action_id, reason.start
    action, project = answer.problem.action_by_id.get(key), answer.plan.project_by_id.get(key)
    said: dict[str, Cell] = {
        "role": reason.role,
        "start_year": start,
        "cost_wan_yuan": names.find_cost(answer, key),
        "serves": " ".join(reason.could_serve),
        "fails_without": " ".join(reason.fails_without),
        "reason": explain_reason(answer, reason),
    }
    if action is None:
        return said
    said["is_committed"] = action.is_committed
    if start is not None:
        said["finish_year"] = action.find_finish(start)
        said["years"] = str(start) if project is None else names.show_years(project, start, action.duration_years)
    return said


def list_chosen(answer: Answer) -> Table:
    """The projects the targets need, with their years and reasons, and what they cost together."""
    table = _keep_roles(answer, answer.plan.project_by_id, CHOSEN)
    picked = table.pick(*SHORT, name="chosen", title=say("Chosen projects and their reasons"), has_total=True)
    whole = answer.verification.cost_wan_yuan
    rest = whole - sum(names.find_cost(answer, str(row[0])) or 0.0 for row in picked.rows)
    further = (("", say("Operation, and parts of divisible projects"), rest, "", ""),) if abs(rest) >= CENT else ()
    return replace(picked, rows=(*picked.rows, *further, ("", say("Total"), whole, "", "")))


def list_optional(answer: Answer) -> Table:
    """The projects that meet no target but bring a missed one nearer."""
    table = _keep_roles(answer, answer.plan.project_by_id, ("nearer",))
    return table.pick(*SHORT, name="optional_projects", title=say("Optional projects"))


def list_measures(answer: Answer) -> Table:
    """The measures that must go with the projects."""
    table = _keep_roles(answer, answer.plan.measure_by_id, CHOSEN)
    title = say("Policy measures that must go with it (no investment)")
    picked = table.pick("action_id", "name", "start_year", "reason", name="measures", title=title)
    return picked.retitle(name=say("Policy measure"))


def _keep_roles(answer: Answer, kind: Iterable[str], roles: Sequence[str]) -> Table:
    """Projects or measures of some roles that are built."""
    table = make_project_table(answer.plan, answer).keep("action_id", kind).keep("role", roles)
    return table.keep("action_id", [each.action_id for each in answer.reasons if each.start is not None])


def make_indicator_table(answer: Answer | None) -> Table:
    """Every measured indicator with a target for the milestone: base, target, and where it ends; no row without an answer."""
    columns = (
        text_column("indicator_id", NO, 0.7),
        name_column("name", say("Indicator"), 2.8),
        text_column("nature", say("Nature"), 0.8, names.NATURES),
        text_column("unit", say("Unit"), 0.8),
        number_column("base", say("Base")),
        number_column("target", say("Target")),
        number_column("reached", say_in("open target", "Reached")),
        number_column("missing", say("Missing")),
        text_column("status", say("Result"), 0.7, RESULTS),
        text_column("served_by", say_in("open target", "By"), 1.5),
        text_column("evidence", say("Evidence"), 1.2),
    )
    rows = () if answer is None else (*_list_open(answer), *_list_settled(answer))
    return make_table("indicators", say("Every target of the milestone, and what becomes of it"), columns, rows)


def _list_open(answer: Answer) -> Iterator[Mapping[str, Cell]]:
    outcomes = {each.key: each for each in answer.verification.outcomes}
    for target in answer.problem.targets:
        yield _describe_target(answer.plan, target, outcomes[target.key])


def _list_settled(answer: Answer) -> Iterator[Mapping[str, Cell]]:
    """The targets that give the optimiser nothing to do, as the plan writes them."""
    plan, problem = answer.plan, answer.problem
    for settled in (*problem.settled, *problem.dropped):
        key, status = settled.indicator_id, "met_at_base" if settled.status == "met" else settled.status
        base, asked = plan.find_base(key), plan.find_targets(key, "plan", problem.milestone)
        written = " / ".join(row.as_written for row in asked)
        yield _describe_indicator(plan, key) | {
            "base": None if base is None else base.value,
            "target": Worded(None, Name(written, written)),
            "status": "left_out" if settled in problem.dropped else status,
        }


def _describe_indicator(plan: Plan, key: str) -> dict[str, Cell]:
    row = plan.indicator_by_id[names.split_key(key)[0]]
    return {
        "indicator_id": key,
        "name": names.name_indicator(plan, key),
        "nature": row.nature,
        "unit": Worded(row.unit, names.show_unit(row.unit)),
    }


def _describe_target(plan: Plan, target: OpenTarget, outcome: Outcome) -> dict[str, Cell]:
    """Where an open target begins and ends; of a state or a trend in words, and what looks alike with as many digits as tell it apart."""
    asked = () if target.is_trend else (target.level,)
    digits = names.find_digits(target.base, outcome.value, *asked)

    def show(value: float) -> Cell:
        if target.is_state:
            return Worded(value, names.show_state(value))
        if digits is None:
            return value
        text = format_number(value, digits)
        return Worded(value, Name(text, text))

    level, reached = show(target.level), show(outcome.value)
    if target.is_trend:
        level = Worded(target.level, say("better"))
        if not outcome.is_met:
            reached = Worded(outcome.value, say("no improvement"))
        elif outcome.evidence != "figure":
            reached = Worded(outcome.value, say("improves"))
    return _describe_indicator(plan, target.key) | {
        "nature": target.nature,
        "base": show(target.base),
        "target": level,
        "reached": reached,
        "missing": Worded(outcome.missing, NOTHING)
        if outcome.is_met or target.is_trend or target.is_state
        else outcome.missing,
        "status": "met" if outcome.is_met else "missed",
        "served_by": " ".join(outcome.serving),
        "evidence": Worded(outcome.evidence, names.EVIDENCE[outcome.evidence] if outcome.is_met else NOTHING),
    }


def make_shortfall_table(answer: Answer) -> Table:
    """Every target no portfolio can meet: the best that can be reached, what is missing, and why."""
    targets = {target.key: target for target in answer.problem.all_targets}
    columns = (
        text_column("indicator_id", NO, 0.7),
        name_column("name", say("Indicator"), 2.8),
        number_column("base", say("Base")),
        number_column("target", say("Target")),
        number_column("best_reachable", say("Best within reach")),
        number_column("missing", say("Missing")),
        text_column("cause", say("Cause")),
        text_column("cause_zh", say("Cause"), 3.0),
        text_column("cause_en", say("Cause"), 3.0),
    )
    rows: list[Mapping[str, Cell]] = []
    for reach in answer.choice.reaches:
        why = explain_causes(answer.plan, reach)
        rows.append(
            {
                "indicator_id": reach.key,
                "name": names.name_indicator(answer.plan, reach.key),
                "base": targets[reach.key].base,
                "target": targets[reach.key].level,
                "best_reachable": reach.best_level,
                "missing": reach.missing,
                "cause": " ".join((reach.cause, *reach.also)),
                "cause_zh": why.zh,
                "cause_en": why.en,
            }
        )
    return make_table("shortfalls", say_in("portfolio", "Targets that stay missed"), columns, rows)


def make_spending_table(answer: Answer) -> Table:
    """Spending of the portfolio by year and funding source."""
    columns = (
        year_column("year", say("Year")),
        text_column("funding_source", say("Funding source"), 0.9, FUNDING),
        number_column("spending_wan_yuan", say("Spending"), MONEY),
        text_column("is_sunk", say("Already spent"), 0.5, names.TRUTH),
    )
    rows: list[Mapping[str, Cell]] = [
        {
            "year": year,
            "funding_source": source,
            "spending_wan_yuan": amount,
            "is_sunk": year <= answer.problem.base_year,
        }
        for (source, year), amount in sorted(
            answer.verification.spending.items(), key=lambda spent: (spent[0][1], spent[0][0])
        )
    ]
    return make_table("spending", say("Spending of the portfolio by year and source"), columns, rows)


def make_check_table(answer: Answer) -> Table:
    """Every re-added sum: what it should be and what it is."""
    columns = (
        text_column("portfolio", say("Portfolio")),
        text_column("check", say("Check"), 3.0),
        text_column("check_zh", say("Check"), 3.0),
        number_column("expected", say("Expected")),
        number_column("found", say("Found")),
        text_column("is_right", say("Agrees"), 0.5, names.TRUTH),
    )
    rows: list[Mapping[str, Cell]] = [
        {
            "portfolio": name,
            "check": check.name.read("en"),
            "check_zh": check.name.read("zh"),
            "expected": check.expected,
            "found": check.found,
            "is_right": check.is_right,
        }
        for name, verification in (("needed", answer.verification), ("with optional", answer.best_effort))
        for check in verification.checks
    ]
    return make_table("checks", say("Sums added up again"), columns, rows)


def make_step_table(portfolio: Portfolio) -> Table:
    """The steps of the search for a portfolio, and what each proved."""
    columns = (
        text_column("step", say("Step"), 3.0, names.STEPS),
        text_column("outcome", say("Outcome"), 0.8),
        text_column("is_proved", say("Outcome"), 1.4, PROVED),
        number_column("objective", say("Objective"), digits=4),
        number_column("bound", say("Bound"), digits=4),
        number_column("relative_gap", say("Relative gap"), digits=6),
        text_column("second_opinion", say("Second run"), 0.8),
    )
    rows: list[Mapping[str, Cell]] = [
        {
            "step": step.name,
            "outcome": step.certificate.outcome,
            "is_proved": step.certificate.is_proved,
            "objective": step.certificate.objective,
            "bound": step.certificate.bound,
            "relative_gap": step.certificate.relative_gap,
            "second_opinion": step.certificate.second_opinion,
        }
        for step in portfolio.steps
    ]
    return make_table("steps", say("Steps of the search and their proof"), columns, rows, is_wide=True)


def make_switch_table(answer: Answer) -> Table:
    """The answer under other readings of the effects, and the projects by which it differs."""
    asked = {key for key in answer.choice.portfolio.starts if key in answer.plan.project_by_id}
    columns = (
        text_column("effects", say_in("reading", "Effects"), 0.8, names.LEVELS),
        text_column("use_shared_effects", say("Shared effects"), 0.9, USE),
        number_column("cost_wan_yuan", say("Cost"), MONEY),
        number_column("targets_met", say("Met"), TARGETS, 0),
        number_column("open_targets", say("Open before"), TARGETS, 0),
        number_column("projects", say_in("chosen", "Projects"), digits=0),
        text_column("added", say("Added"), 1.5),
        text_column("dropped", say("Dropped"), 1.5),
        text_column("chosen", say_in("chosen", "Projects"), 3.0),
    )
    rows: list[Mapping[str, Cell]] = [
        {
            "effects": switch.effects,
            "use_shared_effects": switch.use_shared_effects,
            "cost_wan_yuan": switch.cost_wan_yuan,
            "targets_met": switch.met,
            "open_targets": switch.open_targets,
            "projects": len(switch.chosen),
            "added": " ".join(key for key in switch.chosen if key not in asked),
            "dropped": " ".join(sorted(asked - set(switch.chosen))),
            "chosen": " ".join(switch.chosen) or Worded("", say("none")),
        }
        for switch in answer.switches
    ]
    return make_table("switches", say("The answer under other readings of the effects"), columns, rows)
