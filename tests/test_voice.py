"""Whatever goes wrong is said in Chinese and in English, and each language keeps to itself."""

import ast
import copy
import pickle
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner
from pydantic import BaseModel, ValidationError

from peakfolio import errors
from peakfolio.app.uploads import Refused
from peakfolio.cli.main import main
from peakfolio.errors import Fault, MissingData, PeakfolioError, PlanFaults, SolverFailure, UnknownName
from peakfolio.plan import vocabulary
from peakfolio.plan.package import DELIVERY_TABLES, FACTOR_TABLES, TABLES
from peakfolio.plan.settings import Scenario, Settings
from peakfolio.plan.wrong_values import ASKED, MENDS, describe_wrong, mend_wrong
from peakfolio.portfolio.answering import change_scenario
from peakfolio.words import LANGUAGES, Message, Name, listing, say
from test_gates import MODULES, PACKAGE
from tiny import make_tiny_plan

CHINESE = re.compile("[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*[A-Za-z0-9]")
QUOTED = re.compile("\"[^\"]*\"|“[^”]*”|'[^']*'|\\([^()]*\\)")
ERRORS = ("PeakfolioError", "MissingData", "SolverFailure", "VerificationFailure", "Refused")
FIELD = re.compile(r"\{[^{}]*\}")
MESSAGES = ("say", "say_in", "say_many")
NAMES = {
    "CSV", "csv", "TOML", "toml", "UTF", "GB", "GBK", "README", "md", "py", "units", "scenarios", "plan", "peakfolio", "PuLP", "DuckDB", "SELECT",
    "Parquet", "Dask", "pip", "install", "scale", "IAMC", "xlsx", "LMDI", "Shapley", "XML", "DOCTYPE", "zip", "MB", "PASSWORD", "PEAKFOLIO_PASSWORD",
    "tCO", "sectors", "pathways", "run", "audit", "assess", "what", "if", "projects", "ceiling", "scheduler", "against", "set", "target", "today",
    "driver", "time", "limit", "password", "highs", "co", "true", "false",
    "kind", "additive", "method", "lmdi", "shapley", "header", "total", "none", "baseline",
}  # fmt: skip


def list_fields(row_type: type[BaseModel]) -> Iterator[str]:
    for name, field in row_type.model_fields.items():
        yield name
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from list_fields(inner)


def list_typed_words() -> set[str]:
    """What a reader types into a package: columns, files and the words allowed in them."""
    tables = {**TABLES, **FACTOR_TABLES, **DELIVERY_TABLES}
    words = {word for table in tables for word in table.split("_")} | set(tables)
    for row_type in (*tables.values(), Settings, Scenario):
        words |= set(list_fields(row_type))
    for each in vars(vocabulary).values():
        words |= {str(word) for word in get_args(each)}
    return words


ALLOWED = NAMES | list_typed_words()


def is_text(node: ast.expr) -> bool:
    """Whether a text is written here, in the one language it happens to have."""
    if isinstance(node, ast.IfExp):
        return is_text(node.body) or is_text(node.orelse)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def read_message(name: str, call: ast.Call) -> tuple[str, str]:
    """What a call of ``say``, ``say_in`` or ``say_many`` says in Chinese and in English, its fields left out."""
    texts = [each.value for each in call.args if isinstance(each, ast.Constant)]
    said = {"say": Message(texts[0]), "say_in": Message(texts[-1], context=texts[0])}.get(name)
    said = said or Message(texts[0], many=texts[1], count=2)
    zh, en = (FIELD.sub("", said.read(language)) for language in LANGUAGES)
    return zh, en


