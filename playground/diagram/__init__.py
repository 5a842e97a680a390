"""A cluster as a person sees it: a graph of places and relations, as data. Pure, like the model that it reads."""

from playground.diagram.drawing import Drawing, draw
from playground.diagram.graph import graph
from playground.diagram.part import Item
from playground.diagram.scene import Difference, Scene, difference, patched

__all__ = ["Difference", "Drawing", "Item", "Scene", "difference", "draw", "graph", "patched"]
