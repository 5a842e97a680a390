"""What users write: the kinds of object that the model knows, and small readers of their fields."""
