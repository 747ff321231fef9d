"""Tests are collected and ordered the same in every process, whatever the seed of its hashes.

xdist compares its workers in every run; here three seeds are chosen. It takes so long that only `make prove`
does it.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from sandbox.places import ROOT

SEEDS = ("1", "2", "3")


def collected(seed: str) -> list[str]:
    """Collect everything in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
    return [line for line in ran.stdout.splitlines() if "::" in line]


@pytest.mark.timeout(900)
def test_tests_are_collected_alike_under_three_hash_seeds() -> None:
    first, *others = [collected(seed) for seed in SEEDS]
    assert len(first) > 1_000
    assert all(other == first for other in others)
