"""What an option may say: numbers, years, seeds and places, each checked before any work begins."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from peakfolio.errors import PeakfolioError
from peakfolio.plan.days import DAY as DAY_FORM
from peakfolio.plan.figures import NAMES_OF_NO_NUMBER, PLAIN, find_slip
from peakfolio.plan.limits import (
    COUNT,
    FIGURE,
    MONEY,
    MOST_DELIVERY_RUNS,
    MOST_DRAWS,
    MOST_RUNS,
    MOST_SECONDS,
    MOST_SEED,
    MOST_THREADS,
    MOST_WORKERS,
    POINTS,
    shorten,
    show_bound,
)
from peakfolio.plan.vocabulary import Terrain
from peakfolio.words import NOTHING, Words, say

TERRAINS: Mapping[str, Terrain] = {
    "山区": "mountains", "丘陵": "hills", "平原": "plains",
    "mountains": "mountains", "hills": "hills", "plains": "plains",
}  # fmt: skip
CEILING_PARTS = 3  # source or ledger:year:amount
SPAN_FORM = re.compile(r"([0-9]{4})\s*(?:[-~—–－～]{1,2}|至)\s*([0-9]{4})", re.ASCII)
ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss|inproc)://[^\s:/]+(:[0-9]{1,5})?", re.ASCII)


class BadValue(click.BadParameter):
    """A value that cannot be taken."""

    def __init__(self, said: Words, context: click.Context | None, parameter: click.Parameter | None) -> None:
        self.said = said
        super().__init__(str(said), context, parameter)


def read_number(text: str, least: float, most: float, *, is_open: bool = False) -> float:
    """A number of an option within its range; ``is_open`` leaves the ends out.

    Raises PeakfolioError.
    """
    if text.strip().lower().lstrip("+-") in NAMES_OF_NO_NUMBER:  # a table would be told to leave the cell empty
        raise PeakfolioError(say('must be a finite number; found "{found}"', found=shorten(text.strip())))
    slip = find_slip(text)
    if slip is not None:
        finding, mend = slip
        raise PeakfolioError(say("{finding}; {mend}", finding=finding, mend=mend))
    if not PLAIN.fullmatch(text.strip()):
        found = shorten(text)
        raise PeakfolioError(say('must be a number; found "{found}"', found=found))
    number = float(text)
    is_inside = least < number < most if is_open else least <= number <= most
    if not is_inside:
        ends = say(", both ends left out") if is_open else NOTHING
        raise PeakfolioError(
            say(
                "must lie between {least} and {most}{ends}; found {text}",
                least=show_bound(least),
                most=show_bound(most),
                ends=ends,
                text=shorten(text),
            )
        )
    return number


class Number(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """A number within a range, whole where ``is_whole``."""

    def __init__(self, least: float, most: float, *, is_whole: bool = False, is_open: bool = False) -> None:
        self.least, self.most, self.is_whole, self.is_open = least, most, is_whole, is_open
        self.name = "whole number" if is_whole else "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        try:
            number = read_number(str(value), self.least, self.most, is_open=self.is_open)
        except PeakfolioError as error:
            raise BadValue(error.said, ctx, param) from error
        if not self.is_whole:
            return number
        if not re.fullmatch(r"[+-]?[0-9]+", str(value).strip()):
            found = shorten(str(value))
            raise BadValue(say('must be a whole number; found "{found}"', found=found), ctx, param)
        return int(number)


class DayOf(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """A day, a month or a year."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The day as it was written."""
        text = str(value).strip()
        if DAY_FORM.fullmatch(text) is None:
            raise BadValue(say("must be such as 2026-11; found '{found}'", found=shorten(str(value))), ctx, param)
        return text


