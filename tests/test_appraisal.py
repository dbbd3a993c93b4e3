"""The report as an appraisal: its order, its length, its words; what limits it is ranked, and nothing is said twice."""

import io
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import pdfplumber
import pytest
from docx.shared import Cm
from PIL import Image

from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.render.documents import name_picture
from peakfolio.render.paper import draw_chart, save_png
from peakfolio.render.pictures import build_chart
from peakfolio.render.word import CELLS, render_word
from peakfolio.render.word_tables import CELL_EDGE, MOST_LINES, find_size, measure_columns
from peakfolio.report import content as said
from peakfolio.report.chapters.compose import compose_content
from peakfolio.report.chapters.delivery import list_first_changes
from peakfolio.report.chapters.options import advise, explain_best, find_weakest, list_options, tell_weakest
from peakfolio.report.chapters.risks import WEIGHTS, list_risks
from peakfolio.report.chapters.sources import sort_publications
from peakfolio.report.delivery import chances
from peakfolio.report.delivery import tables as tables_of_delivery
from peakfolio.report.delivery.chances import list_tight, tell_chance
from peakfolio.report.delivery.letters import is_first, letter_choices, name_secure
from peakfolio.report.document import Bullets, Chapter, Column, Document, Figure, Table, Text
from peakfolio.report.names import name_briefly, show_money
from peakfolio.report.numbering import Ordinal, read_document
from peakfolio.report.standpoint import say_standpoint
from peakfolio.report.wrapping import count_letters
from peakfolio.words import LANGUAGES, NOTHING, Language, show_share
from remembering import find_run_folder, make_doubtful_run, make_run

REGIONS = ("dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan")
MOST_PAGES = 20  # of the body
LEAST_PRINT = 0.7  # of the size that figures are drawn in, where letters have 8 points
BROAD = 8844  # twips of the text of an upright page
UNKNOWN_TO_PLANNERS = (
    "循环论证", "分摊", "中值", "中心路径", "中心值", "抽样", "新抽样", "单独致落空", "单独可挽回", "另一过渡", "秩相关", "LMDI", "A 账", "B 账",
    "本账", "稳健组合", "所选组合", "优选组合", "推荐方案",
)  # fmt: skip
JARGON = (
    "circular", "ledger", "LMDI", "rank correlation", "Breaks alone", "Cures alone", "draws", "entral path", "entral value", "edian",
    "robust portfolio", "chosen portfolio",
)  # fmt: skip
CHINESE = re.compile(r"[\u2e80-\uffff]")
SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?])\s")
LEAST_SENTENCE = 13  # letters: shorter ones are no statement


@cache
def compose(region: str, language: Language) -> Document:
    return read_document(compose_content(make_run(region)), language)


def list_body(document: Document) -> list[Chapter]:
    return [each for each in document.chapters if not each.is_appendix]


def list_statements(chapter: Chapter) -> Iterator[str]:
    """The texts, points and notes of a chapter."""
    for block in chapter.blocks:
        if isinstance(block, Text):
            yield block.text
        elif isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Table):
            yield block.note


def list_words(chapter: Chapter) -> Iterator[str]:
    """Everything but figures, whose words are their own."""
    yield chapter.title
    yield from list_statements(chapter)
    for block in chapter.blocks:
        if isinstance(block, Table):
            yield from (block.title, *(each.heading for each in block.columns))
            yield from (cell for row in block.rows for cell in row if isinstance(cell, str))


# order and numbering


def test_chapters_are_numbered_as_each_language_does() -> None:
    zh, en = (compose("dongchuan", language) for language in LANGUAGES)
    assert [each.heading for each in zh.chapters] == [
        "一、编制依据", "二、现状与差距", "三、比选方案", "四、拟建项目与理由", "五、资金与进度",
        "六、风险与对策", "七、碳影响", "八、结论与建议", "附表", "生成信息",
    ]  # fmt: skip
    assert [each.heading.split()[0] for each in list_body(en)] == [str(number) for number in range(1, 9)]
    parts = [block.text for block in zh.chapters[0].blocks if isinstance(block, Text) and block.role == "heading"]
    assert [each[:3] for each in parts] == ["（一）", "（二）", "（三）"]
    parts = [block.text for block in en.chapters[1].blocks if isinstance(block, Text) and block.role == "heading"]
    assert parts[0].startswith("2.1 ")


