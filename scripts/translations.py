"""Every word shown is translated: what code and templates say is compared with locale/parts/*.po.

Prints what has no Chinese, what two rooms say differently, and what nobody says any more.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from gettext import translation
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))
import catalogue_of_words  # noqa: E402

PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop", "N_"}
WITH_CONTEXT = {"_p", "pgettext", "pgettext_lazy", "_c"}
PLURAL = {"ngettext", "ngettext_lazy", "_n"}
Said = tuple[str, str]  # context, msgid (with \0 plural)
IN_TEMPLATE = re.compile(
    r"""\b(n?p?gettext|_)\(\s*((?:u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?\s*)+)""", re.DOTALL
)
# What Django itself says to somebody who fills in a form or chooses a password.
OF_DJANGO = ("core/validators.py", "forms/fields.py", "forms/models.py", "contrib/auth/password_validation.py")
LITERAL = re.compile(r"""u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")""")


def in_python(path: Path) -> Iterator[Said]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in PLAIN and texts and len(node.args) == 1:
            yield "", texts[0]
        elif name in WITH_CONTEXT and len(texts) >= 2:
            yield texts[0], texts[1]
        elif name in PLURAL and len(texts) >= 2:
            yield "", f"{texts[0]}\0{texts[1]}"


def in_template(path: Path) -> Iterator[Said]:
    from django.utils.translation.template import templatize

    for call in IN_TEMPLATE.finditer(templatize(path.read_text(), origin=path.name)):
        texts = [ast.literal_eval(t) for t in LITERAL.findall(call.group(2))]
        match call.group(1), texts:
            case ("npgettext", [context, one, many, *_]):
                yield context, f"{one}\0{many}"
            case ("ngettext", [one, many, *_]):
                yield "", f"{one}\0{many}"
            case ("pgettext", [context, one, *_]):
                yield context, one
            case (_, [one, *_]):
                yield "", one


def everything_said() -> dict[Said, str]:
    found: dict[Said, str] = {}
    for folder in ("tongban", "theme", "config", "demo"):
        for path in sorted((ROOT / folder).rglob("*")):
            if "tests" in path.parts or "migrations" in path.parts:
                continue
            read = {".py": in_python, ".html": in_template, ".txt": in_template}.get(path.suffix)
            if path.suffix == ".txt" and "templates" not in path.parts:
                continue
            for said in read(path) if read else ():
                if said[1].strip():
                    found.setdefault(said, str(path.relative_to(ROOT)))
    return found


def of_django() -> Iterator[tuple[Said, str]]:
    """Sentences of Django's own that Django has no Chinese for; single words are names."""
    import django

    home = Path(django.__file__).parent
    chinese = translation("django", home / "conf" / "locale", ["zh_Hans"])
    chinese.add_fallback(translation("django", home / "contrib" / "auth" / "locale", ["zh_Hans"]))
    for name in OF_DJANGO:
        for context, msgid in in_python(home / name):
            one, _, many = msgid.partition("\0")
            known = (
                chinese.ngettext(one, many, 2) if many else chinese.gettext(f"{context}\x04{one}" if context else one)
            )
            if one.strip() and " " in one and known in (one, many):
                yield (context, msgid), f"Django, {name}"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    translated, faults = catalogue_of_words.merged()
    said = everything_said() | dict(of_django())
    missing = {key: where for key, where in said.items() if key not in translated}
    unused = [key for key in translated if key not in said]
    for (context, msgid), where in sorted(missing.items(), key=lambda row: row[1]):
        print(f"{where}: {msgid!r}{f' ({context})' if context else ''} has no Chinese")
    for fault in faults:
        print(fault)
    for _context, msgid in unused if "--unused" in sys.argv else ():
        print(f"nobody says {msgid!r}")
    print(f"{len(said)} messages, {len(missing)} without Chinese, {len(unused)} that nobody says")
    return 1 if missing or faults else 0


if __name__ == "__main__":
    sys.exit(main())
