"""The tables of a plan package: which there are, their keys and the order of their columns."""

from collections.abc import Mapping

from peakfolio.plan import carbon_tables, delivery_tables, rows, tables

TABLES: Mapping[str, type[rows.Row]] = {
    "sources": rows.Source,
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
    "abatements": carbon_tables.Abatement,
    "relations": tables.Relation,
    "budgets": tables.Budget,
    "stated_totals": tables.StatedTotal,
    "quantities": tables.Quantity,
    "activities": tables.Activity,
    "drivers": carbon_tables.BaseDriver,
    "energy": carbon_tables.EnergyUse,
    "other_emissions": carbon_tables.OtherEmission,
    "levers": carbon_tables.Lever,
    "delivery": delivery_tables.DeliveryKind,
}
FACTOR_TABLES: Mapping[str, type[rows.Row]] = {
    "sources": rows.Source,
    "fuel_factors": carbon_tables.FuelFactor,
    "grid_factors": carbon_tables.GridFactor,
    "gwps": carbon_tables.Gwp,
    "standard_coals": carbon_tables.StandardCoal,
}
DELIVERY_TABLES: Mapping[str, type[rows.Row]] = {
    "sources": rows.Source,
    "stages": delivery_tables.StageDuration,
    "tranches": delivery_tables.Tranche,
    "conditions": delivery_tables.Condition,
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
    "abatements": ("action_id", "component"),
    "relations": ("kind", "action_id", "other_id"),
    "budgets": ("funding_source", "year"),
    "stated_totals": ("claim_id",),
    "quantities": ("quantity_id",),
    "activities": ("project_id", "activity"),
    "drivers": ("driver", "sector"),
    "energy": ("sector", "fuel"),
    "other_emissions": ("item",),
    "levers": ("pathway", "lever", "sector", "fuel", "item", "first_year"),
    "delivery": ("project_id",),
    "stages": ("work_type", "size", "stage"),
    "tranches": ("funding_source",),
    "conditions": ("condition",),
    "fuel_factors": ("factor_set", "fuel"),
    "grid_factors": ("province_en", "year", "kind"),
    "gwps": ("gwp_set", "gas"),
    "standard_coals": ("fuel", "account", "year"),
}


def list_columns(table: str) -> tuple[str, ...]:
    """The columns of a table in file order: its own first, then its range, why, and where the row comes from."""
    row_type = {**DELIVERY_TABLES, **FACTOR_TABLES, **TABLES}[table]
    last = tuple(rows.CitedRow.model_fields) if issubclass(row_type, rows.CitedRow) else ()
    if issubclass(row_type, carbon_tables.Ranged):
        ranged = tuple(name for name in carbon_tables.Ranged.model_fields if name not in last)
        last = (
            *ranged,
            *(name for name in ("values", "formula", "reasoning", "reasoning_zh") if name in row_type.model_fields),
            *last,
        )
    return (*(name for name in row_type.model_fields if name not in last), *last)
