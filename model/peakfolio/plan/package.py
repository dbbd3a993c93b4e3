"""The tables of a plan package: which there are, their keys and the order of their columns."""

from collections.abc import Mapping

from peakfolio.plan import tables

TABLES: Mapping[str, type[tables.Row]] = {
    "sources": tables.Source,
    "indicators": tables.Indicator,
    "targets": tables.Target,
    "observations": tables.Observation,
    "printed_assessments": tables.PrintedAssessment,
    "score_tiers": tables.ScoreTier,
    "basic_conditions": tables.BasicCondition,
    "projects": tables.Project,
    "supports": tables.Support,
    "measures": tables.Measure,
    "funding": tables.Funding,
    "effects": tables.Effect,
    "abatements": tables.Abatement,
    "relations": tables.Relation,
    "budgets": tables.Budget,
    "stated_totals": tables.StatedTotal,
    "quantities": tables.Quantity,
    "activities": tables.Activity,
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "sources": ("source_id",),
    "indicators": ("indicator_id",),
    "targets": ("indicator_id", "standard", "year", "as_written", "lines"),
    "observations": ("indicator_id", "year", "as_written", "lines"),
    "printed_assessments": ("indicator_id", "as_written", "lines"),
    "score_tiers": ("indicator_id", "tier"),
    "basic_conditions": ("condition_id",),
    "projects": ("project_id",),
    "supports": ("project_id", "as_written"),
    "measures": ("measure_id",),
    "funding": ("project_id", "funding_source"),
    "effects": ("action_id", "indicator_id", "mode"),
    "abatements": ("action_id", "ledger"),
    "relations": ("kind", "action_id", "other_id"),
    "budgets": ("funding_source", "year"),
    "stated_totals": ("claim_id",),
    "quantities": ("quantity_id",),
    "activities": ("project_id", "activity"),
}


def list_columns(table: str) -> tuple[str, ...]:
    """The columns of a table in file order: its own first, then where the row comes from."""
    fields = tuple(TABLES[table].model_fields)
    cited = tuple(tables.CitedRow.model_fields) if issubclass(TABLES[table], tables.CitedRow) else ()
    return (*(name for name in fields if name not in cited), *cited)
