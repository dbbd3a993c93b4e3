"""Reads a cell of present values: a number, a state, or both."""

import re
from dataclasses import dataclass

from peakfolio.importing.cleaning import BRACKETED, clean, is_blank
from peakfolio.importing.counting import MASKS, Number, find_numbers
from peakfolio.importing.relations import (
    ABOUT,
    ASSIGNED,
    BETTERED,
    DONE,
    HARMLESS,
    KEPT,
    NOT_DONE,
    STANDARD_MET,
    TASK_WORDS,
    UNDER_WAY,
)
from peakfolio.plan.vocabulary import State
from peakfolio.units import normalise_unit
from peakfolio.words import Words, say

SIGNS = re.compile(r"[≥≤><=]|不低于|不高于|不少于|不超过|以上|以下|以内|达到|达|为|保持在|约|左右")
CHANGED = re.compile(r"(?:下降|降低|减少|削减|提高|提升|增加|增长|上升)(?:了|率|幅度)?$")
ASKING_SIGN = re.compile(r"[≥≤><]|不低于|不高于|不少于|不超过|以上|以下|以内")
CLAUSE = re.compile(r"[,，;；。\n]|\s+")
SCALED = re.compile(r"[万亿千]|[eE][-+]?\d")  # what stands there is another number
LONGEST_LEFT = 24


@dataclass(frozen=True)
class BaseReading:
    """What a cell of present values says; ``change`` where its number is a change and no level."""

    value: float | None = None
    unit: str | None = None
    state: State | None = None
    doubts: tuple[Words, ...] = ()
    is_read: bool = True


UNREAD = BaseReading(is_read=False)


def read_base(words: str, unit: str | None = None, *, is_change: bool = False) -> BaseReading:
    """What a cell of present values says. ``is_change``: the indicator itself is a change, so that 下降5 is its value."""
    if is_blank(words):
        return BaseReading()
    cleaned = clean(words)
    text = re.sub(r"^\d{1,2}[.、)）](?=\D)", "", cleaned.text.lstrip("、, "))
    numbers = find_numbers(text)
    if not numbers:
        state = _read_state(text)
        return UNREAD if state is None else BaseReading(state=state, doubts=cleaned.doubts)
    chosen = _choose(numbers, unit)
    if chosen is None:
        return UNREAD
    before, after = text[: chosen.begin], text[chosen.end :]
    if SCALED.match(after):
        return UNREAD
    if CHANGED.search(before.strip()) and not is_change:
        state = _read_state(after.strip(" ,，;；、。\n"))
        doubt = say("the number is a change, not a level; no value was taken")
        return BaseReading(state=state, doubts=(*cleaned.doubts, doubt)) if state is not None else UNREAD
    doubts = [*cleaned.doubts, *_find_doubts(text, before, after)]
    state, left = _read_rest(before, after)
    if left:
        if len(left) > LONGEST_LEFT:
            return UNREAD
        doubts.append(say('the words "{left}" beside the number were passed over', left=left))
    return BaseReading(chosen.value, chosen.unit, state, tuple(doubts))


def _choose(numbers: tuple[Number, ...], unit: str | None) -> Number | None:
    """The only number, or the only one in the unit of the indicator."""
    if len(numbers) == 1:
        return numbers[0]
    same = [each for each in numbers if unit and each.unit and normalise_unit(each.unit) == normalise_unit(unit)]
    return same[0] if len(same) == 1 else None


def _find_doubts(text: str, before: str, after: str) -> list[Words]:
    doubts: list[Words] = []
    if ASKING_SIGN.search(before[-4:] + after[:2]):
        doubts.append(say("a present value with a sign of comparison"))
    if ABOUT.search(before.strip()) or ABOUT.search(after.strip()):
        doubts.append(say("the number is given as about so much"))
    if text[len(before)] == "+" or BRACKETED.fullmatch(text):
        doubts.append(say("the sign or the brackets say that it may be a change, or below zero"))
    if len(find_numbers(text)) > 1:
        doubts.append(say("the cell holds several numbers; the one in the unit of the indicator was taken"))
    return doubts


def _read_rest(before: str, after: str) -> tuple[State | None, str]:
    """The state that words beside the number give, and the words that say nothing known."""
    state: State | None = None
    left = []
    for each in (part for side in (before, after) for part in CLAUSE.split(side)):
        words = ABOUT.sub("", SIGNS.sub("", each.strip(" 、()（）"))).strip()
        if not words or HARMLESS.fullmatch(MASKS.sub("＃", words)):
            continue
        known = _read_state(words)
        if known is None:
            left.append(words)
        elif known == "done" and (ASSIGNED.fullmatch(words) or STANDARD_MET.fullmatch(words)):
            state = state or "done"
        elif known != "done":
            left.append(words)
    return state, "，".join(left)


def _read_state(text: str) -> State | None:
    bare = re.sub(r"[(（][^()（）]*[)）]$", "", MASKS.sub("＃", text).replace("\n", "，").strip(" 。;；,，、"))
    if NOT_DONE.fullmatch(bare):
        return "not_done"
    if UNDER_WAY.fullmatch(bare):
        return "partial"
    clauses = [each for each in re.split(r"[,，;；、\s]", bare) if each]
    if not clauses:
        return None
    return "done" if all(_is_done(each) for each in clauses) or _is_done(bare) else None


def _is_done(words: str) -> bool:
    if ASSIGNED.fullmatch(words):
        return TASK_WORDS.search(words) is not None
    return any(each.fullmatch(words) for each in (STANDARD_MET, KEPT, BETTERED, DONE))
