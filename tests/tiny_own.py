"""A county of one's own as an import leaves it: four projects with quantities in a text that is kept beside the package, no effect yet."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from peakfolio.plan.claims import Quantity
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.plan.settings import AssessmentSettings, Region, Settings, Years
from peakfolio.plan.tables import Support
from peakfolio.plan.writing import write_plan
from tiny import make_indicator, make_observation, make_project, make_target

LINES = (
    "清溪县生态文明建设规划（2025—2030年）",
    "全县共有132个行政村，国土面积1565平方公里。",
    "序号\t项目名称\t建设内容\t建设年限\t总投资（万元）",
    "1\t农村生活污水治理工程\t新建33个行政村农村生活污水治理设施，铺设污水管网\t2025-2026年\t3910",
    "2\t城区污水处理厂扩建工程\t扩建城区污水处理厂，新增污水处理能力2万立方米/日\t2025-2027年\t12000",
    "3\t国土绿化工程\t人工造林2600亩，封山育林1200亩\t2026-2028年\t860",
    "4\t农村生活污水资源化工程\t新建12个行政村农村生活污水治理设施\t2026-2027年\t900",
)
NAME = "source-1.txt"
PLAN = {"source_id": "plan", "note": None}
SETTINGS = Settings(
    region=Region(id="qingxi", name_zh="清溪县", name_en="清溪县", province_zh="某省", province_en="某省"),
    years=Years(
        title_zh=LINES[0], title_en=LINES[0], base_year=2024, first_year=2025, last_year=2030, milestones=(2030,)
    ),
    assessment=AssessmentSettings(rule="threshold", milestone=2030, standards=("plan",)),
)

VILLAGES = Quantity(
    quantity_id="Q1",
    topic="villages",
    domain="administration",
    name_zh="行政村数",
    name_en="villages",
    year=2024,
    value=132.0,
    unit="个",
    as_written="132个行政村",
    source_id="plan",
    lines="2",
)


def make_own_plan() -> Plan:
    """Two rates and a share, all below what is asked of them, and four projects that may move them."""
    asked = {
        "I1": ("农村生活污水治理率", 40.0, 65.0),
        "I2": ("森林覆盖率", 55.0, 56.0),
        "I3": ("空气质量优良天数比率", 97.0, 95.0),
    }
    works = (
        ("P1", 3910.0, 2025, 2026, 4),
        ("P2", 12000.0, 2025, 2027, 5),
        ("P3", 860.0, 2026, 2028, 6),
        ("P4", 900.0, 2026, 2027, 7),
    )
    return Plan(
        settings=SETTINGS,
        sources=(Source(source_id="plan", kind="document", title=LINES[0], file=NAME, citation="made for tests"),),
        indicators=tuple(_cite(make_indicator(key, name_zh=said[0], name_en=said[0])) for key, said in asked.items()),
        targets=tuple(_cite(make_target(key, said[2], year=2030)) for key, said in asked.items()),
        observations=tuple(_cite(make_observation(key, said[1], year=2024)) for key, said in asked.items()),
        projects=tuple(_make_works(*each) for each in works),
        supports=(
            Support(project_id="P1", as_written="农村生活污水治理率", indicator_id="I1", source_id="plan", lines="4"),
            Support(project_id="P3", as_written="森林覆盖率", indicator_id="I2", source_id="plan", lines="6"),
        ),
        quantities=(VILLAGES,),
    )


def _cite(row: Any) -> Any:
    return row.model_copy(update={"source_id": "plan", "lines": "2"})


def _make_works(key: str, cost: float, first: int, last: int, line: int) -> Any:
    _, name, content, years, money = LINES[line - 1].split("\t")
    said = {
        "name_zh": name,
        "name_en": name,
        "content_zh": content,
        "years_as_written": years,
        "cost_as_written": money,
    }
    return make_project(key, cost, first, last, **said, source_id="plan", lines=str(line))


def write_own_plan(folder: Path, **changes: Any) -> Plan:
    """Writes it, with its text beside it."""
    plan = replace(make_own_plan(), **changes)
    write_plan(plan, folder)
    (folder / NAME).write_text("".join(f"{each}\n" for each in LINES), encoding="utf-8")
    return plan
