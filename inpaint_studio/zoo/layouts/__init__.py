"""Checkpoint layouts as published, one file a family; imported only when weights are read."""
