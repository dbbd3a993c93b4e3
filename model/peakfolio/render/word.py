"""The Word file of a content: the one door to python-docx.

How it looks stands in the template of its language, which can be changed in Word: styles, cover, running head, page number. What
stands there in braces is filled in here, and the chapters follow.

What follows GB/T 9704-2012 (the form of official documents): A4 with margins of 37, 35, 28 and 26 mm, the same edges turned with a
page that lies on its side; 小标宋 for the title, 黑体, 楷体 and 仿宋 for the levels of the text, numbered 一、（一）1.; fixed distances of
lines; page numbers in 四号 between dashes below the text. What does not: text is 小四 and headings are 三号 and 四号, where the standard
has 三号 throughout, because a report of this length would be half as long again; page numbers are centred; there is a running head;
tables and captions are in 宋体 and 黑体 of 五号 and less. The fonts are named with their usual stand-ins in the template's table of fonts.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.shared import Cm, Emu, Mm, Pt

from peakfolio.render.packing import fix_dates
from peakfolio.render.word_tables import DECLARED, find_size, measure_columns, pack_columns, write_table
from peakfolio.report import document as said
from peakfolio.report.document import Bullets, Figure, Table, Text
from peakfolio.words import say

TEMPLATES = Path(__file__).parent / "templates"
STYLES = {"answer": "Answer", "caveat": "Caveat", "note": "Small Print", "paragraph": "Prose"}  # of texts by their role
BRIEF_MARGIN = Mm(12)  # of the page to decide by, which is one page whatever the others are like
BRIEF_PRINT, BRIEF_LINE, BRIEF_GAP, BRIEF_CELL = 8.5, 11.0, 2.5, 7.5  # points, of the page to decide by
CELLS = (9, 8)  # points; the first at which a table fits has the style of its cells
HIGHEST, HIGHEST_TURNED = (
    Cm(7.4),
    Cm(12.5),
)  # a figure may be: little is left blank before it, and its caption stays on its page
LEAST_SCALE = (
    0.72  # of a figure: below it letters of 8 points cannot be read, so a tall figure may take more of its page
)
TALLEST = Cm(19)  # with its caption on an upright page
NEGATIVE = re.compile(r"(?<![\w.)%-])-(?=\d)")
TOC_START = (
    '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
TOC_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def render_word(content: said.Document, pictures: Mapping[str, bytes]) -> bytes:
    """The document as bytes, the same for the same content; ``pictures`` are the figures as PNG by name."""
    document = Document(str(TEMPLATES / f"report.{content.language}.docx"))
    _fill_template(document, content)
    if content.brief is not None:
        _write_brief(document, content.brief)
    _write_contents(document, content)
    _Body(document, content, pictures).write()
    saved = BytesIO()
    document.save(saved)
    return fix_dates(saved.getvalue())


def _fill_template(document: Any, content: said.Document) -> None:
    """Puts what the template leaves open into its properties, its cover and its running head."""
    core = document.core_properties
    core.title, core.subject, core.keywords = content.title, content.subtitle, content.region
    core.author = core.last_modified_by = "peakfolio"
    said = {"{title}": content.title, "{subtitle}": content.subtitle}
    for paragraph in (*document.paragraphs, *document.sections[0].header.paragraphs):
        if paragraph.text in said:
            paragraph.text = said[paragraph.text]


def _write_brief(document: Any, brief: said.Chapter) -> None:
    """The page to decide by, between the cover and the heading of the contents; set so that it is one page."""
    contents = document.paragraphs[-1]._p
    contents.getparent().remove(contents)
    section, edges = _begin_section(document), _list_edges(document.sections[0])
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = BRIEF_MARGIN
    section.header_distance = section.footer_distance = BRIEF_MARGIN // 2
    document.add_paragraph(brief.title, "TOC Heading").paragraph_format.space_after = Pt(4)
    room = Emu(section.page_width - section.left_margin - section.right_margin).twips
    for block in brief.blocks:
        if isinstance(block, Text):
            _write_line(document, block.text, is_bold=block.role == "answer")
        elif isinstance(block, Bullets):
            for number, each in enumerate(block.items, 1):
                _write_line(document, f"{number}. {each}")
        elif isinstance(block, Table):
            _write_line(document, block.caption, is_bold=True).paragraph_format.keep_with_next = True
            widths = pack_columns(block, room, BRIEF_CELL)
            styles = [document.styles[name].style_id for name in ("Report Table", "Brief Cell")]
            document.element.body[-1].addprevious(parse_xml(write_table(block, widths, *styles)))
            _write_line(document, block.note)
    section = _begin_section(document)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = edges
    document.element.body[-1].addprevious(contents)


def _begin_section(document: Any) -> Any:
    """A new section on a new page, with the running head on its first page too."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    return section


def _list_edges(section: Any) -> tuple[Any, Any, Any, Any]:
    return section.top_margin, section.right_margin, section.bottom_margin, section.left_margin


def _write_line(document: Any, text: str, *, is_bold: bool = False) -> Any:
    """A sentence of the page to decide by, in smaller print than the report; an empty one is a narrow gap."""
    paragraph = document.add_paragraph(style="Small Print")
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(BRIEF_PRINT), is_bold, False
    paragraph.paragraph_format.line_spacing = Pt(BRIEF_LINE if text else BRIEF_GAP)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _write_contents(document: Any, content: said.Document) -> None:
    """One field around the headings, already filled in.

    Page numbers appear when the field is updated, which Word offers on opening: who writes the file does not know its pages.
    """
    headings: list[tuple[int, str]] = []
    for chapter in content.chapters:
        headings.append((1, chapter.heading))
        headings += [(2, each.text) for each in chapter.blocks if isinstance(each, Text) and each.role == "heading"]
    for number, (level, text) in enumerate(headings, 1):
        link = f'<w:hyperlink w:anchor="_Toc{number}" w:history="1">{_write_run(text)}</w:hyperlink>'
        start, end = TOC_START if number == 1 else "", TOC_END if number == len(headings) else ""
        _append(document.add_paragraph(style=f"toc {level}"), start + link + end)


