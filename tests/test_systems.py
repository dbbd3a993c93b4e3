"""The indicator systems of ``scenarios/systems``: cited, read back to their words, and found by the names plans print."""

import re
from collections import Counter
from functools import cache
from itertools import groupby, product

import pytest

from peakfolio.assess.matching_names import match_indicator, rank_systems, strip_name
from peakfolio.errors import UnknownName
from peakfolio.plan.reading import read_systems
from peakfolio.plan.system_tables import SystemIndicator, SystemStandard
from peakfolio.units import is_known_unit
from transcription import SCENARIOS, SEEDS, read_lines, read_rows, squeeze

PLANS = ("panzhihua-dongqu", "dongchuan", "yongchuan", "lufeng", "kunming")
OWN = {"panzhihua-dongqu": "national_2021", "dongchuan": "yunnan_2022", "yongchuan": "chongqing_2020"}
SIGNS = {"≥": "at_least", "≤": "at_most"}
HOLDS = ("面积不减少", "不降低", "持稳定", "数量与面积不减少", "△EQI>-1", "∆QI≥-1", "生态功能不降低")
ASKED = ("完成", "不超过控制目标值")
IMPROVES = ("逐年提高", "持续提高", "持续下降", "持续改善", "减少")
# Names of one thing, told by hand and not from the aliases: what the plans print and what the systems call it.
SAME = (
    "党委政府对生态文明建设重大目标任务部署情况;党委政府对生态文明建设重大目标任务布署情况;区县党委政府对生态文明建设重大目标任务部署情况",
    "河长制;河（湖）长制",
    "优良天数比例;空气质量优良率",
    "PM2.5浓度;细颗粒（PM2.5）浓度;PM2.5年均浓度",
    "水质达到或优于Ⅲ类比例;地表水达到或好于Ⅲ类水体比例",
    "水质达到或优于Ⅲ类比例提高幅度;水质达到或优于III类水质比例提高幅度",
    "劣Ⅴ类水体比例下降幅度;劣V类水体比例下降幅度",
    "黑臭水体消除比例;城市黑臭水体消除比例",
    "城市声环境质量;声环境功能区夜间达标率;声功能区夜间达标率",
    "生态环境状况指数（EI）;生态环境状况指数;EI;生态质量指数（EQI）/生态环境状况指数（湿润地区）;生态质量指数（EQI）/生态环境状况指数",
    "特有性或指示性水生物种保持率;特有性或指示性水生物保持率",
    "突发生态环境事件应急管理机制;突发环境事件应急管理机制",
    "受污染耕地安全利用率;受污染耕地安全利用率（省级）",
    "重点建设用地安全利用;重点建设用地安全利用（省级）",
    "单位国内生产总值建设用地使用面积下降率;单位国内生产总建设用地使用面积下降率;单位地区生产总值建设用地使用面积下降率",
    "一般工业固体废物综合利用率提高幅度;一般工业固体废物综合利用率提高幅度（综合利用率>60%的地区）",
    "村镇饮用水卫生合格率;村镇/农村饮用水卫生合格率",
    "农村生活污水治理率;农村生活污水处理率",
    "城镇新建绿色建筑比例;城镇新建绿色建筑;城镇绿色建筑占新建建筑比重",
    "重点保护物种受到严格保护;国家重点保护物种受到严格保护",
    "草原综合植被盖度;草原综合植被覆盖度",
    "生态质量指数（EQI）;生态质量指数(EQI)",
    "秸秆综合利用率;主要农作物秸秆综合利用率",
    "畜禽粪污综合利用率;畜禽养殖粪污综合利用率",
    "农膜回收率;全市农膜回收率",
    "自然保护地和生态保护红线生态环境重点问题整改率;自然保护地、生态保护红线重点问题整改率",
    "非化石能源占能源消费总量比重;非化石能源占一次能源消费比重",
)
MEANING = {name: names.split(";")[0] for names in SAME for name in names.split(";")}
ALSO = {"生态质量指数(EQI)": "生态环境状况指数（EI）"}  # Yunnan takes either index under one name
# Names that mean a row of some list and are not matched to it: rather none than a wrong one.
SILENT = {"panzhihua-dongqu": 1, "dongchuan": 2, "kunming": 5}
BOOK = read_systems()


@cache
def list_names(region: str) -> tuple[tuple[str, str], ...]:
    rows = read_rows(SCENARIOS / region / "indicators.csv")
    return tuple((row["name_zh"], row["unit"]) for row in rows)


def means_same(printed: str, row: SystemIndicator) -> bool:
    wanted = MEANING.get(row.name_zh, row.name_zh)
    return wanted in (MEANING.get(printed, printed), ALSO.get(printed))


