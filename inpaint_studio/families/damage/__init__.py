"""The damage detector."""
