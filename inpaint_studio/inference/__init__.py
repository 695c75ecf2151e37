"""Restoring a photograph: requests and results, devices, restorers, regions, memory fallback."""
