"""The canvas: shows a document and turns pointer events into edits."""
