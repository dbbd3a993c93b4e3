"""The parts of a Word file as its own markup: fields, captions, tables, paragraphs with a bookmark."""

import re
from collections.abc import Mapping, Sequence
from html import escape

from peakfolio.report.document import CHINESE_FROM, Column, Table

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DECLARED = f'xmlns:w="{NAMESPACE}"'
TWIPS_PER_POINT, LETTER_SHARE = 20, 0.6  # a Latin letter is about so much of the size of its font wide
CELL_EDGE, SHORT, LEAST_TEXT = 150, 14, 0.3  # twips beside a text; letters of a short text; share kept for long texts
KEPT_WHOLE = 12  # rows up to which a table is not broken across pages
FIRST_CHINESE = chr(CHINESE_FROM)
BREAKABLE = re.compile(r"(?<=[;*+])(?=[\w(])")  # where lines of a formula or a list of lines may break
BREAK = "\u200b"
TOC_SWITCHES = 'TOC \\o "1-2" \\h \\z \\u'


def write_run(text: str, properties: str = "") -> str:
    """A run of text, with its line breaks."""
    shown = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    lines = (f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{shown}{'<w:br/>'.join(lines)}</w:r>"


def write_field(instruction: str, shown: str) -> str:
    """A field with the result it shows until it is updated."""
    said = escape(instruction, quote=False)
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {said} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{write_run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def write_paragraph(inner: str, style: str, properties: str = "") -> str:
    """A paragraph of a style."""
    return f'<w:p {DECLARED}><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{inner}</w:p>'


def write_heading(text: str, level: int, number: int, *, is_new_page: bool = False) -> str:
    """A heading with the bookmark the contents point at, on a new page where asked."""
    mark = f'<w:bookmarkStart w:id="{number}" w:name="{name_mark(number)}"/>'
    inner = f'{mark}{write_run(text)}<w:bookmarkEnd w:id="{number}"/>'
    return write_paragraph(inner, f"Heading{level}", "<w:pageBreakBefore/>" if is_new_page else "")


def name_mark(number: int) -> str:
    """The bookmark of a heading."""
    return f"_Toc{1000 + number}"


def write_caption(label: str, number: int, title: str, *, is_above: bool) -> str:
    """A caption whose number is a SEQ field."""
    sequence = label.replace(" ", "_")
    inner = write_run(f"{label} ") + write_field(f"SEQ {sequence} \\* ARABIC", str(number)) + write_run(f"  {title}")
    return write_paragraph(inner, "Caption", "<w:keepNext/>" if is_above else "")


def write_contents(entries: Sequence[tuple[int, str, int]]) -> list[str]:
    """The paragraphs of the contents: one field around entries of level, text and bookmark number, already filled in.

    Page numbers appear when the field is updated, which Word offers on opening: who writes the file does not know its pages.
    """
    paragraphs = []
    for place, (level, text, number) in enumerate(entries):
        link = f'<w:hyperlink w:anchor="{name_mark(number)}" w:history="1">{write_run(text)}</w:hyperlink>'
        if place == 0:
            link = (
                '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
                f'<w:r><w:instrText xml:space="preserve"> {escape(TOC_SWITCHES, quote=False)} </w:instrText></w:r>'
                f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{link}'
            )
        if place == len(entries) - 1:
            link += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        paragraphs.append(write_paragraph(link, f"TOC{level}"))
    return paragraphs


def write_table(table: Table, width: int, style: str, size: float) -> str:
    """A table of so many twips, set in so many points, that Word can edit: its heading repeats on every page, no row breaks across pages."""
    widths = measure_columns(table, width, size)
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    line = '<w:{} w:val="single" w:sz="{}" w:space="0" w:color="{}"/>'
    borders = (
        line.format("top", 12, "000000") + line.format("bottom", 12, "000000") + line.format("insideH", 4, "BFBFBF")
    )
    margins = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    head = _write_row(table.columns, [_break_heading(each) for each in table.columns], widths, style, is_head=True)
    rows = [
        _write_row(
            table.columns,
            [column.show(value) for column, value in zip(table.columns, row, strict=True)],
            widths,
            style,
            is_bold=table.has_total and number == len(table.rows) - 1,
            is_kept=_is_kept(number, len(table.rows)),
        )
        for number, row in enumerate(table.rows)
    ]
    return (
        f'<w:tbl {DECLARED}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>{margins}'
        f'<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{escape(table.caption)}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{"".join(rows)}</w:tbl>'
    )


def _is_kept(number: int, count: int) -> bool:
    """Whether a row stays on the page of the next: all rows of a short table do, of a long one its first and its last two."""
    return number < count - 1 and (count <= KEPT_WHOLE or number == 0 or number == count - 2)


def _break_heading(column: Column) -> str:
    """The heading with its unit on a line of its own."""
    return f"{column.title}\n({column.unit})" if column.unit else column.title


def find_size(table: Table, width: int, sizes: Sequence[float]) -> float:
    """The largest of some sizes of print, given from large to small, at which a table fits; the smallest where none does."""
    room = width * (1.0 - LEAST_TEXT)
    return next((size for size in sizes if sum(filter(None, _list_needs(table, size))) <= room), sizes[-1])


def measure_columns(table: Table, width: int, size: float) -> list[int]:
    """Twips of every column: numbers and short words get what they need, long texts share the rest by their weight."""
    needs = _list_needs(table, size)
    fixed = sum(each for each in needs if each is not None)
    weights = [column.width if need is None else 0.0 for column, need in zip(table.columns, needs, strict=True)]
    room = width * (LEAST_TEXT if any(weights) else 0.0)
    scale = (width - room) / fixed if fixed > width - room else 1.0
    rest = width - fixed * scale
    total = sum(weights) or 1.0
    spare = 1.0 if any(weights) else width / (fixed * scale)
    return [
        int(rest * weight / total) if need is None else int(need * scale * spare)
        for need, weight in zip(needs, weights, strict=True)
    ]


def _list_needs(table: Table, size: float) -> list[float | None]:
    """The twips that columns of numbers and short words need; None for long texts."""
    letter = size * TWIPS_PER_POINT * LETTER_SHARE
    needs: list[float | None] = []
    for place, column in enumerate(table.columns):
        longest = max((count_letters(column.show(row[place])) for row in table.rows), default=0)
        is_long = not column.is_number and longest > SHORT
        needs.append(None if is_long else max(longest, _measure_heading(column) + 1) * letter + CELL_EDGE)
    return needs


def _measure_heading(column: Column) -> int:
    """The letters of the longest word of a heading; Chinese may be broken anywhere."""
    words = f"{column.title} {column.shown_unit}".split()
    return max(min(count_letters(word), SHORT - 6 if max(word) >= FIRST_CHINESE else SHORT - 2) for word in words)


def count_letters(text: str) -> int:
    """The width of a text in Latin letters."""
    return sum(2 if ord(sign) >= CHINESE_FROM else 1 for sign in text)


def _write_row(
    columns: Sequence[Column],
    cells: Sequence[str],
    widths: Sequence[int],
    style: str,
    *,
    is_head: bool = False,
    is_bold: bool = False,
    is_kept: bool = False,
) -> str:
    said = []
    for column, text, width in zip(columns, cells, widths, strict=True):
        right = '<w:jc w:val="right"/>' if column.is_number else ""
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="E8EFF4"/><w:vAlign w:val="center"/>' if is_head else ""
        properties = "<w:b/><w:bCs/>" if is_head or is_bold else ""
        kept = "<w:keepNext/>" if is_head or is_kept else ""
        shown = text if is_head or column.is_number else BREAKABLE.sub(BREAK, text)
        paragraph = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}{right}</w:pPr>{write_run(shown, properties)}</w:p>'
        said.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{paragraph}</w:tc>')
    head = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(said)}</w:tr>"


def write_fonts(fonts: Mapping[str, str], kind: str) -> str:
    """The fonts of a style: Latin letters and Chinese characters each have their own."""
    latin, chinese = escape(fonts[f"{kind}_latin"]), escape(fonts[f"{kind}_chinese"])
    return f'<w:rFonts {DECLARED} w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{chinese}"/>'
