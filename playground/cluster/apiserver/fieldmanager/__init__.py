"""Who owns which field: metadata.managedFields, and server-side apply with its conflicts.

    paths.py    sets of field paths, and fieldsV1
    values.py   objects seen through the schema: field sets, comparison, merging, removing, checking
    managers.py the managers of one object: what an update takes, what an apply may not
    apply.py    the apply patch: its body, its result

Models: apimachinery/pkg/util/managedfields; sigs.k8s.io/structured-merge-diff
"""
