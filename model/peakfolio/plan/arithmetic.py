"""Plain arithmetic as it stands in ``formula`` cells: numbers, brackets, + - * / and nothing else."""

import ast
import operator
import re
from collections.abc import Callable, Mapping

from peakfolio.plan.limits import FIGURE, MOST_DEPTH, MOST_DIGITS, MOST_FORMULA, measure_depth, shorten

SIGNS = re.compile(r"[+-]([ \t]*[+-]){3}")  # nobody writes more signs in a row
ALLOWED = re.compile(r"[0-9.eE+\-*/() \t]*")
OPERATIONS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def calculate(formula: str) -> float:
    """The value of a formula such as ``100*33/130``.

    Raises ValueError where it holds anything but numbers and the four operations, is longer or deeper than a formula is, divides
    by zero, or gives a number beyond any plan.
    """
    said = formula.strip()
    if len(said) > MOST_FORMULA or measure_depth(said) > MOST_DEPTH:
        raise ValueError(f"'{shorten(said)}' is longer or deeper than plain arithmetic is")
    if not ALLOWED.fullmatch(said) or re.search(rf"[0-9.]{{{MOST_DIGITS},}}", said) or SIGNS.search(said):
        raise ValueError(f"'{shorten(said)}' is not plain arithmetic")
    try:
        value = _value(ast.parse(said, mode="eval").body)
    except (SyntaxError, ArithmeticError, RecursionError, MemoryError, ValueError) as error:
        raise ValueError(f"'{shorten(said)}' is not plain arithmetic") from error
    if not abs(value) <= FIGURE.most:
        raise ValueError(f"'{shorten(said)}' gives no figure of a plan")
    return value


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return float(node.value)
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
        return OPERATIONS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    raise ValueError("only numbers, brackets and + - * / are allowed")
