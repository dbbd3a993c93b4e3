"""How a number is written: digits 0-9, one '.' and perhaps a sign or an exponent, in tables, in plan.toml and in options alike.

What Python would also read (``1_000``, full-width digits, ``nan``) is refused by name, because other tools read it otherwise or
not at all.
"""

import math
import re
import unicodedata

from peakfolio.errors import PeakfolioError
from peakfolio.language import Sentence
from peakfolio.plan.limits import LEAST_FIGURE, MOST_DIGITS, Span, shorten

PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
Slip = tuple[Sentence, Sentence]
NAMES_OF_NO_NUMBER = ("nan", "inf", "infinity")


def find_slip(text: str) -> Slip | None:
    """What is wrong with a number as it is written, and how to write it; None where nothing is, or where it is no number at all."""
    said, found = text.strip(), shorten(text.strip())
    if len(said) > MOST_DIGITS:
        return (
            Sentence(f"数字太长（{len(said)} 个字符）", f"is too long for a number ({len(said)} characters)"),
            Sentence(f"数字最多写 {MOST_DIGITS} 个字符", f"write at most {MOST_DIGITS} characters"),
        )
    if not said:
        return None
    if PLAIN.fullmatch(said):
        return _find_trifle(float(said))
    if said.lower().lstrip("+-") in NAMES_OF_NO_NUMBER:
        return (
            Sentence(f"应为有限数，写的是“{found}”", f'must be a finite number; found "{found}"'),
            Sentence("写有限数；未知则留空", "write a finite number, or leave the cell empty where it is unknown"),
        )
    plain = "".join(str(unicodedata.decimal(each, each)) for each in unicodedata.normalize("NFKC", said))
    is_raised = any(each.isdigit() and not each.isdecimal() for each in said)  # 10² is no 102
    if is_raised:
        return None
    if plain != said and PLAIN.fullmatch(plain):
        return (
            Sentence(f"数字不是半角字符：“{found}”", f'is not written in plain half-width digits: "{found}"'),
            Sentence(f"用半角写：{plain}", f"write {plain}"),
        )
    bare = re.sub(r"[_,，\s']", "", plain)
    if bare != plain and PLAIN.fullmatch(bare):
        return (
            Sentence(f"数字里有分隔符：“{found}”", f'holds a separator inside the number: "{found}"'),
            Sentence(f"不加分隔符：{bare}", f"write {bare}"),
        )
    return None


def _find_trifle(value: float) -> Slip | None:
    if not 0 < abs(value) < LEAST_FIGURE:
        return None
    return (
        Sentence(f"数字过小：{value:g}", f"is smaller than any figure of a plan: {value:g}"),
        Sentence(f"写 0，或不小于 {LEAST_FIGURE:g} 的数", f"write 0, or at least {LEAST_FIGURE:g}"),
    )


def refuse_beyond(value: float, span: Span) -> None:
    """Raises PeakfolioError where a whole number that a program asks for lies outside its range: the command line has refused it before."""
    slip = find_excess(value, span, is_whole=True)
    if slip is not None:
        finding, mend = slip
        raise PeakfolioError(f"{finding.zh}；{mend.zh}。", f"{finding.en}; {mend.en}.")


def find_excess(value: float, span: Span, *, is_whole: bool = False) -> Slip | None:
    """What is wrong with the size of a number, and how to mend it; None where it lies in its range."""
    if not math.isfinite(value):
        return (
            Sentence(f"应为有限数，写的是“{value}”", f'must be a finite number; found "{value}"'),
            Sentence("写有限数", "write a finite number"),
        )
    if not span.least <= value <= span.most:
        found = shorten(str(value)) if is_whole else f"{value:g}"
        return (
            Sentence(
                f"{span.name.zh}应在 {span.shown} 之间，写的是 {found}",
                f"{span.name.en} must lie within {span.shown}; found {found}",
            ),
            Sentence("改正数字，或换用更大的单位", "correct the number, or use a larger unit"),
        )
    return None
