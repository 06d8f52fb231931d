"""The figures that assessments are worked out from: what was due and done, held, put right, in the year of a day up to it.
Each number, the numbers of many and the list behind it come from one condition."""

from jishi.appraisals.queries.figures.duty import duty_figures
from jishi.appraisals.queries.figures.grade import grade_figures, settled_in
from jishi.appraisals.queries.figures.held import held_figures
from jishi.appraisals.queries.figures.task import task_figures
from jishi.appraisals.queries.figures.term import term_figures
from jishi.kernel.registry import Figure


def figures() -> list[Figure]:
    """All figures of this room."""
    return [*grade_figures(), *duty_figures(), *held_figures(), *task_figures(), *term_figures()]


__all__ = ["figures", "settled_in"]
