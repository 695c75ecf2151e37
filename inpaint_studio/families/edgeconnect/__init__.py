"""EdgeConnect."""
