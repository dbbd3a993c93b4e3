"""What a table is: a list of indicators, of projects, a judgement of indicators, figures of energy and economy, or another."""

import re
from collections.abc import Mapping
from dataclasses import replace

from peakfolio.importing.heads import Head, settle_field
from peakfolio.importing.imported import Mark, TableKind
from peakfolio.importing.judgements import read_status
from peakfolio.importing.tables import PlanTable

WEIGHTS: Mapping[TableKind, Mapping[str, int]] = {
    "indicators": {
        "indicator": 3,
        "target": 3,
        "standard": 2,
        "base": 2,
        "dated": 1,
        "unit": 1,
        "nature": 1,
        "domain": 1,
    },
    "projects": {
        "project": 3,
        "content": 3,
        "cost": 3,
        "years": 2,
        "end": 1,
        "start": 1,
        "funding": 2,
        "split": 1,
        "supports": 1,
        "lead": 1,
    },
    "energy": {"energy_item": 3, "value": 2, "year": 1, "unit": 1},
}
NEEDED: Mapping[TableKind, tuple[frozenset[str], ...]] = {
    "indicators": (frozenset({"indicator", "domain"}), frozenset({"target", "standard", "base", "dated"})),
    "projects": (frozenset({"project", "content"}), frozenset({"content", "cost", "years", "lead", "funding", "end"})),
    "energy": (frozenset({"energy_item", "indicator", "project", "domain"}), frozenset({"value", "base", "dated"})),
}
CAPTIONS: Mapping[TableKind, re.Pattern[str]] = {
    "indicators": re.compile(r"指标"),
    "projects": re.compile(r"工程|项目"),
    "energy": re.compile(r"能源|能耗|用电|经济社会基础|经济数据"),
}
LEAST_SURE = 7
LEAST_JUDGED = 3  # judgements under a head of remarks
MOST_OF = 0.7


def classify(table: PlanTable) -> tuple[TableKind, Mark]:
    """The kind of a table by its heads, and by its caption where heads leave it open."""
    fields = {_bare(each) for each in table.heads} - {""}
    scores: dict[TableKind, int] = {}
    for kind, weights in WEIGHTS.items():
        if all(fields & needed for needed in NEEDED[kind]):
            scores[kind] = sum(weight for field, weight in weights.items() if field in fields)
            scores[kind] += 2 if CAPTIONS[kind].search(table.caption + table.place) else 0
    if not scores:
        return "other", "sure" if not fields & {"indicator", "project", "target", "cost"} else "check"
    best = max(scores, key=lambda each: scores[each])
    if best == "energy" and not CAPTIONS["energy"].search(table.caption + table.place):
        others_first: tuple[TableKind, ...] = ("indicators", "projects")
        best = max((each for each in others_first if each in scores), key=lambda each: scores[each], default=best)
    others = [score for kind, score in scores.items() if kind != best]
    is_sure = scores[best] >= LEAST_SURE and all(scores[best] >= 2 + score for score in others)
    if best == "indicators" and not fields & {"target", "standard", "dated"}:
        return "assessment", "sure" if fields & {"status", "progress"} else "check"
    return best, "sure" if is_sure else "check"


def _bare(head: Head) -> str:
    return (head.field or "").split(":")[0]


def settle_heads(table: PlanTable, kind: TableKind) -> tuple[Head, ...]:
    """The heads of a table with what their fields mean in a table of its kind."""
    heads = tuple(replace(each, field=settle_field(each.field, kind)) for each in table.heads)
    if kind not in ("indicators", "assessment") or any(each.field == "status" for each in heads):
        return heads
    return tuple(_take_judgements(table, place, each) for place, each in enumerate(heads))


def _take_judgements(table: PlanTable, place: int, head: Head) -> Head:
    """Remarks that say of most indicators whether they are met are judgements."""
    if head.field != "note":
        return head
    said = [line.text(place) for line in table.lines if line.text(place).strip()]
    judged = sum(read_status(each)[0] is not None for each in said)
    if judged < LEAST_JUDGED or judged < len(said) * MOST_OF:
        return head
    return replace(head, field="status", mark="check")
