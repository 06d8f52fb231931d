"""The pages of elections."""
