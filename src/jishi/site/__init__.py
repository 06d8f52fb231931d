"""What holds for the whole site: the days people work, its own words, what is open without signing in."""
