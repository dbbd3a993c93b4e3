"""Which indicator of a system a printed name means: by the name itself, by a name plans give it, by its bare characters, or nearly.

A near name is only ever a proposal to look at. Two names are never near where one of them speaks of towns and the other of villages,
of sewage and the other of waste, or of a change and the other of a level; nor where the units measure different things.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from peakfolio.plan.system_book import SystemBook
from peakfolio.plan.system_tables import SystemIndicator
from peakfolio.units import DASHES, measures_same, normalise_unit

How = Literal["exact", "alias", "bare", "near"]
MatchMark = Literal["sure", "check"]
NEAR = 0.8  # share of characters in common (difflib's ratio) from which a name is worth a look
SHORTEST = 4  # bare characters below which nothing is near: CEI is not EI
_BRACKETS = re.compile(r"[(\[《【][^()\[\]《》【】]*[)\]》】]")
_LEADING = re.compile(r"^(?:[((]?\d{1,3}[)).、:：]|[一二三四五六七八九十]+[、.]|[①-⑳])\s*")
_SHARE = re.compile("比率|比例|占比|比重|百分比")
# Words that make a name another one: where it is measured, what of, how, and whether a change or a level.
_WORDS = (
    "城镇 城市 县城 乡镇 村镇 农村 行政村 国控 省控 市控 地级 饮用水 地表水 地下水 近岸 污水 垃圾 厕所 "
    "黑臭 污泥 化肥 农药 秸秆 粪污 农膜 森林 林草 草原 湿地 水土 能耗 能源 非化石 用水 二氧化碳 碳排放 "
    "建设用地 耕地 农田 红线 自然保护地 岸线 海域 优良 劣 PM2.5 PM10 臭氧 危险废物 工业 医疗 建筑 采购 "
    "培训 满意 参与 教育 处理 治理 收集 回收 资源化 无害化 清洁生产 公开 审计 普及 达标 防控 村率 面积 "
    "人均 浓度 指数 总量 蓄积 下降 降低 提高 上升 增长 增加 减少 幅度 新增 消除 人次 覆盖 保护 河长 林长"
)
_TELLING = tuple(_WORDS.split())
_KINDS = ("率", "量", "度", "数", "制", "费", "额", "价")  # what a name ends in tells what is measured


@dataclass(frozen=True)
class Match:
    """A row of a system that a printed name means, how that was seen, and whether a person should look at it."""

    row: SystemIndicator
    how: How
    mark: MatchMark


def match_indicator(name_zh: str, rows: Sequence[SystemIndicator], unit: str | None = None) -> Match | None:
    """The row that a printed name means; None where none does, or two do equally well.

    A unit that measures something else makes any match one to look at, and is no near match.
    """
    printed = _clean(name_zh)
    if not printed:
        return None
    found = (
        _find_only("exact", (row for row in rows if _clean(row.name_zh) == printed))
        or _find_only("alias", (row for row in rows if printed in map(_clean, row.aliases)))
        or _find_only("bare", (row for row in rows if _is_bare(printed, row)))
    )
    if found is None:
        return _find_near(printed, rows, unit)
    fits = unit is None or _fits(unit, found.row.unit)
    return found if fits else Match(found.row, found.how, "check")


def rank_systems(names_zh: Iterable[str], book: SystemBook) -> tuple[tuple[str, int], ...]:
    """The systems by how many of some printed names are surely theirs, the best first; those with none are left out."""
    names = tuple(names_zh)
    counts = {
        each.system_id: sum(_is_sure(match_indicator(name, book.list_indicators(each.system_id))) for name in names)
        for each in book.systems
    }
    return tuple(sorted(((key, count) for key, count in counts.items() if count), key=lambda pair: -pair[1]))


def strip_name(name_zh: str) -> str:
    """A name as bare characters: without brackets, white space, marks and number, and every share called 率."""
    return _bare(_clean(name_zh))


def _is_sure(match: Match | None) -> bool:
    return match is not None and match.mark == "sure"


def _find_only(how: How, found: Iterable[SystemIndicator]) -> Match | None:
    """The one row found; a part before its group where both bear the name, since it is what is measured."""
    kept = list(found)
    if len(kept) > 1:
        kept = [row for row in kept if row.kind != "group"] or kept
    return Match(kept[0], how, "sure") if len(kept) == 1 else None


def _is_bare(printed: str, row: SystemIndicator) -> bool:
    return any(
        _bare(each) == _bare(printed) and _tell(each) == _tell(printed)
        for each in map(_clean, (row.name_zh, *row.aliases))
    )


def _find_near(printed: str, rows: Sequence[SystemIndicator], unit: str | None) -> Match | None:
    scored = [
        (max(_measure(printed, _clean(name)) for name in (row.name_zh, *row.aliases)), row)
        for row in rows
        if unit is None or _fits(unit, row.unit)
    ]
    best = max((score for score, _ in scored), default=0.0)
    kept = [row for score, row in scored if score == best]
    return Match(kept[0], "near", "check") if best >= NEAR and len(kept) == 1 else None


def _measure(printed: str, name: str) -> float:
    """How much two names have in common, 0 to 1; 0 where a telling word stands in one of them only."""
    one, other = _bare(printed), _bare(name)
    if min(len(one), len(other)) < SHORTEST or _tell(printed) != _tell(name) or _end(printed) != _end(name):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _tell(name: str) -> frozenset[str]:
    said = _SHARE.sub("率", name)
    return frozenset(word for word in _TELLING if word in said)


def _end(name: str) -> str:
    bare = _bare(name)
    return bare[-1:] if bare[-1:] in _KINDS else ""


def _fits(unit: str, wanted: str | None) -> bool:
    """Whether two printed units can mean one thing; a dash, or none, says nothing."""
    one, other = normalise_unit(unit), normalise_unit(wanted or "")
    return one in DASHES or other in DASHES or one == other or measures_same(one, other)


def _clean(name: str) -> str:
    """NFKC without white space, a leading number and a trailing star; III and Ⅲ are one."""
    plain = "".join(unicodedata.normalize("NFKC", name).split()).strip("*＊※·.。;；:：")
    return _LEADING.sub("", plain).upper()


def _bare(name: str) -> str:
    return _SHARE.sub("率", re.sub(r"[\W_]", "", _BRACKETS.sub("", name)))
