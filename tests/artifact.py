"""What the built functions may hold: `python -m tests.artifact .aws-sam/build`."""

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
    "slack_sdk",
    "typing_extensions.py",
}
FUNCTIONS = {
    "SlackFunction": "slack",
    "WorkerFunction": "worker",
    "PurgeFunction": "purge",
    "SweepFunction": "sweep",
}
ITS_OWN = {"slack": {"slack_bolt"}, "worker": set[str](), "purge": set[str](), "sweep": set[str]()}


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
    expected = OURS | LIBRARIES | ITS_OWN[function]
    found = [f"{name} is not expected in the artifact" for name in sorted(names - expected)]
    found += [f"{name} is missing" for name in sorted(expected - names)]
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
    is_faulty = False
    for resource, function in FUNCTIONS.items():
        folder = Path(sys.argv[1]) / resource
        found = faults(folder, function)
        for fault in found:
            sys.stderr.write(f"{folder}: {fault}\n")
        if not found:
            sys.stdout.write(f"{folder}: {zipped_size(folder):,} bytes zipped\n")
        is_faulty |= bool(found)
    return 1 if is_faulty else 0


if __name__ == "__main__":
    sys.exit(main())
