"""Reads the text of a TOML file that nobody vouches for: it is looked over before the parser sees it.

A few kilobytes of brackets, dots or digits can keep Python's parser busy for half a minute, or end it with a RecursionError; a
plan needs none of them.
"""

import re
import tomllib
from typing import Any

from peakfolio.plan.figures import Slip, find_slip
from peakfolio.plan.limits import MOST_DEPTH, MOST_DIGITS, MOST_KEY_PARTS, measure_depth, shorten
from peakfolio.plan.wrong_values import describe_toml
from peakfolio.words import say

# strings and comments
TEXTS = re.compile(r'"""(?:\\.|[^\\])*?"""|' r"'''.*?'''|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|#[^\n]*", re.DOTALL)
WORDS = re.compile(r"[\w.+-]+", re.ASCII)


class TomlSlip(Exception):
    """What is wrong with a TOML text, and how to mend it."""

    def __init__(self, slip: Slip) -> None:
        self.finding, self.mend = slip
        super().__init__(str(self.finding))


def parse_toml(text: str) -> dict[str, Any]:
    """What a TOML text says.

    Raises TomlSlip where it is no TOML, or is nested, dotted or digited beyond any plan.
    """
    _refuse_bombs(text)
    try:
        return tomllib.loads(text, parse_float=_read_float)
    except (ValueError, RecursionError) as error:
        raise TomlSlip((describe_toml(error), say("mend the line it names"))) from error


def _refuse_bombs(text: str) -> None:
    bare = TEXTS.sub(lambda found: "" if found[0].startswith("#") else "s", text)
    if measure_depth(bare) > MOST_DEPTH:
        raise TomlSlip((say("holds brackets more than {most} deep", most=MOST_DEPTH), say("write it flatter")))
    for word in WORDS.findall(bare.replace(" ", "").replace("\t", "")):
        if word.count(".") >= MOST_KEY_PARTS:
            raise TomlSlip(
                (
                    say('the key "{key}" has more than {most} parts', key=shorten(word), most=MOST_KEY_PARTS),
                    say("use the keys of scenarios/README.md"),
                )
            )
        if len(word) > MOST_DIGITS and word.lstrip("+-")[:1].isdigit():
            raise TomlSlip(
                (
                    say('the number "{number}" is too long', number=shorten(word)),
                    say("write at most {most} characters", most=MOST_DIGITS),
                )
            )


def _read_float(said: str) -> float:
    slip = find_slip(said.replace("_", ""))  # TOML itself allows 1_000
    if slip is not None:
        raise TomlSlip(slip)
    return float(said)
