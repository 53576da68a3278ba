"""Pages of facilitators."""
