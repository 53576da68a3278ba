"""What happens to duties: they are laid down, given up, taken over; people are asked, and called."""
