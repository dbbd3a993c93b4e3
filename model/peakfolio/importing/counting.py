"""Numbers in words: where they stand, their unit, and what is no value although it has digits (PM2.5, 2023年, GB 3838, Ⅲ类)."""

import re
from dataclasses import dataclass
from functools import cache

from peakfolio.units import is_known_unit, normalise_unit

MASKS = re.compile(
    r"PM\s?(?:2\.5|10)|(?:SO|NO|CO|O|CH)\d|N2O|BOD\d|COD\w*|GB(?:/T)?\s?\d+(?:[-—.]\d+)*|HJ\s?\d+(?:-\d+)*"
    r"|\d{4}[-—~至到]\d{4}年?|(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:年?底|年?末)?|\dA级|第\d+[条项类批轮次届]|\d+号|[劣IVX]+类"
    r"|千吨万人|\d+(?:千吨|吨)?万人(?=以上|工程|饮)|1\+N"
)
NUMBER = re.compile(r"(?<![A-Za-z\d.])[-+]?\d+(?:\.\d+)?(?!\.?\d)")
LONGEST_UNIT = 14
PER = re.compile(r"[/每]")


@dataclass(frozen=True)
class Number:
    """A number, its unit as written (None where none follows), and its place in the words."""

    value: float
    unit: str | None
    begin: int
    end: int  # behind the unit


def find_numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a text with the units behind them; years, names and codes are passed over."""
    masked = MASKS.sub(lambda found: "＃" * len(found[0]), text)
    found = []
    for each in NUMBER.finditer(masked):
        said, begin = each[0], each.start()
        if said[0] in "+-" and begin > 0 and masked[begin - 1] not in " ≥≤><=为到是达于至（(、，;:为":
            said, begin = said[1:], begin + 1  # a dash between two numbers is no minus
        unit = _find_unit(masked[each.end() :])
        found.append(Number(float(said), unit, begin, each.end() + len(unit or "")))
    return tuple(found)


def _find_unit(rest: str) -> str | None:
    """The longest unit a text begins with."""
    space = len(rest) - len(rest.lstrip(" "))
    for length in range(min(LONGEST_UNIT, len(rest) - space), 0, -1):
        said = rest[space : space + length]
        if _is_unit(said):
            return rest[:space] + said
    return None


@cache
def _is_unit(said: str) -> bool:
    if said[0] in " -—0123456789" or said != said.strip() or "\n" in said or normalise_unit(said).isdigit():
        return False
    return is_known_unit(said)
