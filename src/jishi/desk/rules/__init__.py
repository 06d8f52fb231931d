"""What the joining pages say, worked out from rows already read. Pure."""
