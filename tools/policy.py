"""Check a policy file and write it as the template's parameter: `python -m tools.policy file.toml`."""

from __future__ import annotations

import sys
from pathlib import Path

from shared.errors import SettingsError
from shared.policy.deployed import packed

LONGEST = 1024  # characters; template.yaml has the same. All settings of a function together have 4 KB


def main(arguments: list[str]) -> int:
    """Print the parameter, or everything that is wrong with the file."""
    if len(arguments) != 1:
        sys.stderr.write("Name one file: python -m tools.policy file.toml\n")
        return 2
    try:
        parameter = packed(Path(arguments[0]).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{arguments[0]} cannot be read: {error}\n")
        return 2
    except SettingsError as refused:
        faults = refused.facts["settings"]
        lines = [f"{arguments[0]} is not deployed:", *(faults if isinstance(faults, list) else [])]
        sys.stderr.write("\n  ".join(lines) + "\n")
        return 1
    if len(parameter) > LONGEST:
        sys.stderr.write(f"{arguments[0]} is too long: {len(parameter)} of {LONGEST} characters, packed\n")
        return 1
    sys.stdout.write(f"{parameter}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