@cache
def list_calls() -> tuple[tuple[Path, str, ast.Call], ...]:
    """Every call in the package: its module and the name that is called; found by the worker that asks."""
    return tuple(
        (path.relative_to(PACKAGE), node.func.id, node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )


TYPED = (
    "plan/",
    "errors",
    "units",
    "carbon/series",
    "carbon/year_tables",
    "carbon/factor_files",
    "carbon/decomp",
)  # what a reader has to mend


def find_strays(zh: str) -> list[str]:
    """Words of another language; the name of an option is what the reader has to type."""
    plain = re.sub(r"--[a-z-]+", "", zh)
    return [word for word in WORD.findall(plain) if word not in ALLOWED and not word.isupper()]


def test_no_error_is_made_of_a_text_in_one_language() -> None:
    made = [(path, call) for path, name, call in list_calls() if name in ERRORS]
    assert len(made) > 60
    assert [(str(path), call.lineno) for path, call in made if any(is_text(each) for each in call.args)] == []


def test_no_fault_is_made_of_a_text_in_one_language() -> None:
    first = {"Fault": 3, "Flaw": 1, "refuse": 3}  # arguments that are a place
    made = [(path, call, call.args[first[name] :]) for path, name, call in list_calls() if name in first]
    assert len(made) > 100
    plain = [(str(path), call.lineno) for path, call, said in made if any(is_text(each) for each in said)]
    assert plain == []


def test_each_language_of_a_sentence_keeps_to_itself() -> None:
    said = [(path, name, call) for path, name, call in list_calls() if name in MESSAGES]
    assert len(said) > 1000
    wrong = []
    for path, name, call in said:
        zh, en = read_message(name, call)
        if en != "中文" and CHINESE.search(QUOTED.sub("", en)):
            wrong.append((str(path), call.lineno, en))
        if str(path).startswith(TYPED) and find_strays(zh):
            wrong.append((str(path), call.lineno, zh))
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    "error",
    [
        PeakfolioError(Name("中", "en")),
        MissingData(say("is empty")),
        SolverFailure(say("must be {choices}", choices=listing("ab"))),
        Refused(Name("中", "en")),
        UnknownName(say("region"), "x", ("a", "b")),
        PlanFaults("place", (Fault("a.csv", 2, "b", say("is empty"), say("correct the value")),)),
    ],
)
def test_an_error_keeps_both_languages_on_its_way_from_another_process(error: PeakfolioError) -> None:
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(other) is type(error)
        assert (other.read("zh"), other.read("en")) == (error.read("zh"), error.read("en"))
        assert vars(other) == vars(error)


JUNK = ("", "x", "多", "-1", "1.5", "1e400", "nan", "2O24", "0", "99999999999999999999999", "a b", "true;", "1" * 200)


def find_errors(row_type: type[BaseModel]) -> Iterator[dict[str, Any]]:
    for column in row_type.model_fields:
        for junk in JUNK:
            try:
                row_type.model_validate({column: junk})
            except ValidationError as error:
                yield from error.errors(include_url=False)  # type: ignore[misc]


@pytest.mark.parametrize(
    "row_type", [*TABLES.values(), *FACTOR_TABLES.values(), *DELIVERY_TABLES.values(), Settings, Scenario]
)
def test_whatever_stands_in_a_cell_its_fault_is_said_in_both_languages(row_type: type[BaseModel]) -> None:
    for error in find_errors(row_type):
        finding, mend = describe_wrong(error), mend_wrong(error)
        assert "cannot be read" not in finding.read("en"), error["type"]
        found = finding.read("zh")
        asked = found.partition("，写的是")[0]
        assert CHINESE.search(asked), asked
        assert not re.search(r"\b(must|should|input|be)\b", found.replace(str(error["input"]), ""), re.IGNORECASE)
        assert CHINESE.search(mend.read("zh"))
        assert not CHINESE.search(mend.read("en"))
        assert len(finding.read("en")) < 400


def test_a_number_out_of_bounds_names_the_bound_and_what_was_found() -> None:
    for value, zh, en in (
        ("-5", "不得小于 0，写的是“-5”", 'must be 0 or more; found "-5"'),
        ("fünf", "应为数字，写的是“fünf”", 'must be a number; found "fünf"'),
        ("5O", "应为数字，写的是“5O”（字母 O？）", 'must be a number; found "5O" (letter O?)'),
    ):
        found = [
            each
            for each in find_errors_of(TABLES["projects"], "cost_wan_yuan", value)
            if each["loc"] == ("cost_wan_yuan",)
        ]
        assert [tuple(map(describe_wrong(each).read, LANGUAGES)) for each in found] == [(zh, en)]


