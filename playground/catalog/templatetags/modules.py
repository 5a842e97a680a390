"""`{% module_addresses "js/main.js" as addresses %}`: what a page's module imports, for `<link rel="modulepreload">`."""

from django import template
from django.templatetags.static import static

from playground.catalog.assets import modules

register = template.Library()


@register.simple_tag
def module_addresses(*entries: str) -> list[str]:
    """In the order in which they are wanted, each once."""
    return [static(name) for name in dict.fromkeys(name for entry in entries for name in modules(entry))]
