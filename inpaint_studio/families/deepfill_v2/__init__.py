"""DeepFill v2."""
