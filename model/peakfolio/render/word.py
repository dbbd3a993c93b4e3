"""The Word file of a content: the one door to python-docx."""

import struct
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from peakfolio.render import word_parts
from peakfolio.render.packing import fix_dates
from peakfolio.render.word_parts import DECLARED
from peakfolio.report import document as said
from peakfolio.report.document import Bullets, Figure, Table, Text

FONTS = {"body_latin": "Times New Roman", "body_chinese": "宋体", "head_latin": "Arial", "head_chinese": "黑体"}
PAGE, MARGIN = (Cm(21.0), Cm(29.7)), Cm(2.5)
EMU_PER_TWIP = 635
DOTS_PER_INCH, HIGHEST = 150, Cm(19.5)
SIZES = {"zh": 12.0, "en": 11.0}  # of the text, points
CELLS = (9.0, 8.0, 7.0)  # of tables, the first at which one fits
BOXES = {"answer": ("EAF4FA", "0072B2"), "caveat": ("FFF6E0", "E69F00")}
WORD_2013 = "15"  # how Word calls the layout of its versions since then
BLACK = RGBColor(0, 0, 0)


def render_word(content: said.Document, pictures: Mapping[str, bytes]) -> bytes:
    """The document as bytes, the same for the same content; ``pictures`` are the figures as PNG by name."""
    document = Document()
    _set_styles(document, content)
    _set_properties(document, content)
    _write_cover(document, content)
    _write_toc(document, content)
    writer = _Body(document, content, pictures)
    writer.write()
    saved = BytesIO()
    document.save(saved)
    return fix_dates(saved.getvalue())


