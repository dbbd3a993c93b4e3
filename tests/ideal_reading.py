"""What an import that misses nothing would make of the made county: so that what the audit finds can be tried without any import."""

from dataclasses import replace
from typing import Any

from contents import Aim, Item, Work
from peakfolio.plan.claims import PrintedAssessment, StatedTotal
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Funding, Indicator, Observation, Project, Support, Target
from planted import SHARE_CATEGORY, SUM_CATEGORY, TWICE_ITEM, County, describe_energy, say_prose
from tiny import CITE, make_indicator, make_observation, make_project, make_target, make_tiny_plan

LESS = "at_most"


def read_ideally(county: County, printed_sums: dict[str | None, float]) -> Plan:
    """The plan as its documents say it; years that run backwards are left out, for no package may hold them."""
    content = county.content
    keys = {item.name: f"I{number:02}" for number, item in enumerate(content.items, start=1)}
    judged = [(f"P{number:02}", work) for number, work in enumerate(content.works, start=1)]
    return replace(
        make_tiny_plan(),
        indicators=tuple(describe_indicator(keys[item.name], item) for item in content.items),
        targets=tuple(target for item in content.items for target in describe_targets(keys[item.name], item)),
        observations=(
            *(describe_base(keys[item.name], item) for item in content.items),
            *read_figure_of_prose(keys[TWICE_ITEM], county),
        ),
        printed_assessments=tuple(
            PrintedAssessment(
                indicator_id=keys[item.name],
                year=2022,
                status="met" if item.status == "已达标" else "not_met",
                as_written=item.status,
                **CITE,
            )
            for item in content.items
        ),
        projects=tuple(describe_work(key, work) for key, work in judged),
        supports=tuple(
            Support(project_id=key, as_written=name, indicator_id=keys[name], **CITE)
            for key, work in judged
            for name in work.supports
        ),
        funding=tuple(
            Funding(project_id=key, funding_source=source, amount_wan_yuan=amount, as_written=f"{amount}", **CITE)
            for key, work in judged
            for source, amount in work.funding
        ),
        effects=(),
        stated_totals=tuple(read_claims(county, printed_sums)),
    )


def describe_indicator(key: str, item: Item) -> Indicator:
    aim = item.aims[0] or Aim("done")
    kind: dict[str, Any] = {"kind": "numeric", "direction": "less" if aim.relation == LESS else "more"}
    if item.base is None:
        kind = {"kind": "binary", "direction": "none"}
    bounds = {} if item.unit == "%" else {"lower_bound": None, "upper_bound": None}
    return make_indicator(key, name_zh=item.name, name_en=key, unit=item.unit, **bounds, **kind)


def describe_targets(key: str, item: Item) -> list[Target]:
    aims = [("provincial", None, item.standard), ("plan", 2025, item.aims[0]), ("plan", 2030, item.aims[1])]
    return [
        make_target(
            key, aim.value, standard=standard, year=year, relation=aim.relation, as_written=aim.words or f"≥{aim.value}"
        )
        for standard, year, aim in aims
        if aim is not None
    ]


def describe_base(key: str, item: Item) -> Observation:
    if item.base is not None:
        return make_observation(key, item.base)
    state = "done" if item.status == "已达标" else "partial"
    return make_observation(key, None, state=state, as_written=item.base_words)


def read_figure_of_prose(key: str, county: County) -> list[Observation]:
    """The figure that the prose prints of an indicator whose table prints one as well."""
    words = next(each for each in say_prose(county) if TWICE_ITEM in each)
    figure = words.split(f"{TWICE_ITEM}为")[1].split("%")[0]
    return [make_observation(key, float(figure), is_used=False, as_written=f"{TWICE_ITEM}为{figure}%")]


def describe_work(key: str, work: Work) -> Project:
    runs = work.start <= work.end
    made = make_project(key, work.cost, work.start, work.end if runs else work.start, name_zh=work.name)
    return made.model_copy(update={"category_zh": work.category})


def read_claims(county: County, printed_sums: dict[str | None, float]) -> list[StatedTotal]:
    """Totals, counts and the share, with the figures of the prose and of the sums in the workbook."""
    words = "".join(say_prose(county))
    met = float(words.split("已达标")[1].split("项")[0])
    share = words.split("占总投资的")[1].split("%")[0]
    parts = f"{county.sum_costs(SHARE_CATEGORY)}/{county.sum_costs()}*100"
    claims: list[dict[str, Any]] = [
        {"kind": "status_count", "scope": "status=met", "value": met, "unit": "项", "as_written": f"已达标{met:g}项"},
        {"kind": "formula", "formula": parts, "value": float(share), "unit": "%", "as_written": f"占总投资的{share}%"},
    ]
    claims += read_energy(county) + read_category(words)
    for category, value in printed_sums.items():
        scope = f"category_zh={category}" if category else None
        claims.append(
            {
                "kind": "project_cost_sum",
                "scope": scope,
                "value": value,
                "unit": "万元",
                "as_written": f"{value:.2f}万元",
            }
        )
    return [
        StatedTotal(claim_id=f"C{number}", name_zh=each["as_written"], name_en="claim", **each, **CITE)
        for number, each in enumerate(claims, start=1)
    ]


def read_category(words: str) -> list[dict[str, Any]]:
    """What the prose says of one category: its projects and their cost."""
    count, rest = words.split(f"{SUM_CATEGORY}类项目")[1].split("个，投资")
    amount, unit = rest[:4], rest[4:6]
    scope = f"category_zh={SUM_CATEGORY}"
    return [
        {"kind": "project_count", "scope": scope, "value": float(count), "unit": "个", "as_written": f"项目{count}个"},
        {
            "kind": "project_cost_sum",
            "scope": scope,
            "value": float(amount),
            "unit": unit,
            "as_written": f"投资{amount}{unit}",
        },
    ]


def read_energy(county: County) -> list[dict[str, Any]]:
    """The sum and the shares of the table of energy."""
    table = describe_energy(county.planted)
    *parts, (_, total, _) = [[cell.text for cell in table.list_row(row)] for row in range(1, table.height)]
    shares = [(f"{amount}/{total}*100", share, "%") for _, amount, share in parts]
    sums = ("+".join(amount for _, amount, _ in parts), total, "万吨标准煤")
    return [
        {"kind": "formula", "formula": formula, "value": float(value), "unit": unit, "as_written": value}
        for formula, value, unit in (sums, *shares)
    ]


def print_sums(county: County) -> dict[str | None, float]:
    """What the workbook prints as sums of all projects and of a category."""
    off = "sum" in county.planted
    return {None: county.sum_costs() - 1100 * off, SUM_CATEGORY: county.sum_costs(SUM_CATEGORY) + 160 * off}
