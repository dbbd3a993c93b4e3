"""Reads a cell of targets: what must hold together, what is one of several ways, and for which part, place or year.

A cell is read whole or not at all: words that are left over make the reading doubtful, words that mean nothing here leave it unread.
"""

import re
from dataclasses import dataclass, replace

from peakfolio.importing.cleaning import BRACKETED, clean, is_blank
from peakfolio.importing.counting import MASKS, Number, find_numbers
from peakfolio.importing.relations import (
    ABOUT,
    ASSIGNED,
    BETTERED,
    DONE,
    HARMLESS,
    KEPT,
    PREFIXES,
    QUALITY_INDEX,
    STANDARD_MET,
    SUFFIXES,
    TASK_WORDS,
    Sign,
)
from peakfolio.plan.vocabulary import TargetRelation
from peakfolio.words import Words, say

CHANGE = re.compile(
    r"(?:(?:比|较|与|相对|相比)(?P<year>(?:19|20)\d{2})年?(?:基准年|水平|相比|度)?|(?:比|较)(?P<base>现状|基准年|基期|上年|上一年|去年|“?十三五”?末?))?"
    r"(?:累计|年均|每年|再|平均)?(?P<way>下降|降低|减少|削减|提高|提升|增加|增长|上升)(?P<to>至|到|为)?(?:率|幅度)?(?:达到?|约|不低于|≥|>)?"
)
RANGE = re.compile(r"\s*(?:-|—|–|~|～|至|到)\s*")
OR = re.compile(r"[,，;；、]?或者?")
AND = re.compile(r"[,，;；]?(?:并且|而且|同时|且|并(?=保持|持续|完成|不))")
STOPS = re.compile(r"[,，;；。、\n]|\s+")
CLAUSES = re.compile(r"[;；。\n]|[,，]|\s+")
ORDINAL = re.compile(r"^[、,，\s]*[(（]?\d{1,2}[.、)）]\s*(?=[^\d\s])")
WHERE = re.compile(r"\([^()]*[≥≤><\d][^()]*的(?:地区|区域|县|市|区|县区|地方)\)")  # no target, but where it applies
LONGEST_LEFT = 14  # signs beside a number that may be passed over; more of them is a sentence
JOINING = re.compile(
    r"且|或|并|同时|^[万亿千]|^[eE][-+]?\d|任务|考核"
)  # words that make a second condition, or another number
STEP = re.compile(r"[,，;；\n]\s*(?:并且|而且|同时|且)")
EITHER = "either"


@dataclass(frozen=True)
class Condition:
    """One thing a target asks for: a relation with its number, or a state; ``sign`` is how the number was given."""

    relation: TargetRelation | None  # None: the direction of the indicator decides, or the change has to be worked out
    value: float | None = None
    upper: float | None = None
    unit: str | None = None
    sign: Sign = "bare"
    change_from: str | None = None  # a year or words: the number is a change against it
    is_fall: bool = False
    doubt: Words | None = None
    words: str = ""


