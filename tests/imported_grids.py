"""Documents for the importer without a file: from lists of words, or from the plans as printed."""

from peakfolio.importing.documents import Cell, Document, Grid, Paragraph
from printed import Edition, Table

ABOVE, LEFT = "^", "<"  # the cell goes on from the one above it, or left of it


def make_document(*blocks: str | list[list[str]], name: str = "规划.docx") -> Document:
    """Paragraphs and tables in their order; each row of a table is a line of the text."""
    lines: list[str] = []
    made: list[Paragraph | Grid] = []
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
            made.append(Paragraph(block, len(lines)))
            continue
        caption = made[-1].text if made and isinstance(made[-1], Paragraph) else ""
        made.append(make_grid(block, caption, f"表{len(made)}", lines))
    return Document(name, "docx", tuple(made), tuple(lines))


def make_grid(rows: list[list[str]], caption: str, place: str, lines: list[str]) -> Grid:
    made: list[tuple[Cell, ...]] = []
    for row in rows:
        lines.append("\t".join(each for each in row if each not in (ABOVE, LEFT)).replace("\n", " "))
        cells: list[Cell] = []
        for column, text in enumerate(row):
            if text == ABOVE:
                cells.append(Cell(made[-1][column].text, len(lines), True))
            elif text == LEFT:
                cells.append(Cell(cells[-1].text, len(lines), True))
            else:
                cells.append(Cell(text, len(lines)))
        made.append(tuple(cells))
    return Grid(tuple(made), caption, place)


def print_document(edition: Edition) -> Document:
    """A plan as printed, as reading its file would give it."""
    lines: list[str] = []
    made: list[Paragraph | Grid] = []
    for block in edition.blocks:
        if isinstance(block, str):
            for text in block.split("\n"):
                lines.append(text)
                made.append(Paragraph(text, len(lines)))
        else:
            made.append(print_grid(block, f"第{sum(isinstance(each, Grid) for each in made) + 1}个表", lines))
    return Document(f"{edition.name}.docx", "docx", tuple(made), tuple(lines))


def print_grid(table: Table, place: str, lines: list[str]) -> Grid:
    rows = []
    for at in range(table.height):
        lines.append(table.print_row(at).replace("\n", " "))
        cells = []
        for column in range(table.width):
            found = table.find(at, column)
            cells.append(Cell(found.text, len(lines), (found.row, found.column) != (at, column)))
        rows.append(tuple(cells))
    return Grid(tuple(rows), " ".join((table.caption, *table.notes)).strip(), place)
