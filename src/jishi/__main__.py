"""`python -m jishi`; people start it as `./jishi`, which brings the tools first."""

from jishi.config.cli import program

program()
