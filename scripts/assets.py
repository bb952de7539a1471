"""Copies browser libraries and fonts from node_modules into build/, and draws one sprite of the icons we use.

Run by `make setup`; safe to run again (a file that is already right is left alone).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "build" / "static" / "vendor"
FONTS = ROOT / "build" / "fonts"
ICONS = MODULES / "@tabler" / "icons" / "icons" / "outline"
SERIF = "@expo-google-fonts/noto-serif-sc"

COPIES = {
    "@tabler/core/dist/css/tabler.min.css": VENDOR / "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": VENDOR / "tabler.min.js",
    "bpmn-js/dist/bpmn-modeler.production.min.js": VENDOR / "bpmn" / "bpmn-modeler.min.js",
    "bpmn-js/dist/assets/diagram-js.css": VENDOR / "bpmn" / "diagram-js.css",
    "bpmn-js/dist/assets/bpmn-js.css": VENDOR / "bpmn" / "bpmn-js.css",
    "bpmn-js/LICENSE": VENDOR / "bpmn" / "LICENSE",
    "bpmn-js/dist/assets/bpmn-font/font/bpmn.woff2": VENDOR / "bpmn" / "bpmn.woff2",
    "htmx.org/dist/htmx.min.js": VENDOR / "htmx.min.js",
    f"{SERIF}/400Regular/NotoSerifSC_400Regular.ttf": FONTS / "NotoSerifSC_400Regular.ttf",
    f"{SERIF}/700Bold/NotoSerifSC_700Bold.ttf": FONTS / "NotoSerifSC_700Bold.ttf",
    f"{SERIF}/LICENSE_FONT": FONTS / "LICENSE_NotoSerifSC",
}
RARE = "hanamin"  # 花園明朝: characters of the extensions B to F, in slices of about a thousand
# Static storages with hashed names look for the map a file names; we ship none.
SOURCE_MAP = re.compile(rb"\s*(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+)\s*$")
DRAWN = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>")
SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
    'stroke-linecap="round" stroke-linejoin="round">{drawing}</symbol>'
)
LICENCE = "Icons: Tabler Icons, MIT License, Copyright (c) Paweł Kuna"


def read(path: Path) -> bytes:
    if not path.is_file():
        found = f"{path.relative_to(ROOT)} is not there"
        raise SystemExit(f"{found}; it comes from the npm packages in package.json. Run `npm ci` and try again.")
    return path.read_bytes()


def write(path: Path, content: bytes) -> bool:
    """True if the file was new or different; written beside and moved, so a reader never sees half of it."""
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(content)
    beside.replace(path)
    return True


def asset(source: str) -> bytes:
    content = read(MODULES / source)
    return SOURCE_MAP.sub(b"", content) if source.endswith((".css", ".js")) else content


def icon_names() -> list[str]:
    lines = (ROOT / "theme" / "icons.txt").read_text(encoding="utf-8").splitlines()
    return sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})


def symbol(name: str) -> str:
    source = read(ICONS / f"{name}.svg").decode("utf-8")
    shapes = [shape for shape in DRAWN.findall(source) if 'stroke="none"' not in shape]
    return SYMBOL.format(name=name, drawing="".join(shapes))


def sprite() -> bytes:
    symbols = "\n".join(symbol(name) for name in icon_names())
    return f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {LICENCE} -->\n{symbols}\n</svg>\n'.encode()


def rare_characters() -> dict[Path, bytes]:
    """The slices for names that few fonts can draw, and the style sheet by which a browser takes the one it needs.

    Only the planes that common fonts leave out; a font of the visitor's own comes first in our style sheets.
    """
    style = read(MODULES / RARE / "HanaMin.css").decode("utf-8")
    faces = re.findall(r"url\((HanaMinB\.[\w-]+\.woff2)\)[^;]*;\s*unicode-range: ([^;]+);", style)
    found, rules = {}, ["/* HanaMin (花園明朝), GlyphWiki licence; cut into slices by hanamin (MIT) */"]
    for name, ranges in faces:
        found[VENDOR / "rare" / name] = read(MODULES / RARE / name)
        rules.append(
            f'@font-face{{font-family:HanaMin;font-display:swap;src:url({name}) format("woff2");unicode-range:{ranges}}}'
        )
    found[VENDOR / "rare" / "rare.css"] = "\n".join([*rules, ""]).encode()
    found[FONTS / "LICENSE_HanaMin"] = read(MODULES / RARE / "LICENSE")
    return found


def drawing_board() -> dict[Path, bytes]:
    """The signs of bpmn-js by the one font that browsers of today take, and its words in Chinese as a plain script."""
    style = read(MODULES / "bpmn-js/dist/assets/bpmn-font/css/bpmn.css").decode("utf-8")
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.S)
    face = '@font-face{font-family:"bpmn";font-weight:400;font-style:normal;src:url(bpmn.woff2) format("woff2")}'
    words = read(MODULES / "bpmn-js-i18n/translations/zn.js").decode("utf-8")
    begins = "export default {"
    if not words.startswith(begins):
        raise SystemExit("bpmn-js-i18n/translations/zn.js begins otherwise than expected; look at its new version.")
    return {
        VENDOR / "bpmn" / "bpmn-font.css": re.sub(r"@font-face\s*\{.*?\}", face, style, count=1, flags=re.S).encode(),
        VENDOR / "bpmn" / "words-zh.js": ("window.bpmnWords = {" + words.removeprefix(begins)).encode(),
    }


def main() -> int:
    changed = [target for source, target in COPIES.items() if write(target, asset(source))]
    changed += [target for target, content in rare_characters().items() if write(target, content)]
    changed += [target for target, content in drawing_board().items() if write(target, content)]
    if write(VENDOR / "icons.svg", sprite()):
        changed.append(VENDOR / "icons.svg")
    for path in changed:
        print(path.relative_to(ROOT))
    print(f"{len(COPIES) + 1} assets in place, {len(changed)} written, {len(icon_names())} icons in the sprite")
    return 0


if __name__ == "__main__":
    sys.exit(main())
