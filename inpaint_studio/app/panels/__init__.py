"""The panels at the right: model, edges, mask, history."""
