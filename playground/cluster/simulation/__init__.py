"""The simulated cluster: the one mutable object of the model."""

from playground.cluster.simulation.applying import Outcome
from playground.cluster.simulation.cluster import Cluster
from playground.cluster.simulation.provenance import Location

__all__ = ["Cluster", "Location", "Outcome"]
