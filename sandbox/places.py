"""Where the sandbox keeps what it makes, all of it inside the project's folder."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
STATE = Path(os.environ.get("SANDBOX_STATE") or ROOT / ".sandbox")
REGION = "eu-west-1"
LOOPBACK = "127.0.0.1"
