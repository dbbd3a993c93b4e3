"""What stands for the words of the document where nobody wrote them down: the cells as they were typed, and nothing else."""

from collections.abc import Callable, Mapping

from peakfolio.plan.cell_tables import Cells
from peakfolio.plan.chinese_codes import say_code

SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<", "equal": "=", "between": ""}


def _quote_target(row: Cells) -> str | None:
    relation, value = row.get("relation", ""), row.get("value")
    if value is None:
        return say_code(relation) if relation else None
    upper = row.get("upper_value")
    return f"{SIGNS.get(relation, '')}{value}" if upper is None else f"{value}-{upper}"


def _quote_observation(row: Cells) -> str | None:
    return row.get("value") or (say_code(row["state"]) if "state" in row else None)


def _quote_status(row: Cells) -> str | None:
    words = [say_code(row[column]) for column in ("status", "progress_class") if column in row]
    return next(iter((*words, *(row[column] for column in ("progress_percent", "points") if column in row))), None)


def _quote_funding(row: Cells) -> str | None:
    return say_code(row["funding_source"]) if "funding_source" in row else None


def _quote_amount(row: Cells) -> str | None:
    return f"{row['value']}{row.get('unit', '')}" if "value" in row else None


def _quote_progress(row: Cells) -> str | None:
    return say_code(row["status"]) if "status" in row else None


QUOTES: Mapping[str, Callable[[Cells], str | None]] = {
    "targets": _quote_target,
    "observations": _quote_observation,
    "printed_assessments": _quote_status,
    "funding": _quote_funding,
    "measures": lambda row: row.get("name_zh"),
    "stated_totals": _quote_amount,
    "quantities": _quote_amount,
    "activities": _quote_amount,
    "outcomes": _quote_observation,
    "observed": lambda row: row.get("value"),
    "progress": _quote_progress,
}
