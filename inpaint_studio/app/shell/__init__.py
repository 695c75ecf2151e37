"""The main window and what frames it: actions, bars, dialogs, messages, theme."""
