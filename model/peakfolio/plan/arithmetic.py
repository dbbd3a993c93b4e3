"""Plain arithmetic as it stands in ``formula`` cells: numbers, brackets, + - * / and nothing else."""

import ast
import operator
from collections.abc import Callable, Mapping

OPERATIONS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def calculate(formula: str) -> float:
    """The value of a formula such as ``100*33/130``.

    Raises ValueError where it holds anything but numbers and the four operations, or divides by zero.
    """
    try:
        return _value(ast.parse(formula.strip(), mode="eval").body)
    except (SyntaxError, ZeroDivisionError, RecursionError, OverflowError) as error:
        raise ValueError(f"'{formula}' is not plain arithmetic") from error


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return float(node.value)
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
        return OPERATIONS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    raise ValueError("only numbers, brackets and + - * / are allowed")
