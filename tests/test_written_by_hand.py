# ruff: noqa: E501 - rows of tables are as long as they are
"""A small county as its bureau writes it: Chinese heads and words, few columns, no CSV of 300 columns; read like the English one."""

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from openpyxl import Workbook

from peakfolio.app.uploads import import_package
from peakfolio.app.workbooks import pack_workbook
from peakfolio.errors import PlanFaults
from peakfolio.plan.chinese_codes import CODES, TRUTHS, find_code, say_code
from peakfolio.plan.chinese_heads import TABLE_NAMES, find_column, find_table, list_heads, normalise
from peakfolio.plan.package import TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import hash_inputs, read_plan
from peakfolio.plan.writing import DESCRIPTOR, write_copy, write_plan

Sheet = list[list[str]]

SETTINGS = """\
[region]
id = "qingxi"
name_zh = "清溪县"
province_zh = "某省"
[years]
title_zh = "清溪县生态文明建设规划（2023-2025年）"
base_year = 2022
last_year = 2025
[carbon]
base_year = 2022
grid_years = [2022]
main_pathway = "baseline"
[pathways.baseline]
title_zh = "照旧"
"""
ENGLISH: Mapping[str, str] = {
    "sources": """source_id,kind,title,citation,reasoning
S01,document,清溪县生态文明建设规划（2023-2025年）,清溪县人民政府 2023,
S02,assumption,比照邻县,,没有本县的数字
""",
    "indicators": """indicator_id,number,name_zh,kind,nature,direction,area,unit,source_id
I01,1,农村生活污水治理率,numeric,binding,more,rural,%,S01
I02,2,单位地区生产总值能耗,numeric,anticipatory,less,all,吨标准煤/万元,S01
I03,3,生态文明建设规划,binary,reference,none,all,,S01
I04,4,森林覆盖率,numeric,binding,more,all,%,S01
""",
    "targets": """indicator_id,standard,year,relation,value,upper_value,as_written,is_used,any_of,source_id
I01,plan,2025,at_least,85,,≥85,true,,S01
I01,provincial,2025,at_least,80,,80,true,,S01
I02,plan,2025,at_most,0.5,,≤0.5,true,,S01
I03,plan,2025,done,,,完成,true,,S01
I04,plan,2025,at_least,55,,≥55,true,a,S01
I04,plan,2025,hold,,,保持,true,a,S01
I04,text,2025,between,54,56,54-56,false,,S01
""",
    "observations": """indicator_id,year,role,value,state,as_written,is_used,source_id
I01,2022,base,60,,60,true,S01
I01,2021,history,55,,55,true,S01
I01,2024,latest,66,,66,true,S01
I02,2022,base,0.62,,0.62,true,S01
I03,2022,base,,not_done,未完成,true,S01
I04,2022,base,54.3,,54.3,true,S01
""",
    "projects": """project_id,number,name_zh,category_zh,content_zh,start_year,end_year,years_as_written,cost_wan_yuan,lead_zh,divisible,unit_count,source_id
P01,1,集镇污水管网工程,生态环境,新建管网 12 公里,2023,2024,2023-2024年,1200,住建局,whole,,S01
P02,2,自然村污水治理,生态环境,治理 40 个自然村,2023,2025,2023-2025年,950,环境局,integer,40,S01
P03,3,造林绿化,生态空间,造林 300 亩,2024,2025,2024-2025年,,林草局,continuous,,S01
""",
    "supports": """project_id,as_written,indicator_id,source_id
P01,农村生活污水治理率,I01,S01
P03,绿化,,S01
""",
    "measures": """measure_id,name_zh,start_year,as_written,source_id
M01,颁布实施规划,2023,颁布实施规划,S01
""",
    "funding": """project_id,funding_source,amount_wan_yuan,as_written,source_id
P01,central,700,中央,S01
P01,local,500,县级,S01
P02,special,,专项资金,S01
""",
    "effects": """action_id,indicator_id,mode,basis,low,central,high,arrives,is_named_only,reasoning,source_id
P01,I01,adds,quantified,,,,on_completion,false,按管网覆盖的户数,S01
P02,I01,adds,stated,8,10,12,on_completion,false,规划写明,S02
P03,I04,adds,shared,,,,on_completion,false,规划只列名,S01
M01,I03,enables,order,,,,on_completion,false,本级决定,S01
""",
    "parameters": """parameter_id,name_zh,unit,low,central,high,source_id
connected,接入户数,户,4800,6000,6000,S01
households,农村总户数,户,,25000,,S01
""",
    "chains": """action_id,indicator_id,step,operation,takes,of
P01,I01,1,plus,parameter,connected
P01,I01,2,divided_by,parameter,households
""",
    "stated_totals": """claim_id,kind,scope,name_zh,value,unit,as_written,source_id
C01,project_count,,项目个数,3,个,3个,S01
""",
    "quantities": """quantity_id,topic,domain,name_zh,year,value,unit,as_written,source_id
Q01,population,population,常住人口,2022,23.4,万人,23.4万人,S01
""",
    "drivers": """driver,sector,unit,distribution,low,central,high,source_id
gdp,all,亿元,triangular,90,100,110,S01
value_added_share,industry,%,fixed,,40,,S01
value_added_share,services,%,fixed,,60,,S01
""",
    "energy": """sector,fuel,kind,unit,account,distribution,low,central,high,source_id
all,all,amount,万吨标准煤,equivalent,lognormal,50,60,72,S01
industry,all,share,%,equivalent,fixed,,70,,S01
services,all,share,%,equivalent,fixed,,30,,S01
all,coal,share,%,equivalent,fixed,,100,,S01
""",
    "levers": """pathway,lever,sector,first_year,last_year,distribution,low,central,high,reasoning,source_id
baseline,gdp_growth,all,2023,2060,triangular,2,3,4,近年增速,S02
baseline,intensity_change,all,2023,2060,triangular,-4,-3,-2,近年降幅,S02
""",
    "delivery": """project_id,work_type,trade,stops_for_rain,is_started,is_reserve,reasoning,source_id
P01,pipeline,pipe_layers,true,true,false,管网,S01
P02,plant,builders,true,false,false,处理设施,S01
""",
}
CHINESE: Mapping[str, str] = {
    "来源": """编号,类型,名称,发布单位与年份,理由
S01,文件,清溪县生态文明建设规划（2023-2025年）,清溪县人民政府 2023,
S02,,比照邻县,,没有本县的数字
""",
    "指标": """序号,指标名称,指标属性,统计范围,单位
1,农村生活污水治理率,约束性,农村,%
2,单位地区生产总值能耗,预期性,,吨标准煤/万元
3,生态文明建设规划,参考性,全县,
4,森林覆盖率,约束性,全县,%
""",
    "目标": """指标,目标来源,年份,关系,目标值,上限值,是否采用,或者
农村生活污水治理率,,2025,不低于,85,,,
农村生活污水治理率,省级,2025,,80,,,
单位地区生产总值能耗,本规划,2025,≤,0.5,,是,
3,规划,2025,完成,,,,
森林覆盖率,,2025,≥,55,,,a
森林覆盖率,,2025,保持,,,,a
I04,规划正文,2025,,54,56,否,
""",
    "现状": """指标名称,年份,现状值,完成情况
农村生活污水治理率,2022,60,
农村生活污水治理率,2021,55,
农村生活污水治理率,2024,66,
单位地区生产总值能耗,2022,0.62,
生态文明建设规划,2022,,未落实
森林覆盖率,2022,54.3,
""",
    "重点项目": """序号,项目名称,项目类别,建设内容及规模,开始年份,完成年份,建设年限,总投资 (万元),责任单位,能否拆分,单元数
1,集镇污水管网工程,生态环境,新建管网 12 公里,2023,2024,2023-2024年,1200,住建局,,
2,自然村污水治理,生态环境,治理 40 个自然村,2023,2025,2023-2025年,950,环境局,按个拆分,40
3,造林绿化,生态空间,造林 300 亩,2024,2025,2024-2025年,,林草局,可任意拆分,
""",
    "支撑指标": """项目名称,支撑指标
集镇污水管网工程,农村生活污水治理率
造林绿化,绿化
""",
    "措施": """措施名称,开始年份
颁布实施规划,2023
""",
    "资金来源": """项目,资金来源,金额（万元）
集镇污水管网工程,中央,700
集镇污水管网工程,县级,500
自然村污水治理,专项资金,
""",
    "成效": """项目或措施,指标,方式,依据类型,低值,中值,高值,理由,来源
集镇污水管网工程,农村生活污水治理率,增加,,,,,按管网覆盖的户数,
自然村污水治理,农村生活污水治理率,增加,,8,10,12,规划写明,比照邻县
造林绿化,森林覆盖率,增加,,,,,规划只列名,
颁布实施规划,生态文明建设规划,使之完成,行政决定,,,,本级决定,
""",
    "参数": """参数编号,参数名称,单位,低值,中值,高值
connected,接入户数,户,4800,6000,6000
households,农村总户数,户,,25000,
""",
    "推算步骤": """项目,指标,步骤,运算,取用,取用对象
集镇污水管网工程,农村生活污水治理率,1,加,参数,connected
集镇污水管网工程,农村生活污水治理率,2,除以,参数,households
""",
    "合计": """类型,事项,合计值,单位
项目个数,项目个数,3,个
""",
    "基础数据": """主题,领域,数据名称,年份,数值,单位
population,人口,常住人口,2022,23.4,万人
""",
    "经济人口": """因素,部门,单位,分布,低值,中值,高值
地区生产总值,,亿元,三角,90,100,110
增加值占比,工业,%,固定,,40,
增加值占比,第三产业,%,固定,,60,
""",
    "能源": """部门,能源品种,数值类型,单位,折标口径,分布,低值,中值,高值
全部,全部,总量,万吨标准煤,等价值,对数正态,50,60,72
工业,合计,占比,%,等价值,固定,,70,
服务业,合计,占比,%,等价值,固定,,30,
全社会,煤炭,占比,%,等价值,固定,,100,
""",
    "情景参数": """情景,参数,起始年份,截止年份,低值,中值,高值,理由,来源
baseline,经济增速,2023,2060,2,3,4,近年增速,S02
baseline,能耗强度变化,2023,2060,-4,-3,-2,近年降幅,S02
""",
    "项目实施": """项目名称,工程类型,施工队伍,雨季停工,是否开工,判断依据
集镇污水管网工程,管网,管网队伍,是,是,管网
自然村污水治理,厂站,房建队伍,是,否,处理设施
""",
}


