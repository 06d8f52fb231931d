"""Every module here is found by itself (benchmarks/measure.py says how one is written)."""
