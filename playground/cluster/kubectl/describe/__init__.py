"""What `kubectl describe` says of each kind."""
