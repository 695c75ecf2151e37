"""Context Encoder."""
