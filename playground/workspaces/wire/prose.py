"""Markdown to HTML that may stand in a page: no script, no handlers, no styles, links that stay polite."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from mdit_py_plugins.admon import admon_plugin

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).use(admon_plugin)
_TAGS = nh3.ALLOWED_TAGS - {"img", "map", "area"}
_ATTRIBUTES = {"a": {"href", "title"}, "code": {"class"}, "div": {"class"}, "p": {"class"}, "th": {"scope"}}


@lru_cache(maxsize=512)
def html(markdown: str) -> str:
    return nh3.clean(_MARKDOWN.render(markdown), tags=_TAGS, attributes=_ATTRIBUTES, link_rel="noopener")
