"""The editor's state without Qt: photo, mask, edge strokes, results, undo and project files."""
