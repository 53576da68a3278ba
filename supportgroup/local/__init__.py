"""What runs all of it on one machine: for trying it, for a small installation, for the tests."""
