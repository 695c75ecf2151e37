"""Model cards, the registry, and weights: loading, conversion, download and verification."""
