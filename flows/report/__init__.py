"""Writes what the owner reads."""
