"""Pages of the overview: all groups at once, for admins."""
