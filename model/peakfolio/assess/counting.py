"""What is known of a plan's effects, counted: decided, proposed, unknown; and who is named for which indicator."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.plan.chains import Pair
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect, Project

Knowledge = Literal["decided", "proposed", "unknown"]
SUREST_FIRST: tuple[Knowledge, ...] = ("decided", "proposed", "unknown")


@dataclass(frozen=True)
class EffectCount:
    """Effects of projects and measures on indicators by how they are known; ``silent`` projects are named for no indicator at all."""

    decided: int
    proposed: int
    unknown: int
    silent: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits for a person."""
        return not self.proposed and not self.unknown


@dataclass(frozen=True)
class Claim:
    """A project, an indicator it is said to serve (None where the document's words name none), and how its effect is known."""

    project: Project
    indicator_id: str | None
    as_written: str
    knowledge: Knowledge


def find_knowledge(effect: Effect) -> Knowledge:
    """How an effect is known: a figure or a rule somebody stands behind, a proposal nobody accepted, or nothing."""
    return {"proposed": "proposed", "shared": "unknown"}.get(effect.basis, "decided")  # type: ignore[return-value]


def know_pairs(plan: Plan) -> Mapping[Pair, Knowledge]:
    """How every effect is known that the plan has a row for or whose project its document names, the surest where there are several."""
    known: dict[Pair, Knowledge] = {}
    for row in plan.effects:
        pair = row.action_id, row.indicator_id
        known[pair] = min(known.get(pair, "unknown"), find_knowledge(row), key=SUREST_FIRST.index)
    for pair in _list_named(plan):
        parts = {part.indicator_id for part in plan.find_parts(pair[1])} | {pair[1]}
        if not any((pair[0], part) in known for part in parts):
            known[pair] = "unknown"
    return known


def _list_named(plan: Plan) -> Iterator[Pair]:
    yield from ((row.project_id, row.indicator_id) for row in plan.supports if row.indicator_id is not None)


def count_effects(plan: Plan) -> EffectCount:
    """How many effects are decided, proposed and unknown, and of how many projects nothing is said."""
    known = know_pairs(plan)
    found, speaking = list(known.values()), {action for action, _ in known}
    silent = sum(row.project_id not in speaking for row in plan.projects)
    return EffectCount(found.count("decided"), found.count("proposed"), found.count("unknown"), silent)


def count_projects(plan: Plan) -> Mapping[Knowledge, int]:
    """Projects by the best that is known of any effect of theirs; of those no row and no word speaks of, nothing is known either."""
    best: dict[str, Knowledge] = {row.project_id: "unknown" for row in plan.projects}
    for (action, _), knowledge in know_pairs(plan).items():
        if action in best:
            best[action] = min(best[action], knowledge, key=SUREST_FIRST.index)
    found = list(best.values())
    return {each: found.count(each) for each in SUREST_FIRST}


def list_claims(plan: Plan) -> tuple[Claim, ...]:
    """Who is said to serve what: by the document's own column first, then by the rows of effects it does not name."""
    known = know_pairs(plan)
    claims = {}
    for row in plan.supports:
        project = plan.project_by_id[row.project_id]
        parts = (row.indicator_id,) if row.indicator_id is None else _list_parts(plan, row.indicator_id)
        found = [known[project.project_id, part] for part in parts if part and (project.project_id, part) in known]
        best = _pick_surest(found)
        claims[row.project_id, row.indicator_id or row.as_written] = Claim(
            project, row.indicator_id, row.as_written, best
        )
    named = {(key, part) for key, named in claims for part in _list_parts(plan, named)}
    for (action, key), knowledge in known.items():
        if action in plan.project_by_id and (action, key) not in named:
            claims[action, key] = Claim(plan.project_by_id[action], key, "", knowledge)
    return tuple(claims.values())


def _pick_surest(found: list[Knowledge]) -> Knowledge:
    return min(found, key=SUREST_FIRST.index) if found else "unknown"


def _list_parts(plan: Plan, key: str) -> tuple[str, ...]:
    """An indicator and its parts; nothing of what is no key."""
    if key not in plan.indicator_by_id:
        return ()
    return tuple(dict.fromkeys((key, *(part.indicator_id for part in plan.find_parts(key)))))


def list_claimants(plan: Plan, indicator_id: str) -> tuple[str, ...]:
    """The projects said to serve an indicator of which nothing is known, or nothing that anybody has accepted."""
    rows = [row for row in plan.effects if row.indicator_id == indicator_id]
    settled = {row.action_id for row in rows if find_knowledge(row) == "decided"}
    waiting = (row.action_id for row in rows if row.action_id in plan.project_by_id)
    return tuple(key for key in dict.fromkeys((*waiting, *plan.list_named(indicator_id))) if key not in settled)
