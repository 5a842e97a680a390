#!/usr/bin/env python
"""Django's command line: `manage.py help` lists the project's own commands under their apps."""

import gc
import os
import sys


def main(argv: list[str]) -> int:
    if argv[1:2] == ["cluster"]:  # needs nothing of Django, and is to be ready at once
        gc.disable()  # nothing of what is loaded and built first is garbage: looking for some takes a tenth of the time
        from playground.kubeapi import standalone

        return standalone.main(argv[2:])
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    execute_from_command_line(argv)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