def _bind_signs(text: str) -> str:
    """Minus signs for the hyphens before negative numbers: a line may end after a hyphen, and the number would lose its sign."""
    return NEGATIVE.sub("\N{MINUS SIGN}", text)


def _write_run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def _append(paragraph: Any, markup: str) -> None:
    """Fields, links and bookmarks, which python-docx has no words for."""
    paragraph._p.extend(list(parse_xml(f"<w:p {DECLARED}>{markup}</w:p>")))


class _Body:
    """Writes the chapters one after the other, turning the page where a table wants a broad one."""

    def __init__(self, document: Any, content: said.Document, pictures: Mapping[str, bytes]) -> None:
        self.document, self.content, self.pictures = document, content, pictures
        self.section = document.sections[-1]  # stays the last one, whatever is put before it
        self.marks = count(1)

    def write(self) -> None:
        """All chapters."""
        writers: Mapping[type, Callable[[Any], None]] = {
            Text: self.write_text,
            Bullets: self.write_bullets,
            Table: self.write_table,
            Figure: self.write_figure,
        }
        for chapter in self.content.chapters:
            is_turned = self.turn(is_wide=chapter.is_appendix)
            heading = self.write_heading(chapter.heading, 1)
            if not is_turned and (chapter.number == 1 or chapter.is_appendix):
                heading.paragraph_format.page_break_before = True
            for block in chapter.blocks:
                writers[type(block)](block)

    @property
    def is_wide(self) -> bool:
        """Whether the page lies on its side."""
        return bool(self.section.orientation == WD_ORIENT.LANDSCAPE)

    @property
    def room(self) -> Emu:
        """The width of the text."""
        return Emu(self.section.page_width - self.section.left_margin - self.section.right_margin)

    def turn(self, *, is_wide: bool) -> bool:
        """A new section where the page has to be turned; whether it had to."""
        if is_wide == self.is_wide:
            return False
        self.document.add_section(WD_SECTION.NEW_PAGE)
        self.section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        section = self.section
        section.page_width, section.page_height = section.page_height, section.page_width
        edges = section.left_margin, section.top_margin, section.right_margin, section.bottom_margin
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = edges
        self.section.different_first_page_header_footer = False
        return True

    def write_heading(self, text: str, level: int) -> Any:
        """A heading with the bookmark the contents point at."""
        mark = next(self.marks)
        heading = self.document.add_paragraph(style=f"Heading {level}")
        start, end = f'<w:bookmarkStart w:id="{mark}" w:name="_Toc{mark}"/>', f'<w:bookmarkEnd w:id="{mark}"/>'
        _append(heading, start + _write_run(text) + end)
        return heading

    def write_text(self, block: Text) -> None:
        """A paragraph, a box, a note or the heading of a part."""
        if block.role == "heading":
            self.write_heading(block.text, 2)
            return
        for line in block.text.split("\n"):
            paragraph = self.document.add_paragraph(_bind_signs(line), STYLES[block.role])
            if block.text.endswith(("：", ":")):  # never parted from what it leads to
                paragraph.paragraph_format.keep_with_next = True

    def write_bullets(self, block: Bullets) -> None:
        """A list, its signs set as text so that a copied part keeps them."""
        for number, item in enumerate(block.items, 1):
            numbered = say("({number})", number=number).read(self.content.language)
            sign, style = (numbered, "Numbered") if block.is_numbered else ("•", "Listed")
            self.document.add_paragraph(f"{sign}\t{_bind_signs(item)}", style)

    def write_caption(self, block: Table | Figure) -> Any:
        """A caption whose number is a field."""
        caption = self.document.add_paragraph(f"{block.label} ", "Caption")
        instruction = f" SEQ {block.label.replace(' ', '_')} \\* ARABIC "
        number = f'<w:fldSimple w:instr="{escape(instruction)}">{_write_run(str(block.number))}</w:fldSimple>'
        _append(caption, number + _write_run(f"  {block.title}"))
        return caption

    def write_table(self, table: Table) -> None:
        """Caption, table, note."""
        self.write_caption(table).paragraph_format.keep_with_next = True
        size = find_size(table, self.room.twips, CELLS[1:] if self.is_wide else CELLS)
        widths = measure_columns(table, self.room.twips, size)
        styles = [self.document.styles[name].style_id for name in ("Report Table", f"Cell {size}")]
        self.document.element.body[-1].addprevious(parse_xml(write_table(table, widths, *styles)))
        self.document.add_paragraph(table.note, "Small Print" if table.note else "Gap")

    def write_figure(self, figure: Figure) -> None:
        """The picture as broad as the text at most and never too small to be read, its caption under it."""
        run = self.document.add_paragraph(style="Pictured").add_run()
        shape = run.add_picture(BytesIO(self.pictures[figure.name]))
        highest = HIGHEST_TURNED if self.is_wide else min(TALLEST, max(HIGHEST, int(shape.height * LEAST_SCALE)))
        scale = min(1.0, self.room / shape.width, highest / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        shape._inline.docPr.set("descr", figure.caption)
        shape._inline.docPr.set("title", figure.title)
        self.write_caption(figure)
