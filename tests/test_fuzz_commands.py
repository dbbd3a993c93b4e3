"""No command line, however wrong, makes the command fall over: one clear message in the reader's language, exit 2, nothing written."""

import random
import re
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from peakfolio.cli.main import main
from peakfolio.cli.values import Number, OutputFile, OutputFolder
from peakfolio.plan.writing import write_plan
from peakfolio.words import Language
from tiny import make_tiny_plan

CHINESE = re.compile("[\u4e00-\u9fff]")
NO_NUMBERS = ("nan", "NaN", "inf", "-inf", "1e308", "-1e308", "-1", "1e400", "５０００", "1_000", "1,000", "", " ", "x", "0x10", "1e-300",
              "9" * 5000, "٣", "None",
              "--", "1;2", "²")  # fmt: skip
ODD_WORDS = ("dongchuan", "/nonexistent/x.png", "2025", "0.5", "low", "P01", "all:2025:1", "\u202e", "-" * 500)
OWN_WORDS = ("pydantic.dev", "pydantic_core", "Traceback", "Errno", "validation error", "NoneType", "<class")


@pytest.fixture(scope="module", autouse=True)
def _stand_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A word that was meant to be wrong may be the name of a folder: what is written then is not written into the checkout."""
    with chdir(tmp_path_factory.mktemp("commands")):
        yield


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def list_options(kind: type[click.ParamType[Any]]) -> Iterator[tuple[str, str, Any]]:
    """Command, option and type of every option of one kind."""
    for name, command in sorted(main.commands.items()):
        for each in command.params:
            if isinstance(each, click.Option) and isinstance(each.type, kind):
                yield name, each.opts[0], each.type


NUMBERS = tuple(list_options(Number))
PLACES = (*list_options(OutputFile), *list_options(OutputFolder))


def refuse(result: Result, language: Language) -> str:
    """The message of a command line that must be refused; fails where it was taken, fell over, or spoke of itself."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 2
    assert not any(word in result.output for word in OWN_WORDS), result.output
    assert len(result.output) < 3_000
    said = result.output.splitlines()[-1]
    assert bool(CHINESE.search(said)) == (language == "zh"), said
    return said


def fill(command: str) -> list[str]:
    """A command with its arguments, so that only its option is wrong."""
    needed = [each for each in main.commands[command].params if isinstance(each, click.Argument)]
    return [command, *("dongchuan" if each.name == "region" else "base" for each in needed)]


def test_every_number_year_seed_and_share_has_a_range_of_its_own() -> None:
    loose = (click.types.FloatParamType, click.types.IntParamType, click.FloatRange, click.IntRange, click.Path)
    found = [
        (name, each.opts[0])
        for name, command in main.commands.items()
        for each in command.params
        if isinstance(each, click.Option) and isinstance(each.type, loose) and each.opts[0] != "--future"
    ]
    assert found == []
    assert len({option for _, option, _ in NUMBERS}) >= 18


@given(data=st.data())
def test_a_number_that_is_none_or_lies_outside_its_range_is_refused_before_any_work(data: st.DataObject) -> None:
    command, option, kind = data.draw(st.sampled_from(NUMBERS))
    beyond = st.floats(kind.most * 1.001 + 1, 1e300).map(repr) | st.floats(-1e300, kind.least - 1).map(repr)
    said = data.draw(st.sampled_from(NO_NUMBERS) | beyond)
    language: Language = data.draw(st.sampled_from(("zh", "en")))
    inside = re.fullmatch(r"-?[0-9.e]+", said) and kind.least <= float(said) <= kind.most
    if not inside:
        assert option in refuse(call("--language", language, *fill(command), f"{option}={said}"), language)


@given(data=st.data())
def test_a_number_within_its_range_is_taken_as_it_is_written(data: st.DataObject) -> None:
    _, _, kind = data.draw(st.sampled_from(NUMBERS))
    if kind.is_whole:
        number: float = data.draw(st.integers(int(kind.least), int(kind.most)))
    else:
        number = round(
            data.draw(st.floats(kind.least, kind.most, exclude_min=kind.is_open, exclude_max=kind.is_open)), 6
        )
    if kind.least < number < kind.most:
        assert kind.convert(str(number), None, None) == number


