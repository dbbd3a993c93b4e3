"""Proposes effects for supporters that have none: the class of a project, its quantity, and the chain from there to an indicator.

Nothing here is used by the model. A proposal becomes an effect when its rows are put into the plan, and may be corrected before. What
part of a quantity newly counts is not known from a row of a plan: the range says so, and names it as the first thing to ask for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from peakfolio.assess.asking import seek_one
from peakfolio.assess.classing import MOST_CLASSES, Match, find_classes, rank_classes, write_text
from peakfolio.assess.scoping import is_elsewhere
from peakfolio.assess.sizing import Size, buy_size, read_size
from peakfolio.assess.wholes import Figure, Route, find_routes
from peakfolio.assess.writing_chains import Counting, Proposal, write_proposal
from peakfolio.plan.chain_tables import ChainStep, Parameter
from peakfolio.plan.chains import Chain, Spread, build_chain, gather_figures
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Row, Source
from peakfolio.plan.tables import Effect, Indicator, Project

Link = Literal["shared", "named", "words", "none"]  # an effect row without a figure, the document, or words in common
Lack = Literal["no_class", "by_order", "no_route", "no_quantity", "no_indicator", "elsewhere"]
PROPOSED = ("count", "load", "none")  # kinds of effect that works bring about; orders and surveys are none of them


@dataclass(frozen=True)
class Suggestion:
    """What is proposed for a project and an indicator, or why nothing is.

    ``spread`` is the effect in the unit of the indicator; None where a figure of the county is ``asked`` for first.
    """

    project: Project
    indicator: Indicator | None
    link: Link
    matches: tuple[Match, ...]
    size: Size | None
    proposal: Proposal | None = None
    asked: tuple[Figure, ...] = ()
    spread: Spread | None = None
    lack: Lack | None = None


def suggest_effects(plan: Plan) -> tuple[Suggestion, ...]:
    """A proposal for every supporter without a figure, in the order of the projects."""
    return tuple(each for project in plan.projects for each in _suggest_for(plan, project))


def _suggest_for(plan: Plan, project: Project) -> Iterator[Suggestion]:
    text = write_text(project)
    ranked = rank_classes(text, plan.evidence.classes)[:MOST_CLASSES]
    links = list(_list_links(plan, project, ranked))
    if not links and any(row.action_id == project.project_id for row in plan.effects):
        return  # its effects have their figures
    shown = find_classes(text, plan.evidence.classes)
    if not links:
        yield _suggest(plan, Suggestion(project, None, "none", shown, None), ranked)
    for indicator, link in links:
        yield _suggest(plan, Suggestion(project, indicator, link, shown, None), ranked)


def _list_links(plan: Plan, project: Project, ranked: Sequence[Match]) -> Iterator[tuple[Indicator, Link]]:
    """The indicators it may serve: rows without a figure, names in the document, else indicators with words of its class."""
    own = [row for row in plan.effects if row.action_id == project.project_id]
    seen = {row.indicator_id for row in own if row.basis != "shared"}
    for key, link in _list_claims(plan, project, own, ranked):
        indicator = plan.indicator_by_id[key]
        if key not in seen and indicator.kind == "numeric":
            seen.add(key)
            yield indicator, link


def _list_claims(
    plan: Plan, project: Project, own: Sequence[Effect], ranked: Sequence[Match]
) -> Iterator[tuple[str, Link]]:
    """The indicators that anything ties to a project, and what does."""
    yield from ((row.indicator_id, "shared") for row in own if row.basis == "shared" and row.mode != "enables")
    named = [row.indicator_id for row in plan.supports if row.project_id == project.project_id and row.indicator_id]
    yield from ((part.indicator_id, "named") for key in named for part in plan.find_parts(key))
    if not own and not named:
        yield from ((row.indicator_id, "words") for row in _find_alike(plan, ranked))


def _find_alike(plan: Plan, ranked: Sequence[Match]) -> Iterable[Indicator]:
    """Indicators whose name points to the first class of the project."""
    own = [each.kind for each in ranked[:1]]
    return (row for row in plan.measured_indicators if rank_classes(row.name_zh, own) and find_routes(row))


def _suggest(plan: Plan, begun: Suggestion, ranked: Sequence[Match]) -> Suggestion:
    if not ranked:
        return replace(begun, lack="no_class")
    first = ranked[0].kind
    size = _find_size(plan, begun.project, first.quantity_unit, ranked[:1])
    begun = replace(begun, size=size)
    if begun.indicator is None:
        return replace(begun, lack="no_indicator")
    if first.effect_kind not in PROPOSED:
        return replace(begun, lack="by_order")
    if is_elsewhere(begun.project, begun.indicator):
        return replace(begun, lack="elsewhere")
    routes = [each for each in find_routes(begun.indicator) if not each.only or first.class_id in each.only]
    if not routes:
        return replace(begun, lack="no_route")
    tried = [each for each in _try_routes(plan, begun, ranked, routes) if each is not None]
    whole = next((each for each in tried if each.spread is not None), None)
    return whole or (tried[0] if tried else replace(begun, lack="no_quantity"))


def _find_size(plan: Plan, project: Project, unit: str, matches: Sequence[Match]) -> Size | None:
    return read_size(project, unit, matches) or buy_size(plan, project, unit, matches)


def _try_routes(
    plan: Plan, begun: Suggestion, ranked: Sequence[Match], routes: Sequence[Route]
) -> Iterator[Suggestion | None]:
    """Every route with a printed quantity before any with a quantity from money."""
    for route in routes:
        yield _follow(plan, begun, route, read_size(begun.project, route.unit, ranked))
    for route in routes:
        yield _follow(plan, begun, route, buy_size(plan, begun.project, route.unit, ranked))


def _follow(plan: Plan, begun: Suggestion, route: Route, size: Size | None) -> Suggestion | None:
    """The chain along a route, worked out where every figure of it is there."""
    if size is None or begun.indicator is None:
        return None
    times, per = seek_one(plan, (route.times,)), seek_one(plan, route.per)
    asked = times.asked + per.asked
    counting = Counting(begun.project, begun.indicator, plan.find_latest(begun.indicator.indicator_id))
    proposal = write_proposal(counting, size, route, (times, per))
    spread = None if asked else _work_out(plan, proposal, begun.indicator)
    if not asked and spread is None:
        return None
    return replace(begun, size=size, proposal=proposal, asked=asked, spread=spread)


def _work_out(plan: Plan, proposal: Proposal, indicator: Indicator) -> Spread | None:
    """The effect of a proposal; None where its steps do not lead to the unit of the indicator."""
    rows = (*plan.parameters, *proposal.parameters)
    figures = gather_figures(plan.settings, rows, plan.projects, plan.evidence)
    built = build_chain(proposal.steps, figures, indicator.unit)
    return built.spread if isinstance(built, Chain) else None


@dataclass(frozen=True)
class ProposedRows:
    """The rows of the proposals that can be worked out; a figure that several chains take stands once."""

    effects: tuple[Effect, ...]
    chains: tuple[ChainStep, ...]
    parameters: tuple[Parameter, ...]
    sources: tuple[Source, ...]


def gather_rows(suggestions: Iterable[Suggestion]) -> ProposedRows:
    """The rows of the proposals that can be worked out."""
    proposals = [each.proposal for each in suggestions if each.proposal is not None and each.spread is not None]
    return ProposedRows(
        effects=tuple(each.effect for each in proposals),
        chains=tuple(step for each in proposals for step in each.steps),
        parameters=tuple({row.parameter_id: row for each in proposals for row in each.parameters}.values()),
        sources=tuple({row.source_id: row for each in proposals for row in each.sources}.values()),
    )


def list_rows(suggestions: Iterable[Suggestion]) -> Mapping[str, tuple[Row, ...]]:
    """The same by table."""
    return dict(vars(gather_rows(suggestions)))
