"""The sentences of the sources and their catalogues: `make words` brings locale/ up to date, tests/words/ holds it there.

Two catalogues for each language, as Django has them: `django` for Python and templates, `djangojs` for the page's scripts.
Sentences are found where they are written: `say("...")` and Django's gettext in Python, `{% translate %}` in templates,
`t("...")` and `tn(n, "...", "...")` in scripts, and the model's tables of sentences, which are listed here.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args, get_type_hints

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as CatalogMessage
from babel.messages.mofile import write_mo
from babel.messages.pofile import generate_po, read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
DOMAINS = ("django", "djangojs")

Message = str | tuple[str, str]
"""A sentence, or the two forms of one about a number."""


def sources(domain: str) -> set[Message]:
    """Every sentence that the sources of a domain show to people."""
    return set(_scripts()) if domain == "djangojs" else {*_python(), *_templates(), *_tables()}


# -- scripts

_STRING = r'("(?:[^"\\]|\\.)*")'
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
_CALL = re.compile(r"(?<![\w.$#])(tn?)\(")
_SINGULAR = re.compile(rf"\s*{_STRING}\s*[,)]")
_PLURAL = re.compile(rf"[^\"]*?,\s*{_STRING},\s*{_STRING}\s*[,)]")


def _scripts() -> Iterator[Message]:
    for path in sorted((ROOT / "static/js").rglob("*.js")):
        text = _COMMENT.sub("", path.read_text())
        for call in _CALL.finditer(text) if path.name != "i18n.js" else ():
            found = (_SINGULAR if call[1] == "t" else _PLURAL).match(text, call.end())
            if found is None:
                line = text[call.start() : call.start() + 60].partition("\n")[0]
                raise SystemExit(f"{path}: {line}: words must be literal strings in double quotes")
            forms = [json.loads(form) for form in found.groups()]
            yield forms[0] if len(forms) == 1 else (forms[0], forms[1])


# -- Python and templates

_WORDS = {"say", "gettext", "gettext_lazy", "gettext_noop"}
_TRANSLATED = re.compile(r" gettext\((u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))\) ")


def _python() -> Iterator[Message]:
    for path in sorted((ROOT / "playground").rglob("*.py")):
        tree = ast.parse(path.read_text())
        ours = {name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names} & _WORDS
        for node in ast.walk(tree) if ours else ():
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(sentence)), *_]) if name in ours:
                    yield sentence


def _templates() -> Iterator[Message]:
    from django.utils.translation.template import templatize

    for path in sorted((ROOT / "templates").rglob("*.html")):
        for found in _TRANSLATED.finditer(templatize(path.read_text())):
            yield ast.literal_eval(found[1])


def _tables() -> Iterator[Message]:
    from playground.catalog import sandbox
    from playground.cluster import fidelity
    from playground.cluster.account import sentences
    from playground.cluster.markers import refusals
    from playground.cluster.trace import diagnoses, explain
    from playground.grading import expectations, format
    from playground.workspaces.wire import exercise

    yield from (*explain.STEPS.values(), *explain.MISSING.values(), *explain.STOPS.values(), *explain.PLACES.values())
    yield from (text for _, text in explain.WITHOUT.values())
    yield from explain.DISPOSITIONS.values()
    yield from (text for found in diagnoses.DIAGNOSES.values() for text in (found.title, found.why, found.look, found.fix))
    yield from {fidelity.row_of_step(code).behaviour for code in explain.STEPS}
    yield from expectations.SENTENCES.values()
    yield from (row[2] for row in (*refusals.ADVICE, *refusals.REFUSALS))
    yield from exercise._LABELS.values()
    yield from (*sentences.SENTENCES.values(), *sentences.ACTORS.values())
    yield from (example[part] for example in sandbox.examples() for part in ("title", "summary"))
    yield from get_args(get_type_hints(format.LabFile)["difficulty"])


# -- catalogues


def languages() -> list[str]:
    return sorted(path.name for path in LOCALE.iterdir())


def path_of(language: str, domain: str, suffix: str = "po") -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.{suffix}"


def read(language: str, domain: str) -> Catalog:
    with path_of(language, domain).open("rb") as file:
        return read_po(file, locale=language, domain=domain)


_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def compiled(catalog: Catalog) -> bytes:
    """The .mo that Django reads, without the time at which it was made."""
    catalog.creation_date = catalog.revision_date = _NO_TIME
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def written(catalog: Catalog) -> str:
    """The .po: sorted, without places and dates, so that it changes only where a sentence does."""
    text = "".join(generate_po(catalog, sort_by="message", no_location=True, width=120))
    return re.sub(r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|Generated-By): .*\n', "", text, flags=re.MULTILINE)


def translated(message: CatalogMessage) -> bool:
    """Whether every form has its translation."""
    forms = message.string if message.pluralizable else [message.string]
    return bool(forms) and all(forms)


def update(language: str, domain: str) -> Catalog:
    """What the sources say now, with the translations that are known."""
    catalog = read(language, domain)
    found = Catalog()
    for message in sources(domain):
        found.add(message)
    catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def main() -> None:
    """Extract, write and compile; say what is left to be translated."""
    for language in languages():
        for domain in DOMAINS:
            catalog = update(language, domain)
            path_of(language, domain).write_text(written(catalog))
            path_of(language, domain, "mo").write_bytes(compiled(catalog))
            for message in catalog:
                if message.id and not translated(message):
                    print(f"{path_of(language, domain).relative_to(ROOT)}: not translated: {message.id!r}")


if __name__ == "__main__":
    import django

    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    django.setup()
    main()
