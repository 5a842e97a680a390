"""Workspaces: a learner's log of commands, the state that it replays to, and the socket that shows it."""
