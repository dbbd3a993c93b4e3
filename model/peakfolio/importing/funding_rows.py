"""Who pays for a project: columns of sources, a cell that names them, or brackets behind its cost."""

import math
from collections.abc import Iterator, Mapping

from peakfolio.importing.cleaning import flatten, is_blank, label
from peakfolio.importing.making import Made, Told, Value, make_row, mark_of
from peakfolio.importing.money_cells import MoneyReading, Share, read_funders, read_money, read_shares
from peakfolio.importing.project_items import Item, find_money_unit
from peakfolio.plan.claims import StatedTotal
from peakfolio.plan.tables import Funding
from peakfolio.words import say

SLACK = 0.005  # 万元: half a unit of the second decimal
NO_SOURCE = "-"


def make_funding(item: Item, cost: MoneyReading, cited: Mapping[str, object]) -> Iterator[Made]:
    """The sources of a project; where their amounts miss its cost, the split is kept as a claim of the document too."""
    shares, told = _find_shares(item, cost)
    known = [each.wan_yuan for each in shares if each.wan_yuan is not None]
    total = math.fsum(known)
    is_split = bool(known) and len(known) == len(shares) and cost.wan_yuan is not None
    is_over = cost.wan_yuan is not None and bool(known) and total > cost.wan_yuan * (1 + 1e-9) + SLACK
    if (is_split or is_over) and abs(total - (cost.wan_yuan or 0.0)) > SLACK:
        yield from _state_split(item, known, cost.wan_yuan or 0.0, (told, cited))
    if not shares:
        cell = item.find("funding")
        words = label(cell.text) if cell is not None and not is_blank(cell.text) else NO_SOURCE
        value = Value("unstated", told)
        if words != NO_SOURCE:
            value = Value("unstated", told, "unread", say("the sources of the money were not understood"))
        values = {"funding_source": value, "as_written": Value(words, told)}
        yield from make_row("funding", Funding, values, project_id=item.key, **cited)
    for share in shares:
        doubts = (*share.doubts, say("the sources add up to more than the cost")) if is_over else share.doubts
        mark, why = mark_of(doubts)
        values = {"funding_source": Value(share.source, told, mark, why), "as_written": Value(share.as_written, told)}
        if share.wan_yuan is not None and not is_over:
            values["amount_wan_yuan"] = Value(share.wan_yuan, told, mark, why)
        yield from make_row("funding", Funding, values, project_id=item.key, **cited)


def _find_shares(item: Item, cost: MoneyReading) -> tuple[tuple[Share, ...], Told]:
    """The shares of a project: its columns first, then the cell of its sources, then what its cost says in brackets."""
    columns, told = _read_columns(item)
    if columns:
        return columns, told
    cell = item.find("funding")
    told = item.told(cell if cell is not None else item.find("cost"))
    if cell is not None:
        unit = find_money_unit(item, "funding") or find_money_unit(item, "cost") or "万元"
        shares = read_shares(cell.text, unit) if any(each.isdigit() for each in cell.text) else read_funders(cell.text)
        if shares:
            return shares, told
    return cost.shares, told


def _read_columns(item: Item) -> tuple[tuple[Share, ...], Told]:
    found: dict[str, Share] = {}
    told = item.told(None)
    for place, head in enumerate(item.table.heads):
        field, _, source = (head.field or "").partition(":")
        if field != "split":
            continue
        cell = item.cells[place][0] if item.cells[place] else None
        if cell is None:
            continue
        told = item.told(cell)
        unit = head.unit or find_money_unit(item, "cost")
        amount = read_money(cell.text, unit)
        if not amount.is_read or not amount.wan_yuan:
            continue
        is_clear = source != "unclear"
        doubts = amount.doubts if is_clear else (*amount.doubts, say("the head can mean several sources"))
        kind = source if is_clear else "enterprise"
        before = found.get(kind)
        total = amount.wan_yuan + (before.wan_yuan or 0.0 if before is not None else 0.0)
        words = f"{head.text.split('|')[-1]}{flatten(cell.text)}"
        written = words if before is None else f"{before.as_written}、{words}"
        found[kind] = Share(kind, total, written, doubts)  # type: ignore[arg-type]
    return tuple(found.values()), told


def _state_split(
    item: Item, known: list[float], cost: float, where: tuple[Told, Mapping[str, object]]
) -> Iterator[Made]:
    told, cited = where
    values = {"value": Value(cost, told)}
    yield from make_row(
        "stated_totals", StatedTotal, values, claim_id=f"C_{item.key}", kind="formula", name_zh=f"{item.key} 资金来源合计", name_en="",
        unit="万元", formula="+".join(f"{each:.10g}" for each in known), as_written=told.words.strip() or f"{cost:.10g}", **cited,
    )  # fmt: skip
