"""What is wrong with a value and how to mend it, in Chinese and in English: one sentence for each kind of error pydantic knows."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from peakfolio.language import Sentence
from peakfolio.plan import limits as most
from peakfolio.plan.figures import Slip

SLIP = "slip"  # the type of an error of our own that brings its finding and its mend
FORMULA_MEND = Sentence("只写数字、括号和 + - * /", "write numbers, brackets and + - * /")
WRITE_NUMBER = Sentence("写数字，小数点用“.”，不带单位", "write a number with '.' as the decimal point and no unit")
WRITE_WHOLE = Sentence("写整数，如 2025", "write a whole number such as 2025")
IN_RANGE = Sentence("写范围内的值", "write a value in range")
CORRECT = Sentence("改正这个值", "correct the value")
FORMS: Mapping[str, Sentence] = {
    "lines": Sentence("写行号，如 432、992-999 或 344;346", "write lines such as 432, 992-999 or 344;346"),
    "starts_on": Sentence("写日期，如 2022-10-11", "write a day such as 2022-10-11"),
    "spending_profile": Sentence("写各年份额，如 0.2;0.5;0.3", "write shares such as 0.2;0.5;0.3"),
}
MENDS: Mapping[str, Sentence] = {
    "string_pattern_mismatch": Sentence(
        "只用字母、数字和 _ . -，并以字母开头", "use letters, digits, _ . - and begin with a letter"
    ),
    "missing": Sentence("填写；这一列不能空着", "write a value; this column may not be empty"),
    "extra_forbidden": Sentence(
        "删去，或改为 scenarios/README.md 中的列名", "remove it, or rename it to a column of scenarios/README.md"
    ),
    "float_parsing": WRITE_NUMBER,
    "float_type": WRITE_NUMBER,
    "int_parsing": WRITE_WHOLE,
    "int_type": WRITE_WHOLE,
    "int_from_float": WRITE_WHOLE,
    "bool_parsing": Sentence("写 true 或 false", "write true or false"),
    "literal_error": Sentence("改用其中一个词", "use one of the allowed words"),
    "greater_than_equal": IN_RANGE,
    "less_than_equal": IN_RANGE,
    "greater_than": IN_RANGE,
    "less_than": IN_RANGE,
    "finite_number": Sentence(
        "写有限的数；未知则空着", "write a finite number, or leave the cell empty where it is unknown"
    ),
}
Limits = Mapping[str, Any]
ASKED: Mapping[str, Callable[[Limits], Sentence]] = {
    "float_parsing": lambda _: Sentence("应为数字", "must be a number"),
    "float_type": lambda _: Sentence("应为数字", "must be a number"),
    "int_parsing": lambda _: Sentence("应为整数", "must be a whole number"),
    "int_type": lambda _: Sentence("应为整数", "must be a whole number"),
    "int_parsing_size": lambda _: Sentence("数字太长", "must be a shorter number"),
    "int_from_float": lambda _: Sentence("应为整数", "must be a whole number"),
    "bool_parsing": lambda _: Sentence("应为 true 或 false", "must be true or false"),
    "bool_type": lambda _: Sentence("应为 true 或 false", "must be true or false"),
    "string_type": lambda _: Sentence("应为文字", "must be a text"),
    "string_too_short": lambda _: Sentence("不能空着", "must not be empty"),
    "too_short": lambda limits: Sentence(
        f"至少要有 {limits['min_length']} 项", f"must have at least {limits['min_length']} entries"
    ),
    "tuple_type": lambda _: Sentence("应为列表", "must be a list"),
    "list_type": lambda _: Sentence("应为列表", "must be a list"),
    "dict_type": lambda _: Sentence("应为一组“名 = 值”", "must be a table of names and values"),
    "model_type": lambda _: Sentence("应为一组“名 = 值”", "must be a table of names and values"),
    "finite_number": lambda _: Sentence("应为有限的数", "must be a finite number"),
    "greater_than_equal": lambda limits: Sentence(f"不得小于 {limits['ge']:g}", f"must be {limits['ge']:g} or more"),
    "less_than_equal": lambda limits: Sentence(f"不得大于 {limits['le']:g}", f"must be {limits['le']:g} or less"),
    "greater_than": lambda limits: Sentence(f"必须大于 {limits['gt']:g}", f"must be above {limits['gt']:g}"),
    "less_than": lambda limits: Sentence(f"必须小于 {limits['lt']:g}", f"must be below {limits['lt']:g}"),
    "string_too_long": lambda limits: Sentence(
        f"最多 {limits['max_length']} 个字符", f"must have at most {limits['max_length']} characters"
    ),
    "string_pattern_mismatch": lambda _: Sentence("格式不对", "is not of the right form"),
}


class WrongValue(ValueError):
    """Values that do not fit together, said in both languages; pydantic collects it like its own errors."""

    def __init__(self, said: Sentence) -> None:
        self.said = said
        super().__init__(said.en)


def say_slip(slip: Slip) -> PydanticCustomError:
    """What a check of single values found, as an error that pydantic collects."""
    finding, mend = slip
    return PydanticCustomError(
        SLIP, "{en}", {"zh": finding.zh, "en": finding.en, "mend_zh": mend.zh, "mend_en": mend.en}
    )


def describe_wrong(error: Mapping[str, Any]) -> Sentence:
    """The finding of one entry of pydantic's ``ValidationError.errors()``."""
    kind, limits = error["type"], error.get("ctx", {})
    if kind == SLIP:
        return Sentence(limits["zh"], limits["en"])
    if kind == "missing":
        return Sentence("空着", "is empty")
    if kind == "extra_forbidden":
        return Sentence("没有这一项", "is not a known entry")
    if kind == "value_error" and isinstance(limits.get("error"), WrongValue):
        said: Sentence = limits["error"].said
        return said
    if kind == "literal_error":
        words = str(limits["expected"])
        asked = Sentence(f"只能是 {words.replace(' or ', '、').replace(', ', '、')}", f"must be {words}")
    else:
        ask = ASKED.get(kind)
        asked = ask(limits) if ask is not None else Sentence("不能这样写", "cannot be read")
    found = shorten(error["input"])
    slip = spot_letter(found) if kind in ("int_parsing", "float_parsing") else Sentence("", "")
    return Sentence(f"{asked.zh}，写的是“{found}”{slip.zh}", f'{asked.en}; found "{found}"{slip.en}')


