"""An episode that comes chapter by chapter."""

from __future__ import annotations

from collections.abc import Generator

from speech.model import Chapter, Episode, Pause, Sentence
from speech.script.episode_stream import EpisodeStream, stream_chapters

HEAD = Episode("e", "commute", "A ride", "About it.", (), (5, 5), "de")
ONE, TWO = (Chapter(title, (Sentence(f"{title}.", f"{title}."),)) for title in ("One", "Two"))
MUTE = Chapter("A title and no words", (Pause(2.0),))
SILENCE = Chapter("", (Pause(5.0),))


def test_chapters_without_words_are_left_out_and_silence_belongs_behind_a_chapter() -> None:
    stream = EpisodeStream(HEAD, stream_chapters((SILENCE, MUTE, ONE, MUTE, SILENCE, TWO)))
    assert list(stream.chapters) == [ONE, SILENCE, TWO]
    whole = stream.episode
    assert (whole.chapters, whole.shortfall) == ((ONE, SILENCE, TWO), "")
    assert (whole.id, whole.kind, whole.title, whole.promised_minutes, whole.language) == (
        "e",
        "commute",
        "A ride",
        (5, 5),
        "de",
    )
    assert stream.title == "A ride"


def test_what_has_to_be_spoken_first_is_passed_on_and_the_end_says_what_is_missing() -> None:
    def compose() -> Generator[Chapter | None, None, str]:
        yield ONE
        yield None
        yield TWO
        return "It lasts 2:00."

    stream = EpisodeStream(HEAD, compose())
    chapters = stream.chapters
    assert [next(chapters), next(chapters)] == [ONE, None]
    assert (stream.episode.chapters, stream.episode.shortfall) == ((ONE,), "")
    assert list(chapters) == [TWO]
    assert (stream.episode.chapters, stream.episode.shortfall) == ((ONE, TWO), "It lasts 2:00.")
