"""One line for each budget: ``name  figure  ratio  budget  ok|MISSED``, and what was compared."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure against its budget. ``ratio`` is what the budget limits; lower is better unless said."""

    name: str
    figure: str
    ratio: float
    budget: float
    compared: str
    more_is_better: bool = False

    @property
    def is_kept(self) -> bool:
        return self.ratio >= self.budget if self.more_is_better else self.ratio <= self.budget

    def __str__(self) -> str:
        verdict = "ok" if self.is_kept else "MISSED"
        numbers = f"{self.ratio:8.2f} {self.budget:8.2f}"
        return f"{self.name:<28} {self.figure:<28} {numbers}  {verdict}  ({self.compared})"
