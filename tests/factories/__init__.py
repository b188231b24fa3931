"""Rows for tests, made by factory-boy; a module for each app."""
