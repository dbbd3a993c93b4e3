"""Figures of emissions: every one draws in both languages, twice alike, from a frame whose numbers are what it says they are."""

import io
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from peakfolio.carbon.abatement_costs import AbatementCost
from peakfolio.carbon.decomposition import decompose_change
from peakfolio.carbon.drivers import split_against, split_years
from peakfolio.carbon.outlook import trace_projects
from peakfolio.carbon.path_peaks import CLASSES
from peakfolio.carbon.pathways import Projection, project_pathway
from peakfolio.carbon.settings import PathwaySettings
from peakfolio.render.paper import draw_chart
from peakfolio.render.screen import plot_chart
from peakfolio.report.carbon.chart_words import NAMES, describe_highest, list_undrawn
from peakfolio.report.carbon.charts import (
    chart_chance,
    chart_fan,
    chart_mix,
    chart_pathways,
    chart_waterfall,
    chart_wedges,
)
from peakfolio.report.carbon.deciding import chart_costs, chart_indices, chart_tornado
from peakfolio.report.carbon.frames import (
    list_wedges,
    make_chance_data,
    make_fan_data,
    make_index_data,
    make_macc_data,
    make_mix_data,
    make_pathways_data,
    make_tornado_data,
    make_waterfall_data,
    make_wedge_data,
    name_subject,
)
from peakfolio.report.looks import FUEL_LOOKS, SECTOR_LOOKS
from peakfolio.report.marks import Chart, spread_out
from peakfolio.report.wrapping import wrap_text
from peakfolio.words import Language, Name, format_number
from tiny_carbon import make_carbon_plan

TINY = Name("小县", "Tiny")
LEVEL = Name("2030 年净能源CO2（万tCO2）", "net energy CO2 in 2030 (10,000 t CO2)")
YEARS = Name("2022 年", "2022"), Name("2030 年", "2030")
FIGURES = ("fan", "pathways", "wedges", "mix", "waterfall", "tornado", "indices", "macc", "chance")


@cache
def project(pathway: str) -> Projection:
    return project_pathway(
        make_carbon_plan(),
        pathway,
        settings=PathwaySettings(projects="none" if pathway == "baseline" else "all", runs=500),
    )


def make_cost(
    key: str, energy: float, other: float, price: float | None, dearest: float | None = None
) -> AbatementCost:
    three = (0.5 * energy, energy, 2 * energy), (0.5 * other, other, 2 * other), (0.0, 0.0, 0.0)
    return AbatementCost(
        key,
        None if price is None else 1.0,
        20,
        *three,
        energy + other,
        20.0 * (energy + other),
        price,
        price and price / 2,
        dearest,
    )


COSTS = (
    make_cost("M1", 0.5, 0.0, 0.0, 0.0),
    make_cost("P1", 6.0, 1.0, 40.0, 80.0),
    make_cost("P2", 0.1, 3.0, 900.0),
    make_cost("P3", 0.01, 0.0, 90_000.0, 180_000.0),
    make_cost("P4", 2.0, 0.0, None),
    make_cost("P5", 1.0, -4.0, None),
    make_cost("P6", -0.00012, 0.0, None),
    make_cost("P7", 0.0, 0.0, None),
)


def make_project_wedges(projection: Projection) -> pd.DataFrame:
    """What each project takes off the central path, by year."""
    parts = [
        pd.DataFrame(
            {"year": projection.model.years, "name": each.action_id, "amount_wan_tco2": each.amounts["energy_co2"]}
        )
        for each in trace_projects(projection)
    ]
    return pd.concat(parts, ignore_index=True).assign(kind="project")


def make_wedges() -> pd.DataFrame:
    """All of the distance between baseline and plan: the lever that differs by year, and each project."""
    upper, lower = project("baseline"), project("as_planned")
    lever = {
        "year": lower.model.years, "name": "intensity", "kind": "lever",
        "amount_wan_tco2": upper.central.gross[0] - lower.central.gross[0],
    }  # fmt: skip
    return pd.concat([pd.DataFrame(lever), make_project_wedges(lower)], ignore_index=True)


def make_swings(count: int = 3) -> pd.DataFrame:
    rows = [
        {
            "name": f"figure {number}", "name_zh": f"参数{number}", "name_en": f"figure no {number}",
            "low_result": 217.25 - number, "high_result": 217.25 + number / 2, "central": 217.25,
        }
        for number in range(count)
    ]  # fmt: skip
    return pd.DataFrame(rows)