class _Body:
    """Writes the chapters one after the other, turning the page where a table wants a broad one."""

    def __init__(self, document: Any, content: said.Document, pictures: Mapping[str, bytes]) -> None:
        self.document, self.content, self.pictures = document, content, pictures
        self.mark = 0
        self.is_wide = False

    def write(self) -> None:
        """All chapters."""
        for chapter in self.content.chapters:
            is_turned = self.turn(is_wide=chapter.is_appendix)
            self.mark += 1
            is_new = not is_turned and chapter.number in (1, len(self.content.chapters))
            self.add(word_parts.write_heading(f"{chapter.number} {chapter.title}", 1, self.mark, is_new_page=is_new))
            for block in chapter.blocks:
                if isinstance(block, Table):
                    self.turn(is_wide=block.is_wide or chapter.is_appendix)
                    self.write_table(block)
                    continue
                self.turn(is_wide=chapter.is_appendix)
                if isinstance(block, Figure):
                    self.write_figure(block)
                elif isinstance(block, Bullets):
                    self.write_bullets(block)
                else:
                    self.write_text(block)

    def add(self, markup: str) -> None:
        """Appends a paragraph or table before the properties of the last section."""
        body = self.document.element.body
        body.insert(len(body) - 1, parse_xml(markup))

    def turn(self, *, is_wide: bool) -> bool:
        """A new section where the page has to be turned; whether it had to."""
        if is_wide == self.is_wide:
            return False
        self.is_wide = is_wide
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (PAGE[1], PAGE[0]) if is_wide else PAGE
        section.different_first_page_header_footer = False
        return True

    def write_text(self, block: Text) -> None:
        """A paragraph, a box, a note or the heading of a part."""
        if block.role == "heading":
            self.mark += 1
            self.add(word_parts.write_heading(block.text, 2, self.mark))
            return
        style = {"note": "SmallPrint", "paragraph": "Prose"}.get(block.role, "Boxed")
        leads = "<w:keepNext/>" if block.text.endswith(("：", ":")) else ""  # never parted from what it leads to
        for line in block.text.split("\n"):
            self.add(word_parts.write_paragraph(word_parts.write_run(line), style, leads + _write_box(block.role)))

    def write_bullets(self, block: Bullets) -> None:
        """A list, its signs set as text so that a copied part keeps them."""
        style = "Numbered" if block.is_numbered else "Listed"
        for number, item in enumerate(block.items, 1):
            sign = (f"（{number}）" if self.content.language == "zh" else f"({number})") if block.is_numbered else "•"
            self.add(
                word_parts.write_paragraph(f"{word_parts.write_run(sign)}<w:r><w:tab/></w:r>{word_parts.write_run(item)}", style)
            )  # fmt: skip

    def write_table(self, table: Table) -> None:
        """Caption, table, note."""
        self.add(word_parts.write_caption(table.label, table.number, table.title, is_above=True))
        section = self.document.sections[-1]
        width = int(section.page_width - section.left_margin - section.right_margin) // EMU_PER_TWIP
        sizes = CELLS[1:] if self.is_wide else CELLS
        size = word_parts.find_size(table, width, sizes)
        self.add(word_parts.write_table(table, width, f"Cell{size:g}", size))
        note = word_parts.write_run(table.note) if table.note else ""
        self.add(word_parts.write_paragraph(note, "SmallPrint" if note else "Gap"))

    def write_figure(self, figure: Figure) -> None:
        """The picture as broad as the text at most, its caption under it."""
        data = self.pictures[figure.name]
        width, height = (size * 914400 // DOTS_PER_INCH for size in struct.unpack(">II", data[16:24]))
        section = self.document.sections[-1]
        room = int(section.page_width - section.left_margin - section.right_margin)
        scale = min(1.0, room / width, HIGHEST / height)
        paragraph = self.document.add_paragraph(style="Pictured")
        shape = paragraph.add_run().add_picture(BytesIO(data), Emu(int(width * scale)), Emu(int(height * scale)))
        described = shape._inline.docPr
        described.set("descr", figure.caption)
        described.set("title", figure.title)
        self.add(word_parts.write_caption(figure.label, figure.number, figure.title, is_above=False))


def _write_box(role: str) -> str:
    if role not in BOXES:
        return ""
    fill, line = BOXES[role]
    return (
        f'<w:pBdr><w:left w:val="single" w:sz="36" w:space="6" w:color="{line}"/></w:pBdr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    )


def _set_styles(document: Any, content: said.Document) -> None:
    """Fonts for both scripts, sizes and spaces; every style the document uses is defined in it."""
    text = SIZES[content.language]
    is_zh = content.language == "zh"
    normal = document.styles["Normal"]
    _set_font(normal, "body", text)
    normal.element.get_or_add_rPr().append(parse_xml(f'<w:lang {DECLARED} w:val="en-US" w:eastAsia="zh-CN"/>'))
    if is_zh:
        normal.element.rPr.find(qn("w:rFonts")).set(qn("w:hint"), "eastAsia")
    for name, size, space in (("Heading 1", 16.0, 18.0), ("Heading 2", 13.0, 12.0)):
        style = document.styles[name]
        _set_font(style, "head", size, is_bold=True)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(space), Pt(6)
        style.paragraph_format.page_break_before = False
    _set_font(document.styles["Caption"], "head", 10.0, is_bold=not is_zh)
    document.styles["Caption"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.styles["Caption"].paragraph_format.space_before = Pt(6)
    document.styles["Caption"].paragraph_format.space_after = Pt(4)
    _set_font(document.styles["Title"], "head", 24.0, is_bold=True)
    _set_font(document.styles["Subtitle"], "body", 13.0)
    body = _add_style(document, "Prose", text, 1.35, 6.0)
    if is_zh:
        body.element.get_or_add_pPr().append(parse_xml(f'<w:ind {DECLARED} w:firstLineChars="200" w:firstLine="480"/>'))
    _add_style(document, "Boxed", text - 1.0, 1.25, 4.0)
    for name, indent in (("Listed", 0.7), ("Numbered", 1.5)):
        listed = _add_style(document, name, text, 1.3, 3.0)
        listed.paragraph_format.left_indent, listed.paragraph_format.first_line_indent = Cm(indent), Cm(-indent)
        listed.paragraph_format.tab_stops.add_tab_stop(Cm(indent))
    _add_style(document, "SmallPrint", 9.0, 1.15, 8.0)
    _add_style(document, "Gap", 4.0, 1.0, 4.0)
    for size in CELLS:
        _add_style(document, f"Cell{size:g}", size, 1.0, 0.0)
    pictured = _add_style(document, "Pictured", text, 1.0, 0.0)
    pictured.paragraph_format.alignment, pictured.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    for level in (1, 2):
        _add_contents_style(document, level)


def _add_style(document: Any, name: str, size: float, line: float, after: float) -> Any:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _set_font(style, "body", size)
    style.paragraph_format.line_spacing = line
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(after)
    return style


def _add_contents_style(document: Any, level: int) -> None:
    style = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(qn("w:styleId"), f"TOC{level}")
    style.base_style = document.styles["Normal"]
    _set_font(style, "body", 12.0 if level == 1 else 10.5, is_bold=level == 1)
    style.paragraph_format.left_indent = Cm(0.8 * (level - 1))
    style.paragraph_format.space_before = Pt(4 if level == 1 else 0)
    style.paragraph_format.space_after = Pt(0)
    style.element.get_or_add_pPr().insert(
        0, parse_xml(f'<w:tabs {DECLARED}><w:tab w:val="right" w:leader="dot" w:pos="9070"/></w:tabs>')
    )


def _set_font(style: Any, kind: str, size: float, *, is_bold: bool = False) -> None:
    """Both fonts of a style, which python-docx alone cannot set, and nothing left of the template's."""
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, parse_xml(word_parts.write_fonts(FONTS, kind)))
    style.font.size, style.font.bold, style.font.italic = Pt(size), is_bold, False
    style.font.color.rgb = BLACK


def _set_properties(document: Any, content: said.Document) -> None:
    """Title, language, page, running head and page number; fields are brought up to date when the file is opened."""
    core = document.core_properties
    core.title, core.subject, core.author, core.comments = content.title, content.subtitle, "peakfolio", ""
    core.language, core.keywords = ("zh-CN" if content.language == "zh" else "en"), content.region
    core.last_modified_by = "peakfolio"
    section = document.sections[0]
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    section.different_first_page_header_footer = True
    _place(section.header, word_parts.write_run(content.title, '<w:color w:val="666666"/><w:sz w:val="18"/>'))
    number = word_parts.write_field("PAGE", "1")
    before, after = ("第 ", " 页") if content.language == "zh" else ("", "")
    _place(section.footer, word_parts.write_run(before) + number + word_parts.write_run(after))
    compat = document.settings.element.find(qn("w:compat"))
    compat.addprevious(parse_xml(f'<w:updateFields {DECLARED} w:val="true"/>'))
    for each in compat.iter(qn("w:compatSetting")):
        if each.get(qn("w:name")) == "compatibilityMode":
            each.set(qn("w:val"), WORD_2013)


def _place(edge: Any, inner: str) -> None:
    """One centred line in a running head or foot."""
    edge.is_linked_to_previous = False
    old = edge.paragraphs[0]._p
    old.addnext(parse_xml(word_parts.write_paragraph(inner, "SmallPrint", '<w:jc w:val="center"/>')))
    old.getparent().remove(old)


def _write_cover(document: Any, content: said.Document) -> None:
    for _ in range(6):
        document.add_paragraph()
    title = document.add_paragraph(content.title, style="Title")
    subtitle = document.add_paragraph(content.subtitle, style="Subtitle")
    for each in (title, subtitle):
        each.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for _ in range(6):
        document.add_paragraph()
    is_zh = content.language == "zh"
    for name in ("编制单位", "审核", "日期") if is_zh else ("Prepared by", "Checked by", "Date"):
        line = document.add_paragraph(f"{name}{'：' if is_zh else ': '}{'_' * 24}")
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    colon = "：" if is_zh else ": "
    identity = document.add_paragraph(" · ".join(f"{name}{colon}{value}" for name, value in content.identity))
    identity.style = document.styles["SmallPrint"]
    identity.alignment, identity.paragraph_format.space_before = WD_ALIGN_PARAGRAPH.CENTER, Pt(72)


def _write_toc(document: Any, content: said.Document) -> None:
    """The contents, filled in, on a page of their own."""
    head = document.add_paragraph("目　录" if content.language == "zh" else "Contents", style="Subtitle")
    head.alignment, head.paragraph_format.page_break_before = WD_ALIGN_PARAGRAPH.CENTER, True
    head.runs[0].bold = True
    entries: list[tuple[int, str, int]] = []
    for chapter in content.chapters:
        entries.append((1, f"{chapter.number} {chapter.title}", len(entries) + 1))
        for block in chapter.blocks:
            if isinstance(block, Text) and block.role == "heading":
                entries.append((2, block.text, len(entries) + 1))
    body = document.element.body
    for markup in word_parts.write_contents(entries):
        body.insert(len(body) - 1, parse_xml(markup))