def mend_wrong(error: Mapping[str, Any]) -> Sentence:
    """How to mend what ``describe_wrong`` found."""
    if error["type"] == SLIP:
        return Sentence(error["ctx"]["mend_zh"], error["ctx"]["mend_en"])
    columns = [str(part) for part in error["loc"]]
    return FORMS.get(columns[-1] if columns else "", MENDS.get(error["type"], CORRECT))


def describe_toml(error: Exception) -> Sentence:
    """Where a file is no TOML; what the library says of it is English, so that the Chinese names the place only."""
    said = str(error)
    place = re.search(r"line (\d+), column (\d+)", said)
    where = f"第 {place[1]} 行第 {place[2]} 列" if place else "文件末尾" if "end of document" in said else "格式有误"
    return Sentence(f"不是有效的 TOML（{where}）", f"is not valid TOML ({said})")


def describe_invalid(error: Any) -> Sentence:
    """Everything a ``ValidationError`` names, in one sentence, for values that come from no table."""
    zh, en = [], []
    for each in error.errors(include_url=False):
        place, said = ".".join(str(part) for part in each["loc"]), describe_wrong(each)
        zh.append(f"{place}：{said.zh}" if place else said.zh)
        en.append(f"{place}: {said.en}" if place else said.en)
    return Sentence("；".join(zh), "; ".join(en))


def describe_formula(formula: str) -> Sentence:
    """A formula that cannot be worked out."""
    shown = shorten(formula)
    return Sentence(f"算式“{shown}”算不出结果", f"'{shown}' is not plain arithmetic")


def describe_result(formula: str, result: float, value: float) -> Sentence:
    """A formula that gives another number than the row."""
    shown = shorten(formula)
    return Sentence(f"{shown} 等于 {result:.6g}，而不是 {value:.6g}", f"{shown} is {result:.6g}, not {value:.6g}")


def shorten(found: object) -> str:
    """What was found, cut off where nobody would read on."""
    return most.shorten(str(found))


def spot_letter(found: str) -> Sentence:
    """A letter that probably stands for a digit."""
    for letter, digit in (("O", "0"), ("o", "0"), ("l", "1"), ("I", "1")):
        if letter in found and found.replace(letter, digit).strip().replace(".", "", 1).isdigit():
            return Sentence(f"（字母 {letter}？）", f" (letter {letter}?)")
    return Sentence("", "")
