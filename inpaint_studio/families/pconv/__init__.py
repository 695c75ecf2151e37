"""Partial convolutions."""
