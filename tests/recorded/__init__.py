"""What Microsoft's services answered: see README.md beside this."""

from __future__ import annotations

from pathlib import Path


def recorded(name: str) -> bytes:
    """Read one of the answers, byte by byte as it came."""
    return (Path(__file__).parent / name).read_bytes()
