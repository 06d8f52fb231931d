"""Pages of model sites and experiences."""
