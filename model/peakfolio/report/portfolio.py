"""The tables of an answer, each built once: projects, targets, money, readings of the effects, proof."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Project
from peakfolio.plan.target_keys import TargetKey
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer, Switch
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.explaining import Reason
from peakfolio.portfolio.outcomes import CIRCLES, Outcome
from peakfolio.portfolio.problem import OpenTarget
from peakfolio.portfolio.scenario_targets import choose_standard
from peakfolio.report import names
from peakfolio.report.content import (
    COST,
    MONEY,
    Cell,
    Column,
    Table,
    Worded,
    make_table,
    name_column,
    number_column,
    tabulate,
    tabulate_pairs,
    text_column,
    year_column,
)
from peakfolio.report.reasons import explain_causes, explain_reason
from peakfolio.report.targets import name_result, write_targets
from peakfolio.words import NOTHING, Words, format_number, say, say_in

TARGETS = say("targets")
MEASURE = "政策措施"
CATEGORIES = {**names.CATEGORIES, MEASURE: say("policy measure")}
RESULTS = {
    **names.STATUSES,
    "met": say("met"),
    "missed": say_in("open target", "missed"),
    "undecided": say_in("open target", "number reached, rest unknown"),
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
        COST,
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
    return make_table("portfolio", say("Projects of the pool: decision and reason"), columns, rows)


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
    further = (
        (("", say("Operation, and parts of divisible projects"), rest, "", ""),) if abs(rest) >= names.CENT else ()
    )
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
        number_column("reached", say("Reached")),
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
    plan, problem, standard = answer.plan, answer.problem, choose_standard(answer.plan, answer.scenario)
    for settled in (*problem.settled, *problem.dropped):
        key, status = settled.indicator_id, "met_at_base" if settled.status == "met" else settled.status
        base, asked = plan.find_base(key), plan.find_targets(key, standard, settled.milestone)
        yield _describe_indicator(plan, key) | {
            "base": None if base is None else base.value,
            "target": Worded(None, write_targets(asked)),
            "status": "left_out" if settled in problem.dropped else status,
        }


def _describe_indicator(plan: Plan, key: str) -> dict[str, Cell]:
    row = plan.indicator_by_id[TargetKey(key).indicator_id]
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
        return Worded(value, format_number(value, digits))

    level, reached = show(target.level), show(outcome.value)
    if target.is_trend:
        level = Worded(target.level, say("better"))
        if not outcome.is_reached:
            reached = Worded(outcome.value, say("no improvement"))
        elif outcome.evidence in CIRCLES:
            reached = Worded(outcome.value, say("improves"))
    return _describe_indicator(plan, target.key) | {
        "nature": target.nature,
        "base": show(target.base),
        "target": level,
        "reached": reached,
        "missing": Worded(outcome.missing, NOTHING)
        if outcome.is_reached or target.is_trend or target.is_state
        else outcome.missing,
        "status": name_result(outcome),
        "served_by": " ".join(outcome.serving),
        "evidence": Worded(outcome.evidence, names.EVIDENCE[outcome.evidence] if outcome.is_reached else NOTHING),
    }


def make_shortfall_table(answer: Answer) -> Table:
    """Every target no portfolio can meet: the best that can be reached, what is missing, and why."""
    plan, targets = answer.plan, {target.key: target for target in answer.problem.all_targets}
    return tabulate(
        "shortfalls",
        say("Targets that stay missed"),
        answer.choice.reaches,
        (text_column("indicator_id", NO, 0.7), lambda reach: reach.key),
        (name_column("name", say("Indicator"), 2.8), lambda reach: names.name_indicator(plan, reach.key)),
        (number_column("base", say("Base")), lambda reach: targets[reach.key].base),
        (number_column("target", say("Target")), lambda reach: targets[reach.key].level),
        (number_column("best_reachable", say("Best within reach")), lambda reach: reach.best_level),
        (number_column("missing", say("Missing")), lambda reach: reach.missing),
        (text_column("cause", say("Cause")), lambda reach: " ".join((reach.cause, *reach.also))),
        (text_column("cause_zh", say("Cause"), 3.0), lambda reach: explain_causes(plan, reach).zh),
        (text_column("cause_en", say("Cause"), 3.0), lambda reach: explain_causes(plan, reach).en),
    )


def make_spending_table(answer: Answer) -> Table:
    """Spending of the portfolio by year and funding source."""
    spending, base = answer.verification.spending, answer.problem.base_year
    return tabulate_pairs(
        "spending",
        say("Spending of the portfolio by year and source"),
        sorted((year, source) for source, year in spending),
        (year_column("year", say("Year")), lambda year, _: year),
        (text_column("funding_source", say("Funding source"), 0.9, FUNDING), lambda _, source: source),
        (number_column("spending_wan_yuan", say("Spending"), MONEY), lambda year, source: spending[source, year]),
        (text_column("is_sunk", say("Already spent"), 0.5, names.TRUTH), lambda year, _: year <= base),
    )


def make_check_table(answer: Answer) -> Table:
    """Every re-added sum: what it should be and what it is."""
    return tabulate_pairs(
        "checks",
        say("Sums added up again"),
        [
            *(("needed", check) for check in answer.verification.checks),
            *(("with optional", check) for check in answer.best_effort.checks),
        ],
        (text_column("portfolio", say("Portfolio")), lambda portfolio, _: portfolio),
        (text_column("check", say("Check"), 3.0), lambda _, check: check.name.en),
        (text_column("check_zh", say("Check"), 3.0), lambda _, check: check.name.zh),
        (number_column("expected", say("Expected")), lambda _, check: check.expected),
        (number_column("found", say("Found")), lambda _, check: check.found),
        (text_column("is_right", say("Agrees"), 0.5, names.TRUTH), lambda _, check: check.is_right),
    )


def make_step_table(portfolio: Portfolio) -> Table:
    """The steps of the search for a portfolio, and what each proved."""
    return tabulate(
        "steps",
        say("Steps of the search and their proof"),
        portfolio.steps,
        (text_column("step", say("Step"), 3.0, names.STEPS), lambda step: step.name),
        (text_column("outcome", say("Outcome"), 0.8), lambda step: step.certificate.outcome),
        (text_column("is_proved", say("Outcome"), 1.4, PROVED), lambda step: step.certificate.is_proved),
        (number_column("objective", say("Objective"), digits=4), lambda step: step.certificate.objective),
        (number_column("bound", say("Bound"), digits=4), lambda step: step.certificate.bound),
        (number_column("relative_gap", say("Relative gap"), digits=6), lambda step: step.certificate.relative_gap),
        (text_column("second_opinion", say("Second run"), 0.8), lambda step: step.certificate.second_opinion),
        is_wide=True,
    )


def find_other_reading(answer: Answer) -> Switch | None:
    """The answer where projects without a figure share the gap, or by figures alone where the scenario lets them share it."""
    asked = answer.scenario
    return next(
        (
            each
            for each in answer.switches
            if each.effects == asked.effects and each.use_shared_effects != asked.use_shared_effects
            if each.chosen or not answer.is_undecided  # nothing for nothing is no other answer
        ),
        None,
    )


def say_other_reading(answer: Answer) -> Words:
    """The other reading beside the headline, never in its place; nothing where it was not solved."""
    other = find_other_reading(answer)
    if other is None:
        return NOTHING
    found = {
        "projects": len(other.chosen),
        "cost": names.show_money(other.cost_wan_yuan),
        "met": other.met,
        "open": other.open_targets,
    }
    if (other.cost_wan_yuan, other.met) == _sum_up(answer) and other.use_shared_effects:
        return say(
            "For comparison, as the document says (projects without a figure share the gap): the same answer, {projects} projects, "
            "{cost}, {met} of {open} targets.",
            **found,
        )
    if other.use_shared_effects:
        return say(
            "For comparison, as the document says (projects without a figure share the gap): {projects} projects, {cost}, {met} of "
            "{open} targets.",
            **found,
        )
    return say(
        "For comparison, by figures only (projects without a figure close nothing): {projects} projects, {cost}, {met} of {open} "
        "targets.",
        **found,
    )


def _sum_up(answer: Answer) -> tuple[float, int]:
    """Cost and number of targets met."""
    return answer.verification.cost_wan_yuan, sum(each.is_met for each in answer.verification.outcomes)


def make_switch_table(answer: Answer) -> Table:
    """The answer under other readings of the effects, and the projects by which it differs."""
    asked = set(names.list_projects(answer.plan, answer.choice.portfolio))
    return tabulate(
        "switches",
        say("The answer under other readings of the effects"),
        answer.switches,
        (text_column("effects", say_in("reading", "Effects"), 0.8, names.LEVELS), lambda each: each.effects),
        (text_column("use_shared_effects", say("Without a figure"), 0.9, USE), lambda each: each.use_shared_effects),
        (COST, lambda each: each.cost_wan_yuan),
        (number_column("targets_met", say("Met"), TARGETS, 0), lambda each: each.met),
        (number_column("open_targets", say("Open before"), TARGETS, 0), lambda each: each.open_targets),
        (number_column("projects", say("Chosen projects"), digits=0), lambda each: len(each.chosen)),
        (
            text_column("added", say("Added"), 1.5),
            lambda each: " ".join(key for key in each.chosen if key not in asked),
        ),
        (text_column("dropped", say("Dropped"), 1.5), lambda each: " ".join(sorted(asked - set(each.chosen)))),
        (
            text_column("chosen", say("Chosen projects"), 3.0),
            lambda each: " ".join(each.chosen) or Worded("", say("none")),
        ),
    )
