"""Write the snippets of `docs/editors/` for VS Code, Vim and Emacs from the blocks that the Author page offers.

Run `python scripts/editor_snippets.py` after a change to `ui/author/snippets.py`; a test holds the files to it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from deck.markdown.headings import slugify  # noqa: E402
from ui.author.snippets import SNIPPETS  # noqa: E402

TARGET = ROOT / "docs" / "editors"


def build_files() -> dict[str, str]:
    """Return the text of each file by its path below `docs/editors`."""
    names = [(f"deck-{slugify(title)}", title, body) for title, body in SNIPPETS]
    code = {
        title: {"prefix": name, "scope": "markdown", "body": _escape(body, "\\$").split("\n")}
        for name, title, body in names
    }
    vim = "\n".join(f'snippet {name} "{title}" b\n{_escape(body)}\nendsnippet\n' for name, title, body in names)
    files = {
        "vscode/deck.code-snippets": json.dumps(code, indent=2, ensure_ascii=False) + "\n",
        "vim/UltiSnips/markdown.snippets": f"# Blocks of the deck format; made by scripts/editor_snippets.py\n\n{vim}",
    }
    for name, title, body in names:
        files[f"emacs/markdown-mode/{name}"] = (
            f"# -*- mode: snippet -*-\n# name: {title}\n# key: {name}\n# --\n{_escape(body)}\n"
        )
    return files


def _escape(body: str, signs: str = "\\`$") -> str:
    """Return a body in which the signs that an editor takes for placeholders or code stay text."""
    return "".join(f"\\{sign}" if sign in signs else sign for sign in body)


def main() -> None:
    """Write the files."""
    for path, text in build_files().items():
        place = TARGET / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
