"""What an indicator is, where its table does not say it: by a list of indicators it belongs to, its values, its unit, its name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from peakfolio.importing.cleaning import squeeze
from peakfolio.importing.imported import Mark
from peakfolio.importing.known import Known
from peakfolio.importing.target_cells import Condition
from peakfolio.plan.vocabulary import Direction, IndicatorKind
from peakfolio.units import normalise_unit
from peakfolio.words import Words, say

MORE_NAMES = re.compile(
    r"率$|率[(（]|比例|占比|比重|覆盖|满意|参与度|绿地|达标|优良|指数|增速|增长|收入|保有量|蓄积量|保护|产值|生产总值|装机|基地|面积|数量|个数|提高幅度|净化|回收|循环"
)
LESS_NAMES = re.compile(r"浓度|能耗|水耗|电耗|煤耗|用水量|耗水|强度|排放|施用量|使用量|碳|消耗|占用|用地面积|投诉|折纯")
BAD_NAMES = re.compile(r"劣V|劣Ⅴ|超标|不合格|死亡|事故|流失|污染天|荒漠化|石漠化|违法|黑臭")
MENDED = re.compile(r"消除|治理|整治|修复|下降|减少|处置|查处|办结|整改|达标|削减|降低|控制")
CHANGES = re.compile(
    r"(?:下降|降低)$|下降(?:率|幅度|比例|程度)|降低(?:率|幅度|比例)|减少(?:率|幅度|比例)|削减(?:率|比例|量)|降幅|提高(?:幅度|率)|增长率|增速|增幅|变化幅度|上升幅度"
)
FALLS = re.compile(r"下降|降低|减少|削减|降幅")
WHOLE = 100.0


@dataclass(frozen=True)
class Leaning:
    """Which way an indicator is better, how surely, and what it is."""

    direction: Direction
    mark: Mark
    why: Words | None = None


def is_change(name: str) -> bool:
    """Whether an indicator itself measures a change, so that 下降5 is its value."""
    return CHANGES.search(squeeze(name)) is not None


def falls(name: str) -> bool:
    """Whether such an indicator measures a fall."""
    return FALLS.search(squeeze(name)) is not None


def find_direction(name: str, unit: str | None, conditions: Sequence[Condition], known: Known | None) -> Leaning:
    """Which way is better: a list of indicators knows it, the signs of the targets say it, or the name lets it be guessed."""
    signs = {each.relation for each in conditions if each.value is not None and each.change_from is None}
    more, less = bool(signs & {"at_least", "above"}), bool(signs & {"at_most", "below"})
    told = known.row.direction if known is not None and known.is_sure else "none"
    if told in ("more", "less"):
        against = (told == "more" and less) or (told == "less" and more)
        why = say("the signs of its targets speak against the indicator system") if against else None
        return Leaning(told, "check" if against else "sure", why)
    if more != less:
        return Leaning("more" if more else "less", "sure")
    plain = squeeze(name)
    if is_change(plain):
        return Leaning("more", "check", say("which way is better follows from its name only"))
    values = [each.value for each in conditions if each.value is not None]
    if values and unit is not None and normalise_unit(unit) == "%" and all(each == WHOLE for each in values):
        return Leaning("more", "sure")
    is_share = re.search(r"率$|比例$|比重$|率[(（]", plain) is not None
    if (BAD_NAMES.search(plain) and not MENDED.search(plain)) or (LESS_NAMES.search(plain) and not is_share):
        return Leaning("less", "check", say("which way is better follows from its name only"))
    if MORE_NAMES.search(plain):
        return Leaning("more", "check", say("which way is better follows from its name only"))
    return Leaning("more", "check", say("nothing says which way is better; more was taken"))


def find_bounds(name: str, unit: str | None, known: Known | None = None) -> tuple[float | None, float | None]:
    """Between which values a figure of a unit can lie."""
    plain = normalise_unit(unit or "")
    if (
        known is not None
        and known.is_sure
        and normalise_unit(known.row.unit or "") == plain
        and known.row.kind == "numeric"
    ):
        return known.row.lower_bound, known.row.upper_bound
    if plain in ("", "-", "—"):
        return None, None
    if plain == "%":
        if is_change(name):
            return None, WHOLE if FALLS.search(name) else None
        return 0.0, WHOLE
    return 0.0, None


def find_kind(
    has_number: bool, unit: str | None, relations: Sequence[str], known: Known | None = None
) -> tuple[IndicatorKind, Mark, Words | None]:
    """Numeric where a number stands in its cells; else what its system says, or done or not, or a state."""
    if has_number:
        return "numeric", "sure", None
    if known is not None and known.is_sure and known.row.kind != "group":
        return known.row.kind, "sure", None
    measured = normalise_unit(unit or "") not in ("", "-", "—", "/")
    if measured:
        return "numeric", "check", say("it has a unit and no number")
    if relations and set(relations) <= {"done"}:
        return "binary", "sure", None
    return (
        "qualitative",
        "check" if not relations else "sure",
        None if relations else say("no cell of it was understood"),
    )
