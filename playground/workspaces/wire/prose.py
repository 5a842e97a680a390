"""Markdown to HTML that may stand in a page: no script, no handlers, no styles, links that stay polite."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from mdit_py_plugins.admon import admon_plugin

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).use(admon_plugin)
_TAGS = nh3.ALLOWED_TAGS - {"img", "map", "area"}
_ATTRIBUTES = {"a": {"href", "title"}, "code": {"class"}, "div": {"class"}, "p": {"class"}, "th": {"scope"}}


_TO_LAB = re.compile(r"(\]\()lab:([a-z0-9-]+)(?=[)#\s])")


@lru_cache(maxsize=512)
def html(markdown: str) -> str:
    """A link to `lab:ID` leads to the lab that is called so."""
    return nh3.clean(_MARKDOWN.render(_TO_LAB.sub(r"\1/labs/\2/", markdown)), tags=_TAGS, attributes=_ATTRIBUTES, link_rel="noopener")
