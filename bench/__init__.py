"""First figures: how fast the model is, and how long a page waits. `make bench` runs both."""