def read_back(row: SystemStandard) -> tuple[str, float | None]:
    """What the words of a standard ask, read a second time."""
    said = row.as_written
    number = re.search(r"([≥≤]?)\s*(\d+(?:\.\d+)?)$", said)
    if any(word in said for word in HOLDS):
        return ("assigned_or_hold" if "；" in said else "hold"), None
    if number:
        return SIGNS.get(number[1], "at_least"), float(number[2])
    if any(word in said for word in ASKED) or "目标任务" in said:
        return "assigned", None
    return ("improve" if said in IMPROVES else "done"), None


def test_every_list_is_there_and_says_where_it_was_read() -> None:
    assert [row.system_id for row in BOOK.systems][:3] == ["national_2021", "yunnan_2022", "chongqing_2020"]
    for row in BOOK.systems:
        source = BOOK.source_by_id[row.source_id]
        assert row.read_in == source.grade, row.system_id
        assert row.note, row.system_id
        assert row.note_zh, row.system_id
        assert row.read_in != "reprint" or "未读原文" in (source.citation_zh or ""), row.system_id
    assert len([row for row in BOOK.list_indicators("national_2021") if row.number]) == 35
    assert len([row for row in BOOK.list_indicators("chongqing_2020") if row.number]) == 38
    assert len(BOOK.list_indicators("beautiful_china_2020")) == 22


def test_every_standard_has_an_indicator_and_every_part_a_group() -> None:
    for system in BOOK.systems:
        rows = {row.indicator_id: row for row in BOOK.list_indicators(system.system_id)}
        for row in rows.values():
            assert row.parent_id is None or rows[row.parent_id].kind == "group", row
            assert row.unit is None or is_known_unit(row.unit), row
            assert (row.unit == "%") <= (row.upper_bound == 100), row
        for each in BOOK.list_standards(system.system_id):
            assert rows[each.indicator_id].kind != "group", each
            assert bool(each.condition_zh) == bool(each.condition_en), each
            assert bool(each.note) == bool(each.note_zh), each


def test_no_name_and_no_alias_stands_for_two_indicators_of_a_list() -> None:
    for system in BOOK.systems:
        owners: dict[str, set[str]] = {}
        for row in BOOK.list_indicators(system.system_id):
            for name in (row.name_zh, *row.aliases):
                owners.setdefault(strip_name(name), set()).add(row.indicator_id)
        assert {name: found for name, found in owners.items() if len(found) > 1} == {}, system.system_id


def test_the_words_of_every_standard_read_back_to_its_row() -> None:
    for row in BOOK.system_standards:
        assert read_back(row) == (row.relation, row.value), row


def test_a_wrong_number_or_relation_would_be_seen() -> None:
    row = next(row for row in BOOK.system_standards if row.as_written == "≥55")
    assert read_back(row.model_copy(update={"as_written": "≥54"})) != (row.relation, row.value)
    assert read_back(row.model_copy(update={"as_written": "保持稳定"})) != (row.relation, row.value)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the plans' plain text is not beside this checkout")
def test_what_was_read_in_a_plan_stands_in_its_lines() -> None:
    texts = {
        key: (SEEDS / row.file).read_text(encoding="utf-8").split("\n")
        for key, row in BOOK.source_by_id.items()
        if row.file
    }
    strange = []
    for row in (row for row in BOOK.system_indicators if row.source_id in texts):
        found = read_lines(row.lines or "", texts[row.source_id])
        if not any(squeeze(name) in found for name in (row.name_zh, *row.aliases, *row.name_zh.split("（"))):
            strange.append(row.name_zh)
    for each in (row for row in BOOK.system_standards if row.source_id in texts):
        found = read_lines(each.lines or "", texts[each.source_id])
        wanted = (each.as_written, each.condition_zh or "", {"hills": "丘陵地区"}.get(each.terrain or "", ""))
        strange += [word for word in wanted if squeeze(word) not in found]
    assert strange == []


def test_a_standard_of_another_terrain_is_not_asked_and_an_unknown_one_is_not_used() -> None:
    row = next(row for row in BOOK.list_indicators("national_2021") if row.name_zh == "林草覆盖率")
    assert [(each.value, used) for each, used in BOOK.choose_standards(row, "hills")] == [(40.0, True)]
    assert [(each.value, used) for each, used in BOOK.choose_standards(row, "mountains")] == [(60.0, True)]
    assert BOOK.choose_standards(row, "plains") == ()  # no document that was read prints it
    assert {used for _, used in BOOK.choose_standards(row, None)} == {False}


def test_a_system_is_found_by_its_key_its_name_or_its_number() -> None:
    for word in ("national_2021", "环办生态函〔2021〕353号", "国家生态文明建设示范区建设指标（修订版）"):
        assert BOOK.find_system(word).system_id == "national_2021"
    with pytest.raises(UnknownName, match="national_2021"):
        BOOK.find_system("national_2031")


@pytest.mark.parametrize("region", PLANS)
def test_no_sure_match_of_a_plan_is_wrong(region: str) -> None:
    for system in BOOK.systems:
        rows = BOOK.list_indicators(system.system_id)
        for name, unit in list_names(region):
            match = match_indicator(name, rows, unit or None)
            if match is not None and match.how != "near":
                assert means_same(name, match.row), (name, match.row.name_zh, match.how)
                assert match.mark == "sure", (name, match.row.name_zh)
            if match is not None and match.how == "near":
                assert match.mark == "check"


