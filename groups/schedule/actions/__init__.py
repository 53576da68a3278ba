"""What happens to sessions: they are laid, changed, answered, attended and settled."""
