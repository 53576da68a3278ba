"""Shells that Celery calls."""
