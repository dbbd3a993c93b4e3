"""Runs on disk: what is written is read back, and SQL finds the same quantiles and peaks as the counting while drawing."""

from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from peakfolio.carbon.ensemble import BINS, CHUNK, MARGIN, QUANTILES
from peakfolio.carbon.model import Paths
from peakfolio.carbon.path_peaks import CLASSES, count_peaks, find_peak_years
from peakfolio.carbon.pathways import Projection, project_pathway
from peakfolio.carbon.settings import PathwaySettings
from peakfolio.errors import PeakfolioError
from peakfolio.render.ensemble_files import (
    QUANTITIES,
    EnsembleWriter,
    count_peak_years,
    describe_ensemble,
    find_quantiles,
    query_ensemble,
)
from tiny_carbon import LEVERS, make_carbon_plan, make_lever

RUNS = 5000  # four full chunks and a part of one


@cache
def draw() -> tuple[Projection, tuple[Paths, ...]]:
    """An ensemble whose peaks spread over many years and classes, and its chunks."""
    levers = (
        *LEVERS,
        make_lever("item_change", 1.0, 3.0, item="landfill"),
        make_lever("item_change", 0.5, 1.0, item="forest"),
    )
    wide = tuple(
        row.model_copy(update={"low": row.low - 6.0, "high": row.high + 6.0, "distribution": "triangular"})
        if row.lever == "intensity_change"
        else row
        for row in levers
    )
    chunks: list[Paths] = []
    plan = make_carbon_plan(levers=wide)
    found = project_pathway(
        plan,
        "as_planned",
        settings=PathwaySettings(projects="all", runs=RUNS),
        store=lambda first, paths: chunks.append(paths),
    )
    return found, tuple(chunks)


def write(path: Path, chunks: tuple[Paths, ...], pathway: str = "as_planned") -> Path:
    first = 0
    with EnsembleWriter(path, "tiny", pathway, seed=0) as store:
        for paths in chunks:
            store(first, paths)
            first += len(paths.net)
    return path


def make_paths(net: list[list[float]]) -> Paths:
    """Paths of given nets; everything else is one."""
    values = np.array(net)
    same = np.ones_like(values)
    return Paths(np.arange(2023, 2023 + values.shape[1]), same, values, same, same, same, same)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("runs") / "as_planned.parquet", draw()[1])


def test_every_run_is_read_back(written: Path) -> None:
    rows = query_ensemble(written, "SELECT * FROM ensemble ORDER BY run, year")
    assert list(rows.columns) == ["region", "pathway", "run", "year", *QUANTITIES]
    assert set(zip(rows["region"], rows["pathway"], strict=True)) == {("tiny", "as_planned")}
    assert rows["run"].tolist() == np.repeat(np.arange(RUNS), 39).tolist()
    assert rows["year"].tolist() == list(range(2022, 2061)) * RUNS
    assert np.array_equal(rows["net"], np.concatenate([paths.net.ravel() for paths in draw()[1]]))
    for name in ("gross", "other", "sink", "energy", "gdp"):
        wanted = np.concatenate([getattr(paths, name).ravel() for paths in draw()[1]])
        assert rows[name].dtype == np.float32
        assert np.array_equal(rows[name], wanted.astype(np.float32)), name


def test_chunks_are_row_groups(written: Path) -> None:
    file = pq.read_metadata(written)
    assert [file.row_group(each).num_rows for each in range(file.num_row_groups)] == [CHUNK * 39] * 4 + [904 * 39]


def test_the_file_says_what_it_holds(written: Path) -> None:
    said = describe_ensemble(written)
    assert said == {
        "version": version("peakfolio"),
        "region": "tiny",
        "pathway": "as_planned",
        "runs": RUNS,
        "seed": 0,
        "sampling": "latin_hypercube",
        "units": {
            "net": "万tCO2",
            "gross": "万tCO2",
            "other": "万tCO2e",
            "sink": "万tCO2e",
            "energy": "万tce",
            "gdp": "ratio to the base year",
        },
    }
    assert pq.read_schema(written).field("net").metadata[b"unit"].decode() == "万tCO2"