def test_numbers_in_characters() -> None:
    assert [Ordinal(each).read("zh") for each in (1, 9, 10, 11, 20, 23)] == ["一", "九", "十", "十一", "二十", "二十三"]
    assert Ordinal(11).read("en") == "11"


def test_what_is_not_met_comes_before_what_is() -> None:
    standing = next(each for each in compose("dongchuan", "en").chapters if each.name == "standing")
    gaps = next(each for each in standing.blocks if isinstance(each, Table) and each.name == "gaps_now")
    states = [str(row[-2]).removesuffix(" *").removesuffix(" !") for row in gaps.rows]
    assert states[0] == "not met"
    assert "met" not in {state for row, state in zip(gaps.rows, states, strict=True) if not str(row[0])[-1].isalpha()}


def test_both_yardsticks_are_counted_side_by_side_and_told_apart() -> None:
    standing = next(each for each in compose("dongchuan", "en").chapters if each.name == "standing")
    table = next(each for each in standing.blocks if isinstance(each, Table) and each.name == "yardsticks")
    counts = {(str(row[0]), str(row[2])): row[3:] for row in table.rows}
    assert counts["provincial standard", "whole indicators"][1] == 7
    assert counts["targets of the plan", "every measured part"][1] == 16
    assert any(each.startswith("The counts differ for two reasons") for each in list_statements(standing))


def test_the_recommended_projects_say_who_leads_who_pays_and_what_for() -> None:
    run = make_run("dongchuan")
    assert run.answer is not None
    portfolio = next(each for each in compose("dongchuan", "zh").chapters if each.name == "portfolio")
    table = next(each for each in portfolio.blocks if isinstance(each, Table) and each.name == "chosen")
    keys = [each.key for each in table.columns]
    assert keys == ["action_id", "name", "lead_zh", "funding", "cost_wan_yuan", "years", "serves"]
    row = next(each for each in table.rows if each[0] == "P21")
    project = run.plan.project_by_id["P21"]
    assert row[2] == project.lead_zh
    assert row[3] == "中央投资 90%、地方配套 10%"
    served = {each.key for each in run.answer.verification.outcomes if "P21" in each.serving}
    assert set(str(row[-1]).split()) == served


# what it rests on


def test_publications_are_sorted_by_what_they_are() -> None:
    shelves = sort_publications(make_run("dongchuan").plan)
    titles = {shelf: [row.title_zh or row.title for row in rows] for shelf, rows in shelves.items()}
    assert "国务院关于印发2030年前碳达峰行动方案的通知" in titles["policy"]
    assert "城镇污水处理厂污染物排放标准" in titles["standard"]
    assert "无人植保机推广报道" in titles["other"]
    assert titles["law"] == []


