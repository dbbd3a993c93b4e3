"""Joins findings of different checks that stem from one fact: a figure that stands in two tables is wrong once."""

import re
from collections.abc import Iterable
from dataclasses import replace

from peakfolio.assess.audit.finding import SEVERITIES, Finding

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# checks that may find one fact twice; the first of a family tells most
FAMILIES = (("value_differs", "quantity_differs"), ("progress_differs", "progress_is_time", "total_differs"))
SHOWN = 2  # decimals of a progress


def join_facts(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, each fact once, in their order; subjects that fell away stand in ``also`` of the one that is kept."""
    kept: list[Finding] = []
    for finding in findings:
        known = next((each for each in kept if _is_same_fact(each, finding)), None)
        if known is None:
            kept.append(finding)
        else:
            kept[kept.index(known)] = _join(known, finding)
    return tuple(kept)


def _is_same_fact(first: Finding, other: Finding) -> bool:
    """Whether two checks of one family found the same printed and the same computed figure in the same lines."""
    if first.code == other.code or first.figures is None or other.figures is None:
        return False
    if not any({first.code, other.code} <= set(family) for family in FAMILIES):
        return False
    if {place.lines for place in first.places} != {place.lines for place in other.places}:
        return False
    is_printed_same = _read_numbers(first.figures[0]) == _read_numbers(other.figures[0])
    return is_printed_same and bool(_read_numbers(first.figures[1]) & _read_numbers(other.figures[1]))


def _read_numbers(text: str) -> set[float]:
    return {round(float(each.replace(",", "")), SHOWN) for each in NUMBER.findall(text)}


def _join(first: Finding, other: Finding) -> Finding:
    order = [code for family in FAMILIES for code in family]
    kept, gone = sorted((first, other), key=lambda finding: order.index(finding.code))
    gravest = min((first.severity, other.severity), key=SEVERITIES.index)
    return replace(kept, severity=gravest, also=(*kept.also, gone.subject, *gone.also))
