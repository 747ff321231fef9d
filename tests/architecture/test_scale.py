"""What is tried at two scales is proved by a part of `make prove`, and each test by one part only."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from sandbox.places import ROOT
from tests.scale import SCALE, at_scale

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SCALED = {
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "tests").rglob("test_*.py")
    if "from tests.scale import" in path.read_text(encoding="utf-8") and path.parent.name != "architecture"
}


def files_of(part: str) -> list[str]:
    """Ask make which files it proves in a part."""
    asked = ["make", "--silent", "--eval", f"said: ; @echo $(PROVED_{part})", "said"]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    return said.stdout.split()


def test_the_number_tried_is_that_of_the_scale() -> None:
    assert at_scale(small=1, full=2) == (1 if SCALE == "small" else 2)


def test_a_scale_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    tried = subprocess.run(
        [sys.executable, "-c", "import tests.scale"],
        cwd=ROOT,
        env={**os.environ, "PROOF_SCALE": "huge"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "PROOF_SCALE is 'huge', and must be one of: small, full" in tried.stderr


def test_every_file_tried_at_two_scales_is_in_one_named_part() -> None:
    parts = re.findall(r"^PARTS := (.+) rest$", MAKEFILE, re.MULTILINE)[0].split()
    proved = [name for part in parts for name in files_of(part)]
    assert len(proved) == len(set(proved))
    assert set(proved) >= SCALED
    assert [name for name in proved if not (ROOT / name).exists()] == []
    assert files_of("rest") == ["tests", *(f"--ignore={name}" for name in proved)]


@pytest.mark.parametrize("part", re.findall(r"PART=([a-z|]+)\]", MAKEFILE)[0].split("|"))
def test_every_part_that_help_names_is_one(part: str) -> None:
    assert files_of(part) != []


@pytest.mark.parametrize("name", sorted(SCALED))
def test_the_page_of_promises_tells_what_both_commands_try(name: str) -> None:
    """Its row has the numbers of each scale, in the order of the file, and the file's promises."""
    page = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    _, promises, tested, proved = re.findall(
        rf"^\| `({name})` \| (.+) \| (.+) \| (.+) \|$", page, re.MULTILINE
    )[0]
    source = (ROOT / name).read_text(encoding="utf-8")
    marks = {int(each) for found in re.findall(r"promise\(([\d, ]+)\)", source) for each in found.split(", ")}
    assert promises == (", ".join(map(str, sorted(marks))) or "none")
    for small, full in re.findall(r"at_scale\(small=([\d_]+), full=([\d_]+)\)", source):
        assert f"{int(small):,}" in re.findall(r"[\d,]*\d", tested)
        assert f"{int(full):,}" in re.findall(r"[\d,]*\d", proved)
