"""How work is done beside the window: threads, edits in turn, steps between events."""
