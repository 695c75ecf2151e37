"""Global and local consistency."""
