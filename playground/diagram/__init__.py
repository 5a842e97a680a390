"""A cluster as a person sees it: a graph of places and relations, as data. Pure, like the model that it reads."""

from playground.diagram.graph import Listens, Port, graph
from playground.diagram.scene import Difference, Item, Scene, difference, patched, scene

__all__ = ["Difference", "Item", "Listens", "Port", "Scene", "difference", "graph", "patched", "scene"]
