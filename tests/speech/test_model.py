"""What utterances, chapters, episodes and voices say of themselves."""

from __future__ import annotations

from dataclasses import replace

from speech.model import AudioTimeline, Chapter, Cue, Episode, Pause, Sentence, Utterance, Voices

YES, NO = Sentence("Yes.", "Yes."), Sentence("No.", "No.", "second")


def test_the_name_of_a_clip_depends_on_all_that_its_sound_depends_on() -> None:
    base = Utterance("silent", "1", "a", 170, "Yes.")
    changes = {"engine": "piper", "version": "2", "voice": "b", "rate": 171, "text": "Yes"}
    others = {replace(base, **{name: value}).key for name, value in changes.items()}  # type: ignore[arg-type]
    # Two fields beside each other are not one: a version "1a" is not the version "1" with the voice "a…".
    others.add(replace(base, version="1a", voice="").key)
    assert len(others - {base.key}) == 6
    assert base.key == Utterance("silent", "1", "a", 170, "Yes.").key


def test_an_episode_knows_its_sentences_its_questions_and_what_was_added() -> None:
    chapters = (
        Chapter("One", (YES, Pause(1.0), NO), "q-2"),
        Chapter("Two", (NO,), added=True),
        Chapter("Three", (Pause(1.0), YES), "q-1", added=True),
        Chapter("Four", (), "q-2"),
        Chapter("", (Pause(5.0),)),
    )
    episode = Episode("e", "drill", "E", "", chapters)
    assert episode.sentences == (YES, NO, NO, YES)
    assert episode.question_ids == ("q-2", "q-1")
    assert episode.added_titles == ("Two", "Three")
    assert [chapter.is_silence for chapter in chapters] == [False] * 4 + [True]
    assert not Chapter("", (YES,)).is_silence


def test_a_timeline_names_what_could_not_be_spoken() -> None:
    cues = (Cue(0, 1, "Lost.", missing=True), Cue(1, 2, "Kept."))
    assert AudioTimeline(2.0, (), cues).missing == cues[:1]


def test_each_role_has_its_voice() -> None:
    voices = Voices(narrator="a", second="b")
    assert (voices.get_voice("narrator"), voices.get_voice("second")) == ("a", "b")


def test_what_a_learner_who_chose_nothing_hears() -> None:
    assert Voices() == Voices("pyttsx3", "", "", 170, 1.0, "", "noise")
