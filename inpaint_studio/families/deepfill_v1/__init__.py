"""DeepFill v1."""
