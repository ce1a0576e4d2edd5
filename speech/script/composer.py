"""What every kind of episode is composed from: chapters for a question, a counter-question, a block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from deck.model import Callout, Code, CounterQuestion, Deck, Diagram, Dialogue, Part, Prose, Question
from speech.model import Chapter, Item, Pause, Role, Sentence
from speech.script.timing import BETWEEN, Seconds, length
from speech.text.reader import Reading
from speech.text.strip_markup import announce

Layers = Literal["both", "simple", "deep"]

BEFORE_ANSWER = 0.6
THINK_LEAST, THINK_MOST = 3.0, 15.0  # seconds
THINK_SHARE = 0.35  # of the time the answer takes
LISTENER = "candidate"  # the speaker of a dialogue who has the narrator's voice


@dataclass(frozen=True, slots=True)
class Composer:
    """A deck, how it is read, and how long things last.

    `clip_seconds` is an estimate, the same before and after a sentence was spoken. `spoken` tells how long chapters
    last exactly: it has them spoken first; None where nothing is spoken yet, and the estimate has to do. `thinking`
    multiplies the pauses.
    """

    deck: Deck
    reading: Reading
    clip_seconds: Seconds
    thinking: float = 1.0
    spoken: Callable[[tuple[Chapter, ...]], float] | None = None

    def length(self, chapters: tuple[Chapter, ...]) -> float:
        """How long chapters will last, in seconds, by estimate."""
        return length(chapters, self.clip_seconds)

    def exact(self, chapters: tuple[Chapter, ...]) -> float:
        """How long chapters last, in seconds. May wait until they have been spoken."""
        return self.spoken(chapters) if self.spoken else self.length(chapters)

    def think(self, answer: tuple[Item, ...]) -> Pause:
        """Time for the listener's own answer, by the length of the one that follows."""
        spoken = sum(self.clip_seconds(item) + BETWEEN for item in answer if isinstance(item, Sentence))
        return Pause(min(THINK_MOST, max(THINK_LEAST, THINK_SHARE * spoken)) * self.thinking, thinking=True)

    def question(self, question: Question, layers: Layers = "both", *, added: bool = False) -> Chapter:
        """Question, pause to think, answer, key points."""
        answer = self._answer(question, layers)
        title = title_of(question.prompt)
        asked = (*self.reading.line("Question."), *self.reading.say(question.prompt), *self._choices(question))
        return Chapter(title, (*asked, self.think(answer), *answer), question.id, added)

    def counter(self, question: CounterQuestion, *, added: bool = False) -> Chapter:
        """The follow-up as an interviewer asks it, pause, answer, what it really tests."""
        answer: list[Item] = []
        if question.answer:
            answer += self.reading.say(question.answer)
            answer += self._key_points(question.key_points)
        if question.tests:
            answer += [*self.reading.line("What they are testing."), *self.reading.say(question.tests)]
        asked = (*self.reading.line("They ask."), *self.reading.say(question.prompt, "second"))
        pause = self.think(tuple(answer))
        return Chapter(title_of(question.prompt), (*asked, pause, *answer), question.id, added)

    def asked(
        self, questions: Iterable[Question | CounterQuestion], layers: Layers = "both", *, added: bool = False
    ) -> Iterator[Chapter]:
        """A chapter for each question and counter-question, in order."""
        for one in questions:
            if isinstance(one, Question):
                yield self.question(one, layers, added=added)
            else:
                yield self.counter(one, added=added)

    def unanswered(self, chapter: Chapter) -> Chapter:
        """A question's chapter without its answer, for the last seconds of a programme: it is not one to be graded."""
        at = next(index for index, item in enumerate(chapter.items) if isinstance(item, Pause) and item.thinking)
        asked = (*self.reading.line("One to take with you."), *chapter.items[:at])
        return replace(chapter, items=(*asked, Pause(THINK_LEAST, thinking=True)), question="")

    def parts(self, parts: Iterable[Part]) -> tuple[Item, ...]:
        """Blocks that are no questions, in order."""
        return tuple(item for part in parts for item in self.part(part))

    def part(self, part: Part) -> tuple[Item, ...]:
        """One block: text is read, a callout named, code announced, a drawing told by its spoken summary."""
        match part:
            case Prose():
                return self.reading.say(part.markdown)
            case Callout():
                return (*self.reading.line(f"{part.label.strip(' :')}."), *self.reading.say(part.text))
            case Code():
                return self._announced(part.language, part.title)
            case Diagram():
                return self.diagram(part)
            case Dialogue():
                return self.dialogue(part)

    def diagram(self, diagram: Diagram) -> tuple[Item, ...]:
        """Its spoken summary; without one it is only announced."""
        if not diagram.spoken:
            return self.reading.line(f"The text shows a diagram{f': {diagram.title}' if diagram.title else ''}.")
        name = f"A diagram: {diagram.title}." if diagram.title else "A diagram."
        return (*self.reading.line(name), *self.reading.say(diagram.spoken))

    def dialogue(self, dialogue: Dialogue) -> tuple[Item, ...]:
        """Two voices: the candidate speaks with the narrator's, whoever asks with the second."""
        items: list[Item] = []
        for turn in dialogue.turns:
            role: Role = "narrator" if turn.speaker.casefold().startswith(LISTENER) else "second"
            items += [*self.reading.say(turn.text, role), Pause(BEFORE_ANSWER)]
        return tuple(items)

    def _answer(self, question: Question, layers: Layers) -> tuple[Item, ...]:
        items = list(self._right(question))  # which option it is comes before why
        deep = question.body or question.answer
        if question.eli8 and (layers != "deep" or not deep):
            items += [*self.reading.line("In simple words."), *self.reading.say(question.eli8)]
        if deep and (layers != "simple" or not question.eli8):
            if question.eli8 and layers == "both":
                items += self.reading.line("In depth.")
            items += self.parts(question.body) if question.body else self.reading.say(question.answer)
        return (*items, *self._key_points(question.key_points))

    def _choices(self, question: Question) -> tuple[Item, ...]:
        """The options of a multiple choice, lettered."""
        items: list[Item] = []
        for letter, choice in zip("ABCDEFGHIJ", question.choices, strict=False):
            items += [*self.reading.line(f"{letter}."), *self.reading.say(choice.text)]
        return tuple(items)

    def _right(self, question: Question) -> tuple[Item, ...]:
        items: list[Item] = []
        for letter, choice in zip("ABCDEFGHIJ", question.choices, strict=False):
            if choice.right:
                items += [*self.reading.line(f"Right is {letter}."), *self.reading.say(choice.text)]
            if choice.why:
                items += [] if choice.right else self.reading.line(f"Not {letter}.")
                items += self.reading.say(choice.why)
        return tuple(items)

    def _key_points(self, points: tuple[str, ...]) -> tuple[Item, ...]:
        if not points:
            return ()
        said = [item for point in points for item in self.reading.say(point)]
        return (*self.reading.line("A good answer touches these points."), *said)

    def _announced(self, language: str, title: str) -> tuple[Item, ...]:
        return self.reading.line(announce(language, title).text)


def title_of(text: str) -> str:
    """A chapter's title from a prompt or an event: plain, at most 80 characters."""
    plain = " ".join(text.replace("*", "").replace("`", "").split()).strip('"“” ')
    return plain if len(plain) <= 80 else f"{plain[:79].rstrip()}…"
