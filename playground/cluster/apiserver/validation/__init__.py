"""Validation per kind: pure functions from objects to field errors, in the order and words of the API server."""
