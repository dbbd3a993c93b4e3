"""What a starter found: rows for some tables of a plan, sections of plan.toml, and what a person should look at first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from peakfolio.plan.package import TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Row, Source
from peakfolio.plan.settings import Settings
from peakfolio.words import Words

# The sources a starter writes begin so: rows that cite them are written anew, all others are a person's and stay.
STARTER_SOURCE = "starter_"


@dataclass(frozen=True)
class Started:
    """Rows by table with their sources, sections of plan.toml, what was taken, what was assumed, and what to verify first."""

    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    taken: tuple[Words, ...] = ()
    assumed: tuple[Words, ...] = ()
    verify: tuple[Words, ...] = ()

    def join(self, plan: Plan) -> Plan:
        """The plan with these rows: a person's own rows stay, those of an earlier start are written anew."""
        tables: dict[str, Any] = {table: _merge(table, getattr(plan, table), rows) for table, rows in self.rows.items()}
        ours = {row.source_id for row in self.sources}
        sources = (*(row for row in plan.sources if row.source_id not in ours), *self.sources)
        said = plan.settings.model_dump(mode="json", exclude_none=True)
        settings = Settings.model_validate({**said, **self.settings})
        return replace(plan, settings=settings, sources=sources, **tables)


def join_started(parts: Sequence[Started]) -> Started:
    """Several starts as one."""
    return Started(
        {table: rows for each in parts for table, rows in each.rows.items()},
        tuple(source for each in parts for source in each.sources),
        {section: said for each in parts for section, said in each.settings.items()},
        tuple(words for each in parts for words in each.taken),
        tuple(words for each in parts for words in each.assumed),
        tuple(words for each in parts for words in each.verify),
    )


def is_started(row: Row) -> bool:
    """Whether a starter wrote a row: by its source."""
    return str(getattr(row, "source_id", "")).startswith(STARTER_SOURCE)


def _merge(table: str, before: tuple[Row, ...], started: tuple[Row, ...]) -> tuple[Row, ...]:
    kept = tuple(row for row in before if not is_started(row))
    key = TABLES[table].key
    taken = {tuple(getattr(row, column) for column in key) for row in kept}
    return (*kept, *(row for row in started if tuple(getattr(row, column) for column in key) not in taken))
