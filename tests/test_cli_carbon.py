"""The commands about emissions, as a user calls them: what they print, write and refuse, in both languages."""

import csv
import html
import json
import math
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from conftest import load
from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.carbon.pathways import project_pathway
from peakfolio.carbon.settings import PathwaySettings
from peakfolio.cli.main import main
from peakfolio.plan.reading import read_factors
from peakfolio.plan.writing import write_plan
from peakfolio.portfolio.answering import answer_plan
from peakfolio.portfolio.choice import Portfolio
from peakfolio.render.ensemble_files import describe_ensemble, query_ensemble
from peakfolio.report.carbon.summary import headline_outlook
from remembering import RUNS, make_run
from tiny import make_tiny_plan
from tiny_carbon import make_carbon_plan

REGIONS = ("dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan")
FEW = ("--runs", str(RUNS))
PATHWAYS = ("baseline", "as_planned", "strengthened", "delayed")
DRIVERS = {"population", "gdp_per_head", "structure", "intensity", "fuel_mix", "emission_factor", "projects"}


def call(*arguments: str) -> Result:
    """Every call of this file: an error is a sentence and an exit code, never a traceback."""
    result = CliRunner().invoke(main, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert "Traceback" not in result.output
    return result


def show(*arguments: str) -> str:
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refuse(*arguments: str) -> str:
    result = call(*arguments)
    assert result.exit_code == 2, result.output
    return result.output


def parse(*arguments: str) -> Any:
    return json.loads(show(*arguments, "--json"))


def squeeze(text: str) -> str:
    """A text without white space, for the console breaks lines where it likes."""
    return re.sub(r"\s", "", text)


def choose(region: str) -> Portfolio | None:
    answer = make_run(region).answer
    return None if answer is None else answer.choice.portfolio


def look(region: str) -> CarbonOutlook:
    outlook = make_run(region).outlook
    assert outlook is not None
    return outlook


@cache
def ask(region: str) -> Mapping[str, Any]:
    """Everything ``project`` says of a region with its portfolio."""
    said: Mapping[str, Any] = parse("project", region, *FEW)
    return said


@pytest.fixture(scope="module")
def whole() -> Mapping[str, Any]:
    return ask("dongchuan")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny plan with emissions, in a folder of its own; it is counted with the factors that ship."""
    folder = tmp_path_factory.mktemp("own") / "mine"
    write_plan(make_carbon_plan(), folder)
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny plan without a word on emissions."""
    folder = tmp_path_factory.mktemp("plain") / "plain"
    write_plan(make_tiny_plan(), folder)
    return folder


def read_central(own: Path, folder: Path, year: str, *options: str) -> float:
    """Energy CO2 of the tiny plan's own pathway in a year, 万t, from the table that ``project`` writes."""
    show("project", str(own), *FEW, "--iamc", str(folder / "table.csv"), *options)
    table = pd.read_csv(folder / "table.csv")
    row = table[(table["Scenario"] == "as_planned") & (table["Variable"] == "Emissions|CO2|Energy")]
    return 100.0 * float(row[year].iloc[0])


def test_help_lists_the_commands_about_emissions_in_both_languages() -> None:
    text = show("--help")
    assert all(command in text for command in ("project", "decompose", "peak", "stirpat"))
    for command, zh in (("project", "碳达峰"), ("decompose", "驱动因素"), ("peak", "达峰"), ("stirpat", "回归")):
        assert zh in show(command, "--help")


@pytest.mark.parametrize("region", REGIONS)
def test_project_opens_with_the_answer_in_both_languages(region: str) -> None:
    plan = load(region)
    assert plan.settings.carbon is not None
    title = plan.settings.pathways[plan.settings.carbon.main_pathway]
    zh, en = (show("--language", language, "project", region, *FEW) for language in ("zh", "en"))
    assert squeeze(zh).startswith(squeeze(f"“{title.title_zh}”情景：按居中取值"))
    assert squeeze(en).startswith(squeeze(f"Pathway '{title.title_en}': with every figure at its middle value it"))
    assert "50次模拟中" in squeeze(zh)
    assert "In50draws" in squeeze(en)
    assert "这条路径依据" in zh
    assert "This path rests on" in en


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_answer_on_screen_is_that_of_the_json(own: Path, language: str) -> None:
    answer = parse("project", str(own), *FEW)["answer"]
    assert squeeze(show("--language", language, "project", str(own), *FEW)).startswith(squeeze(answer[language]))


@pytest.mark.parametrize("region", ["dongchuan", "lufeng"])
def test_json_holds_the_numbers_of_the_outlook(region: str) -> None:
    outlook, said = look(region), ask(region)
    assert said["runs"] == 50
    assert said["main_pathway"] == outlook.main.pathway_name
    assert said["answer"]["zh"] == headline_outlook(outlook).read("zh")
    assert tuple(said["pathways"]) == PATHWAYS
    for each in outlook.projections:
        found = said["pathways"][each.pathway_name]
        call_made, base = outlook.calls[each.pathway_name], each.model.base_year
        assert found["class"] == call_made.kind
        assert found["peak_year"] == (call_made.year if call_made.kind == "peaked" else None)
        assert found["peak_wan_tco2"] == pytest.approx(call_made.level, abs=1e-6)
        assert found["peaked_by_2030"] == pytest.approx(each.ensemble.peaked_by[2030 - base])
        assert found["still_rising"] == pytest.approx(each.ensemble.class_shares["rising"])
        for year in (base, 2025, 2030, 2035, 2060):
            low, median, high = (each.ensemble.fans["net"][row, year - base] for row in (0, 2, -1))
            shown = [found[f"y{year}{tail}"] for tail in ("_low", "", "_high")]
            assert shown == pytest.approx([low, median, high], abs=1e-6)


def test_named_pathways_are_shown_beside_the_baseline_and_keep_their_numbers(
    own: Path, whole: Mapping[str, Any]
) -> None:
    said = parse("project", "dongchuan", *FEW, "--scenario", "delayed", "--scenario", "strengthened")
    assert tuple(said["pathways"]) == ("baseline", "strengthened", "delayed")
    assert said["main_pathway"] in ("delayed", "strengthened")
    assert all(said["pathways"][name] == whole["pathways"][name] for name in said["pathways"])
    assert tuple(parse("project", str(own), *FEW, "--scenario", "baseline")["pathways"]) == ("baseline",)


@pytest.mark.parametrize("projects", ["none", "chosen", "all"])
def test_projects_enter_the_path_as_asked(projects: str, whole: Mapping[str, Any]) -> None:
    said = parse("project", "dongchuan", *FEW, "--projects", projects)["pathways"]
    plan = load("dongchuan")
    path = project_pathway(plan, "as_planned", choose("dongchuan"), PathwaySettings(projects=projects, runs=50))  # type: ignore[arg-type]
    assert said["as_planned"]["y2030"] == pytest.approx(path.ensemble.fans["net"][2, 2030 - path.model.base_year])
    assert said["baseline"] == whole["pathways"]["baseline"]
    if projects == "chosen":
        assert said == whole["pathways"]
    else:
        assert said["as_planned"]["y2030"] != whole["pathways"]["as_planned"]["y2030"]


def test_another_set_of_factors_changes_the_base_year_by_the_fuels_alone(own: Path, tmp_path: Path) -> None:
    """60 万tce of coal and 20 of gas; electricity keeps its grid factor."""
    book = read_factors()
    coal, gas = (
        book.find_fuel("ipcc2006", fuel).central - book.find_fuel("guideline", fuel).central
        for fuel in ("coal", "natural_gas")
    )
    before, after = (read_central(own, tmp_path, "2022", *said) for said in ((), ("--factors", "ipcc2006")))
    assert after - before == pytest.approx(60 * coal + 20 * gas)
    assert after > 1.02 * before


def test_sampling_and_seed_move_the_draws_and_not_the_call(own: Path) -> None:
    asked = ((), ("--seed", "7"), ("--sampling", "random"), ("--sampling", "sobol"))
    said = [parse("project", str(own), *FEW, *options) for options in asked]
    assert [each["sampling"] for each in said] == ["latin_hypercube", "latin_hypercube", "random", "sobol"]
    assert [each["seed"] for each in said] == [0, 7, 0, 0]
    levels = [each["pathways"]["baseline"]["y2030"] for each in said]
    assert len(set(levels)) == 4
    assert max(levels) < 1.2 * min(levels)
    peaks = {each["pathways"]["baseline"]["peak_wan_tco2"] for each in said}
    assert len(peaks) == 1  # the call is that of the central path


def test_project_writes_the_iamc_table_as_text_and_as_a_workbook(
    own: Path, tmp_path: Path, whole: Mapping[str, Any]
) -> None:
    assert parse("project", "dongchuan", *FEW, "--iamc", str(tmp_path / "county.csv")) == whole
    table, outlook = pd.read_csv(tmp_path / "county.csv"), look("dongchuan")
    assert list(table.columns[:5]) == ["Model", "Scenario", "Region", "Variable", "Unit"]
    assert tuple(dict.fromkeys(table["Scenario"])) == PATHWAYS
    row = table[(table["Scenario"] == "baseline") & (table["Variable"] == "Emissions|CO2|Energy")].iloc[0]
    assert row["2030"] == pytest.approx(0.01 * outlook.baseline.central.net[0, 2030 - outlook.main.model.base_year])
    for name in ("own.csv", "own.xlsx"):
        show("project", str(own), *FEW, "--iamc", str(tmp_path / name))
    text, book = pd.read_csv(tmp_path / "own.csv"), pd.read_excel(tmp_path / "own.xlsx")
    book.columns = book.columns.astype(str)
    pd.testing.assert_frame_equal(book, text, check_dtype=False)


@pytest.mark.parametrize(("language", "said"), [("zh", "文件名应以 .csv"), ("en", "the name must end in .csv, .xlsx")])
def test_a_table_of_another_kind_is_refused_in_the_reader_s_language(tmp_path: Path, language: str, said: str) -> None:
    text = refuse("--language", language, "project", "lufeng", *FEW, "--iamc", str(tmp_path / "pathways.txt"))
    assert said in text
    assert not (tmp_path / "pathways.txt").exists()


def test_every_run_of_every_pathway_can_be_asked_in_sql(own: Path, tmp_path: Path) -> None:
    said = parse("project", str(own), *FEW, "--seed", "3", "--ensemble", str(tmp_path / "runs"))
    assert {path.stem for path in (tmp_path / "runs").glob("*")} == set(said["pathways"])
    counts = query_ensemble(
        tmp_path / "runs", "SELECT pathway, count(DISTINCT run) AS runs FROM ensemble GROUP BY pathway"
    )
    assert dict(zip(counts["pathway"], counts["runs"], strict=True)) == dict.fromkeys(said["pathways"], 50)
    medians = query_ensemble(
        tmp_path / "runs", "SELECT pathway, median(net) AS net FROM ensemble WHERE year = 2030 GROUP BY pathway"
    )
    for row in medians.itertuples():
        assert row.net == pytest.approx(said["pathways"][row.pathway]["y2030"], rel=0.02)
    assert describe_ensemble(tmp_path / "runs" / "baseline.parquet")["seed"] == 3


def test_sobol_and_morris_indices_come_when_asked(own: Path) -> None:
    text = show("--language", "en", "project", str(own), *FEW, "--sobol")
    assert "Sobol indices (emissions of 2030)" in text
    assert "Morris screening" in text
    assert "Sobol" not in show("--language", "en", "project", str(own), *FEW)


def test_a_ceiling_chooses_projects_that_keep_it(own: Path, tmp_path: Path) -> None:
    free = read_central(own, tmp_path, "2026")
    assert free == pytest.approx(
        read_central(own, tmp_path, "2026", "--projects", "none")
    )  # P1 is no part of the cheapest
    kept = read_central(own, tmp_path, "2026", "--ceiling", f"energy_co2:2026:{free - 5.0}")
    assert kept <= free - 5.0 + 1e-6


def test_a_ceiling_that_does_not_bind_changes_nothing(own: Path, whole: Mapping[str, Any], tmp_path: Path) -> None:
    assert read_central(own, tmp_path, "2026", "--ceiling", "energy_co2:2026:9999") == pytest.approx(
        read_central(own, tmp_path, "2026")
    )
    assert parse("project", "dongchuan", *FEW, "--ceiling", "energy_co2:2030:9999")["pathways"] == whole["pathways"]


@pytest.mark.parametrize(
    ("language", "said", "by"),
    [
        ("zh", ("下列要求互相冲突", "可以作出的让步"), r"降低 ([\d.,]+) 万tCO2e"),
        ("en", ("These demands conflict", "would resolve it"), r"by ([\d.,]+) x 10,000 tCO2e"),
    ],
)
def test_a_ceiling_no_project_can_keep_is_said_with_one_that_can(
    own: Path, language: str, said: tuple[str, ...], by: str
) -> None:
    text = refuse("--language", language, "project", str(own), *FEW, "--ceiling", "energy_co2:2026:100")
    assert all(each in text for each in said)
    raised = [float(each.replace(",", "")) for each in re.findall(by, text)]
    assert len(raised) == 1
    show("project", str(own), *FEW, "--ceiling", f"energy_co2:2026:{100 + raised[0] + 0.01}")
    refuse("project", str(own), *FEW, "--ceiling", f"energy_co2:2026:{100 + raised[0] - 0.01}")


def test_a_county_s_ceiling_far_below_its_path_is_refused() -> None:
    text = refuse("project", "dongchuan", *FEW, "--ceiling", "energy_co2:2030:10")
    assert "conflict" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("project", "kunming", "--scenario", "net_zero"), "There is no pathway named 'net_zero'. Known: baseline, as_planned"),
        (("project", "kunming", "--factors", "ipcc"), "There is no factor set named 'ipcc'. Known: guideline, ipcc2006"),
        (("project", "dongchuan", "--portfolio", "dream"), "There is no scenario named 'dream'. Known: base, "),
        (("project", "atlantis"), "There is no region named 'atlantis'. Known: dongchuan"),
        (("project", "kunming", "--sampling", "dice"), "'dice' is not one of 'random', 'latin_hypercube', 'sobol'"),
        (("project", "kunming", "--projects", "some"), "'some' is not one of 'none', 'chosen', 'all'"),
        (("project", "kunming", "--runs", "0"), "must lie between 1 and 100,000; found 0"),
        (("project", "dongchuan", "--ceiling", "energy_co2:2030"), "write ledger:year:amount, such as energy_co2:2030:80"),
        (("project", "dongchuan", "--ceiling", "energy_co2:soon:80"), "write ledger:year:amount, such as energy_co2:2030:80"),
        (("project", "dongchuan", "--ceiling", "sink:2030:80"), "the ledger must be energy_co2 or other_ghg"),
        (("project", "dongchuan", "--ceiling", "energy_co2:2020:80"), "the year within 2023-2060"),
        (("project", "dongchuan", "--ceiling", "energy_co2:2030:80", "--scenario", "delayed"), "delays projects by 2 years"),
        (("project", "kunming", "--ceiling", "energy_co2:2030:80"), "the document lists no projects"),
        (("decompose", "kunming", "--scenario", "net_zero"), "There is no pathway named 'net_zero'. Known: baseline"),
        (("decompose", "kunming", "--against", "net_zero"), "There is no pathway named 'net_zero'. Known: baseline"),
        (("decompose", "kunming", "--last", "2099"), "2099 lies outside 2023-2060"),
        (("decompose", "kunming", "--first", "2015"), "2015 lies outside 2023-2060"),
        (("decompose", "kunming", "--against", "baseline", "--last", "2099"), "2099 lies outside 2023-2060"),
        (("decompose", "kunming", "--first", "2030", "--last", "2025"), "The first year must lie before the last"),
        (("decompose", "/nowhere/factors.csv"), "factors.csv: there is no such file; name a CSV file."),
        (("peak", "/nowhere/co2.csv"), "co2.csv: there is no such file; name a CSV file."),
        (("peak", "/nowhere/co2.csv", "--rule", "dream"), "'dream' is not one of 'c40', 'rolling_mean', 'five_year', 'plateau'"),
        (("stirpat", "/nowhere/co2.csv"), "co2.csv: there is no such file; name a CSV file."),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_with_the_names_there_are(arguments: tuple[str, ...], said: str) -> None:
    assert squeeze(said) in squeeze(refuse(*arguments))


