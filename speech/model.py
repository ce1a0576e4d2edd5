"""What the listening room works on: utterances, sentences, pauses, chapters, episodes, and the timeline of the audio.

Everything is frozen. Times are seconds from the start of the episode unless a field says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from files import digest

SpeakerRole = Literal["narrator", "second"]
PauseSound = Literal["noise", "tone", "silence"]
EpisodeKind = Literal["script", "topic", "drill", "incident", "diagrams", "dialogue", "commute"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """What an engine is asked to say. `rate` is in words a minute; `version` names the engine's build."""

    engine: str
    version: str
    voice: str
    rate: int
    text: str

    @property
    def key(self) -> str:
        """Return the name of its clip in the cache: a hash of all that the audio depends on."""
        parts = "\x1f".join((self.engine, self.version, self.voice, str(self.rate), self.text))
        return digest(parts)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One unit of speech. `spoken_text` is what the engine gets, `shown_text` what the transcript shows."""

    spoken_text: str
    shown_text: str
    role: SpeakerRole = "narrator"
    is_announcement: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence. Think time is for the listener's own answer and may be stretched to meet a promised length."""

    seconds: float
    is_think_time: bool = False


ScriptItem = Sentence | Pause


@dataclass(frozen=True, slots=True)
class Chapter:
    """A titled run of sentences and pauses. `question_id` is that of the question it puts to the listener
    ("" for none).

    `added` is true where the chapter was not in the author's text but fills a promised length. One without a title and
    without sentences is silence that belongs to the chapter before it.
    """

    title: str
    items: tuple[ScriptItem, ...]
    question_id: str = ""
    added: bool = False

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return its sentences, in order."""
        return tuple(item for item in self.items if isinstance(item, Sentence))

    @property
    def is_silence(self) -> bool:
        """Tell whether it only makes the chapter before it longer."""
        return not self.title and not self.sentences


@dataclass(frozen=True, slots=True)
class Episode:
    """A programme. `promised_minutes` are (low, high), (0, 0) where nothing is promised.

    `shortfall` says why a promise could not be kept ("" when it was or none was made).
    """

    id: str
    kind: EpisodeKind
    title: str
    description: str
    chapters: tuple[Chapter, ...]
    promised_minutes: tuple[float, float] = (0.0, 0.0)
    language: str = "en"
    shortfall: str = ""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return its sentences, in order."""
        return tuple(sentence for chapter in self.chapters for sentence in chapter.sentences)

    @property
    def added_titles(self) -> tuple[str, ...]:
        """Return the titles of the chapters that were added to keep the promise."""
        return tuple(chapter.title for chapter in self.chapters if chapter.added)

    @property
    def question_ids(self) -> tuple[str, ...]:
        """Return the ids of the questions put to the listener, in order, each once."""
        return tuple(dict.fromkeys(chapter.question_id for chapter in self.chapters if chapter.question_id))


@dataclass(frozen=True, slots=True)
class Cue:
    """A sentence in time. `missing` marks a gap: the engine failed twice, the transcript still says the words."""

    start: float
    end: float
    text: str
    role: SpeakerRole = "narrator"
    missing: bool = False


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter in time."""

    start: float
    end: float
    title: str
    question: str = ""
    added: bool = False


@dataclass(frozen=True, slots=True)
class AudioTimeline:
    """Where everything is in the audio, from sample counts: exact by construction."""

    seconds: float
    marks: tuple[ChapterMark, ...] = ()
    cues: tuple[Cue, ...] = ()

    @property
    def missing(self) -> tuple[Cue, ...]:
        """Return the sentences that could not be spoken."""
        return tuple(cue for cue in self.cues if cue.missing)


@dataclass(frozen=True, slots=True)
class Voices:
    """How it sounds. `rate` is in words a minute; `thinking` multiplies the pauses that are left for thought.

    `locale` is the learner's (`fr-CH`), which decides between voices of several regions. `pause_sound` fills the pauses for
    thought, so that a player that cuts silence leaves them alone.
    """

    engine: str = "pyttsx3"
    narrator: str = ""
    second: str = ""
    rate: int = 170
    thinking: float = 1.0
    locale: str = ""
    pause_sound: PauseSound = "noise"

    def get_voice(self, role: SpeakerRole) -> str:
        """Return the voice of a role."""
        return self.second if role == "second" else self.narrator


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice an engine offers. `languages` are BCP 47 tags in lower case, best first."""

    id: str
    name: str
    languages: tuple[str, ...] = field(default=())
