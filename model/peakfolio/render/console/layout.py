"""How broad the columns of a table are on a console, and which of them stand in a second table below."""

from collections.abc import Sequence
from dataclasses import dataclass

from peakfolio.report.wrapping import count_letters, fit_lines, wrap_text

NARROW = 8  # letters in a line of the heading of numbers
LEAST_NAME = 24  # letters in a line of a name, or twelve Chinese characters
LEAST_TEXT = 12  # letters in a line of another text
SHORT = 6  # a first column of this width is a number or a key, and the name of its row follows
GAP = 3  # letters between two columns
MOST_LINES = 3  # of a row, as far as the console is broad enough for it
STEP = 2  # letters by which a column is made broader, a Chinese character


@dataclass(frozen=True)
class ShownColumn:
    """A column as it is read: its title and unit, whether it holds numbers or names, and the text of each cell.

    ``is_keyed`` says that a key beside it names the row too, so that a name may be cut.
    """

    title: str
    unit: str
    is_number: bool
    is_name: bool
    cells: tuple[str, ...]
    is_keyed: bool = False

    @property
    def whole(self) -> int:
        """The letters it takes where no cell is broken, under a heading in narrow lines."""
        heading = self.write_heading(NARROW)
        return max(count_letters(line) for each in (*self.cells, heading) for line in each.split("\n"))

    @property
    def least(self) -> int:
        """The letters it needs: numbers whole, names and texts in lines that can be read."""
        if self.is_number or (not self.is_name and any("\n" in each for each in self.cells)):
            return self.whole  # cells that have lines keep them
        least = min(self.whole, LEAST_NAME if self.is_name else LEAST_TEXT)
        broken = [self.write_heading(NARROW), *(wrap_text(each, least) for each in self.cells)]
        return max(least, *(count_letters(line) for each in broken for line in each.split("\n")))  # no word is broken

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it in any row, which is not the sign for what is unknown."""
        return bool(self.cells) and not any(each.strip() for each in self.cells)

    def write_heading(self, width: int) -> str:
        """The heading in lines; of numbers narrow, with the unit in lines of its own."""
        if not self.is_number:
            return wrap_text(f"{self.title}{self.unit}", width)
        lines = (self.title, self.unit.strip())
        return "\n".join(wrap_text(each, NARROW) for each in lines if each)

    def wrap(self, row: int, width: int) -> str:
        """A cell in lines; those it has are kept."""
        text = self.cells[row]
        if self.is_number:
            return text
        if self.is_keyed:
            return fit_lines(text, width, MOST_LINES)
        return "\n".join(wrap_text(line, width) for line in text.split("\n"))

    def count_lines(self, width: int) -> list[int]:
        """The lines each cell takes in a column of this width."""
        return [self.wrap(row, width).count("\n") + 1 for row in range(len(self.cells))]

    def find_width(self, room: int) -> int:
        """The least width at which no cell takes more lines than a row should have, or all the room."""
        width = self.least
        while width < min(self.whole, room) and max(self.count_lines(width), default=1) > MOST_LINES:
            width += STEP
        return min(width, max(room, self.least))


def lay_out(columns: Sequence[ShownColumn], room: int) -> list[tuple[list[int], list[int]]]:
    """The places and widths of the columns in as many tables below each other as the console is too narrow for one.

    Each table begins with what names the rows.
    """
    named = [0] if columns[0].whole > SHORT or len(columns) == 1 else [0, 1]
    begun = sum(columns[place].least + GAP for place in named)
    widths = [each.least if place in named else each.find_width(room - begun) for place, each in enumerate(columns)]
    groups = [list(named)]
    for place in range(len(named), len(columns)):
        if columns[place].is_blank:
            continue
        if sum(widths[each] + GAP for each in (*groups[-1], place)) - GAP > room and len(groups[-1]) > len(named):
            groups.append(list(named))
        groups[-1].append(place)
    return [
        (group, _broaden([columns[each] for each in group], [widths[each] for each in group], room)) for group in groups
    ]


def _broaden(columns: Sequence[ShownColumn], least: Sequence[int], room: int) -> list[int]:
    """The widths with the room that is left given, bit by bit, to the column whose cells make the rows highest."""
    widths = list(least)
    heights = [each.count_lines(width) for each, width in zip(columns, widths, strict=True)]
    while sum(widths) + GAP * (len(widths) - 1) + STEP <= room:
        place = max(range(len(columns)), key=lambda each: (max(heights[each], default=1), sum(heights[each])))
        if max(heights[place], default=1) == 1:
            break
        widths[place] += STEP
        heights[place] = columns[place].count_lines(widths[place])
    return widths
