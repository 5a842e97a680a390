"""How objects are shown: YAML, JSON, names, JSONPath, columns, templates and tables."""
