"""``make bench``: every budget, measured side by side in one run. Exit status 1 when one is missed."""

from __future__ import annotations

import os
import sys
from importlib import import_module

os.environ.update(
    AWS_ACCESS_KEY_ID="benchmark",
    AWS_SECRET_ACCESS_KEY="benchmark",  # noqa: S106  no account's
    AWS_DEFAULT_REGION="eu-west-1",
    AWS_EC2_METADATA_DISABLED="true",
    POWERTOOLS_METRICS_NAMESPACE="PartnerDesk",
    POWERTOOLS_SERVICE_NAME="benchmark",
    POWERTOOLS_LOG_LEVEL="CRITICAL",
)

ALL = ("approvals", "cold_start", "import", "licenses", "purge", "typeahead", "warm")


def main(names: list[str]) -> int:
    print(f"{'name':<28} {'figure':<28} {'ratio':>8} {'budget':>8}")
    kept = True
    for name in names or ALL:
        for measured in import_module(f"benchmarks.{name}").measure():
            print(measured, flush=True)
            kept = kept and measured.is_kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
