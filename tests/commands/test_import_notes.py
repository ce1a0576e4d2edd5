"""`python -m deck import`: a file, a folder or pasted text becomes one deck; what was left out is told."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import pytest

from commands import import_notes
from commands.deck_main import main

NOTE = "**Question:** Why ten?\n\n**Answer:** Because.\n"
# A PNG of one pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def make_folder(place: Path) -> Path:
    for name, text in {
        "b.md": NOTE.replace("ten", "eleven"),
        "a.md": NOTE,
        "deeper/c.md": NOTE.replace("ten", "twelve"),
        ".git/hidden.md": NOTE.replace("ten", "hidden"),
        ".draft.md": NOTE.replace("ten", "draft"),
        "program.py": "print()",
    }.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    (place / "linked.md").symlink_to(place / "b.md")
    return place


def test_a_folder_becomes_chapters_in_the_order_of_its_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(make_folder(tmp_path / "Notes"))]) == 0
    text = capsys.readouterr().out
    assert text.count("**Question:**") == 3 and "hidden" not in text and "draft" not in text
    assert text.index("Why ten?") < text.index("Why eleven?") < text.index("Why twelve?")
    assert "Notes" in text


def test_a_folder_with_too_many_files_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_notes, "MAX_ENTRIES", 1)
    assert main(["import", str(make_folder(tmp_path))]) == 2
    assert "more than 1 files" in capsys.readouterr().err


def test_pasted_text_is_shown_as_the_reader_sees_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(NOTE.encode())))
    assert main(["import", "-", "--json"]) == 0
    assert "Why ten?" in json.dumps(json.loads(capsys.readouterr().out))


def test_the_deck_is_written_with_its_pictures_beside_it_and_what_is_left_out_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    data = base64.b64encode(PIXEL).decode()
    page.write_text(
        f"<h2>Pools</h2><p><b>Question:</b> Why?</p><p><b>Answer:</b> So. <img alt='a dot' src='data:image/png;base64,{data}'>"
        "<img alt='gone' src='none.png'></p>"
    )
    target = tmp_path / "out" / "deck.md"
    target.parent.mkdir()
    assert main(["import", str(page), "--output", str(target)]) == 0
    told = capsys.readouterr()
    assert told.out.strip() == str(target) and "1 picture on the page could not be imported." in told.err
    [picture] = [path for path in target.parent.rglob("*") if path.is_file() and path != target]
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.relative_to(target.parent).as_posix() in target.read_text()
    assert main(["import", str(page), "--output", str(tmp_path / "no" / "folder.md")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "sentence"), [("none.md", "There is no file"), ("x.docm", "")])
def test_what_cannot_be_read_is_one_sentence(
    tmp_path: Path, name: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.docm").write_bytes(b"PK")
    assert main(["import", str(tmp_path / name)]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(sentence) and told.err.count("\n") == 1 and not told.out