class SpanOfYears(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """First and last year of a plan."""

    name = "years"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """The two years, the first before the last."""
        if isinstance(value, tuple):
            return value
        found = SPAN_FORM.fullmatch(str(value).strip())
        if found is None:
            raise BadValue(say("must be such as 2026-2030; found '{found}'", found=shorten(str(value))), ctx, param)
        first, last = (int(YEAR.convert(each, param, ctx)) for each in found.groups())
        if not YEAR.least < first < last:
            raise BadValue(say("the first year must lie before the last"), ctx, param)
        return first, last


class Years(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """Years with commas between them, each once."""

    name = "years"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """The years in their order."""
        if isinstance(value, tuple):
            return value
        years = refuse_twins(ctx, param, tuple(YEAR.convert(each, param, ctx) for each in str(value).split(",")))  # type: ignore[arg-type]
        return tuple(sorted(years))


class OutputFile(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """A file that is going to be written: its ending is known, its folder is there and can be written to."""

    name = "file"

    def __init__(self, *endings: str) -> None:
        self.endings = endings

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The place of the file."""
        path = Path(value)
        said = _find_obstacle(path, self.endings)
        if said is not None:
            raise BadValue(said, ctx, param)
        return path


class InputFolder(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """A folder that is there."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The place of the folder."""
        path = Path(value)
        try:
            is_there = path.is_dir()
        except (OSError, ValueError):
            is_there = False
        if not is_there:
            raise BadValue(say("there is no folder '{folder}'", folder=shorten(str(value))), ctx, param)
        return path


class OutputFolder(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """A folder that is going to be written to, and that is made where it does not exist."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The place of the folder."""
        path, shown = Path(value), shorten(str(value))
        try:
            stands = next((each for each in (path, *path.absolute().parents) if each.exists()), path)
            is_free = stands.is_dir() and os.access(stands, os.W_OK)
        except (OSError, ValueError):
            is_free = False
        if not is_free or not str(value) or not str(value).isprintable():
            said = say("the folder '{shown}' cannot be written to", shown=shown)
            raise BadValue(said, ctx, param)
        return path


class Pair(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """A key and its value, as KEY=VALUE."""

    name = "KEY=VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The key and the value."""
        if isinstance(value, tuple):
            return value
        key, sign, said = str(value).partition("=")
        if not sign or not key.strip() or not said.strip():
            raise BadValue(
                say("must be such as 'terrain=山区'; found '{found}'", found=shorten(str(value))), ctx, param
            )
        return key.strip(), said.strip()


def _find_obstacle(path: Path, endings: Sequence[str]) -> Words | None:
    shown, folder = shorten(str(path)), shorten(str(path.parent))
    if path.suffix.lower() not in endings:
        listed = ", ".join(endings)
        return say("the name must end in {listed}; found '{shown}'", listed=listed, shown=shown)
    if not str(path).isprintable():
        return say("the name holds characters that cannot be seen: '{shown}'", shown=shown)
    try:
        if not path.parent.is_dir():
            return say("there is no folder '{folder}'", folder=folder)
        if path.is_dir():
            return say("'{shown}' is a folder", shown=shown)
        place = path if path.exists() else path.parent
        if not os.access(place, os.W_OK):
            return say("'{shown}' cannot be written", shown=shown)
    except (OSError, ValueError):
        return say("'{shown}' cannot be written", shown=shown)
    return None


def refuse_twins(ctx: click.Context, param: click.Parameter, given: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values of an option that may be given several times, none of them twice."""
    twin = next((each for place, each in enumerate(given) if each in given[:place]), None)
    if twin is not None:
        raise BadValue(say("{twin} is given twice", twin=twin), ctx, param)
    return given


def check_address(ctx: click.Context, param: click.Parameter, said: str) -> str:
    """The address of a Dask scheduler, or nothing."""
    if said and not ADDRESS.fullmatch(said):
        found = shorten(said)
        raise BadValue(say("must be such as tcp://host:8786; found '{found}'", found=found), ctx, param)
    return said


DAY = DayOf()
YEAR = Number(1949, 2100, is_whole=True)
YEARS = Years()
SPAN = SpanOfYears()
SEED = Number(0, MOST_SEED, is_whole=True)
BUDGET = Number(0, MONEY.most)
SCORE = Number(0, POINTS.most)
ROBUST = Number(0, COUNT.most)
AMOUNT = Number(0, COUNT.most)
SHARE = Number(0, 1)
CERTAINTY = Number(0, 1, is_open=True)
SECONDS = Number(0.1, MOST_SECONDS)
THREADS = Number(1, MOST_THREADS, is_whole=True)
WORKERS = Number(1, MOST_WORKERS, is_whole=True)
RUNS = Number(1, MOST_RUNS, is_whole=True)
DELIVERY_RUNS = Number(0, MOST_DELIVERY_RUNS, is_whole=True)
DRAWS = Number(1, MOST_DRAWS, is_whole=True)
PORT = Number(1, 65535, is_whole=True)


def split_ceiling(said: str) -> tuple[str, str, str]:
    """What is limited, the year and the amount of a ceiling; empty where it has not these three parts."""
    parts = said.split(":")
    return (parts[0], parts[1], parts[2]) if len(parts) == CEILING_PARTS else ("", "", "")


def read_figure(text: str) -> float:
    """A value of an indicator."""
    return read_number(text, FIGURE.least, FIGURE.most)


def read_money(text: str) -> float:
    """An amount in 万元."""
    return read_number(text, 0, MONEY.most)
