"""The catalogue: labs from `labs/` as immutable revisions, and the pages that list them."""
