"""Where a number comes from: the rows it rests on, each with source, lines, basis, formula, reasoning and note."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from peakfolio.assess.assessment import Assessment
from peakfolio.plan.chain_tables import Parameter
from peakfolio.plan.chains import Link, Pair
from peakfolio.plan.evidence_book import ClassCost
from peakfolio.plan.evidence_tables import UnitEffect
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import CitedRow, Source
from peakfolio.plan.tables import Effect, Observation, Target
from peakfolio.plan.target_keys import TargetKey
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.report.chains import GRADES, KINDS, name_link, name_unit, say_chain, say_ground, show_figure, show_spread
from peakfolio.report.names import name_action, name_basis, name_indicator, show_difference, show_money, show_value
from peakfolio.words import NOTHING, Name, Words, format_number, say

SETTING = say("set in this scenario")


@dataclass(frozen=True)
class Trace:
    """One row a number rests on: what it says, its value, its basis, and where it stands.

    ``as_written`` quotes the document; ``lines`` are lines of that document; ``effect`` is the pair whose chain it is; empty fields say
    nothing.
    """

    subject: Words
    value: Words
    basis: Words
    source: Words
    lines: str = ""
    as_written: str = ""
    formula: Words | str = ""
    reasoning: Words = NOTHING
    note: Words = NOTHING
    effect: Pair | None = None


def trace_project(plan: Plan, key: str) -> tuple[Trace, ...]:
    """The cost and years of a project or measure, who pays, and every effect it has."""
    name, row, project = name_action(plan, key), plan.name_action(key), plan.project_by_id.get(key)
    cost = project.cost_wan_yuan if project is not None else 0.0
    price = say("unknown") if cost is None else show_money(cost, is_exact=True)
    first = trace_row(plan, row, name, price)
    if project is not None:
        written = f"{project.cost_as_written or ''} {project.years_as_written or ''}"
        first = replace(first, as_written=written.strip())
    funding = (
        trace_row(
            plan,
            each,
            FUNDING[each.funding_source],
            say("the rest") if each.amount_wan_yuan is None else show_money(each.amount_wan_yuan, is_exact=True),
        )
        for each in plan.funding
        if each.project_id == key
    )
    effects = (trace for each in plan.effects if each.action_id == key for trace in _trace_effect(plan, each))
    return (first, *funding, *effects)


def trace_indicator(plan: Plan, key: str, answer: Answer | None = None) -> tuple[Trace, ...]:
    """Base value and targets of an indicator; of an answer also the effects of what is built."""
    indicator_id, year = TargetKey(key).indicator_id, TargetKey(key).year
    observed = (
        _trace_observation(plan, row) for row in plan.observations if row.indicator_id == indicator_id and row.is_used
    )
    targets = (row for row in plan.targets if row.indicator_id == indicator_id and row.is_used)
    asked = (_trace_target(plan, row) for row in targets if year is None or row.year in (year, None))
    return (*observed, *asked, *(_trace_answer(answer, indicator_id) if answer is not None else ()))


def trace_cost(answer: Answer, source: str | None = None) -> tuple[Trace, ...]:
    """The projects whose costs add up to the portfolio's, or to what one funding source pays of it."""
    plan, rows = answer.plan, []
    for key in answer.choice.portfolio.starts:
        project = plan.project_by_id.get(key)
        if project is None or project.cost_wan_yuan is None:
            continue
        funding = answer.problem.action_by_id[key].funding
        share = answer.choice.portfolio.shares.get(key, 1.0) * (1.0 if source is None else funding.get(source, 0.0))
        if share > 0:
            value = show_money(project.cost_wan_yuan * share, is_exact=True)
            formula = "" if share == 1.0 else f"{format_number(project.cost_wan_yuan, 2)} * {format_number(share)}"
            subject = say("{key} {name}", key=key, name=name_action(plan, key))
            trace = trace_row(plan, project, subject, value)
            rows.append(replace(trace, as_written=project.cost_as_written or "", formula=formula))
    return tuple(rows)


def trace_met(answer: Answer) -> tuple[Trace, ...]:
    """For every target that is met, the effects it is met by."""
    met = [outcome for outcome in answer.verification.outcomes if outcome.is_met]
    pairs = {(key, TargetKey(outcome.key).indicator_id) for outcome in met for key in outcome.serving}
    return tuple(
        trace
        for each in answer.plan.effects
        if (each.action_id, each.indicator_id) in pairs
        for trace in _trace_effect(answer.plan, each)
    )


def trace_category(plan: Plan, category_zh: str) -> tuple[Trace, ...]:
    """The projects of a category and what they cost."""
    return tuple(trace_project(plan, row.project_id)[0] for row in plan.projects if row.category_zh == category_zh)


def trace_status(assessment: Assessment, plan: Plan, status: str) -> tuple[Trace, ...]:
    """Base values and targets of the indicators of a status."""
    keys = [row.indicator.indicator_id for row in assessment.rows if row.status == status]
    return tuple(trace for key in keys for trace in trace_whole(plan, key))


