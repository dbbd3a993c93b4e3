"""From bytes to cells, for the tables of a plan and for every other CSV file: what is no UTF-8 or no CSV is named as such."""

import csv
import io

from peakfolio.plan.limits import MOST_LINES, MOST_ROWS, MOST_TABLE_BYTES
from peakfolio.words import Words, say

LEAST_EVERYDAY = 0.9  # share of the letters that GB2312, the set of everyday use, has too; names may hold rare ones


class TornRow(Exception):
    """A row in which a quoted cell does not end as it should."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def finding(self) -> Words:
        """What is wrong with the file."""
        return say("from this row on it is not valid CSV ({cause})", cause=self.__cause__)


def decode(content: bytes) -> str | None:
    """The text of a file: UTF-8, or GB18030 as spreadsheets in China write it, where it is cleanly one of them; None where it is neither."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if _is_chinese(text) else None


def _is_chinese(text: str) -> bool:
    """Whether what decodes as GB18030 is meant so: nearly all of it is in everyday use, and nothing is a control."""
    wide = [letter for letter in text if not letter.isascii()]
    everyday = sum(1 for letter in wide if letter.encode("gb2312", "ignore"))
    return everyday >= LEAST_EVERYDAY * len(wide) and not any(ord(each) < 32 and each not in "\t\n\r" for each in text)


def describe_encoding(content: bytes) -> Words:
    """What bytes that are no UTF-8 probably are."""
    if content.startswith(b"PK"):  # the mark of a ZIP archive, which every workbook is
        return say("the file is a workbook, not CSV text")
    return say("the file is neither UTF-8 nor GB18030 (GBK) text")


def split_rows(text: str, most_rows: int = MOST_ROWS) -> dict[int, list[str]]:
    """The rows that hold something, by their number in the file; no more than one too many is read. Raises TornRow."""
    rows: dict[int, list[str]] = {}
    number = 0
    usual = csv.field_size_limit(MOST_TABLE_BYTES)  # a cell that is too long is named like any other
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if number > MOST_LINES or any(cell.strip() for cell in cells):
                rows[number] = cells
            if number > MOST_LINES or len(rows) > most_rows + 1:
                break
    except csv.Error as error:
        raise TornRow(number + 1) from error
    finally:
        csv.field_size_limit(usual)
    return rows
