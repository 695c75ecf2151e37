"""The detector of lettering."""
