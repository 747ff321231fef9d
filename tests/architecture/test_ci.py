"""Every way to check a commit by itself runs the same commands."""

from __future__ import annotations

import re

import pytest
import yaml

from sandbox.places import ROOT

JOBS = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))["jobs"]


def commands(job: str) -> list[str]:
    found: list[str] = JOBS[job]["strategy"]["matrix"]["command"]
    return found


def test_a_push_runs_what_ci_runs() -> None:
    gate = re.findall(r"^make .+$", (ROOT / ".ci/run").read_text(encoding="utf-8"), re.MULTILINE)
    assert commands("test") == gate == ["make test", "make check"]


def test_the_night_proves_every_part() -> None:
    parts = re.findall(r"^PARTS := (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert commands("prove") == [f"make prove PART={part}" for part in parts[0].split()]


@pytest.mark.parametrize("job", JOBS)
def test_a_job_does_what_its_matrix_says_and_ends(job: str) -> None:
    assert "${{ matrix.command }}" in [step.get("run") for step in JOBS[job]["steps"]]
    assert JOBS[job]["timeout-minutes"] <= 45
