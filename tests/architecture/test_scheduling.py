"""What runs first and what runs together decides how long a run takes, and that no test meets another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.places import ROOT
from tests.scheduling import SHARED_STACK, longest_first, measured, refresh, unit_of

if TYPE_CHECKING:
    from pathlib import Path

REPORT = """<testsuites><testsuite>
  <testcase classname="tests.unit.test_words" name="test_a" time="1.25"/>
  <testcase classname="tests.unit.test_words.TestHistories" name="runTest" time="2"/>
  <testcase classname="tests.unit.test_gone" name="test_b" time="9"/>
</testsuite></testsuites>"""


def test_only_what_shares_the_deployed_stack_is_one_unit() -> None:
    assert unit_of("tests/browser/test_walk.py::test_a") == SHARED_STACK
    assert unit_of("tests/stack/test_run.py::test_b[1::2]") == SHARED_STACK
    assert unit_of("tests/store/test_seats.py::test_c[1::2]") == "tests/store/test_seats.py"


def test_the_longest_unit_starts_first_and_one_never_measured_counts_five_seconds() -> None:
    files = ("a.py", "new.py", "stack/s.py", "browser/b.py", "z.py")
    tests = [f"tests/{name}::test_x" for name in files]
    seconds = {"tests/a.py": 4, "tests/stack/s.py": 6, "tests/browser/b.py": 6, "tests/z.py": 11}
    assert longest_first(tests, seconds) == [SHARED_STACK, "tests/z.py", "tests/new.py", "tests/a.py"]


def test_every_file_whose_seconds_are_listed_exists() -> None:
    assert [name for name in measured() if not (ROOT / name).exists()] == []


def test_a_report_refreshes_its_files_and_drops_those_that_are_gone(tmp_path: Path) -> None:
    (report := tmp_path / "tests.xml").write_text(REPORT, encoding="utf-8")
    (listed := tmp_path / "seconds.json").write_text(
        '{"tests/conftest.py": 7, "tests/unit/test_words.py": 1}', encoding="utf-8"
    )
    refresh(report, listed)
    assert listed.read_text(encoding="utf-8") == (
        '{\n "tests/conftest.py": 7,\n "tests/unit/test_words.py": 3.2\n}\n'
    )