@cache
def make_frames() -> Mapping[str, pd.DataFrame]:
    three = [project(name) for name in ("baseline", "as_planned", "late")]
    others = {each.pathway_name: np.clip(each.ensemble.peaked_by - 0.05, 0.0, 1.0) for each in three}
    indices = {"name": ["a", "b"], "first": [0.2, -0.01], "first_spread": [0.1, 0.02]}
    return {
        "fan": make_fan_data(three[1]),
        "pathways": make_pathways_data(three),
        "wedges": make_wedge_data(three[0], three[1], make_wedges()),
        "mix": make_mix_data(three[1]),
        "waterfall": make_waterfall_data(split_years(three[1], 2022, 2030)),
        "tornado": make_tornado_data(make_swings(15)),
        "indices": make_index_data(pd.DataFrame({**indices, "total": [0.3, 0.8], "total_spread": [0.1, 0.2]})),
        "macc": make_macc_data(COSTS),
        "chance": make_chance_data(three, others, "as_planned"),
    }


def build(name: str, data: pd.DataFrame) -> Chart:
    subject = name_subject(project("as_planned"))
    charts = {
        "fan": lambda: chart_fan(data, subject),
        "pathways": lambda: chart_pathways(data, TINY),
        "wedges": lambda: chart_wedges(data, subject),
        "mix": lambda: chart_mix(data, subject),
        "waterfall": lambda: chart_waterfall(data, *YEARS, subject),
        "tornado": lambda: chart_tornado(data, LEVEL, 2030),
        "indices": lambda: chart_indices(data, LEVEL),
        "macc": lambda: chart_costs(data, TINY),
        "chance": lambda: chart_chance(data, TINY),
    }
    return charts[name]()


def draw(name: str, data: pd.DataFrame, language: Language) -> Figure:
    return draw_chart(build(name, data), language)


