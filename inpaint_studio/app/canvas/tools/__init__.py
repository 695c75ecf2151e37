"""The canvas's tools: small classes that turn pointer events into edits. None of them knows Qt."""
