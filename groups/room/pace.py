"""How much one socket may send. Pure; the clock is handed in."""

from dataclasses import dataclass


@dataclass(slots=True)
class Allowance:
    """A token bucket: `rate` commands a second, `burst` at once."""

    rate: float
    burst: float
    left: float = -1.0
    at: float = 0.0

    def wait_ms(self, now: float) -> int:
        """0 when the command may pass at `now` (seconds of any steady clock); else the milliseconds until it may."""
        if self.left < 0:
            self.left, self.at = self.burst, now
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0
        return int((1 - self.left) / self.rate * 1000) + 1
