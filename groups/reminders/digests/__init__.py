"""One mail a day, for whoever wishes that: when it is made, what it takes along, what it says."""

from groups.reminders.digests.posting import make, post

__all__ = ["make", "post"]
