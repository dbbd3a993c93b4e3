"""Whatever goes wrong is said in Chinese and in English where it is made, and each language keeps to itself."""

import ast
import copy
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner
from pydantic import BaseModel, ValidationError

from peakfolio import errors
from peakfolio.app.uploads import Refused
from peakfolio.cli import main
from peakfolio.errors import Fault, MissingData, PeakfolioError, PlanFaults, SolverFailure, UnknownName
from peakfolio.language import Sentence
from peakfolio.plan import vocabulary
from peakfolio.plan.package import DELIVERY_TABLES, FACTOR_TABLES, TABLES
from peakfolio.plan.settings import Scenario, Settings
from peakfolio.plan.wrong_values import ASKED, MENDS, describe_wrong, mend_wrong
from peakfolio.portfolio.answering import change_scenario
from test_gates import MODULES, PACKAGE
from tiny import make_tiny_plan

CHINESE = re.compile("[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*[A-Za-z0-9]")
QUOTED = re.compile("\"[^\"]*\"|'[^']*'|\\([^()]*\\)")
PAIRS = ("PeakfolioError", "MissingData", "SolverFailure", "VerificationFailure", "Refused")
FILLED = "\ufffc"  # stands for what an f-string fills in
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


def write_out(node: ast.expr) -> list[str]:
    """The texts a literal can come to; nothing for what is not written in place."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(each.value) if isinstance(each, ast.Constant) else FILLED for each in node.values)]
    if isinstance(node, ast.BinOp):
        return [
            first + second for first in write_out(node.left) or [FILLED] for second in write_out(node.right) or [FILLED]
        ]
    if isinstance(node, ast.IfExp):
        return [*write_out(node.body), *write_out(node.orelse)]
    return []


def list_calls() -> Iterator[tuple[Path, str, ast.Call]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield path.relative_to(PACKAGE), node.func.id, node


CALLS = tuple(list_calls())


def find_strays(zh: str) -> list[str]:
    """Words of another language; the name of an option is what the reader has to type."""
    plain = re.sub(r"--[a-z-]+", "", zh)
    return [word for word in WORD.findall(plain) if word not in ALLOWED and not word.isupper()]


def test_every_error_is_made_of_two_texts() -> None:
    made = [(path, call) for path, name, call in CALLS if name in PAIRS]
    assert len(made) > 60
    assert [(str(path), call.lineno) for path, call in made if len(call.args) != 2] == []
    for path, call in made:
        zh, en = (write_out(each) for each in call.args)
        assert all(CHINESE.search(text) or not text.strip(f"{FILLED}；，：。 ") for text in zh), f"{path}:{call.lineno}"
        assert not any(CHINESE.search(QUOTED.sub("", text)) for text in en), f"{path}:{call.lineno}"
        assert [find_strays(text) for text in zh if find_strays(text)] == [], f"{path}:{call.lineno}"


def test_no_fault_is_made_of_a_text_in_one_language() -> None:
    made = [(path, call) for path, name, call in CALLS if name in ("Fault", "fault", "refuse")]
    assert len(made) > 100
    plain = [(str(path), call.lineno) for path, call in made if any(write_out(each) for each in call.args[3:])]
    assert plain == []


def test_each_language_of_a_sentence_keeps_to_itself() -> None:
    said = [(path, call) for path, name, call in CALLS if name == "Sentence" and len(call.args) == 2]
    assert len(said) > 500
    wrong = []
    for path, call in said:
        zh, en = (write_out(each) for each in call.args)
        wrong += [
            (str(path), call.lineno, text) for text in en if text != "中文" and CHINESE.search(QUOTED.sub("", text))
        ]
        if str(path).startswith(("plan/", "errors", "units", "carbon/series", "carbon/factor_files", "carbon/decomp")):
            wrong += [(str(path), call.lineno, text) for text in zh if find_strays(text)]
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    "error",
    [
        PeakfolioError("中", "en"),
        MissingData("中", "en"),
        SolverFailure("中", "en"),
        Refused("中", "en"),
        UnknownName(Sentence("地区", "region"), "x", ("a", "b")),
        PlanFaults("place", (Fault("a.csv", 2, "b", Sentence("空着", "is empty"), Sentence("填写", "fill it")),)),
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
        assert "cannot be read" not in finding.en, error["type"]
        asked = finding.zh.partition("，写的是")[0]
        assert CHINESE.search(asked), asked
        assert not re.search(r"\b(must|should|input|be)\b", finding.zh.replace(str(error["input"]), ""), re.IGNORECASE)
        assert CHINESE.search(mend.zh)
        assert not CHINESE.search(mend.en)
        assert len(finding.en) < 400


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
        assert [describe_wrong(each) for each in found] == [Sentence(zh, en)]


def find_errors_of(row_type: type[BaseModel], column: str, value: str) -> list[Any]:
    with pytest.raises(ValidationError) as caught:
        row_type.model_validate({column: value})
    return list(caught.value.errors(include_url=False))


def test_the_words_for_faults_of_cells_are_in_both_languages() -> None:
    limits = {"ge": 1.0, "le": 1.0, "gt": 1.0, "lt": 1.0, "min_length": 2, "max_length": 9, "expected": "'a' or 'b'"}
    for kind, ask in ASKED.items():
        assert CHINESE.search(ask(limits).zh), kind
        assert not CHINESE.search(ask(limits).en), kind
    assert all(CHINESE.search(each.zh) and not CHINESE.search(each.en) for each in MENDS.values())


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
