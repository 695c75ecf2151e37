"""Networks as published, one file a family: torch modules only; no paths, losses or configuration."""
