"""What facilitators do beside sessions."""
