"""The account: what the controllers did about a change, in the order in which they did it.

    chronicle = Chronicle(cluster.store)
    cluster.delete_pod("default", "web-1")
    cluster.advance(10)
    [sentence(line) for line in chronicle.lines()]
"""

from playground.cluster.account.chronicle import Chronicle
from playground.cluster.account.happening import Line
from playground.cluster.account.sentences import ACTORS, SENTENCES, sentence

__all__ = ["ACTORS", "SENTENCES", "Chronicle", "Line", "sentence"]
