"""Until when an assignment may be handed in, and what lateness costs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final

DAY: Final = 24 * 60 * 60


@dataclass(frozen=True)
class Deadline:
    """When an assignment is due.

    Parameters
    ----------
    due : datetime
        With a time zone.
    per_day : float
        Percent of the score that each day costs, begun ones too.
    most : float
        Percent of the score that lateness costs at most.
    """

    due: datetime
    per_day: float = 0.0
    most: float = 100.0

    def in_zone(self, moment: datetime) -> datetime:
        """`moment`, in the deadline's time zone if it has none."""
        return moment if moment.tzinfo else moment.replace(tzinfo=self.due.tzinfo)

    def late(self, moment: datetime, extension: datetime | None = None) -> int:
        """How many seconds too late that was.

        Parameters
        ----------
        extension : datetime, optional
            Somebody's own deadline; it counts if it is the later one.
        """
        due = max(self.due, extension or self.due)
        return max(0, math.ceil((self.in_zone(moment) - due).total_seconds()))

    def penalty(self, score: float, late: int) -> float:
        """Points that being so many seconds late costs, to the hundredth."""
        percent = min(self.most, self.per_day * math.ceil(late / DAY))
        return round(score * percent / 100, 2)
