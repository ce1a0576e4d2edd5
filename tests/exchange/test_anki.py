"""Our packages, read by Anki itself: a later package updates the notes of an earlier one and keeps their history."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import deck as reader
from exchange.export import anki, csv
from exchange.export.attachments import Attachments, QuestionSounds, name_picture
from exchange.export.notes import list_notes
from exchange.importers import apkg
from exchange.importers.notes import ImportedNote
from services.library import import_export

ANKI = "26.9.3"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = """---
title: Pools
tags: [payments, "two words"]
---

## Pools {#pools}

**Question:** Why is `List<String>` with <b>ten</b> & more dangerous? {#q-ten}

**Answer:** Because threads wait {{c1::here}} for $x$ and <script>alert(1)</script>.

**Key points:**

- [ ] threads outnumber connections

**Question:** What does a queue hide? {#q-queue}

**Answer:** The waiting.
"""


@pytest.fixture(scope="session")
def anki_python() -> Path:
    """A Python that has Anki's library; made once on this machine."""
    home = Path(tempfile.gettempdir()) / f"rehearsal-anki-{ANKI}-{sys.version_info[1]}"
    python = home / "bin" / "python"
    if not (home / "complete").is_file():
        venv.create(home, with_pip=True, clear=True)
        done = subprocess.run(
            [python, "-m", "pip", "install", "-q", f"anki=={ANKI}"],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"Anki's library cannot be installed here: {done.stderr.strip().splitlines()[-1:]}")
        (home / "complete").touch()
    return python


def two_packages(anki_python: Path, folder: Path, first: bytes, second: bytes) -> dict[str, Any]:
    """What Anki says after it took in one package, had its first card answered, and took in the other."""
    files = [folder / name for name in ("one.apkg", "two.apkg", "pools.csv")]
    for path, data in zip(files, (first, second, csv.build_csv(reader.parse(TEXT), "pools")), strict=True):
        path.write_bytes(data)
    command = [anki_python, Path(__file__).with_name("anki_session.py"), folder, *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.slow
def test_anki_updates_an_edited_note_and_keeps_its_history(anki_python: Path, tmp_path: Path) -> None:
    sounds = {name: tmp_path / f"{name}.mp3" for name in ("ten-q", "ten-a-old", "ten-a-new", "queue-q")}
    for path in sounds.values():
        path.write_bytes(path.name.encode())
    queue = QuestionSounds(sounds["queue-q"])
    spoken = Attachments(sounds={"q-ten": QuestionSounds(sounds["ten-q"], sounds["ten-a-old"]), "q-queue": queue})
    first = anki.build_package(reader.parse(TEXT), "pools", NOW, spoken)
    edited = TEXT.replace("The waiting.", "The waiting of threads.").replace(
        "Because threads wait", "Since threads wait"
    )
    spoken = Attachments(sounds={"q-ten": QuestionSounds(sounds["ten-q"], sounds["ten-a-new"]), "q-queue": queue})
    second = anki.build_package(reader.parse(edited), "pools", NOW + timedelta(minutes=1), spoken)
    said = two_packages(anki_python, tmp_path, first, second)
    assert said["first"] == {"new": 2, "updated": 0, "duplicate": 0, "conflicting": 0}
    assert said["second"] == {"new": 0, "updated": 2, "duplicate": 0, "conflicting": 0}
    assert said["reviews before"] == said["reviews after"] == said["reps"] == 1
    assert said["cards"] == 2
    assert any("The waiting of threads." in answer for answer in said["answers"])
    assert said["integrity"] is True
    assert {"payments", "two-words"} <= set(said["tags"])
    asked = next(fields for fields in said["fields"] if fields["Id"] == "q-ten")
    assert "&lt;b&gt;ten&lt;/b&gt; &amp; more" in asked["Question"]
    assert "<script" not in asked["Answer"]
    assert tuple(asked) == anki.FIELDS
    # Each sound once; the old answer's is unused, and Anki's own check offers to remove it.
    assert said["media"] == sorted(path.name for path in sounds.values())
    assert said["heard"] == [["ten-q.mp3"], ["ten-a-new.mp3"]]
    name, kind, filled, tags, count = said["table"]
    assert (name, kind, count) == (anki.make_guid("pools", "q-ten"), "Basic", 2)
    assert "more dangerous?" in filled["Front"]
    assert "Because threads wait" in filled["Back"]
    assert "payments" in tags
    # What Anki itself writes, in either form and as text, is read here.
    for name in ("old.apkg", "new.apkg", "notes.txt"):
        (brought,) = import_export.import_file(name, (tmp_path / name).read_bytes())
        answers = {q.prompt.split()[0]: q.answer for q in brought.deck.questions}
        assert answers["What"] == "The waiting of threads."
        assert "payments" in brought.deck.meta.tags


@pytest.mark.slow
def test_a_package_without_sound_takes_the_sound_off_its_notes_again(anki_python: Path, tmp_path: Path) -> None:
    """Each package says the whole of its notes. The file itself stays in Anki's folder until its owner removes it."""
    sound = tmp_path / "ten-q.mp3"
    sound.write_bytes(b"sound")
    spoken = Attachments(sounds={"q-ten": QuestionSounds(sound)})
    parsed = reader.parse(TEXT)
    said = two_packages(
        anki_python,
        tmp_path,
        anki.build_package(parsed, "pools", NOW, spoken),
        anki.build_package(parsed, "pools", NOW + timedelta(minutes=1)),
    )
    assert said["second"] == {"new": 0, "updated": 2, "duplicate": 0, "conflicting": 0}
    assert {fields["Audio"] for fields in said["fields"]} == {""}
    assert said["heard"] == [[], []]
    assert said["media"] == ["ten-q.mp3"]
    assert said["reviews after"] == said["reps"] == 1


def test_a_package_comes_back_as_it_went() -> None:
    found = apkg.read_notes(anki.build_package(reader.parse(TEXT), "pools", NOW))
    assert [note.topic for note in found] == ["Pools", "Pools"]
    assert found[1] == ImportedNote("What does a queue hide?", "The waiting.", "Pools", found[1].tags, (), ())
    assert found[0].points == ("threads outnumber connections",)
    assert "topic::pools" in found[0].tags


def test_guids_hang_on_deck_and_question_alone() -> None:
    assert anki.make_guid("pools", "q-ten") == anki.make_guid("pools", "q-ten") != anki.make_guid("other", "q-ten")
    # Chosen once: a package made by an older version of this program has these.
    assert anki.make_guid("pools", "q-ten") == "12b0ae6abeae19b398d4"
    assert anki.MODEL == 1_607_392_845
    assert anki.FIELDS[:4] == ("Id", "Question", "Answer", "Plain words")
    assert len(anki.FIELDS) == 11


def test_sounds_and_pictures_travel_with_their_notes(tmp_path: Path) -> None:
    asked, told, drawn = tmp_path / "q-ten-q.mp3", tmp_path / "q-ten-a.mp3", tmp_path / "a.png"
    for path in (asked, told, drawn):
        path.write_bytes(path.name.encode())
    text = TEXT.replace("The waiting.", "The waiting. ![The queue](img/a.png) ![Other](img/b.png)")
    attached = Attachments(
        {"img/a.png": drawn}, {"q-ten": QuestionSounds(asked, told), "q-gone": QuestionSounds(asked)}
    )
    made = anki.build_package(reader.parse(text), "pools", NOW, attached)
    name = name_picture(drawn)
    assert set(apkg.read_media(made)) == {"q-ten-q.mp3", "q-ten-a.mp3", name}
    assert apkg.read_media_file(made, apkg.read_media(made)[name], 100) == b"a.png"
    fields = anki.build_fields(next(list_notes(reader.parse(text))), QuestionSounds(asked, told))
    assert (fields[anki.FIELDS.index("Audio")], fields[anki.FIELDS.index("Spare 1")]) == (
        "[sound:q-ten-q.mp3]",
        "[sound:q-ten-a.mp3]",
    )
