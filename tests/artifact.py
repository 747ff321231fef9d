"""What a built function may hold: `python -m tests.artifact .aws-sam/build/SlackFunction`."""

import io
import sys
import zipfile
from pathlib import Path

from sandbox.places import ROOT

BUDGET = 5 * 1024 * 1024
OURS = {"functions", "shared"}
LIBRARIES = {
    "aws_lambda_powertools",
    "pynamodb",
    "slack",  # slack_sdk's former name, which it ships along
    "slack_bolt",
    "slack_sdk",
    "typing_extensions.py",
}


def zipped_size(folder: Path) -> int:
    """Bytes of the archive that Lambda is given."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(folder.rglob("*")):
            packed.write(file, file.relative_to(folder))
    return archive.tell()


def faults(folder: Path, function: str) -> list[str]:
    """What is wrong with the artifact, one sentence each."""
    names = {p.name for p in folder.iterdir() if p.suffix != ".dist-info"}
    found = [f"{name} is not expected in the artifact" for name in sorted(names - OURS - LIBRARIES)]
    found += [f"{name} is missing" for name in sorted((OURS | LIBRARIES) - names)]
    for file in sorted(folder.rglob("*")):
        if file.name in {"__pycache__", "tests"} or file.suffix in {".po", ".pyi", ".pyc", ".so"}:
            found.append(f"{file.relative_to(folder)} must not be shipped")
    shipped = {p.name for p in (folder / "functions").iterdir()}
    if shipped != {"__init__.py", function}:
        found.append(f"functions/ holds {sorted(shipped)}, not {function} alone")
    for source in (ROOT / "shared" / "i18n" / "locale").glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo").relative_to(ROOT)
        if not (folder / compiled).exists():
            found.append(f"{compiled} is missing")
    if (size := zipped_size(folder)) > BUDGET:
        found.append(f"{size:,} bytes zipped are more than {BUDGET:,}")
    return found


def main() -> int:
    folder = Path(sys.argv[1])
    found = faults(folder, "slack")
    for fault in found:
        sys.stderr.write(f"{folder}: {fault}\n")
    if not found:
        sys.stdout.write(f"{folder}: {zipped_size(folder):,} bytes zipped\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
