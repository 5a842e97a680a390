"""`{% module_addresses "js/main.js" as addresses %}`: what a page's module imports, for `<link rel="modulepreload">`."""

from django import template
from django.templatetags.static import static

from playground.catalog.assets import modules

register = template.Library()


@register.simple_tag
def module_addresses(entry: str) -> list[str]:
    return [static(name) for name in modules(entry)]
