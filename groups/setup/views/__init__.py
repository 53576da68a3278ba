"""The admins' own pages for groups."""
