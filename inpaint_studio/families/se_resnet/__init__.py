"""Squeeze-excite generator."""
