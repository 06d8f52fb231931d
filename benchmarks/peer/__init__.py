"""A plain Django app on django-treebeard, as its documentation shows it: the same data, the naive queries."""
