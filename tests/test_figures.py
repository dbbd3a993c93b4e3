"""Figures of all plans that ship: each says in its title what its data say, hides nothing, and is read as printed."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text

from peakfolio.app.figures import chart_answer, chart_categories, chart_comparison, chart_years
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.render.paper import WIDTH, draw_chart
from peakfolio.render.pictures import build_chart
from peakfolio.render.screen import plot_chart
from peakfolio.report.carbon.chart_words import show_span
from peakfolio.report.carbon.charts import chart_chance, chart_fan
from peakfolio.report.carbon.frames import make_chance_data, make_fan_data, name_subject
from peakfolio.report.chapters.compose import compose_content
from peakfolio.report.chapters.delivery import list_changes
from peakfolio.report.chapters.figures import list_carbon_figures
from peakfolio.report.charts import chart_frontier, chart_gaps
from peakfolio.report.delivery.charts import chart_by_year, chart_certainty, chart_met
from peakfolio.report.delivery.frames import make_by_year_data, make_met_data
from peakfolio.report.document import Figure, read_frame
from peakfolio.report.frames import make_gap_data
from peakfolio.report.looks import (
    COURSE_LOOKS,
    DRIVER_LOOKS,
    FUEL_LOOKS,
    FUNDING_LOOKS,
    GAP_LOOKS,
    PATHWAY_LOOKS,
    SECTOR_LOOKS,
    STAGE_LOOKS,
    STATUS_LOOKS,
    USE_LOOKS,
    find_lines,
    find_looks,
)
from peakfolio.report.marks import Band, Bars, Chart, Line, Look, Notes
from peakfolio.report.messages import tell_frontier, tell_gaps, tell_money, tell_spending
from peakfolio.report.names import REACHED
from peakfolio.report.numbering import read_document
from peakfolio.report.palette import JUDGEMENTS
from peakfolio.report.wrapping import count_letters
from peakfolio.words import NOTHING, Language, say
from remembering import make_run

REGIONS = ("dongchuan", "panzhihua-dongqu", "yongchuan", "kunming", "lufeng")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
MOST = {"zh": 80, "en": 90}  # letters of a title, a Chinese one counted as two
LEAST_POINTS = 8.0
PAGE = 16.0 / 2.54  # inches of the text of a page
TOUCH = 1.0  # pixels that two labels may share, for their frames are a little larger than their letters


@cache
def list_figures(region: str, language: Language) -> tuple[Figure, ...]:
    return read_document(compose_content(make_run(region)), language).figures


def list_marks(chart: Chart) -> Iterator[Bars | Line | Band]:
    for panel in chart.panels:
        yield from (each for each in panel.marks if isinstance(each, Bars | Line | Band) and each.label is not NOTHING)


def tell_apart(look: Look) -> tuple[str, str, str, str, float]:
    return look.colour, look.hatch, look.dash, look.symbol, look.opacity


@cache
def get_outlook(region: str) -> DeliveryOutlook:
    outlook = make_run(region).delivery
    assert outlook is not None
    return outlook


@pytest.mark.parametrize("region", REGIONS)
def test_every_figure_says_what_its_data_say_in_one_short_line(region: str) -> None:
    for language in LANGUAGES:
        figures = list_figures(region, language)
        assert len({each.title for each in figures}) == len(figures) > 0
        for each in figures:
            chart = build_chart(each)
            assert each.title.startswith(chart.title.read(language)), each.name
            assert chart.shows.read(language) not in ("", each.title), each.name
            assert count_letters(each.title) <= MOST[language], each.title
            assert not each.title[0].isdigit(), f"{each.caption}: two numbers in a row"


def test_titles_follow_the_data() -> None:
    frames = {each.name: read_frame(each) for each in list_figures("dongchuan", "zh")}
    gaps = frames["gaps"]
    assert "中 8 项可达（其中 2 项仅有文件依据）；7 项仍未达到" in tell_gaps(gaps).zh
    figures_only = gaps.assign(figure=gaps["figure"] + gaps["circular"], circular=0.0)
    assert "循环" not in tell_gaps(figures_only).zh
    assert tell_gaps(figures_only.head(1)).en == "Of 1 open targets 1 can be met"
    assert tell_gaps(gaps.head(0)) is NOTHING
    late = frames["spending"].assign(year=2030)
    assert "100% 用在 2030 年" in tell_spending(late).zh
    assert tell_spending(late.assign(spending_wan_yuan=0.0)) is NOTHING
    uses = {"needed": say("needed"), "idle": say("serves no open target")}
    assert "1%" in tell_money(frames["money"].assign(needed=1.0, idle=99.0)[["category_zh", "needed", "idle"]], uses).zh
    frontier = frames["frontier"]
    assert "不花钱可达 3" in tell_frontier(frontier, REACHED["targets"][1]).zh
    assert "不花钱" not in tell_frontier(frontier.tail(2), REACHED["targets"][1]).zh


def test_a_figure_without_anything_to_say_is_left_out() -> None:
    names = {each.name for each in list_figures("kunming", "zh")}
    assert names == {
        f"carbon_{name}" for name in ("pathways", "fan", "chance", "waterfall", "wedges", "mix", "tornado")
    }


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
def test_a_cost_curve_on_which_fewer_than_three_projects_are_seen_is_none(region: str) -> None:
    outlook = make_run(region).outlook
    assert outlook is not None
    assert any(each.yuan_per_tonne is not None and each.abated > 0 for each in outlook.costs)
    assert "carbon_macc" not in list_carbon_figures(outlook)
    priced = max((each for each in outlook.costs if each.yuan_per_tonne is not None), key=lambda each: each.abated)
    three = tuple(replace(priced, action_id=key) for key in ("P1", "P2", "P3"))
    assert "carbon_macc" in list_carbon_figures(replace(outlook, costs=three))


@pytest.mark.parametrize("region", REGIONS)
def test_no_two_series_of_a_figure_look_alike_and_a_name_has_one_look_in_all(region: str) -> None:
    seen: dict[str, Look] = {}
    for figure in list_figures(region, "zh"):
        marks = list(list_marks(build_chart(figure)))
        looks = [tell_apart(each.look) for each in marks]
        assert len(set(looks)) == len(looks), figure.name
        for each in marks:
            name = each.label.zh
            if name != "模拟居中":  # of dates and of money, each beside its own range
                assert seen.setdefault(name, each.look).colour == each.look.colour, f"{name} in {figure.name}"


def test_fuels_and_sectors_share_no_colour() -> None:
    """They stand in one figure, one above the other."""
    assert not {each.colour for each in FUEL_LOOKS.values()} & {each.colour for each in SECTOR_LOOKS.values()}
    apart = [FUEL_LOOKS[name].colour for name in ("oil", "gasoline", "diesel", "lpg", "natural_gas", "electricity")]
    assert len(set(apart)) == len(apart)


def test_colours_of_judgements_stand_for_nothing_else() -> None:
    categories = (FUEL_LOOKS, SECTOR_LOOKS, DRIVER_LOOKS, FUNDING_LOOKS, STAGE_LOOKS)
    for looks in categories:
        assert not {each.colour for each in looks.values()} & set(JUDGEMENTS)
        assert len({(each.colour, each.hatch) for each in looks.values()}) == len(looks)
    for own in (GAP_LOOKS, USE_LOOKS, STATUS_LOOKS, COURSE_LOOKS, PATHWAY_LOOKS):
        assert len({tell_apart(each) for each in own.values()}) == len(own)


def test_what_has_no_look_of_its_own_gets_one_that_nothing_else_has() -> None:
    keys = [*FUNDING_LOOKS, *(f"source {number}" for number in range(20))]
    looks = dict(find_looks(keys, FUNDING_LOOKS))
    assert len({(each.colour, each.hatch) for each in looks.values()}) == len(keys)
    assert all(looks[key] == FUNDING_LOOKS[key] for key in FUNDING_LOOKS)
    lines = dict(find_lines(["as_planned", "mine", "yours"], PATHWAY_LOOKS))
    assert len({tell_apart(each) for each in lines.values()}) == 3


def render(figure: Figure, language: Language) -> tuple[Drawing, FigureCanvasAgg]:
    drawn = draw_chart(build_chart(figure), language)
    canvas = FigureCanvasAgg(drawn)
    canvas.draw()
    return drawn, canvas


def list_texts(drawn: Drawing) -> list[Text]:
    """Every label that is seen; ticks beyond the ends of an axis are not."""
    texts = drawn.findobj(lambda each: isinstance(each, Text) and each.get_visible() and each.get_text().strip())
    unseen = set()
    for axis in (each for axes in drawn.axes for each in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for which in ("major", "minor"):
            ticks = zip(axis.get_ticklabels(which=which), axis.get_ticklocs(minor=which == "minor"), strict=False)
            unseen |= {label for label, place in ticks if not low <= place <= high}
    return [*dict.fromkeys(each for each in texts if isinstance(each, Text) and each not in unseen)]


@pytest.mark.parametrize(
    ("region", "language"), [("dongchuan", "zh"), ("dongchuan", "en"), ("panzhihua-dongqu", "zh"), ("yongchuan", "en")]
)
def test_labels_are_read_in_print_and_none_stands_upon_another(region: str, language: Language) -> None:
    assert pytest.approx(PAGE, abs=0.01) == WIDTH
    for figure in list_figures(region, language):
        drawn, canvas = render(figure, language)
        texts, renderer = list_texts(drawn), canvas.get_renderer()
        assert all(each.get_fontsize() >= LEAST_POINTS for each in texts), figure.name
        broad = drawn.get_tightbbox(renderer)  # type: ignore[no-untyped-call]
        assert broad.width <= WIDTH + 0.01, f"{figure.name} is {broad.width:.2f} inches broad"
        places = [(each, Text.get_window_extent(each, renderer)) for each in texts]
        for (one, here), (other, there) in combinations(places, 2):
            across = min(here.x1, there.x1) - max(here.x0, there.x0)
            along = min(here.y1, there.y1) - max(here.y0, there.y0)
            assert across <= TOUCH or along <= TOUCH, f"{figure.name}: '{one.get_text()}' and '{other.get_text()}'"


def test_circles_are_told_by_pattern_legend_and_a_word_at_the_bar() -> None:
    answer = make_run("dongchuan").answer
    assert answer is not None
    data = make_gap_data(answer)
    chart = chart_gaps(data)
    (panel,) = chart.panels
    notes = next(each for each in panel.marks if isinstance(each, Notes))
    circular = next(each for each in list_marks(chart) if "word only" in each.label.read("en"))
    assert circular.look.hatch
    assert circular.look.hatch not in {each.look.hatch for each in list_marks(chart) if each is not circular}
    marked = ["仅有文件依据" in each.zh for each in notes.texts]
    assert marked == (data["circular"] > 0).tolist()
    assert sum(marked) == 2


def test_a_gap_stands_beside_its_bar_with_its_unit() -> None:
    answer = make_run("dongchuan").answer
    assert answer is not None
    data = make_gap_data(answer).set_index("indicator_id")
    assert data["size_zh"]["I31"] == "74 个百分点"  # 16.39 % against 90 %
    assert data["rest"]["I31"] == 44
    assert data["size_en"]["I24b"] == "below 0.45 kg/mu"  # it is to fall, nobody says how far
    assert data["size_zh"]["I01"] == "未落实"
    notes = next(each for each in chart_gaps(data.reset_index()).panels[0].marks if isinstance(each, Notes))
    assert "74 个百分点，剩 44" in {each.zh for each in notes.texts}
    assert data["result"].tolist() == sorted(data["result"], key=["met", "undecided", "missed"].index)


def test_paths_that_coincide_are_one_line_that_says_so() -> None:
    outlook = make_run("dongchuan").outlook
    assert outlook is not None
    data, subject = make_fan_data(outlook.main), name_subject(outlook.main)
    labels = [each.label.en for each in list_marks(chart_fan(data, subject)) if isinstance(each, Line)]
    assert [each for each in labels if "without projects" in each] == [labels[-1]]
    assert "middle values" in labels[-1]
    apart = data.assign(without_projects=1.1 * data["central"])
    drawn = [each for each in list_marks(chart_fan(apart, subject)) if "without projects" in each.label.en]
    assert len(drawn) == 1
    assert drawn[0].label.en == "middle values, without projects"


def test_the_chance_of_a_peak_is_drawn_between_both_ways_levers_may_move() -> None:
    outlook = make_run("dongchuan").outlook
    assert outlook is not None
    main = outlook.main.pathway_name
    data = make_chance_data(outlook.projections, outlook.other_chances, main)
    found = data[(data["pathway"] == main) & (data["year"] == 2030)].iloc[0]
    assert found["other_peaked_by"] == pytest.approx(outlook.other_shapes[main][1], abs=1e-6)
    assert (data["peaked_by"] - data["other_peaked_by"]).abs().max() > 0.1
    chart = chart_chance(data, say("{name}", name="x"))
    assert show_span(found["peaked_by"], found["other_peaked_by"]) in chart.title.en
    bands = [each for each in chart.panels[0].marks if isinstance(each, Band)]
    for band, (_, path) in zip(bands, data.groupby("pathway", sort=False), strict=True):
        ends = 100 * path[["peaked_by", "other_peaked_by"]].to_numpy(float)
        assert band.lows == pytest.approx(ends.min(axis=1))
        assert band.highs == pytest.approx(ends.max(axis=1))


def test_an_interval_of_probabilities_is_in_whole_per_cents_and_claims_no_certainty() -> None:
    assert show_span(0.971, 0.938) == "94-97%"
    assert show_span(0.951, 0.954) == "95%"
    assert show_span(0.9985, 0.951) == "≥95%"
    assert show_span(0.001, 0.08) == "≤8%"


def test_portfolios_are_rows_of_a_table_of_years_so_that_none_hides_another() -> None:
    data = make_by_year_data(get_outlook("yongchuan"))
    drawn = plot_chart(chart_by_year(data, 0.8), "en").data
    assert len(drawn) == 1
    assert len(drawn[0].z) == 3


def test_one_portfolio_that_answers_two_wishes_is_one_point() -> None:
    rows = [(0.5, 100.0, 0.6, True), (0.6, 100.0, 0.6, True), (0.8, 200.0, 0.7, True), (0.9, 200.0, 0.7, False)]
    data = pd.DataFrame(rows, columns=["alpha", "cost_wan_yuan", "fresh", "is_reached"])
    chart = chart_certainty(data.assign(fresh_low=data["fresh"] - 0.1, fresh_high=data["fresh"] + 0.1), 0.8)
    texts = [text for each in chart.panels[0].marks if isinstance(each, Line) for text in each.texts]
    assert texts == ["60%", "70%"]


def test_targets_met_in_a_circle_are_marked_where_their_chance_is_shown() -> None:
    data = make_met_data(get_outlook("dongchuan"))
    assert data["is_circular"].sum() == 2
    (notes,) = (each for each in chart_met(data, 0.8).panels[0].marks if isinstance(each, Notes))
    assert [each.en == "word only" for each in notes.texts] == data["is_circular"].tolist()
    plain = chart_met(data.assign(is_circular=False), 0.8)
    assert not any(isinstance(each, Notes) for each in plain.panels[0].marks)


@pytest.mark.parametrize("region", ["dongchuan", "yongchuan"])
def test_changes_that_move_less_than_a_percentage_point_are_counted_not_listed(region: str) -> None:
    outlook = get_outlook(region)
    found = (*outlook.differences, *outlook.rules)
    idle = sum(abs(each.gained) < 0.01 for each in found)
    table = list_changes(outlook)
    shown = [abs(float(moved)) for (moved,) in table.pick("gained").rows if moved]
    assert len(shown) == len(found) - idle > 0
    assert all(each >= 0.0099 for each in shown)
    assert idle > 0
    assert f"试过的 {len(found)} 种变化中，{idle} 种" in table.note.zh


def test_costs_near_nought_have_labels_that_do_not_cross_the_axis() -> None:
    run = make_run("panzhihua-dongqu")
    figure = next(each for each in list_figures("panzhihua-dongqu", "en") if each.name == "frontier")
    (panel,) = chart_frontier(read_frame(figure), figure.words["measure"], figure.words["unit"]).panels
    assert panel.x.low is not None
    assert panel.x.low < 0
    assert run.frontier[0].cost_wan_yuan == 0


def test_figures_of_the_workbench_say_what_their_data_say() -> None:
    run = make_run("dongchuan")
    assert run.answer is not None
    told = {
        chart_categories(run.plan).title.en: "72% of the pool's money: ecological living",
        chart_answer(run.frontier, run.answer).title.zh: "投资 10,266 万元可达 9 项，不花钱可达 3；末一步占投资 38%",
        chart_comparison({"mine": run.answer}).title.zh: "“mine”达到最多：10,266 万元，8 项目标",
    }
    assert all(title == words for title, words in told.items())
    for points in ((), run.frontier[:2]):  # before the frontier is there, and where the answer costs more than it shows
        (panel,) = chart_answer(points, run.answer).panels
        assert panel.x.high is None or panel.x.high > run.answer.verification.cost_wan_yuan
    begun = [each.start for each in run.answer.reasons if each.start is not None and each.role != "nearer"]
    assert str(min(begun)) in chart_years(run.answer).title.en
    assert chart_comparison({}).title is NOTHING


def test_what_is_shown_stands_above_a_plot_and_makes_its_own_room() -> None:
    chart = build_chart(next(each for each in list_figures("dongchuan", "en") if each.name == "spending"))
    plotted, bare = plot_chart(chart, "en"), plot_chart(replace(chart, shows=NOTHING), "en")
    assert plotted.layout.title.text == chart.shows.en
    assert plotted.layout.height > bare.layout.height
    assert plotted.layout.height - plotted.layout.margin.t == bare.layout.height - bare.layout.margin.t
