"""What is read of a lab's Markdown beside rendering it: its fences."""

from __future__ import annotations

import re

FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)
"""One fenced block: `info` is what stands after the opening fence, `body` the lines between."""
