"""A cluster as a person sees it: a graph of places and relations, as data. Pure, like the model that it reads."""

from playground.diagram.drawing import Drawing, draw
from playground.diagram.folding import fold, level
from playground.diagram.frames import Frame, frames
from playground.diagram.outline import outline
from playground.diagram.part import Item
from playground.diagram.scene import Difference, Folded, Scene, difference, patched

__all__ = ["Difference", "Drawing", "Folded", "Frame", "Item", "Scene", "difference", "draw", "fold", "frames", "level", "outline", "patched"]
