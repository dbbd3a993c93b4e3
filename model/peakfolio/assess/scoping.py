"""Which part of the region a project works in and an indicator counts, by their words: town, township or village."""

from collections.abc import Mapping
from typing import Literal

from peakfolio.assess.classing import write_text
from peakfolio.plan.tables import Indicator, Project

Part = Literal["urban", "township", "rural"]
EVERYWHERE: frozenset[Part] = frozenset(("urban", "township", "rural"))
# words of indicators and works; a place name such as 银江镇 says where, and not what part is counted
WORDS: Mapping[str, frozenset[Part]] = {
    "城乡": EVERYWHERE,
    "全域": EVERYWHERE,
    "县域": EVERYWHERE,
    "村镇": frozenset(("township", "rural")),
    "城镇": frozenset(("urban", "township")),
    "乡镇": frozenset(("township",)),
    "集镇": frozenset(("township",)),
    "场镇": frozenset(("township",)),
    "建制镇": frozenset(("township",)),
    "镇区": frozenset(("township",)),
    "农村": frozenset(("rural",)),
    "乡村": frozenset(("rural",)),
    "村庄": frozenset(("rural",)),
    "行政村": frozenset(("rural",)),
    "自然村": frozenset(("rural",)),
    "县城": frozenset(("urban",)),
    "城市": frozenset(("urban",)),
    "城区": frozenset(("urban",)),
    "主城": frozenset(("urban",)),
    "建成区": frozenset(("urban",)),
}
AREAS: Mapping[str, frozenset[Part]] = {
    "all": frozenset(),
    "urban": frozenset(("urban",)),
    "township": frozenset(("township",)),
    "rural": frozenset(("rural",)),
}


def find_parts(text: str) -> frozenset[Part]:
    """The parts of the region a text speaks of; none where its words leave it open."""
    return frozenset(part for word, parts in WORDS.items() if word in text for part in parts)


def is_elsewhere(project: Project, indicator: Indicator) -> bool:
    """Whether a project works in other parts of the region than those its indicator counts; not where either leaves it open."""
    counted = find_parts(indicator.name_zh) or AREAS[indicator.area]
    built = find_parts(write_text(project))
    return bool(counted and built) and not counted & built
