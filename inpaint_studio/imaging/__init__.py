"""Arrays in, arrays out: photo files, masks, edges, regions, compositing and classical fills.

Nothing in this package knows torch or Qt.
"""
