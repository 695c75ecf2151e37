"""LaMa."""