def write_county(folder: Path, tables: Mapping[str, str], encoding: str = "utf-8") -> Path:
    folder.mkdir()
    (folder / "plan.toml").write_text(SETTINGS, encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_bytes(text.encode(encoding))
    return folder


def split(text: str) -> Sheet:
    return list(csv.reader(io.StringIO(text)))


def pack_sheets(tables: Mapping[str, str]) -> bytes:
    """A workbook as a bureau makes it: numbers as numbers, sheets with Chinese names."""
    book, buffer = Workbook(), io.BytesIO()
    book.active.title = "plan"
    for line in SETTINGS.splitlines():
        book.active.append([line])
    for name, text in tables.items():
        sheet = book.create_sheet(name)
        for row in split(text):
            sheet.append([_type(cell) for cell in row])
    book.save(buffer)
    return buffer.getvalue()


def _type(cell: str) -> Any:
    try:
        return float(cell)
    except ValueError:
        return cell or None


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return read_plan(write_county(tmp_path_factory.mktemp("english") / "qingxi", ENGLISH))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_county_in_chinese_reads_like_the_english_one(tmp_path: Path, english: Plan, encoding: str) -> None:
    plan = read_plan(write_county(tmp_path / "mine", CHINESE, encoding))
    for table in TABLES:
        assert getattr(plan, table) == getattr(english, table), table
    assert plan == english


def test_so_it_does_as_a_workbook_and_as_a_zip(tmp_path: Path, english: Plan) -> None:
    assert import_package("清溪.xlsx", pack_sheets(CHINESE), tmp_path / "book")[1] == english
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("qingxi/plan.toml", SETTINGS)
        for name, text in CHINESE.items():
            archive.writestr(f"qingxi/{name}.csv", text.encode("gb18030"))
    assert import_package("清溪.zip", buffer.getvalue(), tmp_path / "zip")[1] == english


def test_names_that_chinese_windows_writes_into_a_zip_are_read(tmp_path: Path, english: Plan) -> None:
    """Such a program writes GBK bytes and no flag that says how a name is written; here they are put in place of ASCII ones."""
    buffer, names = io.BytesIO(), {}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("plan.toml", SETTINGS)
        for place, (name, text) in enumerate(CHINESE.items()):
            written = f"{name}.csv".encode("gb18030")
            names[written] = f"@{chr(65 + place)}".encode() + b"@" * (len(written) - 2)
            archive.writestr(names[written].decode(), text)
    content = buffer.getvalue()
    for written, plain in names.items():
        content = content.replace(plain, written)
    assert import_package("清溪.zip", content, tmp_path / "zip")[1] == english


def test_a_copy_a_workbook_and_a_written_plan_of_it_are_the_same_plan(tmp_path: Path, english: Plan) -> None:
    mine = write_county(tmp_path / "mine", CHINESE)
    write_copy(mine, english.settings, tmp_path / "copy")
    copied = read_plan(tmp_path / "copy")
    assert copied.settings.region.id == "copy"
    assert replace(copied, settings=english.settings) == english
    assert not (tmp_path / "copy" / DESCRIPTOR).exists()  # it would name files and columns that are not there
    assert import_package("copy.xlsx", pack_workbook(mine), tmp_path / "book")[1] == english
    write_plan(english, tmp_path / "plain")
    assert read_plan(tmp_path / "plain") == english
    assert "指标.csv" in hash_inputs(mine)


def test_a_fault_names_the_file_and_the_head_that_were_written_and_the_words_that_are_allowed(tmp_path: Path) -> None:
    broken = {**CHINESE, "重点项目": CHINESE["重点项目"].replace(",1200,", ',"1,200.00",').replace("按个拆分", "随意")}
    with pytest.raises(PlanFaults) as caught:
        read_plan(write_county(tmp_path / "mine", broken))
    first, second = (fault for fault in caught.value.faults if fault.row)
    assert (first.file, first.row, first.column) == ("重点项目.csv", 2, "总投资 (万元)")
    assert first.mend.zh == "不加分隔符：1200.00"
    assert (second.row, second.column) == (3, "能否拆分")
    assert second.finding.zh.startswith("只能是 整体（whole）、可任意拆分（continuous）、按个拆分（integer）")


def test_a_file_that_is_nearly_a_table_is_not_missed_unseen(tmp_path: Path) -> None:
    folder = write_county(tmp_path / "mine", CHINESE)
    (folder / "notes.csv").write_text("a,b\n", encoding="utf-8")
    read_plan(folder)
    (folder / "指标.csv").rename(folder / "指标表.csv")
    with pytest.raises(PlanFaults, match=r"指标表\.csv: is no table of a plan; rename it to 指标\.csv"):
        read_plan(folder)


def test_a_table_in_two_files_is_a_fault(tmp_path: Path) -> None:
    folder = write_county(tmp_path / "mine", CHINESE)
    (folder / "indicators.csv").write_text(ENGLISH["indicators"], encoding="utf-8")
    with pytest.raises(PlanFaults, match=r"指标\.csv: is the same table as indicators\.csv; keep one of them"):
        read_plan(folder)


def test_an_amount_whose_unit_nobody_says_is_not_taken(tmp_path: Path) -> None:
    bare = {**CHINESE, "重点项目": CHINESE["重点项目"].replace("总投资 (万元)", "总投资")}
    with pytest.raises(PlanFaults, match="总投资: is a stray column; write 总投资（万元） if that is meant"):
        read_plan(write_county(tmp_path / "mine", bare))


def list_literals() -> list[tuple[str, str, tuple[str, ...]]]:
    found = []
    for table, row_type in TABLES.items():
        for column, field in row_type.model_fields.items():
            kinds = (field.annotation, *get_args(field.annotation))
            codes = next((get_args(kind) for kind in kinds if get_origin(kind) is Literal), ())
            found.append((table, column, ("true", "false") if bool in kinds else codes))
    return found


@pytest.mark.parametrize(("table", "column", "codes"), [each for each in list_literals() if each[2]])
def test_every_code_word_has_chinese_words_that_stand_for_it_alone(
    table: str, column: str, codes: tuple[str, ...]
) -> None:
    words = TRUTHS if "true" in codes else CODES
    said = [word for code in codes for word in words[code]]
    assert len(said) == len(set(said)), (table, column, sorted(word for word in said if said.count(word) > 1))
    assert all(find_code(word, codes) == code for code in codes for word in (*words[code], say_code(code), code))
    assert find_code("别的", codes) == "别的"


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_chinese_heads_of_its_own(table: str) -> None:
    columns = tuple(TABLES[table].model_fields)
    heads = {column: list_heads(table, column) for column in columns}
    assert [column for column in columns if not heads[column]] == []
    said = [normalise(head) for each in heads.values() for head in each]
    assert [head for head in said if said.count(head) > 1] == []
    assert all(find_column(table, head, columns) == column for column in columns for head in (*heads[column], column))
    assert find_table(TABLE_NAMES[table][0]) == table == find_table(table)


def test_no_word_or_head_is_kept_for_what_does_not_exist() -> None:
    codes = {code for _, _, allowed in list_literals() for code in allowed}
    assert CODES.keys() - codes == set()
    names = [name for each in TABLE_NAMES.values() for name in each]
    assert len(names) == len(set(names))
    assert TABLE_NAMES.keys() == TABLES.keys()
