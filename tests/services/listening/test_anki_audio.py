"""Sounds for an Anki package: what is said, under which name, made in the background."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from mutagen.mp3 import MP3

import deck as reader
from errors import UserError
from exchange.importers import apkg
from services.library import import_export, publishing
from services.listening import anki_audio, synthesizer
from services.workspace import Workspace
from speech.audio import card_sound, mp3
from speech.model import Pause, Sentence, Voices
from speech.script import card_audio
from speech.script.card_audio import CardSide, SpokenCard
from speech.script.script_builder import ScriptBuilder
from speech.text import reader as reading

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SILENT = Voices(engine="silent")
BOTH: tuple[CardSide, ...] = ("question", "answer")
TEXT = """## Pools

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Threads wait for it.

```java
int pool = 10;
```

```mermaid
flowchart LR
  a --> b
```

**Question:** And without an answer? {#q-bare}

**Answer:**
"""


@pytest.fixture(autouse=True)
def workers() -> Iterator[None]:
    yield
    synthesizer.close_pools()


def shown(card: SpokenCard) -> str:
    return " ".join(sentence.shown_text for sentence in card.sentences)


def test_code_and_drawings_are_announced_and_not_read() -> None:
    parsed = reader.parse(TEXT)
    found = {
        (c.question_id, c.side): shown(c)
        for c in card_audio.list_spoken_cards(ScriptBuilder(parsed, reading.create_reader(parsed), len_of), BOTH)
    }
    assert found[("q-ten", "question")] == "Why is a pool of ten dangerous?"
    said = found[("q-ten", "answer")]
    assert said.startswith("Threads wait for it.")
    assert "an example in Java" in said
    assert "diagram" in said
    assert not {"int", "flowchart"} & set(said.split())
    assert ("q-bare", "answer") not in found


def len_of(sentence: Sentence) -> float:
    return len(sentence.spoken_text) / 15


def test_a_sound_is_an_mp3_of_its_length() -> None:
    clip = mp3.encode_segment(np.zeros(mp3.SAMPLE_RATE, dtype=np.int16))
    card = SpokenCard("q", "question", (Sentence("a", "a"), Pause(0.5), Sentence("b", "b"), Sentence("lost", "lost")))
    data = card_sound.render_card(card, lambda sentence: None if sentence.spoken_text == "lost" else clip)
    assert data is not None
    assert MP3(io.BytesIO(data)).info.length == pytest.approx(2 + 0.5 + 2 * 0.18, abs=0.3)
    assert card_sound.render_card(card, lambda _: None) is None


def publish(ws: Workspace, text: str, base: int = 0) -> None:
    publishing.publish_text(ws, 1, "pools", text, base=base, now=NOW)


def made(ws: Workspace, sides: tuple[CardSide, ...] = BOTH) -> anki_audio.CardAudioPlan:
    job = anki_audio.start_job(ws, anki_audio.plan_card_audio(ws, "pools", sides, SILENT))
    deadline = time.monotonic() + 60
    while job.state.busy and time.monotonic() < deadline:
        time.sleep(0.01)
    assert job.state.phase == "done"
    assert job.state.done == job.state.total
    return anki_audio.plan_card_audio(ws, "pools", sides, SILENT)


def names(planned: anki_audio.CardAudioPlan) -> dict[tuple[str, str], str]:
    return {(card.question_id, card.side): path.name for path, card in planned.files.items()}


def test_an_edited_answer_gets_another_file_and_the_others_keep_theirs(workspace: Workspace) -> None:
    publish(workspace, TEXT)
    planned = made(workspace)
    assert planned.waiting == ()
    before = names(planned)
    bytes_before = {path.name: path.read_bytes() for path in planned.files}
    publish(workspace, TEXT.replace("wait for it", "queue for it"), 1)
    again = anki_audio.plan_card_audio(workspace, "pools", BOTH, SILENT)
    assert [path.name.split("-")[2] for path in again.waiting] == ["answer"]
    after = names(made(workspace))
    assert {key for key in before if before[key] != after[key]} == {("q-ten", "answer")}
    kept = [path for path in again.files if path.name in bytes_before]
    assert all(path.read_bytes() == bytes_before[path.name] for path in kept)
    assert len(kept) == 2


def test_the_package_has_the_sides_that_were_chosen(workspace: Workspace) -> None:
    publish(workspace, TEXT)
    planned = made(workspace, ("question",))
    data = import_export.export_deck(workspace, "pools", "apkg", NOW, anki_audio.find_sounds(planned))[1]
    assert set(apkg.read_media(data)) == {path.name for path in planned.files}
    assert {card.side for card in planned.files.values()} == {"question"}
    assert apkg.read_media(import_export.export_deck(workspace, "pools", "apkg", NOW)[1]) == {}


def test_a_cancelled_job_keeps_what_it_made_and_goes_on_later(workspace: Workspace) -> None:
    publish(workspace, TEXT)
    planned = anki_audio.plan_card_audio(workspace, "pools", BOTH, SILENT)
    job = anki_audio.CardAudioJob(workspace, planned)
    job.cancel()
    job.run()
    assert (job.state.phase, job.state.done) == ("cancelled", 0)
    assert made(workspace).waiting == ()


def test_a_voice_that_says_nothing_is_an_error(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(workspace, TEXT)
    monkeypatch.setattr(card_sound, "render_card", lambda *_: None)
    job = anki_audio.CardAudioJob(workspace, anki_audio.plan_card_audio(workspace, "pools", BOTH, SILENT))
    job.run()
    assert job.state.phase == "failed"
    assert job.state.error is not None
    assert "could be spoken" in str(job.state.error)


def test_what_was_not_used_for_longest_goes_first(workspace: Workspace, tmp_path: Path) -> None:
    folder = workspace.audio / "cards"
    folder.mkdir(parents=True)
    for age, name in enumerate(("new", "used", "old")):
        (folder / f"{name}.mp3").write_bytes(b"x" * 10)
        os.utime(folder / f"{name}.mp3", (10**9 - age, 10**9 - age))
    anki_audio._prune_sounds(workspace, {folder / "old.mp3"}, limit=20)
    assert {path.stem for path in folder.iterdir()} == {"new", "old"}


def test_a_deck_that_is_not_there(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="no such deck"):
        anki_audio.plan_card_audio(workspace, "nothing", BOTH, SILENT)
