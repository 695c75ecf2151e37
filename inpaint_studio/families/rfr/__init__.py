"""Recurrent feature reasoning."""