@pytest.mark.parametrize("region", PLANS)
def test_whatever_a_system_holds_of_a_plan_is_found(region: str) -> None:
    missed = [
        (system.system_id, name)
        for system in BOOK.systems
        for name, unit in list_names(region)
        if any(means_same(name, row) for row in BOOK.list_indicators(system.system_id))
        and match_indicator(name, BOOK.list_indicators(system.system_id), unit or None) is None
    ]
    assert len(missed) == SILENT.get(region, 0), missed


@pytest.mark.parametrize("region", sorted(OWN))
def test_the_list_a_plan_follows_ranks_first(region: str) -> None:
    assert rank_systems((name for name, _ in list_names(region)), BOOK)[0][0] == OWN[region]


@pytest.mark.parametrize(
    ("printed", "wanted", "how"),
    [
        ("优良天数比例", "优良天数比例", "exact"),
        (" ７．优良天数\n比例 ", "优良天数比例", "exact"),
        ("（3）河湖长制*", "河长制", "alias"),
        ("优良天数比率（%）", "优良天数比例", "bare"),
        ("政府绿色产品采购比例", "政府绿色采购比例", "near"),
    ],
)
def test_a_name_is_found_however_it_is_printed(printed: str, wanted: str, how: str) -> None:
    match = match_indicator(printed, BOOK.list_indicators("national_2021"))
    assert match is not None
    assert (match.row.name_zh, match.how, match.mark) == (wanted, how, "check" if how == "near" else "sure")


@pytest.mark.parametrize(
    "printed",
    [
        "城市生活污水处理量",
        "农村生活污水处理能力",
        "城镇污水处理量",
        "城镇生活垃圾处理率",
        "单位地区生产总值能耗下降率",
        "农药使用量",
        "农村生活垃圾无害化处理率",
        "CEI",
        "",
        "12",
    ],
)
def test_a_name_that_says_something_else_is_not_found(printed: str) -> None:
    assert match_indicator(printed, BOOK.list_indicators("national_2021")) is None


def test_a_unit_that_contradicts_is_looked_at_and_never_near() -> None:
    rows = BOOK.list_indicators("national_2021")
    exact = match_indicator("城镇污水处理率", rows, "万吨")
    assert exact is not None
    assert (exact.how, exact.mark) == ("exact", "check")
    assert match_indicator("城镇集中式污水处理率", rows, "%") is not None
    assert match_indicator("城镇集中式污水处理率", rows, "万吨") is None
    for unit in ("-", "—", "％", None):
        sure = match_indicator("城镇污水处理率", rows, unit)
        assert sure is not None
        assert sure.mark == "sure"


def test_two_rows_that_fit_equally_well_are_no_match() -> None:
    row = BOOK.list_indicators("national_2021")[2]
    twin = row.model_copy(update={"indicator_id": "X01"})
    assert match_indicator(row.name_zh, (row, twin)) is None


def test_alternatives_of_a_cell_hold_beside_what_is_asked_at_any_rate() -> None:
    rows = BOOK.list_standards("national_city_2024", "I04a")
    assert [(row.relation, row.any_of) for row in rows] == [
        ("assigned", None),
        ("at_least", "level_or_rise"),
        ("improve", "level_or_rise"),
    ]
    for _, group in groupby((row for row in BOOK.system_standards if row.any_of), key=lambda row: row.any_of):
        assert len(list(group)) > 1


def test_the_page_of_the_systems_prints_what_is_counted() -> None:
    found: Counter[tuple[str, bool]] = Counter()
    for region, system in product(PLANS, BOOK.systems):
        rows = BOOK.list_indicators(system.system_id)
        for name, unit in list_names(region):
            match = match_indicator(name, rows, unit or None)
            fits = not any(means_same(name, row) for row in rows) if match is None else means_same(name, match.row)
            found["none" if match is None else match.how, fits] += 1
    page = (SCENARIOS / "systems" / "README.md").read_text(encoding="utf-8")
    for how in ("exact", "alias", "bare"):
        assert f"| {how} | {found[how, True]:,} | {found[how, False]} |" in page
    assert f"| near (to check) | {found['near', True]} | {found['near', False]} |" in page
    assert f"| none | {found['none', True]:,} | {found['none', False]} missed |" in page
    for system in BOOK.systems:
        key, rows = system.system_id, BOOK.list_indicators(system.system_id)
        line = next(line for line in page.splitlines() if line.startswith(f"| `{key}`"))
        assert f"{sum(row.number is not None for row in rows)}" in line
        assert f"({len(rows)})" in line or f"| {len(rows)}" in line
        assert f"| {len(BOOK.list_standards(key)) or 'none are set'} |" in line
