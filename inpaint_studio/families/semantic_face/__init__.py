"""Multi-scale semantics."""
