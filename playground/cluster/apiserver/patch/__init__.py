"""The kinds of patch, each as a pure function from a document and a patch to the patched document."""