def find_errors_of(row_type: type[BaseModel], column: str, value: str) -> list[Any]:
    with pytest.raises(ValidationError) as caught:
        row_type.model_validate({column: value})
    return list(caught.value.errors(include_url=False))


def test_the_words_for_faults_of_cells_are_in_both_languages() -> None:
    limits = {"ge": 1.0, "le": 1.0, "gt": 1.0, "lt": 1.0, "min_length": 2, "max_length": 9, "expected": "'a' or 'b'"}
    for kind, ask in ASKED.items():
        assert CHINESE.search(ask(limits).read("zh")), kind
        assert not CHINESE.search(ask(limits).read("en")), kind
    assert all(CHINESE.search(each.read("zh")) and not CHINESE.search(each.read("en")) for each in MENDS.values())


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (("audit", "nowhere"), "没有名为“nowhere”的地区。现有：dongchuan、kunming", "There is no region named 'nowhere'."),
        (("optimise", "dongchuan", "--scenario", "no"), "没有名为“no”的情景。现有：base", "There is no scenario named 'no'."),
        (("optimise", "dongchuan", "--lock-in", "P99"), "没有名为“P99”的项目或措施", "There is no project or measure named"),
        (("optimise", "dongchuan", "--lock-in", "P01", "--lock-out", "P01"), "P01：不能既必建又不建", "cannot be locked in and out"),
        (("optimise", "dongchuan", "--set-target", "I08"), "应写成 指标:数值", "write indicator:value"),
        (("optimise", "dongchuan", "--set-target", "I08:70:80"), "只能有一个冒号", "there is only one colon"),
        (("optimise", "dongchuan", "--ceiling", "all:5"), "应写成 资金来源:年份:万元", "write source:year:amount"),
        (("project", "dongchuan", "--scenario", "no"), "没有名为“no”的排放路径", "There is no pathway named 'no'"),
    ],
)  # fmt: skip
def test_the_command_line_refuses_in_the_reader_s_language(arguments: tuple[str, ...], zh: str, en: str) -> None:
    for language, said, other in (("zh", zh, en), ("en", en, zh)):
        asked = CliRunner().invoke(main, ["--language", language, *arguments])
        spoken = CliRunner(env={"PEAKFOLIO_LANGUAGE": "", "LC_ALL": "", "LANG": f"{language}_XX.UTF-8"}).invoke(
            main, arguments
        )
        for result in (asked, spoken):
            assert result.exit_code == 2
            assert said in result.output
            assert other not in result.output


@pytest.mark.parametrize(("language", "said", "other"), [("zh", "无差错", "no fault"), ("en", "no fault", "无差错")])
def test_check_speaks_one_language(language: str, said: str, other: str) -> None:
    output = CliRunner().invoke(main, ["--language", language, "check", "yongchuan"]).output
    assert said in output
    assert other not in output
    assert bool(CHINESE.search(output)) == (language == "zh")


def test_a_setting_that_does_not_fit_is_said_in_both_languages() -> None:
    with pytest.raises(PeakfolioError) as caught:
        change_scenario(make_tiny_plan(), budget_wan_yuan=-5.0, discount_rate=2.0)
    assert (
        caught.value.read("zh")
        == "情景有误：budget_wan_yuan：不得小于 0，写的是“-5.0”；discount_rate：必须小于 1，写的是“2.0”。"
    )
    assert "pydantic" not in caught.value.read("en")
    assert caught.value.read("en").startswith(
        'The scenario does not fit: budget_wan_yuan: must be 0 or more; found "-5.0"; '
    )


def test_no_error_class_hides_a_language() -> None:
    for each in vars(errors).values():
        if isinstance(each, type) and issubclass(each, PeakfolioError):
            assert "read" not in vars(each) or each is PeakfolioError
