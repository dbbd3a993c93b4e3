"""How a number is written: digits 0-9, one '.' and perhaps a sign or an exponent, in tables, in plan.toml and in options alike.

What Python would also read (``1_000``, full-width digits, ``nan``) is refused by name, because other tools read it otherwise or
not at all.
"""

import math
import re
import unicodedata

from peakfolio.errors import PeakfolioError
from peakfolio.plan.limits import FIGURE, LEAST_FIGURE, MOST_DIGITS, Span, shorten
from peakfolio.words import Words, say, say_in

PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
Slip = tuple[Words, Words]
NAMES_OF_NO_NUMBER = ("nan", "inf", "infinity")


def find_slip(text: str) -> Slip | None:
    """What is wrong with a number as it is written, and how to write it; None where nothing is, or where it is no number at all."""
    said = text.strip()
    if len(said) > MOST_DIGITS:
        return (
            say("is too long for a number ({length} characters)", length=len(said)),
            say("write at most {most} characters", most=MOST_DIGITS),
        )
    if not said:
        return None
    if PLAIN.fullmatch(said):
        return _find_trifle(float(said))
    if said.lower().lstrip("+-") in NAMES_OF_NO_NUMBER:
        return (
            say('must be a finite number; found "{found}"', found=said),
            say("write a finite number, or leave the cell empty where it is unknown"),
        )
    if any(each.isdigit() and not each.isdecimal() for each in said):  # 10² is no 102
        return None
    return _find_odd_writing(said)


def _find_odd_writing(said: str) -> Slip | None:
    """Digits of another width, or signs that part them: what a person reads as a number and a program does not."""
    found = shorten(said)
    plain = "".join(str(unicodedata.decimal(each, each)) for each in unicodedata.normalize("NFKC", said))
    if plain != said and PLAIN.fullmatch(plain):
        return (
            say('is not written in plain half-width digits: "{found}"', found=found),
            say_in("half-width digits", "write {number}", number=plain),
        )
    bare = re.sub(r"[_,，\s']", "", plain)
    if bare != plain and PLAIN.fullmatch(bare):
        return (
            say('holds a separator inside the number: "{found}"', found=found),
            say_in("without separators", "write {number}", number=bare),
        )
    return None


def _find_trifle(value: float) -> Slip | None:
    if not 0 < abs(value) < LEAST_FIGURE:
        return None
    return (
        say("is smaller than any figure of a plan: {value:g}", value=value),
        say("write 0, or at least {least:g}", least=LEAST_FIGURE),
    )


def refuse_beyond(value: float, span: Span) -> None:
    """Raises PeakfolioError where a whole number that a program asks for lies outside its range: the command line has refused it before."""
    _refuse(find_excess(value, span, is_whole=True))


def refuse_figure(value: float) -> None:
    """Raises PeakfolioError where a figure is one that no cell of a table may hold: not finite, too large or too small."""
    _refuse(find_excess(value, FIGURE) or _find_trifle(value))


def _refuse(slip: Slip | None) -> None:
    if slip is not None:
        finding, mend = slip
        raise PeakfolioError(say("{finding}; {mend}.", finding=finding, mend=mend))


def find_excess(value: float, span: Span, *, is_whole: bool = False) -> Slip | None:
    """What is wrong with the size of a number, and how to mend it; None where it lies in its range."""
    if not math.isfinite(value):
        return (say('must be a finite number; found "{value}"', value=value), say("write a finite number"))
    if not span.least <= value <= span.most:
        found = shorten(str(value)) if is_whole else f"{value:g}"
        return (
            say("{name} must lie within {shown}; found {found}", name=span.name, shown=span.shown, found=found),
            say("correct the number, or use a larger unit"),
        )
    return None
