"""The real template.yaml, built by SAM and deployed onto the emulator."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sandbox import child
from sandbox.emulator import Emulator, environment
from sandbox.places import REGION, ROOT, TOOLS

STACK_NAME = "partner-desk"
SOURCES = ("template.yaml", "samconfig.toml", "pyproject.toml", "uv.lock", "functions", "shared")
NOT_SOURCES = {"__pycache__"}


@dataclass(frozen=True, slots=True)
class Stack:
    """Where the deployed parts are."""

    aws_url: str
    function_url: str  # where to connect: the emulator on loopback
    function_host: str  # the Host header by which it knows the function
    secret_id: str
    directory_table: str
    workflow_table: str
    audit_table: str


def sources_digest() -> str:
    """Changes when anything that the deployed stack is made of changes."""
    digest = hashlib.sha256()
    for name in SOURCES:
        path = ROOT / name
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if NOT_SOURCES.isdisjoint(file.parts) and file.suffix not in {".pyc", ".mo"}:
                digest.update(f"{file.relative_to(ROOT)}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def deploy(
    emulator: Emulator,
    parameters: Mapping[str, str],
    *,
    say: Callable[[str], None],
) -> Stack:
    """Build and deploy, unless the emulator already runs exactly this."""
    note = emulator.folder / "deployed.json"
    made_of = {"sources": sources_digest(), "parameters": dict(parameters), "port": emulator.port}
    if note.exists() and json.loads(note.read_text())["made_of"] == made_of:
        emulator.wait_until_ready()
        stack = find(emulator)
        if stack is not None:
            return stack
    say("building the functions")
    build(emulator.folder)
    emulator.wait_until_ready()
    say("deploying template.yaml onto the emulator")
    _sam(
        "deploy",
        "--no-confirm-changeset",
        "--template-file", str(emulator.folder / "build" / "template.yaml"),
        "--stack-name", STACK_NAME,
        "--region", REGION,
        "--parameter-overrides", *(f'{name}="{value}"' for name, value in parameters.items()),
        folder=emulator.folder,
        env=environment() | {"AWS_ENDPOINT_URL": emulator.url},
    )  # fmt: skip
    if sender := parameters.get("SenderAddress"):
        _verify(emulator, sender)
    stack = find(emulator)
    if stack is None:
        raise child.ChildError("The stack was not deployed.", emulator.folder / "sam-deploy.log")
    note.write_text(json.dumps({"made_of": made_of, "stack": asdict(stack)}, indent=2))
    return stack


def build(folder: Path) -> Path:
    """The built template and, beside it, one folder for each function."""
    destination = folder / "build"
    _sam(
        "build",
        "--build-dir", str(destination),
        "--template-file", str(ROOT / "template.yaml"),
        folder=folder,
        env=_build_environment(),
    )  # fmt: skip
    return destination


def find(emulator: Emulator) -> Stack | None:
    """The stack that the emulator runs, if it runs one."""
    cloudformation = emulator.client("cloudformation")
    try:
        stacks = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"]
    except cloudformation.exceptions.ClientError:
        return None
    if not stacks or not stacks[0]["StackStatus"].endswith("_COMPLETE"):
        return None
    outputs = {item["OutputKey"]: item["OutputValue"] for item in stacks[0].get("Outputs", [])}
    url = urlsplit(outputs["SlackRequestUrl"])
    url_id = str(url.hostname).split(".")[0]
    return Stack(
        aws_url=emulator.url,
        function_url=f"{emulator.url}{url.path}",
        function_host=f"{url_id}.lambda-url.{REGION}.localhost:{emulator.port}",
        secret_id=outputs["SlackSecretId"],
        directory_table=outputs["DirectoryTableName"],
        workflow_table=outputs["WorkflowTableName"],
        audit_table=outputs["AuditTableName"],
    )


def _verify(emulator: Emulator, sender: str) -> None:
    """What whoever deploys does in the console of Amazon SES: without it no e-mail is sent."""
    ses = emulator.client("sesv2")
    with suppress(ses.exceptions.AlreadyExistsException):
        ses.create_email_identity(EmailIdentity=sender)


def _sam(verb: str, *arguments: str, folder: Path, env: Mapping[str, str]) -> None:
    child.run(
        [
            str(TOOLS / "sam" / "bin" / "sam"), verb, *arguments,
            "--config-file", str(ROOT / "samconfig.toml"),
        ],
        cwd=ROOT,
        env={
            **env,
            "AWS_DEFAULT_REGION": REGION,
            "SAM_CLI_POLL_DELAY": "0.2",
            "SAM_CLI_TELEMETRY": "0",
            "__SAM_CLI_APP_DIR": str(folder / "sam"),
        },
        log=folder / f"sam-{verb}.log",
        failure=f"`sam {verb}` failed.",
    )  # fmt: skip


def _build_environment() -> dict[str, str]:
    """Ours, so that uv finds its cache and its index, without what belongs to real accounts."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "SLACK_", "MAKE"))}
    return kept | {"UV": str(TOOLS / "uv" / "bin" / "uv"), "UV_PYTHON_DOWNLOADS": "never"}
