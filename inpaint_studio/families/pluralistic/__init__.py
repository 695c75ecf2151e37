"""Pluralistic completion."""
