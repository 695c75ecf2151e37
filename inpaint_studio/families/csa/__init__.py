"""Coherent semantic attention."""
