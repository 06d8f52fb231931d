"""What things cost here, each beside the least that could work (`python -m benchmarks --help`)."""
