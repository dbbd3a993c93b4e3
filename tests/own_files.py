"""The files of a made-up county as its planners have them: a plan in Word, a list of projects in Excel, and the list corrected."""

import io
from pathlib import Path

from docx import Document
from openpyxl import Workbook

TITLE = "清溪县生态文明建设规划（2025—2030年）"
PROSE = (
    "清溪县位于某省东部，全县国土面积1565平方公里，共有132个行政村，2024年末常住人口23.38万人。",
    "规划期限为2025—2030年，基准年为2024年。",
    "全县重点工程共4项，总投资18000万元。",
)
HEADS = ("领域", "序号", "指标名称", "单位", "2024年现状值", "2030年目标值", "指标属性", "责任单位")
INDICATORS = (
    ("生态环境", "1", "空气质量优良天数比率", "%", "97.5", "≥95", "约束性", "县生态环境局"),
    ("生态环境", "2", "农村生活污水治理率", "%", "40.2", "≥65", "预期性", "县生态环境局"),
    ("生态环境", "3", "森林覆盖率", "%", "55.0", "≥56", "约束性", "县林业局"),
    ("生态空间", "4", "自然保护地面积", "平方公里", "120", "不降低", "约束性", "县林业局"),
    ("生态生活", "5", "公众对生态文明建设的满意度", "%", "—", "见考核细则", "参考性", "县统计局"),
)
PROJECT_HEADS = ("序号", "项目名称", "建设内容", "建设年限", "总投资（万元）", "资金来源", "责任单位", "支撑指标")
PROJECTS = (
    (1, "农村生活污水治理工程", "新建33个行政村农村生活污水治理设施，铺设污水管网", "2025-2026年", 3910, "中央", "县生态环境局",
     "农村生活污水治理率"),
    (2, "城区污水处理厂扩建工程", "扩建城区污水处理厂，新增污水处理能力2万立方米/日", "2025-2027年", 12000, "地方", "县住建局", ""),
    (3, "国土绿化工程", "人工造林2600亩，封山育林1200亩", "2026-2028年", 860, "省级", "县林业局", "森林覆盖率"),
    (4, "农村生活污水资源化工程", "新建12个行政村农村生活污水治理设施", "2026-2027年", 900, "地方", "县生态环境局", "农村生活污水治理率"),
)  # fmt: skip


def make_word() -> bytes:
    """The plan: title, prose, and the list of indicators with its domains as merged cells."""
    document = Document()
    document.add_heading(TITLE, level=0)
    for each in PROSE:
        document.add_paragraph(each)
    document.add_paragraph("表1 清溪县生态文明建设规划指标体系")
    table = document.add_table(rows=1, cols=len(HEADS))
    for cell, text in zip(table.rows[0].cells, HEADS, strict=True):
        cell.text = text
    for row in INDICATORS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for place in (2, 3):
        table.cell(place, 0).text = ""
    table.cell(1, 0).merge(table.cell(3, 0))
    return _save(document)


def make_list(cost: int = 3910) -> bytes:
    """The list of projects, under a title and above its sum; the first costs what is said."""
    book = Workbook()
    sheet = book.active
    sheet.title = "重点工程"
    sheet.append(["清溪县生态文明建设重点工程一览表"])
    sheet.append(list(PROJECT_HEADS))
    for row in PROJECTS:
        sheet.append([*row[:4], cost if row[0] == 1 else row[4], *row[5:]])
    sheet.append(["合计", None, None, None, cost + sum(row[4] for row in PROJECTS[1:])])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(PROJECT_HEADS))
    return _save(book)


def write_files(folder: Path) -> tuple[Path, Path]:
    """Both files."""
    folder.mkdir(parents=True, exist_ok=True)
    plan, projects = folder / "清溪县规划.docx", folder / "重点工程.xlsx"
    plan.write_bytes(make_word())
    projects.write_bytes(make_list())
    return plan, projects


def _save(made: object) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()
