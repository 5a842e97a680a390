"""Lessons: prose with live pictures between. Pure: a lab's texts in, figures with what happened in them out.

`read_figures` reads the blocks, `perform` plays them through the same cluster and the same questions as everything else.
"""

from playground.grading.lesson.blocks import Figure, passages, read_figures
from playground.grading.lesson.performing import BrokenFigure, Shown, perform

__all__ = ["BrokenFigure", "Figure", "Shown", "passages", "perform", "read_figures"]
