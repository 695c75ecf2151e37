"""Restore a folder: the batch as a window, with its plan, its run and the review of its results.

The work is done by `batch` in a process of its own; nothing here computes or reads a photo in the
window's thread.
"""
