"""The grammar of cells: what the plans print is read as people labelled it, and whatever the spelling, a number stays itself."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakfolio.importing.base_cells import read_base
from peakfolio.importing.cleaning import clean
from peakfolio.importing.money_cells import read_funders, read_money, read_shares
from peakfolio.importing.parts import split_parts
from peakfolio.importing.target_cells import read_target
from peakfolio.importing.year_cells import read_years
from transcription import SCENARIOS, read_rows

SEEN = ("dongchuan", "yongchuan", "lufeng")
ANY_OF_TWO = {"assigned_or_hold": {"assigned", "hold"}}


def outcome(is_right: bool, is_read: bool, is_marked: bool) -> str:
    if is_right:
        return "right"
    if not is_read:
        return "missing"
    return "marked" if is_marked else "unmarked"


def judge(outcomes: Counter[str], least_right: float = 0.95, most_unmarked: float = 0.01) -> None:
    """Prints recall and precision, and holds both to the aim."""
    total = sum(outcomes.values())
    given_out = total - outcomes["missing"]
    print(f"recall {outcomes['right'] / total:.3f}, precision {outcomes['right'] / given_out:.3f}, {dict(outcomes)}")
    assert outcomes["right"] / total >= least_right
    assert outcomes["unmarked"] / total <= most_unmarked


def list_target_cells() -> list[dict[str, str]]:
    """Labelled cells of target tables and standards; sentences of the prose (standard text) are no cells."""
    rows = [row for plan in SEEN for row in read_rows(SCENARIOS / plan / "targets.csv")]
    return [row for row in rows if row["standard"] != "text" and len(row["as_written"]) < 36]


def test_labelled_cells_of_targets_are_read() -> None:
    outcomes: Counter[str] = Counter()
    for row in list_target_cells():
        reading = read_target(row["as_written"])
        value = float(row["value"]) if row["value"] else None
        found = {(each.relation, each.value) for each in reading.conditions}
        # a bare number has no relation of its own: its indicator's direction gives it
        fits = (row["relation"], value) in found or (value is not None and (None, value) in found)
        outcomes[outcome(fits, reading.is_read and bool(found), bool(reading.doubts))] += 1
    judge(outcomes)


def test_labelled_present_values_are_read() -> None:
    outcomes: Counter[str] = Counter()
    for plan in SEEN:
        units = {row["indicator_id"]: row["unit"] for row in read_rows(SCENARIOS / plan / "indicators.csv")}
        names = {row["indicator_id"]: row["name_zh"] for row in read_rows(SCENARIOS / plan / "indicators.csv")}
        for row in read_rows(SCENARIOS / plan / "observations.csv"):
            if row["role"] != "base" or len(row["as_written"]) > 40:
                continue
            key = row["indicator_id"]
            reading = read_base(row["as_written"], units[key], is_change="下降" in names[key])
            value = float(row["value"]) if row["value"] else None
            fits = reading.is_read and reading.value == value and (value is not None or reading.state == row["state"])
            outcomes[outcome(fits, reading.is_read, bool(reading.doubts))] += 1
    judge(outcomes)


def test_labelled_costs_years_and_sources_are_read() -> None:
    outcomes: Counter[str] = Counter()
    for plan in SEEN:
        for row in read_rows(SCENARIOS / plan / "projects.csv"):
            if row["cost_as_written"]:
                money = read_money(row["cost_as_written"], "万元")
                outcomes[outcome(money.wan_yuan == float(row["cost_wan_yuan"]), money.is_read, bool(money.doubts))] += 1
            if row["years_as_written"]:
                years = read_years(row["years_as_written"])
                fits = (str(years.start), str(years.end)) == (row["start_year"], row["end_year"])
                outcomes[outcome(fits, years.is_read, bool(years.doubts))] += 1
        for row in read_rows(SCENARIOS / plan / "funding.csv"):
            if row["funding_source"] == "unstated":
                continue
            amount = float(row["amount_wan_yuan"]) if row["amount_wan_yuan"] else None
            shares = read_shares(row["as_written"], "万元") if amount is not None else read_funders(row["as_written"])
            fits = shares is not None and [(each.source, each.wan_yuan) for each in shares] == [
                (row["funding_source"], amount)
            ]
            outcomes[outcome(fits, shares is not None, any(each.doubts for each in shares or ()))] += 1
    judge(outcomes)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("≥55且不降低", [[{("at_least", 55.0)}], [{("hold", None)}]]),
        ("≥60或逐年提高", [[{("at_least", 60.0)}, {("improve", None)}]]),
        ("完成考核任务且≥95或持续提高", [[{("assigned", None), ("at_least", 95.0)}, {("improve", None)}]]),
        (
            "完成上级规定的考核任务，且≥90或持续提高",
            [[{("assigned", None)}], [{("at_least", 90.0)}, {("improve", None)}]],
        ),
        ("完成上级规定的考核任务；保持稳定或持续改善", [[{("assigned_or_hold", None)}]]),
        ("控制在25以内", [[{("at_most", 25.0)}]]),
        ("下降至20微克/立方米以下", [[{("at_most", 20.0)}]]),
        ("面积不减少，性质不改变，功能不降低", [[{("hold", None)}]]),
        ("85-90", [[{("between", 85.0)}]]),
        ("制定实施", [[{("done", None)}]]),
        ("—", []),
    ],
)
def test_conditions_are_joined_as_the_words_join_them(words: str, wanted: list[list[set[tuple[str, float]]]]) -> None:
    read = read_target(words)
    assert read.is_read
    assert [[{(each.relation, each.value) for each in way} for way in group] for group in read.groups] == wanted


@pytest.mark.parametrize(
    "words", ["以实际为准", "按照方案分期推进到位", "≥90，≥80", "100/100", "视情况而定，约需3至5个批次的工作", "≥1e3"]
)
def test_what_is_not_understood_gives_no_value(words: str) -> None:
    reading = read_target(words)
    assert not reading.is_read
    assert reading.conditions == ()


@pytest.mark.parametrize(
    ("words", "value"),
    [("≥9O", 90.0), ("l00%", 100.0), ("995. 28", 995.28), ("85。5", 85.5), ("约90", 90.0), ("≥95²", 95.0)],
)
def test_slips_are_read_and_marked(words: str, value: float) -> None:
    reading = read_target(words)
    assert [each.value for each in reading.conditions] == [value]
    assert reading.doubts


def test_what_has_digits_is_not_always_a_number() -> None:
    assert [each.value for each in read_target("PM2.5浓度≤37").conditions] == [37.0]
    assert [each.value for each in read_target("Ⅲ类及以上水质比例≥90%").conditions] == [90.0]
    assert read_target("不低于2020年水平").conditions[0].relation == "hold"
    assert clean("≥95①").text == "≥95"
    assert clean("≥95①").doubts == ()


def test_a_full_width_comma_between_numbers_parts_them() -> None:
    assert [each.text for each in split_parts("城区100，乡镇100")] == ["100", "100"]
    assert not read_target("100，200").is_read
    assert read_money("1,092.00", "万元").wan_yuan == 1092.0


def test_terrains_are_told_apart() -> None:
    parts = split_parts("山区≥60 丘陵≥40 平原≥18")
    assert [(each.how, each.label, each.text) for each in parts] == [
        ("terrain", "山区", "≥60"),
        ("terrain", "丘陵", "≥40"),
        ("terrain", "平原", "≥18"),
    ]


def test_a_change_is_told_from_a_level() -> None:
    condition = read_target("较2020年下降13.5%").conditions[0]
    assert (condition.relation, condition.value, condition.change_from, condition.is_fall) == (None, 13.5, "2020", True)
    assert read_base("下降6.51，完成市级规定目标任务").value is None
    assert read_base("下降6.51", is_change=True).value == 6.51


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("2023-2025", 2023, 2025),
        ("2023—2025年", 2023, 2025),
        ("2023年3月至2025年12月", 2023, 2025),
        ("2024年", 2024, 2024),
        ("2023年起", 2023, None),
        ("2025年底前", None, 2025),
        ("“十四五”期间", 2021, 2025),
        ("分年实施", None, None),
        ("长期", None, None),
    ],
)
def test_years_are_read(words: str, start: int | None, end: int | None) -> None:
    reading = read_years(words)
    assert reading.is_read
    assert (reading.start, reading.end) == (start, end)


def test_years_out_of_order_are_not_read() -> None:
    assert not read_years("2025-2023").is_read
    assert not read_years("24个月").is_read


def test_a_split_in_brackets_pays_for_its_cost() -> None:
    reading = read_money("总投资1.2亿元，其中中央3000万元、省级2000万元，企业自筹7000万元", None)
    assert reading.wan_yuan == 12000.0
    assert [(each.source, each.wan_yuan) for each in reading.shares] == [
        ("central", 3000.0),
        ("provincial", 2000.0),
        ("enterprise", 7000.0),
    ]


@pytest.mark.parametrize("words", ["500-800", "纳入年度预算", "每年50万元", "120万亩"])
def test_money_that_is_not_one_cost_is_not_read(words: str) -> None:
    assert not read_money(words, "万元").is_read


# Laws: whatever way a number is printed, it is read back as itself, or not at all.

SIGNS = {
    "at_least": ("≥{}", "≧{}", ">={}", "不低于{}", "不少于{}", "{}以上", "{}及以上", "≥ {}", "大于等于{}"),
    "at_most": ("≤{}", "≦{}", "<={}", "不高于{}", "不超过{}", "{}以下", "{}以内", "控制在{}以内", "小于等于{}"),
    "above": ("＞{}", ">{}", "高于{}"),
    "below": ("＜{}", "<{}", "低于{}"),
}
NUMBERS = st.decimals(min_value=0, max_value=99999, places=2, allow_nan=False)


def spell(number: str, spelling: str) -> str:
    """A number in another spelling."""
    whole, _, rest = number.partition(".")
    if spelling == "thousands":
        return f"{int(whole):,}" + (f".{rest}" if rest else "")
    if spelling == "full width":
        return "".join(chr(ord(each) + 0xFEE0) for each in number)
    return number


@given(
    NUMBERS,
    st.sampled_from(sorted(SIGNS)),
    st.integers(0, 20),
    st.sampled_from(["plain", "thousands", "full width"]),
    st.sampled_from(["", "%", "％"]),
)
def test_a_number_and_its_sign_survive_every_spelling(
    number: object, relation: str, pick: int, spelling: str, unit: str
) -> None:
    plain = format(number, "f").rstrip("0").rstrip(".") or "0"
    forms = SIGNS[relation]
    words = forms[pick % len(forms)].format(spell(plain, spelling) + unit)
    reading = read_target(words)
    assert [(each.relation, each.value) for each in reading.conditions] == [(relation, float(plain))]
    assert reading.doubts == ()


@given(NUMBERS, st.sampled_from([("元", 1e-4), ("万元", 1.0), ("亿元", 1e4)]), st.sampled_from(["", "约", "总投资"]))
def test_money_is_itself_in_every_unit(number: object, unit: tuple[str, float], before: str) -> None:
    name, factor = unit
    reading = read_money(f"{before}{number}{name}", None)
    assert reading.wan_yuan == pytest.approx(float(str(number)) * factor)
    assert bool(reading.doubts) == (before == "约")


@given(st.text(alphabet="≥≤＞<>=0123456789.,，、且或%％万亿元年度完成任务保持提高下降以上山区城", max_size=16))
def test_no_words_break_the_grammar_and_no_number_is_made_up(words: str) -> None:
    for each in read_target(words).conditions:
        for value in (each.value, each.upper):
            assert value is None or f"{abs(value):g}" in {
                f"{float(number):g}" for number in _list_numbers(clean(words).text)
            }


def _list_numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", text)


def test_a_present_value_in_another_writing_of_numbers_is_no_value_here() -> None:
    assert not read_base("3万", "亩").is_read
    assert not read_base("1e5", "亩").is_read
    assert read_base("−5", "%").value == -5.0
    assert read_money("1200以上", "万元").doubts


def test_a_change_given_as_about_so_much_is_marked() -> None:
    assert read_target("下降20%左右").doubts
    assert not read_target("下降20%").doubts
