"""What the joining pages read, across the apps below."""
