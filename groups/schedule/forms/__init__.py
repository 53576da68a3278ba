"""Forms of schedule."""
