"""Synthetic worlds of four sizes, made by SQL with a fixed seed (`build.py`)."""
