"""Sentences in Chinese and English: whatever a person reads is said in both."""

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Literal

Language = Literal["zh", "en"]
WIDE = Context(prec=400)  # as many digits as the largest float and its decimals have


@dataclass(frozen=True)
class Sentence:
    """One plain sentence in Chinese and in English."""

    zh: str
    en: str

    def read(self, language: Language) -> str:
        """The sentence in one language."""
        return self.zh if language == "zh" else self.en


def end_sentence(text: str, stop: str) -> str:
    """A text with one full stop at its end, whether or not it brought its own."""
    return f"{text.rstrip('。.')}{stop}"


def format_number(value: float, digits: int = 4) -> str:
    """A number as a reader expects it: at most so many decimals, no trailing zeros, no exponent."""
    text = f"{round_half_up(value, digits):,f}" if math.isfinite(value) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_half_up(value: float, digits: int) -> Decimal:
    """A number rounded as spreadsheets and people do: a half goes up, and nothing is minus nought."""
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, WIDE)
    return rounded if rounded else abs(rounded)


def round_on(value: float, *, is_least: bool, digits: int = 2) -> float:
    """A threshold rounded to its safe side: a least upwards, a most downwards; a small one keeps digits of its own."""
    exact = round_half_up(value, digits + 4)
    rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_CEILING if is_least else ROUND_FLOOR)
    return float(rounded) if rounded or not exact else float(exact)


def show_share(share: float) -> str:
    """A probability as a reader expects it: whole per cent, and never 0 or 100 % where it is not."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{round_half_up(float(Decimal(repr(float(share))) * 100), 0)}%"
