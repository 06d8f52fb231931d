"""Shapes of what the joining pages are asked."""
