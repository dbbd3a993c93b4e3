"""How large a series may be: figures that can be squared and multiplied, and tables a county's statistics fill with ease."""

from collections.abc import Sequence

from peakfolio.words import Words, say, say_in

LARGEST, LEAST = 1e18, 1e-18  # the world's yearly CO2 is 4e16 g; products of ten such figures can still be reckoned
MOST_LINES = 100_000  # factors come by year and cell
MOST_COLUMNS = 200
MOST_NAME = 200
Flaw = tuple[Words, Words]
SHORTEN = say_in("name", "shorten it")


def find_excess(value: float) -> Flaw | None:
    """What is wrong with the size of a figure and how to mend it; None for one that can be reckoned with."""
    if value == 0 or LEAST <= abs(value) <= LARGEST:
        return None
    finding = (
        say("{value:g} is too large to calculate with", value=value)
        if abs(value) > LARGEST
        else say("{value:g} is too small to calculate with", value=value)
    )
    mend = say("use another unit")
    return finding, mend


def find_bulk(lines: Sequence[Sequence[str]]) -> Flaw | None:
    """What is wrong with the extent of a table, or with its first line; None for one that can be read."""
    if not any(cell.strip() for cell in lines[0]):
        return say("the first line is blank"), say("begin with the header line")
    if len(lines) > MOST_LINES or len(lines[0]) > MOST_COLUMNS:
        return (
            say(
                "lines: {lines:,}, columns: {columns:,} (at most {most_lines:,} and {most_columns})",
                lines=len(lines),
                columns=len(lines[0]),
                most_lines=MOST_LINES,
                most_columns=MOST_COLUMNS,
            ),
            say("split it into several files"),
        )
    if any(len(cell) > MOST_NAME for cell in lines[0]):
        return say("a name of a column has more than {most} characters", most=MOST_NAME), SHORTEN
    longest = max((len(cell) for cells in lines[1:] for cell in cells), default=0)
    if longest > MOST_NAME:
        return say("a cell has more than {most} characters ({longest:,})", most=MOST_NAME, longest=longest), SHORTEN
    return None
