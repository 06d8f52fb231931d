"""Pages of schemes and of assessing organisations by them."""
