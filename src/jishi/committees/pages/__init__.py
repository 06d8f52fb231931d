"""党委自身建设: what is open now, and its parts."""

from jishi.committees.pages import agendas, contacts, goals, institutions, life, overview, points, research, study

__all__ = ["agendas", "contacts", "goals", "institutions", "life", "overview", "points", "research", "study"]
