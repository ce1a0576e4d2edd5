"""Make the icon font that is served in the place of Streamlit's: `python -m scripts.icon_font [--check]`.

Streamlit's font holds 4,000 icons, 375 kB, of which its screens and ours show some 190. The subset holds those: the names in our
code (`:material/name:`) and in Streamlit's own scripts. `--check` says which names are missing and exits with 1.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

from server.middleware.headers import STREAMLIT_INDEX
from services.workspace import ROOT

OUTPUT = ROOT / "static" / "fonts" / "material-symbols" / "rounded.woff2"
FOLDERS = ("pages", "ui", "services")
# An icon as Streamlit's markdown and our sources name it: `:material/check:`.
_ICON = re.compile(r"material/([a-z0-9_]+)")
_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def list_icons() -> set[str]:
    """Return the names of all icons that the screens and Streamlit's own scripts show."""
    sources = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    sources += (STREAMLIT_INDEX.parent / "static" / "js").glob("*.js")
    return {name for path in sources for name in _ICON.findall(path.read_text(encoding="utf-8"))}


def find_original() -> Path:
    """Return Streamlit's font. Raises StopIteration where it has none of this name any more."""
    return next((STREAMLIT_INDEX.parent / "static" / "media").glob("MaterialSymbols-Rounded.*.woff2"))


def _spell(name: str) -> tuple[str, ...]:
    """Return the glyphs that make an icon's name."""
    return tuple(
        f"digit_{_DIGITS[int(letter)]}" if letter.isdigit() else "underscore" if letter == "_" else letter
        for letter in name
    )


def _list_ligatures(font: TTFont) -> list[tuple[str, list[Any]]]:
    tables = [
        getattr(part, "ExtSubTable", part) for look in font["GSUB"].table.LookupList.Lookup for part in look.SubTable
    ]
    return [pair for table in tables if hasattr(table, "ligatures") for pair in table.ligatures.items()]


def list_font_icons(font: TTFont) -> set[str]:
    """Return the names for which a font has an icon, among those that `list_icons` gives."""
    spellings = {(first, *ligature.Component) for first, ligatures in _list_ligatures(font) for ligature in ligatures}
    return {name for name in list_icons() if _spell(name) in spellings}


def make_subset(font: TTFont, icons: set[str]) -> None:
    """Leave these icons in a font, and the letters that their names are made of."""
    spellings = {_spell(name) for name in icons}
    glyphs = {".notdef", "space"} & set(font.getGlyphOrder())
    for first, ligatures in _list_ligatures(font):
        used_ligatures = [ligature for ligature in ligatures if (first, *ligature.Component) in spellings]
        ligatures[:] = used_ligatures
        glyphs |= {name for ligature in used_ligatures for name in (ligature.LigGlyph, first, *ligature.Component)}
    options = subset.Options(
        layout_features=["rlig"],
        layout_closure=False,
        flavor="woff2",
        notdef_outline=True,
        glyph_names=True,
        name_IDs=["*"],
    )
    subsetter = subset.Subsetter(options)
    letters = {ord(letter) for name in icons for letter in name}
    subsetter.populate(glyphs=sorted(glyphs), unicodes=letters)
    subsetter.subset(font)


def main(arguments: list[str]) -> int:
    """Make the subset, or check it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    original = list_font_icons(TTFont(find_original()))
    if options.check:
        missing = original - list_font_icons(TTFont(OUTPUT))
        if missing:
            print(
                f"The icon font lacks {', '.join(sorted(missing))}. Run: python -m scripts.icon_font", file=sys.stderr
            )
        return int(bool(missing))
    font = TTFont(find_original())  # read again: the table of ligatures is changed in place
    make_subset(font, original)
    font.flavor = "woff2"
    font.save(OUTPUT)
    print(f"{OUTPUT.relative_to(ROOT)}: {len(original)} icons, {OUTPUT.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
