"""The cluster model: pure Python, no Django, no I/O, no wall clock, no randomness."""