def render_svg(figure: Figure) -> str:
    """The figure as an SVG element: text as outlines, no date, the same bytes for the same data."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "peakfolio"}):
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def list_words(figure: Figure) -> str:
    """Every word of a figure in one line: titles, labels, legends and notes."""
    texts = [each.get_text() for each in figure.findobj(lambda each: hasattr(each, "get_text"))]
    return " ".join(" ".join(texts).split())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_draws_twice_alike_and_again_from_its_csv(name: str, language: Language) -> None:
    data = make_frames()[name]
    first = render_svg(draw(name, data, language))
    assert first.startswith("<svg")
    assert render_svg(draw(name, data, language)) == first
    again = pd.read_csv(io.StringIO(data.to_csv(index=False)))
    assert render_svg(draw(name, again, language)) == first


@pytest.mark.parametrize("name", FIGURES)
def test_frames_are_rounded_to_a_millionth_and_figures_speak_one_language(name: str) -> None:
    numbers = make_frames()[name].select_dtypes("number").to_numpy()
    assert np.array_equal(numbers, np.round(numbers, 6), equal_nan=True)
    english = list_words(draw(name, make_frames()[name], "en"))
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english), english


def test_fan_holds_the_central_path_its_peak_and_the_path_without_projects() -> None:
    data, central = make_frames()["fan"], project("as_planned").central
    assert np.allclose(data["central"], central.net[0], atol=1e-6)
    assert np.allclose(data["without_projects"], central.gross[0], atol=1e-6)
    bands = data[["q05", "q25", "q50", "q75", "q95"]].to_numpy()
    assert (np.diff(bands, axis=1) >= 0).all()
    top = data[data["highest"].isin(CLASSES)]
    assert top["year"].tolist() == [int(data["year"][data["central"].idxmax()])] == [2030]
    figure = draw("fan", data, "en")
    assert "peaks in 2030 240" in list_words(figure)
    assert "base year 2022 220" in list_words(figure)
    assert figure.axes[0].get_ylim()[0] == 0


def test_path_below_zero_shows_the_zero_line() -> None:
    data = make_frames()["fan"].copy()
    data[["q05", "q25", "q50", "q75", "q95", "central"]] -= 150.0
    axes = draw("fan", data, "en").axes[0]
    assert axes.get_ylim()[0] < 0
    assert any(list(np.asarray(line.get_ydata())) == [0, 0] for line in axes.get_lines())


def test_path_without_projects_is_drawn_only_where_projects_change_something() -> None:
    assert "middle values, without projects" in list_words(draw("fan", make_frames()["fan"], "en"))
    assert "without projects" not in list_words(draw("fan", make_fan_data(project("baseline")), "en"))


def test_highest_year_is_called_what_it_is() -> None:
    assert describe_highest("rising", 2060, 2022, 2060).read("en") == "still rising at the end"
    assert "too near the end" in describe_highest("rising", 2057, 2022, 2060).read("en")
    assert describe_highest("peaked", 2022, 2022, 2060).read("en") == "highest in 2022 or before"
    assert describe_highest("peaked", 2030, 2022, 2060).read("zh") == "2030 年达峰"
    assert describe_highest("plateau", 2030, 2022, 2060).read("en") == "plateau from 2030"


def test_pathway_that_never_falls_is_said_to_rise() -> None:
    data = make_frames()["pathways"].copy()
    late = data["pathway"] == "late"
    data.loc[late, "central"] = 200.0 + np.arange(late.sum())
    data.loc[late, "highest"] = [""] * (late.sum() - 1) + ["rising"]
    said = list_words(draw("pathways", data, "en"))
    assert "Late: still rising at the end (238)" in said
    assert "Baseline: peaks in 2030" in said


def test_a_pointer_over_a_part_tells_the_part_and_over_a_range_its_ends() -> None:
    data = make_mix_data(project("as_planned"))
    energy = data[(data["measure"] == "energy_wan_tce") & (data["year"] == 2022)]
    parts = [
        each for each in plot_chart(chart_mix(data, TINY), "en").data if each.hovertext and each.yaxis in (None, "y")
    ]
    assert sum(float(each.hovertext[0]) for each in parts) == pytest.approx(energy["amount"].sum(), abs=0.05)
    fan = make_fan_data(project("as_planned"))
    ends = [
        f"{format_number(fan[low].iloc[0], 2)} ~ {format_number(fan[high].iloc[0], 2)}"
        for low, high in (("q05", "q95"), ("q25", "q75"))
    ]
    said = [each.hovertext[0] for each in plot_chart(chart_fan(fan, TINY), "en").data if each.hovertext]
    assert said == ends


def test_wedges_add_up_to_the_distance_of_the_paths_in_every_year() -> None:
    data = make_frames()["wedges"]
    paths = data[data["kind"] == "path"].pivot(index="year", columns="name", values="amount_wan_tco2")
    sums = data[data["kind"] != "path"].groupby("year")["amount_wan_tco2"].sum()
    assert np.allclose(sums, paths["upper"] - paths["lower"], atol=1e-5)
    assert paths["upper"][2040] - paths["lower"][2040] > 10


def test_wedges_that_miss_the_distance_are_refused() -> None:
    wedges = make_wedges()
    wedges.loc[3, "amount_wan_tco2"] += 0.5
    with pytest.raises(ValueError, match="the wedges of 2025 miss the distance"):
        make_wedge_data(project("baseline"), project("as_planned"), wedges)


def test_wedges_by_driver_close_too() -> None:
    upper, lower = project("baseline"), project("as_planned")
    rows = [
        {"year": int(year), "name": name, "kind": "lever", "amount_wan_tco2": -effect}
        for year in lower.model.years
        for name, effect in split_against(lower, upper, int(year)).effects.items()
        if name != "projects"
    ]
    data = make_wedge_data(upper, lower, pd.concat([pd.DataFrame(rows), make_project_wedges(lower)]))
    assert {"intensity", "P1"} <= set(data["name"])


def make_busy_wedges() -> pd.DataFrame:
    amounts = {f"P{number:02d}": float(number - 3) for number in range(1, 13)}
    rows = [
        {"year": year, "name": name, "kind": "project", "amount_wan_tco2": amount}
        for year in (2022, 2023)
        for name, amount in [*amounts.items()]
    ]
    rows += [{"year": year, "name": "structure", "kind": "lever", "amount_wan_tco2": -5.0} for year in (2022, 2023)]
    left = sum(amounts.values()) - 5.0
    for name, level in (("upper", 100.0), ("lower", 100.0 - left)):
        rows += [{"year": year, "name": name, "kind": "path", "amount_wan_tco2": level} for year in (2022, 2023)]
    return pd.DataFrame(rows)


def test_small_projects_are_gathered_but_no_amount_and_no_sign_is_lost() -> None:
    data = make_busy_wedges()
    listed = list_wedges(data)
    assert len(listed) == 1 + 6 + 2
    assert sum(amounts[0] for *_, amounts in listed) == data[data["kind"] != "path"]["amount_wan_tco2"].sum() / 2
    assert [amounts[0] for *_, label, amounts in listed if label.read("en") == "all other (6)"] == [
        1.0 + 2.0 + 3.0,
        -3.0,
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_wedges_that_raise_emissions_are_hatched_and_named(language: Language) -> None:
    figure = draw("wedges", make_busy_wedges(), language)
    hatched = [each for each in figure.axes[0].collections if each.get_hatch() == "xxxx"]
    assert len(hatched) == 2
    said = list_words(figure)
    assert ("structure: +10" if language == "en" else "产业结构：+10") in said
    lower = make_busy_wedges().query("name == 'lower'")["amount_wan_tco2"].iloc[0]
    assert max(path.vertices[:, 1].max() for each in hatched for path in each.get_paths()) == pytest.approx(lower)
    render_svg(figure)


def test_fuels_and_sectors_add_up_to_the_central_path() -> None:
    data, central = make_frames()["mix"], project("as_planned").central
    sums = data.groupby(["measure", "year"])["amount"].sum()
    assert np.allclose(sums["energy_wan_tce"], central.energy[0], atol=1e-5)
    assert np.allclose(sums["co2_wan_t"], central.gross[0], atol=1e-5)


def test_every_fuel_and_sector_has_a_name_and_a_look_of_its_own() -> None:
    assert len(set(FUEL_LOOKS.values())) == len(FUEL_LOOKS)
    assert len(set(SECTOR_LOOKS.values())) == len(SECTOR_LOOKS)
    assert {*FUEL_LOOKS, *SECTOR_LOOKS} <= set(NAMES)


def test_waterfall_closes_and_every_bar_starts_where_the_last_one_ended() -> None:
    data = make_frames()["waterfall"]
    effects = data[data["kind"] == "effect"]
    start, end = data["amount"].iloc[0], data["amount"].iloc[-1]
    assert start + effects["amount"].sum() == pytest.approx(end, abs=1e-5)
    assert np.allclose(effects["bottom"].iloc[1:], effects["top"].iloc[:-1], atol=1e-6)
    assert effects["bottom"].iloc[0] == start
    assert effects["top"].iloc[-1] == pytest.approx(end, abs=1e-5)
    assert "unexplained" not in set(data["name"])


def test_waterfall_of_ratios_is_refused_and_of_any_decomposition_drawn() -> None:
    before, after = {"activity": [2.0, 3.0], "intensity": [1.0, 1.0]}, {"activity": [3.0, 3.0], "intensity": [0.5, 2.0]}
    with pytest.raises(ValueError, match="multiplicative"):
        make_waterfall_data(decompose_change(before, after, "multiplicative"))
    split = decompose_change({**before, "activity": [2.0, -9.0]}, {**after, "activity": [3.0, -9.0]}, method="shapley")
    data = make_waterfall_data(split)
    figure = draw("waterfall", data, "zh")
    assert "Shapley" in list_words(figure)
    assert data["amount"].iloc[0] == -7
    assert figure.axes[0].get_ylim()[0] < -16


def test_tornado_has_the_widest_first_a_missing_result_before_all_and_twelve_in_all() -> None:
    swings = make_swings(15)
    swings.loc[2, "high_result"] = np.nan
    data = make_tornado_data(swings)
    assert data["name"].tolist()[:3] == ["figure 2", "figure 14", "figure 13"]
    figure = draw("tornado", data, "en")
    said = list_words(figure)
    assert "3 figures that matter less are not drawn" in said
    assert "No result: figure no 2 (figure at its high end)" in said
    assert len(figure.axes[0].get_yticks()) == 12
    assert "217" in said.split()
    assert "参数14" in list_words(draw("tornado", data, "zh"))
    with pytest.raises(ValueError, match="central"):
        make_tornado_data(swings.assign(central=np.nan))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_to_show_still_draws(language: Language) -> None:
    columns = ["name", "low_result", "high_result", "central", "first", "first_spread", "total", "total_spread"]
    empty = pd.DataFrame(columns=columns)
    render_svg(draw("tornado", make_tornado_data(empty), language))
    render_svg(draw("indices", make_index_data(empty), language))
    curve = draw("macc", make_macc_data(()), language)
    render_svg(curve)
    assert ("No project has a cost" if language == "en" else "没有一个项目能算出") in list_words(curve)


def test_indices_have_the_largest_total_first_and_plain_names_where_no_other_is_given() -> None:
    data = make_frames()["indices"]
    assert data["name"].tolist() == data["name_zh"].tolist() == ["b", "a"]


def test_cost_curve_is_as_wide_as_the_abatement_and_rises() -> None:
    data = make_frames()["macc"]
    bars = data[data["shown"] == "bar"]
    assert bars["action_id"].tolist() == ["M1", "P1", "P2", "P3"]
    figure = draw("macc", data, "en")
    axes = figure.axes[0]
    assert axes.get_xlim() == (0, pytest.approx(0.5 + 7 + 3.1 + 0.01))
    assert axes.get_yscale() == "log"
    assert draw("macc", make_macc_data(COSTS[:2]), "en").axes[0].get_yscale() == "linear"
    tops = [patch.get_y() + patch.get_height() for patch in axes.patches]
    assert np.allclose(sorted(tops)[1:], [40, 900, 90_000])
    assert {"M1", "P1", "P2", "P3"} <= set(list_words(figure).split())


def test_projects_without_a_bar_are_named_under_the_curve() -> None:
    said = list_undrawn(make_frames()["macc"])
    assert said.read("en").replace("\u00a0", " ") == (
        "Emit on balance (10,000 t CO2e a year): P5 (3), P6 (0.00012). Nothing in ledgers A and B together, a sink at most: P7. "
        "Abate but print no cost, not drawn (10,000 t CO2e a year): P4 (2). No investment (0 yuan): M1."
    )
    assert "P5" in said.read("zh")
    assert "P5 (3)" in list_words(draw("macc", make_frames()["macc"], "zh"))


def test_chance_to_have_peaked_never_falls_and_leaves_room_for_the_runs_without_a_peak() -> None:
    for _, path in make_frames()["chance"].groupby("pathway"):
        assert (np.diff(path["peaked_by"]) >= 0).all()
        rest = path[["rising", "plateau", "unknown"]].iloc[0].sum()
        assert path["peaked_by"].iloc[-1] == pytest.approx(1.0 - rest, abs=3e-6)
    data = make_frames()["chance"].copy()
    data["peaked_by"], data["rising"], data["plateau"], data["unknown"] = data["peaked_by"] * 0.6, 0.3, 0.1, 0.0
    data["other_peaked_by"] = data["peaked_by"]
    said = list_words(draw("chance", data, "en"))
    assert "peaked by 2030: 60% highest at end: 30%; plateau: 10%" in said
    assert "no call:" not in said.split("Only runs")[0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.floats(0.001, 0.07))
def test_labels_are_spread_in_order_and_never_overlap(wanted: list[float], gap: float) -> None:
    places = spread_out(wanted, gap)
    order = np.argsort(wanted, kind="stable")
    moved = np.sort(places)
    assert len(places) == len(wanted)
    assert (np.diff(moved) >= gap - 1e-9).all()
    assert moved[0] >= -1e-9
    assert moved[-1] <= 1 + 1e-9
    assert all(places[low] <= places[high] + 1e-9 for low, high in pairwise(order) if wanted[low] < wanted[high])


def test_labels_with_room_stay_where_they_want_to_be() -> None:
    assert spread_out([0.8, 0.1], 0.2) == pytest.approx([0.8, 0.1])
    assert spread_out([0.5, 0.5], 0.2) == pytest.approx([0.6, 0.4])


@given(st.text(alphabet="ab （）。，煤 电", max_size=60), st.integers(8, 40))
def test_wrapping_loses_nothing_but_white_space(text: str, columns: int) -> None:
    assert "".join(wrap_text(text, columns).split()) == "".join(text.split())


def test_chinese_lines_do_not_start_with_a_stop_nor_end_with_a_bracket() -> None:
    assert wrap_text("排放因子（电网）", 10) == "排放因子\n（电网）"
    assert wrap_text("一二三四五，六", 10) == "一二三四\n五，六"
    assert wrap_text("fuel mix of all", 8) == "fuel mix\nof all"
