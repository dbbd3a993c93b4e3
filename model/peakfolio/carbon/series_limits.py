"""How large a series may be: figures that can be squared and multiplied, and tables a county's statistics fill with ease."""

from collections.abc import Sequence

from peakfolio.language import Sentence

LARGEST, LEAST = 1e18, 1e-18  # the world's yearly CO2 is 4e16 g; products of ten such figures can still be reckoned
MOST_LINES = 100_000  # factors come by year and cell
MOST_COLUMNS = 200
MOST_NAME = 200
Flaw = tuple[Sentence, Sentence]
SHORTEN = Sentence("缩短", "shorten it")


def find_excess(value: float) -> Flaw | None:
    """What is wrong with the size of a figure and how to mend it; None for one that can be reckoned with."""
    if value == 0 or LEAST <= abs(value) <= LARGEST:
        return None
    finding = (
        Sentence(f"{value:g} 太大，无法计算", f"{value:g} is too large to calculate with")
        if abs(value) > LARGEST
        else Sentence(f"{value:g} 太小，无法计算", f"{value:g} is too small to calculate with")
    )
    mend = Sentence("换用合适的单位", "use another unit")
    return finding, mend


def find_bulk(lines: Sequence[Sequence[str]]) -> Flaw | None:
    """What is wrong with the extent of a table, or with its first line; None for one that can be read."""
    if not any(cell.strip() for cell in lines[0]):
        return (
            Sentence("第一行是空行", "the first line is blank"),
            Sentence("第一行写表头", "begin with the header line"),
        )
    if len(lines) > MOST_LINES or len(lines[0]) > MOST_COLUMNS:
        return (
            Sentence(
                f"有 {len(lines):,} 行、{len(lines[0]):,} 列（最多 {MOST_LINES:,} 行、{MOST_COLUMNS} 列）",
                f"lines: {len(lines):,}, columns: {len(lines[0]):,} (at most {MOST_LINES:,} and {MOST_COLUMNS})",
            ),
            Sentence("分成几个文件", "split it into several files"),
        )
    if any(len(cell) > MOST_NAME for cell in lines[0]):
        finding = Sentence(f"列名超过 {MOST_NAME} 个字符", f"a name of a column has more than {MOST_NAME} characters")
        return finding, SHORTEN
    longest = max((len(cell) for cells in lines[1:] for cell in cells), default=0)
    if longest > MOST_NAME:
        finding = Sentence(
            f"有单元格超过 {MOST_NAME} 个字符（{longest:,} 个）",
            f"a cell has more than {MOST_NAME} characters ({longest:,})",
        )
        return finding, SHORTEN
    return None