@pytest.mark.parametrize(("command", "option", "kind"), PLACES, ids=[f"{name} {option}" for name, option, _ in PLACES])
def test_a_place_that_cannot_be_written_is_refused_before_any_work(
    command: str, option: str, kind: Any, tmp_path: Path
) -> None:
    (tmp_path / "file.txt").write_text("a file", encoding="utf-8")
    wrong = [str(tmp_path / "file.txt" / "below")]
    if isinstance(kind, OutputFile):
        wrong += [
            str(tmp_path / "x.exe"),
            str(tmp_path / "no" / f"x{kind.endings[0]}"),
            str(tmp_path),
            f"\0{kind.endings[0]}",
        ]
    before = sorted(tmp_path.rglob("*"))
    for place in wrong:
        for language in ("zh", "en"):
            assert option in refuse(call("--language", language, *fill(command), option, place), language)  # type: ignore[arg-type]
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (("optimis",), "没有命令 “optimis”", "No such command 'optimis'"),
        (("optimise",), "缺少参数 REGION", "Missing argument 'REGION'"),
        (("optimise", "dongchuan", "more"), "多余的参数：more", "unexpected extra argument (more)"),
        (("optimise", "dongchuan", "--bugdet", "5"), "没有选项 --bugdet（是否想写 --budget", "No such option '--bugdet'"),
        (("optimise", "dongchuan", "--budget"), "选项 “--budget” 后面要有值", "requires an argument"),
        (("optimise", "dongchuan", "--question", "all"), "“all” 不在可选值中：“cheapest”", "'all' is not one of 'cheapest'"),
        (("optimise", "dongchuan", "--json=5"), "选项 “--json” 不带值", "does not take a value"),
        (("optimise", "dongchuan", "--milestone", "2025", "--milestone", "2025"), "2025 写了两次", "2025 is given twice"),
        (("optimise", "dongchuan", "--lock-in", "P07", "--lock-in", "P07"), "P07 写了两次", "P07 is given twice"),
        (("optimise", "dongchuan", "--set-target", "I05:3", "--set-target", "I05:4"), "I05 写了两次", "I05 is given twice"),
        (("peak", "x.csv", "--rule", "c40", "--rule", "c40"), "c40 写了两次", "c40 is given twice"),
        (("deliver", "dongchuan", "--scheduler", "nonsense"), "应写成 tcp://主机:端口", "must be such as tcp://host:8786"),
        (("optimise", "dongchuan", "--budget", "５０００"), "用半角写：5000", "write 5000"),
        (("optimise", "dongchuan", "--seed", "2147483648"), "应在 0 到 2,147,483,647 之间", "between 0 and 2,147,483,647"),
        (("project", "dongchuan", "--runs", "2000000000"), "应在 1 到 100,000 之间", "between 1 and 100,000"),
        (("deliver", "dongchuan", "--alpha", "1"), "（不含两端）", "both ends left out"),
        (("peak", "x.csv", "--today", "nan"), "应为有限数", "must be a finite number"),
    ],
)  # fmt: skip
def test_a_wrong_command_line_is_answered_in_the_readers_language(arguments: tuple[str, ...], zh: str, en: str) -> None:
    assert zh in refuse(call("--language", "zh", *arguments), "zh")
    assert en in refuse(call("--language", "en", *arguments), "en")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--ceiling", "all:total:1e308"), ("--ceiling", "all:total:nan"), ("--ceiling", "nobody:2025:5"), ("--ceiling", "all:99999:5"),
        ("--ceiling", "all:２０２５:5"), ("--ceiling", "5"), ("--ceiling", ":" * 2000), ("--set-target", "I01:nan"), ("--set-target", "I01:1e300"),
        ("--set-target", "I01"), ("--set-target", "I01:７０"), ("--set-target", "I01@2999:70"), ("--set-target", "１:70"),
        ("--lock-in", "P99"), ("--lock-out", "x" * 5000), ("--drop-target", "未知"), ("--scenario", "dream"), ("--scenario", "9" * 5000),
    ],
)  # fmt: skip
def test_what_an_option_says_of_the_plan_is_checked_like_the_plan(arguments: tuple[str, str], tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path)
    for language in ("zh", "en"):
        result = call("--language", language, "optimise", str(tmp_path), *arguments)
        assert result.exit_code == 2, result.output
        assert not any(word in result.output for word in OWN_WORDS), result.output
        assert len(result.output) < 3_000


def test_the_language_of_the_environment_counts_where_none_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEAKFOLIO_LANGUAGE", "zh_CN.UTF-8")
    refuse(call("--nonsense"), "zh")
    refuse(call("optimise"), "zh")
    refuse(call("--language", "en", "optimise"), "en")


def draw_words(luck: random.Random, command: str) -> list[str]:
    """A command line of options that exist, with values that mostly do not fit."""
    options = [each for each in main.commands[command].params if isinstance(each, click.Option)]
    words = fill(command)
    for each in luck.sample(options, min(luck.randint(1, 4), len(options))):
        words.append(luck.choice((*each.opts, *each.secondary_opts)))
        if not each.is_flag and luck.random() < 0.95:
            words.append(
                luck.choice(
                    (
                        *NO_NUMBERS,
                        "dongchuan",
                        "/nonexistent/x.png",
                        "2025",
                        "0.5",
                        "low",
                        "P01",
                        "all:2025:1",
                        "\u202e",
                        "-" * 500,
                    )
                )
            )
    if luck.random() < 0.2:
        words.insert(luck.randrange(len(words)), luck.choice(("--", "-x", "more", "", "\x00", "x" * 5000)))
    return words


def judge(luck: random.Random, folder: Path) -> str:
    """What is wrong with the answer to a command line drawn at random; empty where nothing is."""
    command = luck.choice([name for name in sorted(main.commands) if name not in ("app", "regions", "new")])
    words = draw_words(luck, command)
    if command == "run":
        words += ["--results", str(folder)]
    quick = {"--runs": "20", "--delivery-runs": "5", "--draws": "2", "--time-limit": "2"}
    known = {name for each in main.commands[command].params for name in each.opts}
    words += [word for option, value in quick.items() if option in known for word in (option, value)]
    language = luck.choice(("zh", "en"))
    result = call("--language", language, *words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return f"{words}: {type(result.exception).__name__} {result.exception}"
    if result.exit_code not in (0, 2) or any(word in result.output for word in OWN_WORDS):
        return f"{words}: exit {result.exit_code} {result.output[-300:]}"
    if result.exit_code == 2 and bool(CHINESE.search(result.output.splitlines()[-1])) != (language == "zh"):
        return f"{words}: {language} {result.output[-300:]}"
    if result.exit_code == 2 and len(result.output) > 5_000:
        return f"{words}: says {len(result.output)} characters"
    return ""


def test_a_few_command_lines_drawn_at_random_are_answered_or_refused(tmp_path: Path) -> None:
    assert [wrong for seed in range(6) if (wrong := judge(random.Random(seed), tmp_path))] == []


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(6))
def test_many_command_lines_drawn_at_random_are_answered_or_refused(batch: int, tmp_path: Path) -> None:
    seeds = range(1000 + batch * 20, 1020 + batch * 20)
    assert [wrong for seed in seeds if (wrong := judge(random.Random(seed), tmp_path))] == []
