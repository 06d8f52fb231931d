"""The pages of secret polls: for those who run one, those who watch, those who vote."""
