"""Neural patch synthesis."""