@pytest.mark.parametrize("region", REGIONS)
def test_the_drivers_of_every_region_add_up_to_its_change(region: str) -> None:
    plain, chained = parse("decompose", region), parse("decompose", region, "--chained")
    for split in (plain, chained):
        assert set(split["effects"]) == DRIVERS
        assert math.fsum(split["effects"].values()) == pytest.approx(split["end"] - split["start"], abs=1e-9)
    assert (plain["span"], chained["span"]) == ("end_to_end", "chained")
    assert [plain[end] for end in ("start", "end")] == pytest.approx([chained[end] for end in ("start", "end")])
    path = project_pathway(load(region), "as_planned", choose(region), PathwaySettings(runs=1))
    assert plain["start"] == pytest.approx(path.central.net[0, 0])
    assert plain["end"] == pytest.approx(path.central.net[0, 2030 - path.model.base_year])


def test_the_drivers_of_a_distance_add_up_to_it() -> None:
    split = parse("decompose", "lufeng", "--scenario", "strengthened", "--against", "baseline", "--last", "2035")
    paths = {
        name: project_pathway(load("lufeng"), name, settings=PathwaySettings(runs=1))
        for name in ("baseline", "strengthened")
    }
    place = 2035 - paths["baseline"].model.base_year
    assert split["start"] == pytest.approx(paths["baseline"].central.net[0, place])
    assert split["end"] == pytest.approx(paths["strengthened"].central.net[0, place])
    assert math.fsum(split["effects"].values()) == pytest.approx(split["end"] - split["start"])
    itself = parse("decompose", "lufeng", "--against", "as_planned")["effects"]
    assert list(itself.values()) == pytest.approx([0.0] * 7)