@dataclass(frozen=True)
class TargetReading:
    """What a cell asks for: all groups together, of each group one of its ways, of each way all its conditions."""

    groups: tuple[tuple[tuple[Condition, ...], ...], ...] = ()
    doubts: tuple[Words, ...] = ()
    is_read: bool = True

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, in the order of the words."""
        return tuple(each for group in self.groups for way in group for each in way)


UNREAD = TargetReading(is_read=False)


def read_target(words: str) -> TargetReading:
    """What a cell of targets asks for; no groups where it is empty, ``is_read`` false where it was not understood."""
    if is_blank(words):
        return TargetReading()
    cleaned = clean(words)
    if len(set(WHERE.findall(cleaned.text))) > 1:
        return UNREAD  # each value holds somewhere else; which of them holds here only a person knows
    text = WHERE.sub("", cleaned.text)
    reading = _read_whole(ORDINAL.sub("", text).strip("。;；,， \n"))
    limits = () if text == cleaned.text else (say("the brackets say where the target applies; they were passed over"),)
    doubts = (
        *cleaned.doubts,
        *limits,
        *reading.doubts,
        *(each.doubt for each in reading.conditions if each.doubt is not None),
    )
    return replace(reading, doubts=tuple(dict.fromkeys(doubts))) if reading.is_read else UNREAD


def _read_whole(text: str) -> TargetReading:
    single = _read_clause(text)
    if single is not None:
        return TargetReading((((single,),),))
    task = _read_task_or_state(text)
    if task is not None:
        return task
    step = STEP.search(text)
    if step is not None and OR.search(text[step.end() :]):
        return _read_steps(text[: step.start()], text[step.end() :])
    ways = [each for each in OR.split(text) if each.strip()]
    read = [_read_all(each) for each in ways]
    if any(each is None for each in read):
        return UNREAD
    known = [each for each in read if each is not None]
    relations = [condition.relation for way in known for condition in way]
    if (
        len(relations) == len(known) > 1
        and "assigned" in relations
        and set(relations) <= {"assigned", "hold", "improve"}
    ):
        return TargetReading((((Condition("assigned_or_hold"),),),))
    if len(known) == 1:
        return TargetReading(tuple(((each,),) for each in known[0]))
    doubts = (say("and stands beside or without brackets"),) if any(len(way) > 1 for way in known) else ()
    return TargetReading((tuple(known),), doubts)


def _read_task_or_state(text: str) -> TargetReading | None:
    """``完成考核任务；保持稳定或持续改善``: the task, or else the state; with a comma between them it is less sure."""
    clauses = [_read_clause(each) for each in CLAUSES.split(text) if each.strip()]
    relations = [None if each is None else each.relation for each in clauses]
    if len(clauses) != 2 or relations[0] != "assigned" or relations[1] not in ("hold", "improve"):
        return None
    if AND.search(text):
        return None
    doubts = (
        () if re.search(r"[;；\s]", text) else (say("a comma parts the task and the state: read as either of them"),)
    )
    return TargetReading((((Condition("assigned_or_hold"),),),), doubts)


def _read_steps(first: str, second: str) -> TargetReading:
    """``A，且B或C``: the first must hold, and one of the others."""
    one, other = _read_whole(first), _read_whole(second)
    if not (one.is_read and other.is_read):
        return UNREAD
    if [each.relation for each in other.conditions] == ["hold", "improve"]:
        other = TargetReading((((Condition("hold"),),),))
    return TargetReading((*one.groups, *other.groups), (say("and stands beside or without brackets"),))


def _read_all(text: str) -> tuple[Condition, ...] | None:
    """Conditions that hold together: joined by 且, or set one after the other."""
    found: list[Condition] = []
    for part in (each for each in AND.split(text) if each.strip()):
        whole = _read_clause(part)
        clauses = [whole] if whole is not None else [_read_clause(each) for each in STOPS.split(part) if each.strip()]
        if any(each is None for each in clauses):
            return None
        found += [each for each in clauses if each is not None]
    return _join(found)


def _join(found: list[Condition]) -> tuple[Condition, ...] | None:
    """States said twice count once; a task beside a state to be kept is the task or the state."""
    relations = [each.relation for each in found]
    if len(found) > 1 and set(relations) in (
        {"assigned", "hold"},
        {"assigned", "improve"},
        {"assigned", "hold", "improve"},
    ):
        return (
            (Condition("assigned"), Condition("hold"))
            if "hold" in relations
            else (Condition("assigned"), Condition("improve"))
        )
    kept: dict[tuple[object, ...], Condition] = {}
    for each in found:
        kept.setdefault((each.relation, each.value, each.upper, each.change_from), each)
    numbered = [each for each in kept.values() if each.value is not None]
    return (
        None
        if len(numbered) > 1 and len({each.relation for each in numbered}) < len(numbered)
        else tuple(kept.values())
    )


def _read_clause(text: str) -> Condition | None:
    """One clause; None where it is none, or more than one."""
    text = text.strip(" 。;；,，、\n")
    found = _find_condition(text) if text else None
    return replace(found, words=text) if found is not None else None


def _find_condition(text: str) -> Condition | None:
    if QUALITY_INDEX.fullmatch(text):
        return Condition("hold")
    numbers = find_numbers(text)
    if not numbers:
        return _read_state(text)
    change = _read_change(text, numbers)
    if change is not None:
        return change
    if len(numbers) == 1:
        return _read_number(text, numbers[0], None)
    if len(numbers) == 2 and RANGE.fullmatch(text[numbers[0].end : numbers[1].begin]):
        return _read_number(text, numbers[0], numbers[1])
    return None


def _read_state(text: str) -> Condition | None:
    bare = MASKS.sub(lambda found: "＃" * len(found[0]), text).replace("\n", "，")
    clauses = [each for each in re.split(r"[,，;；、\s]", bare) if each]
    if ASSIGNED.fullmatch(bare) and TASK_WORDS.search(bare):
        return Condition("assigned")
    if STANDARD_MET.fullmatch(bare):
        return Condition("assigned", doubt=say("which standard is to be met is not said"))
    if KEPT.fullmatch(bare) or all(KEPT.fullmatch(each) for each in clauses):
        return Condition("hold")
    if BETTERED.fullmatch(bare):
        return Condition("improve")
    if DONE.fullmatch(text.replace("\n", "")):
        return Condition("done")
    return None


def _read_change(text: str, numbers: tuple[Number, ...]) -> Condition | None:
    """``较2020年下降18%``: a number that is a change against another year."""
    number = numbers[0]
    found = CHANGE.fullmatch(text[: number.begin].strip())
    if found is None or len(numbers) > 1 or found["to"]:
        return None
    rest = text[number.end :]
    if rest and not (HARMLESS.fullmatch(rest) or re.fullmatch(r"以上|以内|左右", rest)):
        return None
    since = found["year"] or found["base"] or ""
    is_fall = found["way"] in ("下降", "降低", "减少", "削减")
    about = say("the number is given as about so much") if rest in ("左右", "以内") else None
    return Condition(None, number.value, unit=number.unit, change_from=since, is_fall=is_fall, doubt=about)


def _doubt_number(text: str, number: Number, *, is_about: bool) -> Words | None:
    if text[number.begin] == "+" or BRACKETED.fullmatch(text):
        return say("the sign or the brackets say that it may be a change, or below zero")
    return say("the number is given as about so much") if is_about else None


def _read_number(text: str, number: Number, upper: Number | None) -> Condition | None:
    before, after = text[: number.begin], text[(upper or number).end :]
    sign, left_before = _take(before, PREFIXES, at_end=True)
    back, left_after = _take(after, SUFFIXES, at_end=False)
    about = ABOUT.search(left_before.strip()) or ABOUT.search(left_after.strip())
    left = ABOUT.sub("", left_before.strip()) + ABOUT.sub("", left_after.strip())
    if sign == "bare" or (back != "bare" and sign in ("reach", "sink")):
        sign = back if back != "bare" else sign
    elif back not in ("bare", sign):
        return None
    doubt = _doubt_number(text, number, is_about=about is not None)
    if not HARMLESS.fullmatch(_hide(left)):
        said = [each for each in STOPS.split(left) if each.strip()]
        if JOINING.search(left) or any(_read_state(each) for each in said) or (DONE.fullmatch(left) and sign == "bare"):
            return None
        if len(left.strip()) > LONGEST_LEFT or re.search(r"[,，。;；]", left.strip(" ,，。;；、")):
            return None
        doubt = say('the words "{left}" beside the number were passed over', left=left.strip())
    unit = number.unit or (upper.unit if upper is not None else None)
    if upper is not None:
        low, high = sorted((number.value, upper.value))
        asked = doubt or say("a range is the target")
        return Condition("between", low, high, upper.unit or number.unit, sign, doubt=asked)
    relation: TargetRelation | None = "at_most" if sign == "sink" else None
    if sign in ("at_least", "at_most", "above", "below"):
        relation = sign
    return Condition(relation, number.value, unit=unit, sign=sign, doubt=doubt)


def _hide(text: str) -> str:
    return MASKS.sub(lambda found: "＃" * len(found[0]) if found[0][:2] in ("19", "20") else found[0], text)


def _take(text: str, signs: tuple[tuple[str, Sign], ...], *, at_end: bool) -> tuple[Sign, str]:
    """The sign a text ends or begins with, and what is left of the text."""
    bare = text.strip()
    for pattern, sign in signs:
        found = re.search(rf"(?:{pattern})$", bare) if at_end else re.match(rf"(?:{pattern})", bare)
        if found is not None:
            return sign, bare[: found.start()] if at_end else bare[found.end() :]
    return "bare", bare
