"""What became of the targets of a request, as few bytes, and back.

A hundred people may have names of 256 characters, and each be refused for twenty products of such names;
an item has 400 KB. What they have in common, and there it is much, is written once.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING

from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Sequence


def outcomes_json(outcomes: Sequence[Outcome]) -> bytes:
    """Write what is told of each target; the records are left out."""
    rows = [
        [
            outcome.target_id,
            outcome.target_name,
            outcome.sign_in_name,
            outcome.result,
            outcome.reason,
            [[problem.field, problem.code, dict(problem.facts)] for problem in outcome.problems],
            list(outcome.regained),
        ]
        for outcome in outcomes
    ]
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())


def to_outcomes(content: bytes) -> list[Outcome]:
    """Read what is told of each target."""
    return [
        Outcome(
            target_id=target_id,
            target_name=target_name,
            sign_in_name=sign_in_name,
            result=Result(result),
            reason=Reason(reason) if reason else None,
            problems=tuple(Problem(field, ProblemCode(code), facts) for field, code, facts in problems),
            regained=tuple(regained),
        )
        for target_id, target_name, sign_in_name, result, reason, problems, regained in json.loads(
            zlib.decompress(content)
        )
    ]
