"""Losses, one file a kind; each is a function or module of tensors, with the equation it follows."""
