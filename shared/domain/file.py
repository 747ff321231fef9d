"""What is said of a file that somebody gave: where it is wrong, and not more at once than one can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.problem import Problem, ProblemCode
from shared.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

MAXIMUM_TOLD = 10  # problems
MAXIMUM_LEFT_OUT = 20  # places in a file of which rows were left out
MAXIMUM_SHOWN = 40  # characters of a wrong value
MAXIMUM_PLANS = 300  # of one product: the largest has about a hundred, and all are kept in one item


def file_problem(code: ProblemCode, **facts: str | int) -> Problem:
    """Make a problem of the file; the field of all of them is ``file``."""
    return Problem("file", code, facts)


def refusal(problems: Sequence[Problem]) -> InvalidInputError:
    """Make the error that tells the first ten problems of a file, and how many more there are."""
    told, others = list(problems[:MAXIMUM_TOLD]), len(problems) - MAXIMUM_TOLD
    if others > 0:
        told.append(file_problem(ProblemCode.FILE_MORE_PROBLEMS, count=others))
    return InvalidInputError(told)


def rows_left_out(problems: Sequence[Problem]) -> list[Problem]:
    """Tell of the first twenty places where rows of a file were left out, and how many rows more there are.

    The facts of each problem are ``line``, ``last`` and ``rows`` beside those of its code.
    """
    told, others = list(problems[:MAXIMUM_LEFT_OUT]), problems[MAXIMUM_LEFT_OUT:]
    if others:
        count = sum(int(each.facts["rows"]) for each in others)
        told.append(file_problem(ProblemCode.FILE_MORE_ROWS, count=count))
    return told


def shown(value: object) -> str:
    """Write a value of a file so that it can be shown: on one line, short, nothing invisible."""
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    start = str(value)[: MAXIMUM_SHOWN + 1]
    visible = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in start)
    return visible if len(visible) <= MAXIMUM_SHOWN else f"{visible[: MAXIMUM_SHOWN - 1]}…"
