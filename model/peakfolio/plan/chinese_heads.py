"""The Chinese names of tables and of their columns: what a county writes over its own lists is read like the names of the code.

The first name of each is the one that templates write. A unit in a head belongs to it: "总投资" alone does not say whether it is in
万元 or 亿元, so it is no name of a column.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

TABLE_NAMES: Mapping[str, tuple[str, ...]] = {
    "sources": ("来源", "资料来源", "数据来源"),
    "indicators": ("指标", "建设指标", "指标体系"),
    "targets": ("目标", "目标值", "指标目标"),
    "observations": ("现状", "现状值", "指标现状"),
    "printed_assessments": ("文件评估", "达标情况"),
    "score_tiers": ("分档得分", "评分标准"),
    "basic_conditions": ("基本条件",),
    "projects": ("项目", "重点项目", "重点工程", "工程项目"),
    "supports": ("支撑", "支撑指标", "支撑关系"),
    "measures": ("措施", "政策措施", "保障措施"),
    "funding": ("资金", "资金来源", "投资来源"),
    "effects": ("成效", "工程成效", "项目成效"),
    "parameters": ("参数", "测算参数"),
    "chains": ("推算步骤", "推算链"),
    "abatements": ("减排", "减排量"),
    "relations": ("项目关系",),
    "budgets": ("资金上限", "预算"),
    "stated_totals": ("文件合计", "合计"),
    "quantities": ("基础数据", "基本情况"),
    "activities": ("工程量", "建设规模"),
    "drivers": ("经济人口", "驱动因素"),
    "energy": ("能源", "能源消费"),
    "other_emissions": ("其他排放", "其他温室气体"),
    "levers": ("情景参数", "调控参数"),
    "delivery": ("实施", "项目实施"),
    "outcomes": ("实际值", "完成值", "实际结果"),
    "progress": ("项目进展", "进展"),
    "observed": ("年度总量", "历年总量"),
    "breaks": ("口径变化", "口径"),
}

RANGE = {
    "distribution": ("分布",),
    "low": ("低值", "下限", "最小值"),
    "central": ("中值", "数值", "取值"),
    "high": ("高值", "上限", "最大值"),
}
INDICATOR = ("指标编号", "指标", "指标名称", "对应指标")
PROJECT = ("项目编号", "项目", "项目名称", "工程名称")
ACTION = ("项目或措施编号", "项目或措施", "项目编号", "项目", "措施", "项目名称")
QUOTED = ("原文", "文件原文", "原文表述")

HEADS: Mapping[str, tuple[str, ...]] = {  # of columns that mean the same in every table
    "source_id": ("来源编号", "来源", "资料来源", "数据来源", "出处"),
    "lines": ("行号", "原文行号", "所在行"),
    "note": ("备注", "说明"),
    "note_zh": ("中文备注",),
    "number": ("序号", "编号", "原文序号"),
    "name_en": ("英文名称", "英文名"),
    "as_written": QUOTED,
    "is_used": ("是否采用", "采用"),
    "formula": ("计算式", "算式", "公式"),
    "reasoning": ("理由", "依据", "取值理由"),
    "known_on": ("发布日期", "填报日期", "公布日期"),
    "grade": ("来源等级",),
    "address": ("网址",),
    "reasoning_zh": ("中文理由",),
    "unit": ("单位", "计量单位"),
    "year": ("年份", "年度", "年"),
    "lead_zh": ("责任单位", "牵头单位", "责任部门", "牵头部门", "实施单位"),
    "start_year": ("开始年份", "开工年份", "起始年份", "起始年"),
    "end_year": ("结束年份", "完工年份", "完成年份", "截止年份", "竣工年份"),
    "funding_source": ("资金来源", "资金渠道", "投资来源"),
    "project_id": PROJECT,
    "indicator_id": INDICATOR,
    "action_id": ACTION,
    "sector": ("部门", "行业"),
    "fuel": ("能源品种", "品种", "燃料"),
    "item": ("排放项",),
    "ledger": ("账目", "核算账"),
    "ramp_years": ("见效年数", "爬坡年数"),
    **RANGE,
}
TABLE_HEADS: Mapping[
    str, Mapping[str, tuple[str, ...]]
] = {  # what a column is called in one table only, or there besides
    "sources": {
        "source_id": ("来源编号", "编号"),
        "kind": ("类型", "来源类型"),
        "title": ("名称", "标题", "文件名称"),
        "file": ("文本文件", "文件"),
        "citation": ("发布单位与年份", "发布单位", "引用", "文号"),
        "title_zh": ("中文名称",),
        "title_en": ("英文名称",),
        "citation_zh": ("中文引用",),
    },
    "indicators": {
        "indicator_id": ("指标编号", "编号"),
        "parent_id": ("上级指标", "所属指标"),
        "number": ("序号", "原文序号"),
        "name_zh": ("指标名称", "指标", "名称", "考核指标", "建设指标"),
        "domain_zh": ("领域", "类别", "一级指标"),
        "task_zh": ("任务", "二级指标"),
        "chapter": ("所属清单", "清单"),
        "kind": ("类型", "指标类型"),
        "nature": ("指标属性", "属性", "指标性质", "性质"),
        "direction": ("方向", "指标方向", "趋向"),
        "area": ("范围", "区域", "统计范围"),
        "lower_bound": ("下界", "理论下限", "最小可能值"),
        "upper_bound": ("上界", "理论上限", "最大可能值"),
        "counted_units": ("统计个数", "统计单元数"),
    },
    "targets": {
        "standard": ("标准", "标准来源", "目标来源"),
        "year": ("年份", "目标年份", "目标年", "年度"),
        "relation": ("关系", "比较关系", "要求"),
        "value": ("目标值", "数值", "标准值", "目标"),
        "upper_value": ("上限值", "目标上限"),
        "any_of": ("任一组", "或者"),
        "all_of": ("同时满足组", "并且"),
    },
    "observations": {
        "year": ("年份", "现状年份", "现状年", "年度"),
        "role": ("用途", "数据用途"),
        "value": ("现状值", "数值", "现状", "监测值", "基准值", "完成值"),
        "state": ("状态", "完成情况", "落实情况"),
    },
    "printed_assessments": {
        "status": ("达标情况", "是否达标"),
        "progress_class": ("进度分类", "进展"),
        "progress_percent": ("进度（%）", "完成进度（%）"),
        "points": ("得分", "分数"),
    },
    "score_tiers": {
        "tier": ("档次", "档"),
        "points": ("分值", "得分"),
        "at_least": ("不低于",),
        "above": ("高于",),
        "below": ("低于",),
        "at_most": ("不高于",),
        "requires_state": ("要求状态",),
        "condition_zh": ("附加条件",),
    },
    "basic_conditions": {
        "condition_id": ("条件编号", "编号"),
        "name_zh": ("条件", "基本条件", "名称"),
        "state_zh": ("现状", "现状情况"),
        "status": ("是否满足", "满足情况"),
        "target_near_zh": ("近期目标",),
        "target_far_zh": ("远期目标",),
        "years_required": ("要求年数",),
        "starts_on": ("起算日期",),
    },
    "projects": {
        "project_id": ("项目编号", "编号"),
        "number": ("序号", "原文序号"),
        "name_zh": ("项目名称", "工程名称", "项目", "重点工程", "名称"),
        "category_zh": ("项目类别", "类别", "工程类别", "领域", "所属领域"),
        "content_zh": ("建设内容", "主要建设内容", "建设内容及规模", "建设内容与规模", "主要内容", "建设规模"),
        "years_as_written": ("建设年限", "建设期限", "实施年限", "起止年限", "建设周期", "实施期限"),
        "cost_wan_yuan": (
            "总投资（万元）",
            "投资（万元）",
            "投资估算（万元）",
            "估算投资（万元）",
            "投资额（万元）",
            "概算（万元）",
        ),
        "cost_as_written": ("投资原文",),
        "whole_cost_wan_yuan": ("项目总投资（含已完成，万元）",),
        "supports_as_written": ("支撑指标", "对应指标"),
        "earliest_start": ("最早开工年份", "最早开工年"),
        "latest_start": ("最晚开工年份", "最晚开工年"),
        "spending_profile": ("分年投资比例", "分年比例"),
        "operation_wan_yuan_per_year": ("年运行费（万元）", "年运行维护费（万元）"),
        "divisible": ("可分性", "能否拆分"),
        "unit_count": ("单元数", "单元数量"),
        "township_zh": ("乡镇", "所在乡镇", "建设地点"),
    },
    "supports": {
        "as_written": ("支撑指标原文", *QUOTED, "支撑指标"),
        "indicator_id": ("指标编号", "指标", "对应指标", "指标名称"),
    },
    "measures": {
        "measure_id": ("措施编号", "编号"),
        "name_zh": ("措施名称", "措施", "名称"),
        "duration_years": ("所需年数", "年数"),
    },
    "funding": {"amount_wan_yuan": ("金额（万元）", "投资（万元）", "资金（万元）")},
    "effects": {
        "mode": ("方式", "作用方式"),
        "basis": ("依据类型", "数据依据"),
        "reasoning": ("理由", "依据", "测算说明"),
        "lag_years": ("滞后年数",),
        "arrives": ("见效方式",),
        "is_named_only": ("仅列名", "仅点名"),
    },
    "parameters": {"parameter_id": ("参数编号", "编号"), "name_zh": ("参数名称", "参数", "名称")},
    "chains": {
        "step": ("步骤", "步"),
        "operation": ("运算",),
        "takes": ("取用", "取用类型"),
        "of": ("取用对象", "参数编号", "参数"),
    },
    "abatements": {
        "component": ("部分", "减排部分"),
        "form": ("形式", "减排形式"),
        "life_years": ("使用年限", "寿命（年）"),
        "factor": ("所用因子", "因子"),
    },
    "relations": {"kind": ("关系", "关系类型"), "other_id": ("另一项目或措施", "另一项目")},
    "budgets": {"ceiling_wan_yuan": ("上限（万元）", "资金上限（万元）")},
    "stated_totals": {
        "claim_id": ("合计编号", "编号"),
        "kind": ("类型", "合计类型"),
        "scope": ("范围", "统计范围"),
        "name_zh": ("名称", "合计名称", "事项"),
        "value": ("数值", "合计值"),
    },
    "quantities": {
        "quantity_id": ("数据编号", "编号"),
        "topic": ("主题",),
        "domain": ("领域",),
        "name_zh": ("名称", "数据名称"),
        "value": ("数值", "数量"),
    },
    "activities": {"activity": ("工程量名称", "工程量", "内容"), "value": ("数值", "数量")},
    "drivers": {"driver": ("项目", "因素", "驱动因素")},
    "energy": {"kind": ("类型", "数值类型"), "account": ("电力折标口径", "折标口径")},
    "other_emissions": {"gas": ("气体",), "name_zh": ("名称", "排放源")},
    "levers": {
        "pathway": ("情景", "情景编号"),
        "lever": ("参数", "调控参数"),
        "item": ("排放项",),
        "first_year": ("起始年份", "起始年", "开始年份"),
        "last_year": ("截止年份", "截止年", "结束年份"),
        "values": ("观测值", "历史值"),
    },
    "delivery": {
        "work_type": ("工程类型", "工作类型"),
        "trade": ("施工队伍", "队伍", "施工类型"),
        "stops_for_rain": ("雨季停工", "是否雨季停工"),
        "is_started": ("已开工", "是否开工", "是否已开工"),
        "is_reserve": ("储备项目", "是否储备项目"),
        "construction_low": ("施工月数低值", "最短施工月数"),
        "construction_mode": ("施工月数", "最可能施工月数"),
        "construction_high": ("施工月数高值", "最长施工月数"),
        "reasoning": ("理由", "依据", "判断依据"),
    },
    "outcomes": {
        "indicator_id": INDICATOR,
        "year": ("年份", "年度"),
        "value": ("实际值", "完成值", "数值"),
        "state": ("落实情况", "状态"),
        "place_zh": ("地区", "所属地区"),
        "edition": ("口径", "统计口径"),
    },
    "progress": {
        "project_id": PROJECT,
        "status": ("进展", "项目状态"),
        "start_year": ("开工年份",),
        "finish_year": ("建成年份", "完工年份"),
        "spent_wan_yuan": ("已完成投资（万元）",),
        "to_come_wan_yuan": ("尚需投资（万元）",),
        "final_cost_wan_yuan": ("决算（万元）",),
        "reported_by_zh": ("填报单位",),
    },
    "observed": {
        "quantity": ("总量", "统计量"),
        "year": ("年份", "年度"),
        "value": ("数值",),
        "place_zh": ("地区", "所属地区"),
        "edition": ("口径", "统计口径"),
    },
    "breaks": {
        "indicator_id": INDICATOR,
        "first_year": ("起始年份", "新口径起始年"),
        "kind": ("变化类型",),
        "before_zh": ("原口径",),
        "before_en": ("原口径英文",),
        "after_zh": ("新口径",),
        "after_en": ("新口径英文",),
    },
}


def list_heads(table: str, column: str) -> tuple[str, ...]:
    """The Chinese names of a column, the one for templates first; those of its own table before those of all tables."""
    own = TABLE_HEADS.get(table, {})
    return own.get(column) or HEADS.get(column, ())


def find_column(table: str, head: str, known: Iterable[str]) -> str | None:
    """The column that a head means: its own name, or a Chinese one; None where it is no column of the table."""
    columns = tuple(known)
    return head if head in columns else _index(table, columns).get(normalise(head))


@cache
def _index(table: str, columns: tuple[str, ...]) -> Mapping[str, str]:
    return {normalise(head): column for column in reversed(columns) for head in list_heads(table, column)}


def normalise(head: str) -> str:
    """A head without blanks and line ends, its wide signs as narrow ones."""
    return "".join(unicodedata.normalize("NFKC", head).split())


def find_table(name: str) -> str | None:
    """The table that a sheet or file of this name (without its ending) is; None where it is none."""
    return name if name in TABLE_NAMES else _index_tables().get(normalise(name))


@cache
def _index_tables() -> Mapping[str, str]:
    return {normalise(each): table for table, names in TABLE_NAMES.items() for each in names}


def name_file(name: str) -> str | None:
    """The file of a table as a package holds it, by the name of a sheet or file; always one of the names listed here."""
    table = find_table(name)
    return None if table is None else f"{name if name == table else normalise(name)}.csv"
