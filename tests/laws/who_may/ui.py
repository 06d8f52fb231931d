"""The manual is for everybody signed in; each reads what they can use."""

from tests.laws.who_may import Row

ROWS = {"ui-help": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200)}