def test_ratios_multiply_to_the_change() -> None:
    for options in ((), ("--chained",), ("--against", "baseline")):
        split = parse("decompose", "lufeng", "--kind", "multiplicative", *options)
        assert math.prod(split["effects"].values()) == pytest.approx(split["end"] / split["start"])


def test_decompose_tells_drivers_and_decoupling_in_both_languages() -> None:
    zh, en = (show("--language", language, "decompose", "lufeng") for language in ("zh", "en"))
    assert all(word in zh for word in ("人均 GDP", "能耗强度", "能源结构", "LMDI-I", "脱钩状态（Tapio 2005）"))
    assert all(
        word in en for word in ("GDP per head", "energy intensity", "fuel mix", "LMDI-I", "Decoupling (Tapio 2005)")
    )
    assert "Tapio" not in show("decompose", "lufeng", "--against", "baseline")


STEEL = """year,cell,activity,intensity,factor
2015,steel,100,2,3
2015,cement,80,1,3
2020,steel,110,2,3
2020,cement,80,1,2
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes], str]:
    def save(text: str | bytes) -> str:
        path = tmp_path / "given.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return str(path)

    return save


Write = Callable[[str | bytes], str]


def test_factors_of_a_file_are_decomposed_as_by_hand(write: Write) -> None:
    """Steel changes by its activity alone, 600 to 660; cement by its factor alone, 240 to 160."""
    said = parse("decompose", write(STEEL))
    assert (said["years"], said["start"], said["end"]) == ([2015, 2020], 840, 820)
    for span in ("end_to_end", "chained"):
        assert said[span] == pytest.approx({"activity": 60, "intensity": 0, "factor": -80}, abs=1e-9)
    zh, en = (show("--language", language, "decompose", write(STEEL)) for language in ("zh", "en"))
    assert "首尾两年" in zh
    assert "2015-2020: 840 -> 820" in en


def test_chained_years_are_split_one_by_one_as_by_hand(write: Write) -> None:
    """1 x 2, 2 x 3, 3 x 3: weights (6 - 2) / ln 3 and, where b rests, the whole change of 3; end to end 7 / ln 4.5."""
    path = write("年份,a,b\n2015,1,2\n2018,3,3\n2016,2,3\n")
    said, weight = parse("decompose", path), 4 / math.log(3)
    assert said["years"] == [2015, 2016, 2018]
    assert said["chained"] == pytest.approx({"a": weight * math.log(2) + 3, "b": weight * math.log(1.5)})
    end_to_end = {name: 7 * math.log(ratio) / math.log(4.5) for name, ratio in (("a", 3.0), ("b", 1.5))}
    assert said["end_to_end"] == pytest.approx(end_to_end)
    assert "chained year by year" in show("--language", "en", "decompose", path, "--chained")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (STEEL.replace("2020,steel", "2O20,steel"), ['row 4, year: must be a year such as 2024; found "2O20" (letter O?)']),
        (STEEL.replace("110,2", "1l0,2").replace("80,1,2", "80,-1,"),
         ['row 4, activity: must be a number; found "1l0" (letter l?)', 'row 5, intensity: must be 0 or more; found "-1"',
          "row 5, factor: is empty: unknown is not zero"]),
        (STEEL.replace("2020,cement,80,1,2\n", ""), ["no row for 2020 cement; give every cell every year"]),
        (STEEL.replace("2020,cement", "2020,steel"), ["row 5, year: 2020 steel already stands above; keep one of them."]),
        (STEEL.replace("110,2,3", "110,2"), ["row 4: has 4 cells where the header has 5"]),
        (STEEL.replace("factor", "activity"), ["row 1, activity: the column stands twice"]),
        (STEEL.replace("year", "when"), ['row 1, when: the first column must be "year"']),
        ("year,a\n2015,1\n", ["year: holds fewer than two years; add years."]),
        ("year,cell\n2015,x\n", ["row 1: there is no factor; add a column for each factor."]),
        ("", ["the file is empty"]),
        ("年份,强度\n2015,1\n".encode("utf-16"), ["the file is neither UTF-8 nor GB18030 (GBK) text; save it as UTF-8"]),
    ],
)  # fmt: skip
def test_faults_of_a_factor_file_are_all_listed(write: Write, text: str | bytes, faults: list[str]) -> None:
    said = refuse("decompose", write(text))
    assert said.startswith("1 problem in given.csv:" if len(faults) == 1 else f"{len(faults)} problems in given.csv:")
    for fault in faults:
        assert fault in said


UP_AND_DOWN = (60, 70, 80, 90, 95, 100, 97, 94, 92, 90, 88, 86, 84, 82, 80, 78)  # 2005 to 2020, highest in 2010
SEEN = "year,co2\n" + "".join(f"{2005 + place},{value}\n" for place, value in enumerate(UP_AND_DOWN))


def test_each_rule_says_by_name_whether_the_series_has_peaked(write: Write) -> None:
    """The rolling mean is highest in 2011, nine years before the last datum, and that rule wants ten."""
    zh, en = (show("--language", language, "peak", write(SEEN), "--today", "2022") for language in ("zh", "en"))
    assert "C40 城市规则：已达峰，峰值年 2010 年（数据截至 2020 年）。" in zh
    assert "五年滑动平均规则：无法判断" in zh
    assert "五年未再超过规则：已达峰，峰值年 2010 年" in zh
    assert "平台期规则：无法判断" in zh
    assert "C40 city rule: peaked in 2010 (data to 2020)." in en
    assert "Rule of the five-year rolling mean: cannot be told" in en
    assert "Rule of five years not exceeded: peaked in 2010" in en
    assert "Plateau rule: cannot be told" in en
    assert "false: the maximum, in 2011, lies 9 years before the last datum" in en


def test_peak_calls_come_as_json_rule_by_rule(write: Write) -> None:
    rows = {row["rule"]: row for row in parse("peak", write(SEEN), "--today", "2022")}
    assert [row["class"] for row in rows.values()] == ["peaked", "unknown", "peaked", "unknown"]
    assert list(rows) == ["c40", "rolling_mean", "five_year", "plateau"]
    first = rows["c40"]
    assert (first["series"], first["peak_year"], first["peak_value"]) == ("co2", 2010, 100)
    assert (first["last_to_peak"], first["years_since"], first["vintage_age"]) == (0.78, 10, 2)
    assert all(criterion["holds"] for criterion in first["criteria"])
    assert rows["rolling_mean"]["peak_year"] is None
    assert rows["rolling_mean"]["maximum_year"] == 2011
    assert {row["at_start"] for row in rows.values()} == {False}
    assert first["peak_year_said"] == {"zh": "2010 年", "en": "2010"}
    assert rows["rolling_mean"]["peak_value"] == pytest.approx((95 + 100 + 97 + 94 + 92) / 5)


def test_a_series_that_falls_from_its_first_year_is_said_to_peak_then_or_before(write: Write) -> None:
    falling = write("year,co2\n" + "".join(f"{2010 + place},{120 - 4 * place}\n" for place in range(12)))
    shown = show("--language", "en", "peak", falling, "--today", "2022")
    assert "C40 city rule: peaked 2010 or before; " in shown
    assert "Rule of five years not exceeded: peaked in 2010 or before (data to 2021)." in shown
    assert "C40 城市规则：已达峰 2010 年或更早；" in show(
        "--language", "zh", "peak", falling, "--today", "2022"
    ).replace(" \n", " ")
    (row,) = parse("peak", falling, "--today", "2022", "--rule", "c40")
    assert (row["peak_year"], row["at_start"], row["peak_year_said"]["en"]) == (2010, True, "2010 or before")


def test_the_pathways_fit_into_eighty_columns(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for language, heads in (("en", ("Pathway", "Peaks by", "No call")), ("zh", ("情景", "峰值年", "不能认定"))):
        lines = show("--language", language, "project", str(own), *FEW).splitlines()
        tables = [line for line in lines if "┃" in line or "│" in line]
        assert all(any(head in line for line in tables) for head in heads)
        first = [line.split("│")[0].strip() for line in tables if "│" in line]
        assert (
            {"As planned", "Baseline", "Late"} <= set(first)
            if language == "en"
            else {"规划", "基准", "延迟"} <= set(first)
        )
        assert max(map(len, lines)) <= 80


def test_old_data_are_told_and_a_rule_can_be_named(write: Write) -> None:
    (stale,) = parse("peak", write(SEEN), "--today", "2030", "--rule", "c40")
    assert (stale["class"], stale["vintage_age"]) == ("unknown", 10)
    rising = "".join(f"{2005 + place},{100 + 5 * place + place % 2}\n" for place in range(15))
    level = "".join(f"{2005 + place},{100 + place % 2}\n" for place in range(15))
    for text, rule, found in (
        (rising, "five_year", "rising"),
        (level, "plateau", "plateau"),
        (rising, "c40", "rising"),
    ):
        (row,) = parse("peak", write("年份,co2\n" + text), "--today", "2021", "--rule", rule)
        assert row["class"] == found


def test_every_column_of_a_series_file_is_judged(write: Write) -> None:
    lines = SEEN.splitlines()
    two = "\n".join([f"{lines[0]},[b]gas", *(f"{line},{place}" for place, line in enumerate(lines[1:]))])
    path = write(two)
    rows = parse("peak", path, "--today", "2022", "--trend", "hamed_rao", "--rule", "five_year")
    assert {row["series"]: row["class"] for row in rows} == {"co2": "peaked", "[b]gas": "rising"}
    assert "[b]gas" in show("peak", path, "--today", "2022")


def test_values_below_zero_are_a_fault_unless_allowed(write: Write) -> None:
    path = write("year,net\n2015,10\n2016,-5\n2017,3\n2018,4\n")
    assert 'row 3, net: must be 0 or more; found "-5"' in refuse("peak", path)
    assert len(parse("peak", path, "--allow-negative", "--today", "2020")) == 4


def test_faults_of_a_series_file_are_all_listed_in_the_order_of_the_file(write: Write) -> None:
    path = write("year,co2,gdp\n2015,1O2,3\n2016,-5,4\n2017,,5\n2017,7,8\n2018,7\n")
    head, *lines = refuse("peak", path).strip().splitlines()
    assert head == "5 problems in given.csv:"
    assert [line.strip().split(";")[0] for line in lines] == [
        "given.csv, row 2, co2: must be a number",
        "given.csv, row 3, co2: must be 0 or more",
        "given.csv, row 4, co2: is empty: unknown is not zero",
        "given.csv, row 5, year: the year 2017 already stands in row 4",
        "given.csv, row 6: has 2 cells where the header has 3",
    ]
    assert 'found "1O2" (letter O?)' in lines[0]


def build_stirpat(years: int = 12) -> str:
    """CO2 = 2 P^1.2 A^0.8 T^0.5, without any noise; P, A and T each go their own way."""
    rows = ["year,co2,population,affluence,technology"]
    for place in range(years):
        rows.append(f"{2008 + place},{','.join(f'{value:.12g}' for value in give_drivers(place))}")
    return "\n".join(rows) + "\n"


def give_drivers(place: int) -> tuple[float, float, float, float]:
    people = 100 + place + (place * place) % 5
    wealth = 10 * 1.06**place * (1 + 0.02 * (place * 7 % 4))
    technology = 5 - 0.1 * place + 0.2 * (place % 3)
    return (2 * people**1.2 * wealth**0.8 * technology**0.5, people, wealth, technology)


def test_stirpat_finds_the_elasticities_that_were_put_in(write: Write) -> None:
    said = parse("stirpat", write(build_stirpat()))
    wanted = {"intercept": math.log(2), "population": 1.2, "affluence": 0.8, "technology": 0.5}
    assert said["ols"] == pytest.approx(wanted, rel=1e-6)
    assert said["response"] == "co2"
    assert said["years"] == list(range(2008, 2020))
    assert said["r_squared"]["ols"] == pytest.approx(1.0)
    assert set(said["vif"]) == {"population", "affluence", "technology"}
    assert any("identity" in each["en"] and "恒等式" in each["zh"] for each in said["warnings"])
    zh, en = (show("--language", language, "stirpat", write(build_stirpat())) for language in ("zh", "en"))
    assert "岭回归" in zh
    assert "Out-of-sample MAPE (rolling origin" in en
    assert "generalisedcross-validation" in squeeze(en)
    assert "滚动起点" in zh
    assert "广义交叉验证" in squeeze(zh)
    assert not re.search(r"gcv|rolling_origin", zh + en)
    assert "<0.001" in en


def test_stirpat_carries_the_drivers_into_the_future(write: Write, tmp_path: Path) -> None:
    ahead = [give_drivers(place) for place in (12, 13)]
    future = tmp_path / "future.csv"
    lines = [f"{2020 + place},{','.join(map(str, row[1:]))}" for place, row in enumerate(ahead)]
    future.write_text("\n".join(["year,population,affluence,technology", *lines, ""]), encoding="utf-8")
    path = write(build_stirpat())
    said = parse("stirpat", path, "--future", str(future))["projection"]
    assert [row["year"] for row in said] == [2020, 2021]
    for row, drivers in zip(said, ahead, strict=True):
        assert row["central"] == pytest.approx(drivers[0], rel=1e-3)
        assert row["low"] <= row["central"] * (1 + 1e-9)
        assert row["high"] >= row["central"] * (1 - 1e-9)
    assert "2021: " in show("--language", "en", "stirpat", path, "--future", str(future))
    future.write_text("year,population,affluence\n2020,110,20\n", encoding="utf-8")
    assert "There is no column named 'technology'. Known: population, affluence." in refuse(
        "stirpat", path, "--future", str(future)
    )


def test_a_role_tells_the_sign_that_is_expected(write: Write) -> None:
    path = write(build_stirpat().replace("population", "people"))
    named = ("--driver", "people:population", "--driver", "affluence", "--driver", "technology")
    right = parse("stirpat", path, *named, "--choose-k", "hkb")
    assert not any("elasticity" in each["en"] for each in right["warnings"])
    assert right["ridge"]["k_rule"] == "hkb"
    wrong = parse("stirpat", path, "--driver", "people:clean_share", "--driver", "affluence", "--driver", "technology")
    assert any("the elasticity of people is 1.2" in each["en"] for each in wrong["warnings"])
    assert any("people 的弹性为 1.2" in each["zh"] for each in wrong["warnings"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--driver", "population:crowd"), "the role must be one of population, affluence, technology, industry_share"),
        (("--driver", "crowd"), "There is no column named 'crowd'. Known: co2, population, affluence, technology."),
        (("--response", "ch4"), "There is no column named 'ch4'. Known: co2, population, affluence, technology."),
        (("--driver", "co2"), "given.csv, co2: is named twice; name the response and each driver once."),
        (("--choose-k", "guess"), "'guess' is not one of 'gcv', 'hkb'"),
        (("--future", "/nowhere/future.csv"), "future.csv: there is no such file; name a CSV file."),
    ],
)
def test_what_stirpat_cannot_do_is_said(write: Write, options: tuple[str, ...], said: str) -> None:
    assert squeeze(said) in squeeze(refuse("stirpat", write(build_stirpat()), *options))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (build_stirpat(6), "years: 6, drivers: 3; give 1 driver or more, and at least 7 years."),
        ("year,co2,p\n" + "".join(f"{2000 + each},{3 + each % 3},{each}\n" for each in range(9)), "row 2, p: 0 in 2000 has no logarithm"),
        ("year,co2,p\n" + "".join(f"{2000 + each},{3 + each % 3},7\n" for each in range(9)), "p: never changes, so nothing goes with it"),
    ],
)  # fmt: skip
def test_a_sample_that_cannot_be_regressed_is_named(write: Write, text: str, said: str) -> None:
    assert said in refuse("stirpat", write(text))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module", params=["kunming", "lufeng"])
def refused_run(request: pytest.FixtureRequest, results: Path, plain_pictures: None) -> tuple[str, str, Path]:
    """What ``run`` prints and writes for a plan of which no portfolio can be chosen."""
    region = str(request.param)
    text = show("--language", "en", "run", region, *FEW, "--delivery-runs", "0", "--results", str(results))
    return region, text, results / region / "base"


REFUSALS = {
    "kunming": ("文件没有列出任何带投资的项目", "the document lists no projects"),
    "lufeng": ("2 个项目都没有投资数字", "none of its 2 projects prints a cost"),
}
FIRST = {
    "kunming": ("无法选定组合：文件没有列出项目", "No portfolio can be chosen: the document lists no project."),
    "lufeng": (
        "无法选定组合：2 个项目都没有投资数字",
        "No portfolio can be chosen: none of the 2 projects prints a cost.",
    ),
}


def test_a_plan_without_costs_still_gets_a_report_with_its_pathways(refused_run: tuple[str, str, Path]) -> None:
    region, text, folder = refused_run
    answer, first = ask(region)["answer"], FIRST[region]
    assert first[1] in " ".join(text.split())
    assert "Carbon: peak by 2030" in " ".join(text.split())
    for name, number, chapter in (("report.html", 0, "碳影响"), ("report.en.html", 1, "Effect on carbon")):
        page = html.unescape((folder / name).read_text(encoding="utf-8"))
        assert chapter in page
        assert first[number] in page
        assert answer[("zh", "en")[number]] in page


def test_its_run_folder_holds_the_same_numbers_as_tables_and_as_json(refused_run: tuple[str, str, Path]) -> None:
    region, _, folder = refused_run
    identity = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert identity["carbon"]["pathways"] == ask(region)["pathways"]
    assert "cost_wan_yuan" not in identity
    assert REFUSALS[region][0] in identity["answer"]["zh"]
    with (folder / "carbon_paths.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["pathway"] == "baseline" and row["year"] == "2030"]
    assert float(rows[0]["net_q50"]) == pytest.approx(identity["carbon"]["pathways"]["baseline"]["y2030"])
    assert (folder / "pathways_iamc.csv").is_file()
    assert not (folder / "portfolio.csv").exists()
    assert any((folder / "figures").glob("*.png"))


@pytest.mark.usefixtures("plain_pictures")
def test_run_as_json_has_a_carbon_block_beside_the_portfolio(results: Path, whole: Mapping[str, Any]) -> None:
    said = parse("run", "dongchuan", *FEW, "--delivery-runs", "0", "--results", str(results))
    assert said["carbon"]["pathways"] == whole["pathways"]
    assert said["carbon"]["answer"] == whole["answer"]
    chosen = answer_plan(load("dongchuan")).verification
    assert chosen.cost_wan_yuan > 0
    assert said["cost_wan_yuan"] == pytest.approx(chosen.cost_wan_yuan)
    folder = Path(said["folder"])
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["carbon"] == said["carbon"]
    assert {"portfolio.csv", "carbon_paths.csv", "carbon_drivers.csv"} <= {path.name for path in folder.iterdir()}


def test_a_package_without_emissions_runs_without_that_chapter(plain: Path, tmp_path: Path) -> None:
    said = parse("run", str(plain), *FEW, "--delivery-runs", "0", "--results", str(tmp_path))
    folder = tmp_path / "tiny" / "base"
    assert said["carbon"] is None
    assert said["cost_wan_yuan"] == pytest.approx(170)
    assert "The way to the carbon peak" not in (folder / "report.en.html").read_text(encoding="utf-8")
    assert "碳达峰路径" not in (folder / "report.html").read_text(encoding="utf-8")
    assert not list(folder.glob("carbon_*.csv"))
    assert not (folder / "pathways_iamc.csv").exists()


def test_pathways_of_a_package_without_emissions_are_refused(plain: Path) -> None:
    text = refuse("project", str(plain), *FEW)
    assert "energy.csv" in text
    assert "Tiny" in text
    assert "Tiny" in text
    refuse("decompose", str(plain))


def test_a_package_of_one_s_own_is_projected_and_decomposed(own: Path) -> None:
    said = parse("project", str(own), *FEW)
    assert tuple(said["pathways"]) == ("baseline", "as_planned", "late")
    split = parse("decompose", str(own))
    assert math.fsum(split["effects"].values()) == pytest.approx(split["end"] - split["start"])
    assert "no fault" in show("check", str(own))


def test_a_faulty_package_is_listed_and_nothing_is_written(tmp_path: Path) -> None:
    write_plan(make_carbon_plan(), tmp_path / "mine")
    path = tmp_path / "mine" / "levers.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("4,5,6", "6,5,4"), encoding="utf-8")
    for arguments in (
        ("run", "--delivery-runs", "0", "--results", str(tmp_path / "results")),
        ("project",),
        ("decompose",),
        ("check",),
    ):
        text = refuse(arguments[0], str(tmp_path / "mine"), *arguments[1:])
        assert "1 problem in mine:" in text
        assert "levers.csv, row 2, central: low, central, high are out of order: 6, 5, 4; order them by size." in text
    assert not (tmp_path / "results").exists()


def test_a_ceiling_needs_a_pathway_that_builds_the_portfolio() -> None:
    result = CliRunner().invoke(
        main, ["project", "dongchuan", "--scenario", "baseline", "--ceiling", "energy_co2:2030:80"]
    )
    assert result.exit_code == 2
    assert "pathway baseline does not build the chosen portfolio" in result.output


def test_what_the_settings_assume_is_said_with_its_numbers() -> None:
    result = CliRunner().invoke(main, ["--language", "en", "project", "dongchuan", "--runs", "20"])
    said = " ".join(result.output.split())
    assert (
        "one lever between sectors 0.5, neighbouring periods 0.5, GDP growth with change of energy intensity -0.3"
        in said
    )
    assert "projects finish in their planned years" in said


def test_sobol_indices_are_drawn_where_asked(tmp_path: Path) -> None:
    place = tmp_path / "indices.png"
    arguments = ["project", "lufeng", "--runs", "20", "--figure", str(place)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert place.read_bytes().startswith(b"\x89PNG")


def test_the_corrected_trend_test_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "co2.csv"
    path.write_text("year,co2\n" + "".join(f"{2000 + n},{100 + n + n % 3}\n" for n in range(20)), encoding="utf-8")
    said = CliRunner().invoke(main, ["--language", "en", "peak", str(path), "--trend", "hamed_rao"]).output
    assert "Mann-Kendall test corrected for autocorrelation (Hamed and Rao), all years" in " ".join(said.split())


def test_least_squares_and_ridge_project_differently(tmp_path: Path) -> None:
    rows = [(2000 + n, 100 + 2 * n, 5 * 1.08**n * (1 + 0.01 * (n % 3))) for n in range(20)]
    past = "".join(f"{year},{people**1.1 * wealth**0.6:.6f},{people},{wealth:.6f}\n" for year, people, wealth in rows)
    (tmp_path / "past.csv").write_text("year,co2,population,affluence\n" + past, encoding="utf-8")
    (tmp_path / "next.csv").write_text("year,population,affluence\n2020,141,25\n", encoding="utf-8")
    arguments = ["stirpat", str(tmp_path / "past.csv"), "--future", str(tmp_path / "next.csv"), "--json"]
    rows_by = {
        by: json.loads(CliRunner().invoke(main, [*arguments, "--by", by]).output)["projection"][0]
        for by in ("ols", "ridge")
    }
    assert rows_by["ols"]["central"] == pytest.approx(141**1.1 * 25**0.6, rel=1e-6)
    assert rows_by["ols"] != rows_by["ridge"]
