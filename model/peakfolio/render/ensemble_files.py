"""Every run of an ensemble on disk: one Parquet file for each pathway, and questions to it in SQL.

The file grows chunk by chunk, so a million runs need no more memory than a thousand; DuckDB reads it without loading it. ``net`` is
kept in double precision, because peaks hang on tiny differences between years: from the file they come out run for run as they
were counted. The other quantities are kept to seven digits, which halves them. Equal runs are equal bytes.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from peakfolio.carbon.ensemble import QUANTILES
from peakfolio.carbon.model import Paths
from peakfolio.carbon.parameters import Sampling
from peakfolio.carbon.path_peaks import ROUNDING
from peakfolio.errors import PeakfolioError
from peakfolio.keeping import make_file
from peakfolio.words import Words, say

TABLE = "ensemble"
QUESTIONS = (duckdb.StatementType.SELECT, duckdb.StatementType.MULTI)  # PIVOT is of the second type
METADATA = "peakfolio"
# what Paths holds by year -> its unit and how it is kept
QUANTITIES: Mapping[str, tuple[str, Any]] = {
    "net": ("万tCO2", pa.float64()),
    "gross": ("万tCO2", pa.float32()),
    "other": ("万tCO2e", pa.float32()),
    "sink": ("万tCO2e", pa.float32()),
    "energy": ("万tce", pa.float32()),
    "gdp": ("ratio to the base year", pa.float32()),
}
WORDS = pa.dictionary(pa.int8(), pa.string())
KEYS = {"region": WORDS, "pathway": WORDS, "run": pa.int32(), "year": pa.int16()}
SCHEMA = pa.schema(
    [
        *(pa.field(name, kind, nullable=False) for name, kind in KEYS.items()),
        *(pa.field(name, kind, False, {"unit": unit}) for name, (unit, kind) in QUANTITIES.items()),
    ]
)


class EnsembleWriter:
    """Writes runs as they are drawn; to be handed to ``simulate_ensemble`` as ``store``.

    >>> with EnsembleWriter(path, "dongchuan", "as_planned", seed=0) as store:  # doctest: +SKIP
    ...     project_pathway(plan, "as_planned", settings=PathwaySettings(runs=100_000), store=store)

    Everything is written beside the place and moved there when the last run is in; an older file stays until then. What goes
    wrong leaves nothing behind.
    """

    def __init__(
        self, path: Path, region: str, pathway: str, *, seed: int, sampling: Sampling = "latin_hypercube"
    ) -> None:
        self.path = path
        self.runs = 0
        self._region, self._pathway = region, pathway
        self._drawn: Mapping[str, Any] = {"seed": seed, "sampling": sampling}

    def __enter__(self) -> Self:
        self._place = ExitStack()
        self._making = self._place.enter_context(make_file(self.path))
        self._writer = pq.ParquetWriter(
            self._making,
            SCHEMA,
            compression="zstd",
            use_dictionary=list(KEYS),
            use_byte_stream_split=list(QUANTITIES),  # like bytes beside like bytes: a seventh smaller
        )
        return self

    def __call__(self, first_run: int, paths: Paths) -> None:
        """Appends a chunk as a row group. Raises ValueError where runs are missing before it or come twice."""
        if first_run != self.runs:
            raise ValueError(f"the next run is {self.runs}; found {first_run}")
        runs, years = paths.net.shape
        columns = [_repeat(self._region, runs * years), _repeat(self._pathway, runs * years)]
        columns += [
            pa.array(np.repeat(np.arange(first_run, first_run + runs, dtype=np.int32), years)),
            pa.array(np.tile(paths.years.astype(np.int16), runs)),
        ]
        columns += [
            pa.array(getattr(paths, name).ravel().astype(kind.to_pandas_dtype()))
            for name, (_, kind) in QUANTITIES.items()
        ]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=SCHEMA), row_group_size=runs * years)
        self.runs += runs

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._place:
            try:
                self._writer.add_key_value_metadata({METADATA: json.dumps(self._describe(), ensure_ascii=False)})
            finally:
                self._writer.close()
            if error is not None:
                raise error
            if not self.runs:
                self._making.unlink()

    def _describe(self) -> Mapping[str, Any]:
        return {
            "version": version("peakfolio"),
            "region": self._region,
            "pathway": self._pathway,
            "runs": self.runs,
            **self._drawn,
            "units": {name: unit for name, (unit, _) in QUANTITIES.items()},
        }


def _repeat(word: str, count: int) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, dtype=np.int8)), pa.array([word]))


def describe_ensemble(path: Path) -> Mapping[str, Any]:
    """What a file holds: version, region, pathway, runs, seed, sampling, units.

    Raises PeakfolioError where the file is missing or is none of ours.
    """
    try:
        said = pq.read_metadata(path).metadata or {}
    except (OSError, pa.ArrowException) as error:
        raise _refuse(path, error) from error
    if METADATA.encode() not in said:
        raise _refuse(path, say("no peakfolio metadata"))
    described: Mapping[str, Any] = json.loads(said[METADATA.encode()])
    return described


def query_ensemble(path: Path, sql: str) -> pd.DataFrame:
    """The answer to a question in SQL to the table ``ensemble``: one file, or all ``*.parquet`` files of a folder.

    Columns: region, pathway, run, year, net, gross, other, sink, energy, gdp (units: ``describe_ensemble``). Raises
    PeakfolioError where there is no such file, or DuckDB refuses the question, or it is none: nothing is changed or written.
    """
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise _refuse(path, say("no such file"))
    # nothing is fetched from the network, whatever the question
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        try:
            connection.read_parquet([str(each) for each in files]).create_view(TABLE)
            asked = connection.extract_statements(sql)
            if [each.type in QUESTIONS for each in asked] != [True]:
                raise PeakfolioError(
                    say("'{sql}' is not one question; ask the table {table} with one SELECT.", sql=sql, table=TABLE)
                )
            table: pd.DataFrame = connection.sql(sql).df()
        except duckdb.Error as error:
            raise PeakfolioError(say("DuckDB cannot answer: {error}", error=error)) from error
    return table


def _refuse(path: Path, cause: Words | Exception) -> PeakfolioError:
    return PeakfolioError(
        say("{path} is no ensemble file (Parquet) that can be read: {cause}.", path=path, cause=cause)
    )


def find_quantiles(path: Path, shares: Sequence[float] = QUANTILES) -> pd.DataFrame:
    """Quantiles of every quantity by region, pathway, year and share: exact, over all runs.

    A quantile is the least value that so many runs do not exceed (an order statistic, not interpolated), as in the bins of
    ``Sketch``. Raises PeakfolioError where a share lies outside 0-1.
    """
    if not all(0.0 <= share <= 1.0 for share in shares):
        raise PeakfolioError(say("A share lies within 0-1; found {shares}.", shares=list(shares)))
    listed = f"[{', '.join(repr(float(share)) for share in shares)}]"
    found = ", ".join(f"quantile_disc({name}, {listed}) AS {name}" for name in QUANTITIES)
    unrolled = ", ".join(f"unnest({name}) AS {name}" for name in QUANTITIES)
    return query_ensemble(
        path,
        f"""
        SELECT region, pathway, year, unnest({listed}) AS share, {unrolled}
        FROM (SELECT region, pathway, year, {found} FROM {TABLE} GROUP BY region, pathway, year)
        ORDER BY region, pathway, year, share
        """,
    )


def count_peak_years(path: Path, edge_years: int = 5, plateau_share: float = 0.05) -> pd.DataFrame:
    """Runs by region, pathway, class and year of their maximum: the rule of ``find_peak_years``, said once more in SQL.

    Columns: region, pathway, peak_class, year, runs; a class and year that no run has is left out.
    """
    slack = f"{ROUNDING['float64']!r} * size"
    return query_ensemble(
        path,
        f"""
        WITH tops AS (
            SELECT region, pathway, run, max(net) AS top, max(abs(net)) AS size,
                   max(year) AS last_year, arg_max(net, year) AS last_value
            FROM {TABLE} GROUP BY region, pathway, run
        ), bands AS (
            SELECT *, top - greatest({plateau_share!r} * abs(top), {slack}) AS band FROM tops
        ), places AS (
            SELECT region, pathway, run, any_value(last_year) AS last_year, any_value(last_value < band) AS ends_below,
                   min(year) FILTER (net >= top - {slack}) AS year, max(year) FILTER (net < band) AS last_below
            FROM {TABLE} JOIN bands USING (region, pathway, run) GROUP BY region, pathway, run
        )
        SELECT region, pathway,
               CASE WHEN year > last_year - {edge_years} THEN 'rising'
                    WHEN coalesce(last_below < year, true) THEN 'plateau'
                    WHEN ends_below THEN 'peaked'
                    ELSE 'unknown' END AS peak_class,
               year, count(*) AS runs
        FROM places GROUP BY ALL ORDER BY ALL
        """,
    )
