"""What emissions rest on: the figures of a pathway, and the sources of all of them."""

from peakfolio.carbon.parameters import Parameter
from peakfolio.carbon.pathways import Projection
from peakfolio.plan.plan import Plan
from peakfolio.report.carbon.names import name_parameter, name_unit
from peakfolio.report.chains import KINDS
from peakfolio.report.content import Table
from peakfolio.report.tracing import Trace, trace_row
from peakfolio.words import NOTHING, Name, Words, format_number, say


def trace_pathway(plan: Plan, projection: Projection) -> tuple[Trace, ...]:
    """Every figure that is drawn for a pathway: low, central and high, its source and why."""
    return tuple(
        trace_row(plan, each.row, name_parameter(plan, each), _show_range(each))
        for each in projection.model.parameters
        if each.row is not None
    )


def trace_carbon(sources: Table) -> tuple[Trace, ...]:
    """The sources of every figure behind the pathways, from their table."""
    return tuple(
        Trace(
            say("{count} figures", count=row["figures"]),
            NOTHING,
            KINDS[str(row["kind"])],
            Name(str(row["title_zh"]), str(row["title_en"])),
            as_written=str(row["names"]),
            reasoning=Name(str(row["reasoning_zh"]), str(row["reasoning_en"])),
        )
        for row in sources.to_records()
    )


def _show_range(parameter: Parameter) -> Words:
    """Central value with its range and unit."""
    unit, span = name_unit(parameter), f"{format_number(parameter.low)} – {format_number(parameter.high)}"
    central = format_number(parameter.central)
    return say("{central} ({span}) {unit}", central=central, span=span, unit=unit)
