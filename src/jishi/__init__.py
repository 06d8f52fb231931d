"""基石: the grassroots work of Party organisations, run every day and shown as it really stands."""