def test_a_law_in_the_sources_stands_among_the_laws() -> None:
    plan: Plan = make_run("dongchuan").plan
    law = Source(source_id="L1", kind="publication", title="中华人民共和国环境保护法", citation="2014")
    assert [row.source_id for row in sort_publications(replace(plan, sources=(*plan.sources, law)))["law"]] == ["L1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_standpoint_is_said_once_and_decides(language: Language) -> None:
    sentence = say_standpoint(make_run("dongchuan").plan).read(language)
    found = [
        block for each in compose("dongchuan", language).chapters for block in each.blocks if isinstance(block, Text)
    ]
    assert [each.rank for each in found if each.text == sentence] == ["decides"]
    assert "2022" in sentence


# caveats


@pytest.mark.parametrize("region", REGIONS)
def test_every_caveat_has_a_rank_and_technical_ones_stand_in_the_appendix_alone(region: str) -> None:
    document = compose(region, "zh")
    for chapter in document.chapters:
        ranks = {block.rank for block in chapter.blocks if isinstance(block, Text) and block.role == "caveat"}
        assert ranks <= ({"technical"} if chapter.is_appendix else {"decides", "limits"}), chapter.name
    assert all(
        not block.rank
        for each in document.chapters
        for block in each.blocks
        if isinstance(block, Text) and block.role != "caveat"
    )


def test_few_caveats_decide() -> None:
    for region in REGIONS:
        found = [block for each in compose(region, "zh").chapters for block in each.blocks if isinstance(block, Text)]
        assert 1 <= sum(each.rank == "decides" for each in found) <= 3, region


# words


@pytest.mark.parametrize("region", REGIONS)
def test_the_body_uses_no_word_that_a_planner_does_not_have(region: str) -> None:
    for language, words in (("zh", UNKNOWN_TO_PLANNERS), ("en", JARGON)):
        for chapter in list_body(compose(region, language)):
            for text in list_words(chapter):
                assert [each for each in words if each in text.replace("A 账面", "A")] == [], (
                    chapter.name,
                    text,
                )  # of its money


@pytest.mark.parametrize("region", REGIONS)
def test_figures_of_the_body_use_no_such_word_either(region: str) -> None:
    """But for the method that a note names as its source."""
    for language, words in (("zh", UNKNOWN_TO_PLANNERS), ("en", JARGON)):
        for chapter in list_body(compose(region, language)):
            for figure in (each for each in chapter.blocks if isinstance(each, Figure)):
                chart = build_chart(figure)
                labels = [each.label for panel in chart.panels for each in panel.marks if hasattr(each, "label")]
                texts = [figure.title, *(each.read(language) for each in (chart.shows, chart.note, *labels))]
                assert [(word, text) for text in texts for word in words if word in text and word != "LMDI"] == [], (
                    figure.name
                )


def test_the_appendix_defines_what_it_says_besides() -> None:
    appendix = next(each for each in compose("dongchuan", "zh").chapters if each.name == "appendix")
    terms = next(each for each in appendix.blocks if isinstance(each, Table) and each.name == "terms")
    assert {"仅有文件依据", "新抽样检验", "LMDI-I 分解"} <= {row[0] for row in terms.rows}


@pytest.mark.parametrize("region", REGIONS)
def test_no_sentence_stands_twice_in_the_body(region: str) -> None:
    for language in LANGUAGES:
        texts = [text for chapter in list_body(compose(region, language)) for text in list_statements(chapter)]
        counts = Counter(each.strip() for text in texts for each in SENTENCE.split(text))
        assert [each for each, count in counts.items() if count > 1 and len(each) >= LEAST_SENTENCE] == []


@pytest.mark.parametrize("region", REGIONS)
def test_shares_of_the_body_are_whole_per_cents(region: str) -> None:
    content = compose_content(make_run(region))
    tables = [
        block
        for each in content.chapters
        if not each.is_appendix
        for block in each.blocks
        if isinstance(block, said.Table)
    ]
    shares = [
        (table.name, column.key)
        for table in tables
        for column in table.columns
        if column.kind == "share" and column.digits
    ]
    assert shares == []


@pytest.mark.parametrize("region", REGIONS)
def test_chinese_in_the_english_body_is_quoted_or_names_a_document(region: str) -> None:
    quoted = re.compile(r"'[^']*'|\([^()]*\)")
    for chapter in list_body(compose(region, "en")):
        texts = list(list_statements(chapter))
        for table in (each for each in chapter.blocks if isinstance(each, Table)):
            texts += [
                cell
                for row in table.rows
                for column, cell in zip(table.columns, row, strict=True)
                if isinstance(cell, str) and column.key != "citation"
            ]
        assert [each for each in texts if CHINESE.search(quoted.sub("", each))] == []


@pytest.mark.parametrize("region", REGIONS)
def test_money_of_the_body_is_in_whole_units_but_where_the_document_s_own_figures_are_told(region: str) -> None:
    broken = re.compile(r"\d{3}\.\d+ ?万元")
    for chapter in list_body(compose(region, "zh")):
        if chapter.name != "standing":
            assert [each for each in list_statements(chapter) if broken.search(each)] == []
    tables = [
        each for chapter in list_body(compose(region, "zh")) for each in chapter.blocks if isinstance(each, Table)
    ]
    for table in (each for each in tables if each.name in ("options", "frontier", "switches")):
        for place, column in enumerate(table.columns):
            cells = [row[place] for row in table.rows if isinstance(row[place], int | float)]
            if column.unit == "万元" and not any(0 < abs(each) < 100 and each != round(each) for each in cells):
                assert [each for each in map(column.show, cells) if "." in each] == []


@pytest.mark.parametrize("region", ["dongchuan", "kunming"])
def test_shares_among_the_key_figures_are_whole_per_cents(region: str) -> None:
    appendix = next(each for each in compose(region, "en").chapters if each.name == "appendix")
    table = next(each for each in appendix.blocks if isinstance(each, Table) and each.name == "key_figures")
    shares = [str(row[1]) for row in table.rows if row[2] == "%"]
    assert shares
    assert [each for each in shares if not re.fullmatch(r"[<>]?\d+", each)] == []


def test_a_share_in_whole_per_cents_is_neither_nothing_nor_all_where_it_is_not() -> None:
    column = Column("share", "x", "number", "%", 0)
    assert [column.show(each) for each in (0.0, 0.2, 7.4, 99.7, 100.0)] == ["0", "<1", "7", ">99", ">99"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_single_document_of_a_plan_is_named_and_not_keyed(language: Language) -> None:
    basis = next(each for each in compose("kunming", language).chapters if each.name == "basis")
    table = next(each for each in basis.blocks if isinstance(each, Table) and each.name == "documents")
    assert [each.key for each in table.columns] == ["title", "citation"]


def test_a_plan_of_which_nothing_is_weighed_says_no_number_weighed() -> None:
    basis = next(each for each in compose("kunming", "en").chapters if each.name == "basis")
    assert not any("are weighed" in each for each in list_statements(basis))


# risks


def test_risks_come_by_weight_each_with_what_to_do() -> None:
    run = make_run("dongchuan")
    risks = list(list_risks(run))
    assert {each.weight for each in risks} == {*WEIGHTS}
    chapter = next(each for each in compose("dongchuan", "en").chapters if each.name == "risks")
    table = next(each for each in chapter.blocks if isinstance(each, Table) and each.name == "risk_list")
    order = [each.read("en") for each in WEIGHTS.values()]
    weights = [order.index(str(row[0])) for row in table.rows]
    assert weights == sorted(weights)
    assert all(row[1] and row[2] for row in table.rows)
    assert len(weights) == len(risks)


def test_what_a_rule_of_sharing_breaks_gets_no_probability(monkeypatch: pytest.MonkeyPatch) -> None:
    outlook = make_run("dongchuan").delivery
    assert outlook is not None
    assert list_tight(outlook) == ()
    problem = outlook.study.problem
    key = min(outlook.aims, key=lambda each: outlook.chosen.meeting.chances[each])
    shared = tuple(replace(each, is_shared=True) if each.key == key else each for each in problem.contributions)
    study = replace(outlook.study, problem=replace(problem, contributions=shared))
    monkeypatch.setattr(chances, "RARE", 1.0)
    tight = replace(outlook, study=study)
    assert list_tight(tight) == (key,)
    sentence = tell_chance(tight).read("en")
    rest = tuple(each for each in outlook.aims if each != key)
    assert f"meets {len(rest)} targets together" in sentence
    assert "no probability is given" in sentence
    assert outlook.chosen.find_chance(rest) >= outlook.chosen.chance


def test_an_option_that_is_the_same_is_no_option() -> None:
    for region in ("dongchuan", "panzhihua-dongqu", "yongchuan"):
        run = make_run(region)
        assert run.delivery is not None
        first, *others = list_options(run.delivery, run.points)
        for each in others:
            assert (each.portfolio.starts, each.by, each.dropped) != (
                first.portfolio.starts,
                first.by,
                first.dropped,
            ), region
        assert [each.letter for each in (first, *others)] == list("ABCD")[: 1 + len(others)]


# options by their letters


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
def test_a_portfolio_that_is_an_option_is_called_by_its_letter(region: str) -> None:
    run = make_run(region)
    assert run.delivery is not None
    letters = {each.letter for each in list_options(run.delivery, run.points)}
    tables = {
        each.name: each
        for chapter in compose(region, "en").chapters
        for each in chapter.blocks
        if isinstance(each, Table)
    }
    assert tables["chosen"].title == "Projects of option A, the cheapest on paper"
    assert tables["spending"].title == "Spending of option A by year"
    named = [each.title for each in tables["delivery_targets"].columns]
    assert "option A" in named
    assert {each.removeprefix("option ") for each in named if each.startswith("option ")} <= letters
    assert "secure" not in [each.key for each in tables["delivery_targets"].columns] or len(letters) > 1
    assert all(f"options {each}" not in tables["chosen"].note for each in "ABCD") or len(letters) > 1


def test_the_letters_of_options_are_those_of_every_portfolio_that_is_looked_at() -> None:
    outlook = make_run("dongchuan").delivery
    assert outlook is not None
    by_letter = {each.letter: each for each in list_options(outlook, {"chosen": None})}
    for key, letter in letter_choices(outlook).items():
        choice = getattr(outlook, key)
        assert by_letter[letter].portfolio is choice.portfolio or is_first(outlook, choice)
    unreached = replace(outlook, robust=replace(outlook.robust, in_sample=0.0), promise=None, later=None)
    assert letter_choices(unreached) == {}
    assert name_secure(unreached).read("en") == "surest portfolio found (no option)"


def test_why_the_surest_portfolio_is_no_option_is_told_once_where_the_options_stand() -> None:
    run = make_doubtful_run()
    outlook = run.delivery
    assert outlook is not None
    assert not outlook.robust.is_reached
    said = explain_best(outlook)
    document = read_document(compose_content(run), "en")
    places = [
        chapter.name
        for chapter in list_body(document)
        for each in list_statements(chapter)
        if f"{show_share(outlook.robust.in_sample)} in the cases searched" in each
        or "in the cases searched, where" in each
    ]
    assert said is not NOTHING
    assert places in (["comparison"], [])  # one that is no surer than option A has no percentage of its own
    assert (
        show_money(outlook.robust.cost_wan_yuan).en not in advise(outlook, list(list_options(outlook, run.points))).en
    )


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
def test_page_one_risks_and_conclusions_name_the_same_weakest_targets_with_the_same_share(region: str) -> None:
    run = make_run(region)
    assert run.answer is not None
    assert run.delivery is not None
    weakest = find_weakest(run.answer, run.delivery)
    assert weakest
    document = compose(region, "en")
    assert document.brief is not None
    answers = [each.text for each in document.brief.blocks if isinstance(each, Text)]
    chapters = {each.name: each for each in document.chapters}
    fates = next(each for each in document.brief.blocks if isinstance(each, Table) and each.name == "brief_targets")
    said = tell_weakest(run.answer, run.delivery).en
    for each in weakest:
        name, share = name_briefly(run.answer.plan, each.key).en, show_share(each.share)
        assert any("Least sure" in text and name in text for text in answers)
        (row,) = (row for row in fates.rows if row[0] == name)
        assert any(share in str(cell) for cell in row)
        assert name in said
        assert share in said
    assert any(said in text for text in list_statements(chapters["conclusion"]))
    assert any(said in cell for cell in list_words(chapters["risks"]))


def test_an_option_alone_is_compared_with_none() -> None:
    run = make_run("yongchuan")
    assert run.delivery is not None
    assert len(list(list_options(run.delivery, run.points))) == 1
    chapter = next(each for each in compose("yongchuan", "en").chapters if each.name == "comparison")
    table = next(each for each in chapter.blocks if isinstance(each, Table) and each.name == "options")
    assert "changes" not in [each.key for each in table.columns]
    assert not any("The others" in each for each in list_statements(chapter))


def test_changes_are_counted_over_the_cases_of_the_probability_they_change(monkeypatch: pytest.MonkeyPatch) -> None:
    outlook = make_run("dongchuan").delivery
    assert outlook is not None
    monkeypatch.setattr(tables_of_delivery, "COMPARED_RUNS", 3)
    table = list_first_changes(outlook, 6)
    assert table.pick("chance").rows[0] == (outlook.chosen.chance,)
    for change, chance, gained in zip(table.rows, *zip(*table.pick("chance", "gained").rows, strict=True), strict=True):
        assert chance == pytest.approx(outlook.chosen.chance + gained), change


# the paper


@pytest.mark.parametrize("region", REGIONS)
def test_no_number_of_the_body_is_broken_and_no_cell_has_seven_lines(region: str) -> None:
    for language in LANGUAGES:
        tables = [
            block for each in list_body(compose(region, language)) for block in each.blocks if isinstance(block, Table)
        ]
        for table in tables:
            size = find_size(table, BROAD, CELLS)
            letter = size * 20 * 0.5  # digits of the font are half as wide as it is high
            for place, width in enumerate(measure_columns(table, BROAD, size)):
                shown = [table.columns[place].show(row[place]) for row in table.rows]
                whole = (
                    shown
                    if table.columns[place].is_number
                    else [word for text in shown for word in re.findall(r"[\d.,-]+", text)]
                )
                room = width - CELL_EDGE
                assert all(count_letters(each) * letter <= room + 1 for each in whole), (table.name, place)
                assert all(count_letters(each) * letter <= MOST_LINES * room + 1 for each in shown), (table.name, place)


def test_a_negative_number_keeps_its_sign_at_the_end_of_a_line_and_a_span_its_hyphen() -> None:
    document = compose("dongchuan", "zh")
    chapter = Chapter("carbon", "", (Text("paragraph", "2022-2030 年：能源结构 -3.3、产业结构 -0.9（64.3-92.8）"),))
    written = render_word(replace(document, chapters=(chapter,), brief=None), {})
    said = [each.text for each in docx.Document(io.BytesIO(written)).paragraphs]
    assert "2022-2030 年：能源结构 \N{MINUS SIGN}3.3、产业结构 \N{MINUS SIGN}0.9（64.3-92.8）" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_of_figures_in_the_body_are_large_enough_to_read(language: Language) -> None:
    document = compose("dongchuan", language)
    body = replace(document, chapters=tuple(list_body(document)), brief=None)
    drawn: dict[str, bytes] = {}
    for each in body.figures:
        buffer = io.BytesIO()
        Image.new("RGB", (1134, 1212 if each.name == "gaps" else 640)).save(buffer, "png", dpi=(180, 180))
        drawn[each.name] = buffer.getvalue()
    shapes = docx.Document(io.BytesIO(render_word(body, drawn))).inline_shapes
    assert len(shapes) == len(body.figures)
    assert all(each.width >= LEAST_PRINT * Cm(16) for each in shapes)


def set_pages(document: Document, pictures: dict[str, bytes], place: Path) -> list[list[str]]:
    """The lines of every page, without their blanks, as an office program sets them."""
    (place / "report.docx").write_bytes(render_word(document, pictures))
    profile = f"-env:UserInstallation=file://{place}/profile"
    asked = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(place),
        str(place / "report.docx"),
    ]
    subprocess.run(asked, check=True, capture_output=True, timeout=300)
    with pdfplumber.open(io.BytesIO((place / "report.pdf").read_bytes())) as paper:
        return [["".join(each.split()) for each in (page.extract_text() or "").splitlines()] for page in paper.pages]


def find_page(pages: list[list[str]], heading: str) -> int:
    """The last page with a heading: the first has it in the contents."""
    return max(number for number, lines in enumerate(pages) if "".join(heading.split()) in lines)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no office program to set the pages")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "region", ["dongchuan", *(pytest.param(each, marks=pytest.mark.slow) for each in ("panzhihua-dongqu", "yongchuan"))]
)
def test_the_body_has_no_more_than_twenty_pages(region: str, language: Language, tmp_path: Path) -> None:
    folder, document = find_run_folder(region), compose(region, language)
    body = replace(
        document, chapters=(*list_body(document), *(each for each in document.chapters if each.name == "making"))
    )
    pictures: dict[str, bytes] = {}
    for each in body.figures:
        drawn = name_picture(folder, each.name, language)
        if not drawn.is_file():
            drawn = tmp_path / f"{each.name}.png"
            save_png(draw_chart(build_chart(each), language), drawn)
        pictures[each.name] = drawn.read_bytes()
    pages = set_pages(body, pictures, tmp_path)
    first, last = (find_page(pages, body.chapters[place].heading) for place in (0, -1))
    assert 8 <= last - first <= MOST_PAGES