def trace_whole(plan: Plan, key: str) -> tuple[Trace, ...]:
    """Base values and targets of an indicator with all its parts."""
    return tuple(trace for part in plan.find_parts(key) for trace in trace_indicator(plan, part.indicator_id))


def trace_places(plan: Plan, places: Iterable[tuple[str, str | None]], subject: Words) -> tuple[Trace, ...]:
    """Lines of sources, for what an audit found."""
    return tuple(
        Trace(subject, NOTHING, NOTHING, name_source(plan, source_id), lines or "") for source_id, lines in places
    )


def name_source(plan: Plan, source_id: str) -> Words:
    """A source with its kind, title and citation; for an assumption its reasoning."""
    source = _find_source(plan, source_id)
    if source is None:
        return Name(source_id, source_id)
    return say("{kind}: {about}", kind=KINDS[source.kind], about=source.about)


def _trace_observation(plan: Plan, row: Observation) -> Trace:
    state, key = row.state or "-", row.indicator_id
    value = Name(state, state) if row.value is None else show_value(plan, key, row.value)
    return trace_row(plan, row, say("{name} ({year})", name=name_indicator(plan, key), year=row.year), value)


def _trace_target(plan: Plan, row: Target) -> Trace:
    value = NOTHING if row.value is None else show_value(plan, row.indicator_id, row.value)
    subject = say("target ({standard}, {year})", standard=row.standard, year=row.year or say("any year"))
    return trace_row(plan, row, subject, value)


def _trace_effect(plan: Plan, effect: Effect) -> Iterator[Trace]:
    """An effect, and the figures of its chain, each with its own source."""
    action, indicator = name_action(plan, effect.action_id), name_indicator(plan, effect.indicator_id)
    value = say("no figure")
    if effect.central is not None and effect.low is not None and effect.high is not None:
        show = show_value if effect.mode == "reaches" else show_difference
        central = show(plan, effect.indicator_id, effect.central)
        span = f"{format_number(effect.low)} – {format_number(effect.high)}"
        mode = say("reaches") if effect.mode == "reaches" else say("adds")
        value = say("{mode} {central} ({span})", mode=mode, central=central, span=span)
    subject = say("{action_id} {action} → {indicator}", action_id=effect.action_id, action=action, indicator=indicator)
    chain = plan.find_chain(effect)
    own = replace(trace_row(plan, effect, subject, value), basis=name_basis(effect))
    if chain is None:
        yield own
        return
    yield replace(own, formula=say_chain(plan, chain), effect=(effect.action_id, effect.indicator_id))
    for link in chain.links:
        yield from trace_link(plan, link)


def trace_link(plan: Plan, link: Link) -> Iterator[Trace]:
    """The figure of a step, and of a class every row it rests on."""
    name, value = name_link(plan, link), show_spread(link.spread, name_unit(plan, link))
    if isinstance(link.origin, Parameter | UnitEffect):
        yield trace_row(plan, link.origin, name, value)
    elif isinstance(link.origin, ClassCost):
        year = plan.settings.years.prices_of
        yield Trace(
            name, value, say_ground(plan, link), say("the rows that follow, at the prices of {year}", year=year)
        )
        for row in link.origin.rows:
            figures = Name(*(" – ".join(map(show_figure, row.figures)),) * 2)
            subject = say("{place} {project}", place=row.place, project=row.project_zh or "")
            yield replace(trace_row(plan, row, subject, figures), basis=GRADES[row.grade])


def trace_row(plan: Plan, row: CitedRow, subject: Words, value: Words) -> Trace:
    """A row as a trace: its source, what it quotes, its formula, reasoning and note, as far as it has them."""
    source, english = _find_source(plan, row.source_id), getattr(row, "reasoning", None) or ""
    return Trace(
        subject=subject,
        value=value,
        basis=KINDS[source.kind] if source is not None else NOTHING,
        source=name_source(plan, row.source_id),
        lines=row.lines or "",
        as_written=getattr(row, "as_written", ""),
        formula=getattr(row, "formula", None) or "",
        reasoning=Name(getattr(row, "reasoning_zh", None) or english, english),
        note=Name(row.note_zh or row.note or "", row.note or row.note_zh or ""),
    )


def _find_source(plan: Plan, source_id: str) -> Source | None:
    books = (plan, plan.delivery_book, plan.factors, plan.evidence)
    return next((book.source_by_id[source_id] for book in books if source_id in book.source_by_id), None)


def _trace_answer(answer: Answer, indicator_id: str) -> Iterator[Trace]:
    """What the scenario asks instead of the plan, and the effects of what is built."""
    for key, value in answer.scenario.target_values.items():
        if TargetKey(key).indicator_id == indicator_id:
            yield Trace(say("target {key}", key=key), show_value(answer.plan, indicator_id, value), SETTING, SETTING)
    built = {*answer.choice.portfolio.starts, *answer.choice.best_effort.starts}
    for effect in answer.plan.effects:
        if effect.indicator_id == indicator_id and effect.action_id in built:
            yield from _trace_effect(answer.plan, effect)
