"""Numbers as they stand in print: how many decimals they carry, and whether a computed number is the printed one."""

import math
import re
import unicodedata

SLACK = 1e-9  # share by which a float may miss a decimal number that it stands for


def count_decimals(as_written: str, value: float) -> int:
    """Decimals a number is printed with in a text: 2 for 22.75; 0 where the number stands without any."""
    plain = "".join(unicodedata.normalize("NFKC", as_written).split())
    for found in re.findall(r"\d+(?:\.\d+)?", plain.replace(",", "")):
        if float(found) == abs(value):
            return len(found.partition(".")[2])
    return 0


def is_truncated(printed: float, computed: float, as_written: str) -> bool:
    """Whether the printed number is the computed one cut off instead of rounded."""
    scale = 10.0 ** count_decimals(as_written, printed)
    return math.floor(abs(computed) * scale + SLACK) == round(abs(printed) * scale)


def agrees(printed: float, computed: float, as_written: str) -> bool:
    """Whether a computed number rounds to the printed one at the printed precision."""
    half_step = 0.5 * 10.0 ** -count_decimals(as_written, printed)
    return abs(abs(printed) - abs(computed)) <= half_step * (1 + SLACK)
