"""Tables begun from little: kinds of work against those set by hand, months of the province, and a person's rows that stay."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import load
from peakfolio.cli.main import main
from peakfolio.importing.started import is_started
from peakfolio.importing.starting_delivery import KINDS_SOURCE, guess_kind, start_delivery
from peakfolio.importing.storing_started import replace_sections, write_started
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_evidence, read_plan, read_starters
from peakfolio.plan.settings import DeliverySettings
from peakfolio.plan.writing import write_copy
from transcription import SCENARIOS

BOOK = read_starters()
BY_HAND = tuple(name for name in ("dongchuan", "yongchuan", "panzhihua-dongqu") if load(name).delivery)
MOST_WRONG = 0.05  # of the rows that are not marked


def drop_delivery(plan: Plan) -> Plan:
    settings = plan.settings.model_copy(update={"delivery": DeliverySettings()})
    return replace(plan, delivery=(), settings=settings)


def compare(region: str) -> tuple[int, int, int, int]:
    """Projects, kinds as by hand, other kinds without a mark, marked ones."""
    plan = load(region)
    hand = {row.project_id: row.work_type for row in plan.delivery}
    guesses = {row.project_id: guess_kind(row, plan, BOOK) for row in plan.projects if row.project_id in hand}
    right = {key for key, guess in guesses.items() if guess.kind is not None and guess.kind.work_type == hand[key]}
    marked = {key for key, guess in guesses.items() if guess.mark != "sure"}
    return len(guesses), len(right), len(guesses.keys() - right - marked), len(marked)


def test_every_class_has_a_kind_of_work_and_no_kind_is_of_a_class_that_is_not() -> None:
    classes = {row.class_id for row in read_evidence().classes}
    assert {row.kind_id for row in BOOK.kinds_of_work if row.words_zh is None} == classes


def test_every_starter_row_names_a_source_that_says_how_it_was_read() -> None:
    for table in (BOOK.kinds_of_work, BOOK.flood_seasons, BOOK.monthly_temperatures):
        assert {row.source_id for row in table} <= BOOK.source_by_id.keys()
    for row in BOOK.sources:
        assert row.address or row.kind == "assumption"


def test_the_mean_of_twelve_months_is_a_year_that_freezes_where_it_is_cold() -> None:
    assert BOOK.find_cold_months("黑龙江省") == (1, 2, 3, 11, 12)
    assert BOOK.find_cold_months("北京市") == (1, 12)
    assert BOOK.find_cold_months("广东") == ()
    assert BOOK.list_temperatures("陕西省") == ()  # 山西省 is another


def test_kinds_are_mostly_those_set_by_hand_and_wrong_ones_are_marked(capsys: pytest.CaptureFixture[str]) -> None:
    counts = {region: compare(region) for region in BY_HAND}
    with capsys.disabled():
        for region, (projects, right, wrong, marked) in counts.items():
            print(
                f"\n{region}: {projects} projects, {right} as by hand, {wrong} wrong without a mark, {marked} marked",
                end="",
            )
    for region, (projects, _, wrong, _) in counts.items():
        assert wrong <= MOST_WRONG * projects, region
    assert sum(each[1] for each in counts.values()) >= 0.85 * sum(each[0] for each in counts.values())
    assert len(counts) == 3


@pytest.mark.parametrize("region", BY_HAND)
def test_every_row_says_which_words_decided_or_asks_for_a_look(region: str) -> None:
    plan = drop_delivery(load(region))
    started = start_delivery(plan, BOOK)
    texts = {row.project_id: f"{row.name_zh}。{row.content_zh or ''}" for row in plan.projects}
    marked = {row.project_id for row in started.rows["delivery"] if row.note_zh is not None}
    for row in started.rows["delivery"]:
        assert row.source_id == KINDS_SOURCE
        assert row.note_zh is not None or guess_kind(plan.project_by_id[row.project_id], plan, BOOK).mark == "sure"
        said = row.reasoning_zh.removeprefix("依据字词：").split("。")[0].split("、")
        assert all(word in texts[row.project_id] for word in said) or "没有可识别" in row.reasoning_zh
    listed = " ".join(each.read("en") for each in started.verify)
    assert all(key in listed for key in marked)


def test_a_project_without_a_known_word_is_marked_and_its_kind_said_to_be_unknown() -> None:
    plan = drop_delivery(load("dongchuan"))
    strange = plan.projects[0].model_copy(update={"name_zh": "甲乙丙", "content_zh": None})
    started = start_delivery(replace(plan, projects=(strange,)), BOOK)
    assert "类型未知" in (started.rows["delivery"][0].note_zh or "")
    assert strange.project_id in started.verify[0].read("zh")


def test_words_of_the_state_are_read_and_nothing_else_is_taken_as_begun() -> None:
    plan = drop_delivery(load("dongchuan"))
    begun = plan.projects[0].model_copy(update={"content_zh": "污水管网，已开工"})
    waiting = plan.projects[1].model_copy(update={"content_zh": "污水管网"})
    rows = start_delivery(replace(plan, projects=(begun, waiting)), BOOK).rows["delivery"]
    assert [row.is_started for row in rows] == [True, False]


def test_months_come_from_the_province_and_an_unknown_one_gets_none() -> None:
    plan = drop_delivery(load("dongchuan"))
    months = start_delivery(plan, BOOK).settings["delivery"]
    assert (months["rainy_months"], months["winter_months"]) == ([5, 6, 7, 8, 9, 10], [])
    region = plan.settings.region.model_copy(update={"province_zh": "某省"})
    lost = replace(plan, settings=plan.settings.model_copy(update={"region": region}))
    started = start_delivery(lost, BOOK)
    assert started.settings["delivery"]["rainy_months"] == []
    assert "未读到汛期资料" in " ".join(each.read("zh") for each in started.taken)


def test_rows_and_months_of_a_person_stay() -> None:
    plan = load("dongchuan")
    kept = replace(plan, delivery=plan.delivery[:3])
    after = start_delivery(kept, BOOK).join(kept)
    assert after.delivery[:3] == plan.delivery[:3]
    assert len(after.delivery) == len(plan.projects)
    assert after.settings.delivery == plan.settings.delivery
    assert sum(is_started(row) for row in after.delivery) == len(plan.projects) - 3


def test_sections_are_replaced_and_the_rest_stays_letter_by_letter() -> None:
    text = '# mine\n[region]\nid = "a"  # kept\n\n[delivery]\nrainy_months = [1]\n[delivery.crews]\nbuilders = 1\n'
    written = replace_sections(text, {"delivery": {"rainy_months": [6]}})
    assert written.startswith('# mine\n[region]\nid = "a"  # kept\n')
    assert "crews" not in written
    assert written.count("[delivery]") == 1


def begin(region: str, folder: Path) -> Path:
    """A copy of a plan without what a starter is to write."""
    write_copy(SCENARIOS / region, load(region).settings, folder)
    (folder / "delivery.csv").write_text((folder / "delivery.csv").read_text(encoding="utf-8").splitlines()[0] + "\n")
    place = folder / "plan.toml"
    place.write_text(replace_sections(place.read_text(encoding="utf-8"), {"delivery": {}}), encoding="utf-8")
    return folder


@pytest.mark.parametrize("region", ["dongchuan", "lufeng"])
def test_what_is_written_passes_the_check_and_is_not_written_twice(region: str, tmp_path: Path) -> None:
    folder = begin(region, tmp_path / "mine")
    before = read_plan(folder)
    files = write_started(before, start_delivery(before, BOOK), folder)
    assert set(files) == {"delivery.csv", "sources.csv", "plan.toml"}
    after = read_plan(folder)
    assert {row.project_id for row in after.delivery} == {row.project_id for row in after.projects}
    assert write_started(after, start_delivery(after, BOOK), folder) == ()


def test_the_command_writes_and_deliver_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(begin("dongchuan", tmp_path / "mine"))
    for command in (["start", folder, "--delivery"], ["deliver", folder, "--runs", "20"]):
        with pytest.raises(SystemExit) as ended:
            main(["--language", "zh", *command])
        assert ended.value.code == 0
    assert "请先核实" in capsys.readouterr().out


def test_a_shipped_plan_is_not_changed_and_something_must_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for command, said in (
        (["start", "dongchuan", "--delivery"], "copy it first"),
        (["start", "dongchuan"], "--delivery"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(["--language", "en", *command])
        assert ended.value.code == 2
        assert said in capsys.readouterr().err


def test_the_table_counts_of_the_page_are_those_of_the_tables() -> None:
    folder = SCENARIOS / "starters"
    page = (folder / "README.md").read_text(encoding="utf-8")
    for table in sorted(folder.glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as opened:
            rows = len(list(csv.reader(opened))) - 1
        assert page.count(f"| `{table.name}` | {rows} |") == 2, (table.name, rows)
