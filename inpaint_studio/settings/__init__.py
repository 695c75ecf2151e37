"""The user's settings: one table that says what there is, and a typed store."""
