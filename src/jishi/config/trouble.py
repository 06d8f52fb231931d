"""What goes wrong before a page can say it."""


class Trouble(Exception):
    """One Chinese sentence for the person at the terminal, saying what to do; the command ends with exit code 2."""
