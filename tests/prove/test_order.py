"""Tests are collected and ordered the same in every process, whatever the seed of its hashes.

xdist compares its workers in every run; here three seeds are chosen. It takes so long that only `make prove`
does it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.places import ROOT

SEEDS = ("1", "2", "3")
# syrupy counts the snapshots of tests that were only collected as unused, and lets pytest exit with 1.
COLLECT = ("--collect-only", "-q", "-p", "no:cacheprovider", "--snapshot-disable-unused", "tests")
AT_MOST = 600  # seconds for all three beside other tests; one alone takes 25


def collected(seed: str) -> list[str]:
    """Collect everything in a process of its own, which takes itself for no worker of xdist."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *COLLECT],
        cwd=ROOT,
        env={**environment, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
        timeout=AT_MOST,
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
    return [line for line in ran.stdout.splitlines() if "::" in line]


@pytest.mark.timeout(AT_MOST + 60)
def test_tests_are_collected_alike_under_three_hash_seeds() -> None:
    with ThreadPoolExecutor(len(SEEDS)) as processes:
        first, *others = processes.map(collected, SEEDS)
    assert len(first) > 1_000
    assert all(other == first for other in others)