def test_equal_runs_are_equal_bytes(written: Path, tmp_path: Path) -> None:
    assert write(tmp_path / "again.parquet", draw()[1]).read_bytes() == written.read_bytes()


def test_the_writer_is_the_store_of_an_ensemble(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "runs.parquet"
    with EnsembleWriter(place, "tiny", "baseline", seed=3, sampling="random") as store:
        project_pathway(
            make_carbon_plan(), "baseline", settings=PathwaySettings(runs=1500, seed=3, sampling="random"), store=store
        )
    assert (describe_ensemble(place)["runs"], describe_ensemble(place)["seed"]) == (1500, 3)
    assert query_ensemble(place, "SELECT max(run) AS last FROM ensemble")["last"].item() == 1499


def test_sql_finds_the_quantiles_of_the_sketch(written: Path) -> None:
    ensemble, chunks = draw()[0].ensemble, draw()[1]
    found = find_quantiles(written)
    assert found["share"].tolist() == list(QUANTILES) * 39
    for name in ("net", "gross", "other", "sink", "energy"):
        exact = found.pivot(index="share", columns="year", values=name).to_numpy()
        first = getattr(chunks[0], name)
        # both stand in the same bin: its width is the sketch's error, and single precision adds 6e-8
        width = (first.max(axis=0) - first.min(axis=0)) * (1 + 2 * MARGIN) / BINS
        assert (np.abs(exact - ensemble.fans[name]) <= width + 1e-7 * np.abs(exact)).all(), name


def test_quantiles_are_values_that_were_drawn(tmp_path: Path) -> None:
    place = write(tmp_path / "four.parquet", (make_paths([[1.0], [2.0], [3.0], [4.0]]),))
    shares = (0.0, 0.25, 0.5, 0.51, 1.0)
    assert find_quantiles(place, shares)["net"].tolist() == [1.0, 1.0, 2.0, 3.0, 4.0]


def test_sql_finds_the_peaks_that_were_counted(written: Path) -> None:
    peaks = draw()[0].ensemble.peaks
    counted = np.zeros_like(peaks.by_class)
    for row in count_peak_years(written).itertuples():
        counted[CLASSES.index(row.peak_class), row.year - 2022] = row.runs
    assert np.array_equal(counted, peaks.by_class)
    assert (peaks.by_class.sum(axis=1)[:3] > 0).all()  # the ensemble shows peaks, plateaus and growth
    assert (peaks.by_class.sum(axis=0) > 0).sum() > 3


def test_each_class_by_hand(tmp_path: Path) -> None:
    falling, rising = [*range(1, 6), *range(4, -6, -1)], list(range(1, 16))
    dented = [1.0, 10.0, 5.0, *[9.8] * 12]
    tied = [9.0, 10.0, 10.0, *[1.0] * 12]
    below_zero = [-10.0, *[-10.3] * 14]  # within 5 % of its maximum
    paths = make_paths([falling, rising, [7.0] * 15, dented, tied, [-each for each in rising], below_zero])
    place = write(tmp_path / "classes.parquet", (paths,))
    found = [(row.peak_class, row.year, row.runs) for row in count_peak_years(place).itertuples()]
    assert found == [
        ("peaked", 2023, 1),
        ("peaked", 2024, 1),
        ("peaked", 2027, 1),
        ("plateau", 2023, 2),
        ("rising", 2037, 1),
        ("unknown", 2024, 1),
    ]
    by_python = count_peaks(find_peak_years(paths.net, paths.years)).by_class
    assert sum(runs for *_, runs in found) == by_python.sum()
    for peak_class, year, runs in found:
        assert by_python[CLASSES.index(peak_class), year - 2023] == runs


def test_the_rule_follows_its_settings(tmp_path: Path) -> None:
    late = [*range(1, 10), 8.5, 8.4, 8.3, 8.2, 8.1, 8.0]  # its maximum is seven years old, its end 11 % lower
    place = write(tmp_path / "late.parquet", (make_paths([late]),))
    assert count_peak_years(place)["peak_class"].tolist() == ["peaked"]
    assert count_peak_years(place, plateau_share=0.2)["peak_class"].tolist() == ["plateau"]
    assert count_peak_years(place, edge_years=7)["peak_class"].tolist() == ["rising"]


def test_a_folder_is_all_its_pathways(tmp_path: Path) -> None:
    for pathway in ("one", "two"):
        write(tmp_path / f"{pathway}.parquet", (make_paths([[1.0] * 6, [2.0] * 6]),), pathway)
    assert find_quantiles(tmp_path, (0.5,)).groupby("pathway").size().to_dict() == {"one": 6, "two": 6}
    assert count_peak_years(tmp_path)["runs"].tolist() == [2, 2]


def write_until_interrupted(place: Path) -> None:
    before = place.read_bytes()
    with EnsembleWriter(place, "tiny", "as_planned", seed=0) as store:
        store(0, draw()[1][0])
        store(CHUNK, draw()[1][1])
        assert place.read_bytes() == before
        raise KeyboardInterrupt


def test_never_half_a_file(tmp_path: Path) -> None:
    place = write(tmp_path / "runs.parquet", draw()[1][:1])
    before = place.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        write_until_interrupted(place)
    assert place.read_bytes() == before
    assert list(tmp_path.iterdir()) == [place]


def test_no_run_is_no_file(tmp_path: Path) -> None:
    with EnsembleWriter(tmp_path / "runs.parquet", "tiny", "as_planned", seed=0):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("first", [0, 2048])
def test_missing_or_repeated_runs_are_refused(tmp_path: Path, first: int) -> None:
    with EnsembleWriter(tmp_path / "runs.parquet", "tiny", "as_planned", seed=0) as store:
        store(0, draw()[1][0])
        with pytest.raises(ValueError, match="next run is 1024"):
            store(first, draw()[1][1])


@pytest.mark.parametrize("sql", ["SELECT nett FROM ensemble", "SELEKT", "SELECT * FROM elsewhere", "SELECT 1/'a'"])
def test_bad_sql_is_said_in_both_languages(written: Path, sql: str) -> None:
    with pytest.raises(PeakfolioError, match="DuckDB cannot answer") as caught:
        query_ensemble(written, sql)
    assert "DuckDB 不能回答" in caught.value.read("zh")


@pytest.mark.parametrize(
    "sql", ["CREATE TABLE other (a INTEGER)", "COPY ensemble TO 'copy.csv'", "SELECT 1; SELECT 2", "", "-- nothing"]
)
def test_what_is_no_single_question_is_refused(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PeakfolioError, match="not one question") as caught:
        query_ensemble(written, sql)
    assert "不是一个查询" in caught.value.read("zh")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "sql", ["FROM ensemble LIMIT 1", "SUMMARIZE ensemble", "PIVOT ensemble ON year USING avg(net)"]
)
def test_every_kind_of_question_is_answered(written: Path, sql: str) -> None:
    assert len(query_ensemble(written, sql)) > 0


def test_missing_and_strange_files_are_named(tmp_path: Path) -> None:
    strange, foreign = tmp_path / "strange.parquet", tmp_path / "foreign.parquet"
    with pytest.raises(PeakfolioError, match="no such file") as caught:
        query_ensemble(strange, "SELECT 1")
    assert "不是可读" in caught.value.read("zh")
    with pytest.raises(PeakfolioError, match="no ensemble file") as caught:
        query_ensemble(tmp_path, "SELECT 1")
    assert "不是可读" in caught.value.read("zh")
    strange.write_text("no parquet")
    for ask in (describe_ensemble, find_quantiles, count_peak_years):
        with pytest.raises(PeakfolioError, match=r"strange\.parquet"):
            ask(strange)
    pq.write_table(pq.read_table(write(tmp_path / "runs.parquet", draw()[1][:1])), foreign)
    with pytest.raises(PeakfolioError, match="no peakfolio metadata"):
        describe_ensemble(foreign)


def test_a_share_beyond_one_is_refused(written: Path) -> None:
    with pytest.raises(PeakfolioError, match="within 0-1") as caught:
        find_quantiles(written, (0.5, 5.0))
    assert "0-1 之间" in caught.value.read("zh")
