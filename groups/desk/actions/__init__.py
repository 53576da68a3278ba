"""What admins do at their desk. Each leaves a line in the log, in the same transaction."""
