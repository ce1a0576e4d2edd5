"""What every kind of episode is composed from: chapters for a question, a counter-question, a block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from deck.model import Callout, Code, CounterQuestion, Deck, Diagram, Dialogue, Part, Prose, Question, WrongAnswer
from speech.model import Chapter, Pause, ScriptItem, Sentence, SpeakerRole
from speech.script.timing import SENTENCE_PAUSE, MeasureSentence, sum_seconds
from speech.text.reader import TextReader, announce_once

AnswerLayers = Literal["both", "simple", "deep"]

# Seconds before an answer or behind a title.
ANSWER_PAUSE = 0.6
SHORTEST_THINK_TIME, LONGEST_THINK_TIME = 3.0, 15.0  # seconds
THINK_TIME_SHARE = 0.35  # of the time the answer takes
NARRATOR_SPEAKER = "candidate"  # the speaker of a dialogue who has the narrator's voice


@dataclass(frozen=True, slots=True)
class ScriptBuilder:
    """A deck, how it is read, and how long things last.

    `clip_seconds` is an estimate, the same before and after a sentence was spoken. `measure_chapters` tells how long
    chapters last exactly: it has them spoken first; None where nothing is spoken yet, and the estimate has to do.
    `think_time_factor` multiplies the pauses to think.
    """

    deck: Deck
    reader: TextReader
    clip_seconds: MeasureSentence
    think_time_factor: float = 1.0
    measure_chapters: Callable[[tuple[Chapter, ...]], float] | None = None

    def estimate_seconds(self, chapters: tuple[Chapter, ...]) -> float:
        """Estimate how long chapters will last, in seconds."""
        return sum_seconds(chapters, self.clip_seconds)

    def measure_seconds(self, chapters: tuple[Chapter, ...]) -> float:
        """Measure how long chapters last, in seconds. May wait until they have been spoken."""
        return self.measure_chapters(chapters) if self.measure_chapters else self.estimate_seconds(chapters)

    def make_think_pause(self, answer: tuple[ScriptItem, ...]) -> Pause:
        """Return time for the listener's own answer, by the length of the one that follows."""
        spoken = sum(self.clip_seconds(item) + SENTENCE_PAUSE for item in answer if isinstance(item, Sentence))
        return Pause(
            min(LONGEST_THINK_TIME, max(SHORTEST_THINK_TIME, THINK_TIME_SHARE * spoken)) * self.think_time_factor,
            is_think_time=True,
        )

    def script_question(self, question: Question, layers: AnswerLayers = "both", *, added: bool = False) -> Chapter:
        """Return question, in the second voice, pause to think, answer and key points as a chapter."""
        answer = self._script_answer(question, layers)
        title = make_title(question.prompt)
        question_items = (
            *self.reader.read_line(self.reader.phrases.question, "second"),
            *self.reader.read_markdown(question.prompt, "second"),
            *self._script_choices(question),
        )
        items = announce_once((*question_items, self.make_think_pause(answer), *answer))
        return Chapter(title, items, question.id, added)

    def script_follow_up(self, question: CounterQuestion, *, added: bool = False) -> Chapter:
        """Return a follow-up as an interviewer asks it, a pause, its answer, and what it really tests."""
        answer: list[ScriptItem] = []
        if question.answer:
            answer += self.reader.read_markdown(question.answer)
            answer += self.script_key_points(question.key_points)
            answer += self.script_wrong_answers(question.wrong_answers)
        if question.tests:
            answer += [
                *self.reader.read_line(self.reader.phrases.they_test),
                *self.reader.read_markdown(question.tests),
            ]
        question_items = (
            *self.reader.read_line(self.reader.phrases.they_ask),
            *self.reader.read_markdown(question.prompt, "second"),
        )
        pause = self.make_think_pause(tuple(answer))
        return Chapter(
            make_title(question.prompt), announce_once((*question_items, pause, *answer)), question.id, added
        )

    def script_questions(
        self, questions: Iterable[Question | CounterQuestion], layers: AnswerLayers = "both", *, added: bool = False
    ) -> Iterator[Chapter]:
        """Yield a chapter for each question and counter-question that has words, in order."""
        for question in questions:
            if not self.reader.read_markdown(question.prompt):  # "?!…" says nothing that could be answered
                continue
            if isinstance(question, Question):
                yield self.script_question(question, layers, added=added)
            else:
                yield self.script_follow_up(question, added=added)

    def drop_answer(self, chapter: Chapter) -> Chapter:
        """Return a question's chapter without its answer, for the last seconds of an episode; it is not one to be graded."""
        position = next(
            index for index, item in enumerate(chapter.items) if isinstance(item, Pause) and item.is_think_time
        )
        question_items = (*self.reader.read_line(self.reader.phrases.take_with_you), *chapter.items[:position])
        return replace(chapter, items=(*question_items, Pause(SHORTEST_THINK_TIME, is_think_time=True)), question_id="")

    def script_parts(self, parts: Iterable[Part]) -> tuple[ScriptItem, ...]:
        """Return blocks that are no questions, in order."""
        return announce_once(item for part in parts for item in self.script_part(part))

    def script_part(self, part: Part) -> tuple[ScriptItem, ...]:
        """Return one block: text is read, a callout named, code announced, a drawing told by its spoken summary."""
        match part:
            case Prose():
                return self.reader.read_markdown(part.markdown)
            case Callout():
                return (*self.reader.read_line(f"{part.label.strip(' :')}."), *self.reader.read_markdown(part.text))
            case Code():
                return self.reader.announce_code(part.language)
            case Diagram():
                return self.script_diagram(part)
            case Dialogue():
                return self.script_dialogue(part)

    def script_diagram(self, diagram: Diagram) -> tuple[ScriptItem, ...]:
        """Return a drawing's spoken summary; without one it is only announced."""
        if not diagram.spoken:
            return self._name_diagram(self.reader.phrases.shows_diagram, diagram)
        name = self._name_diagram(self.reader.phrases.diagram, diagram)
        return (*name, *self.reader.read_markdown(diagram.spoken))

    def script_dialogue(self, dialogue: Dialogue) -> tuple[ScriptItem, ...]:
        """Return a conversation in two voices: the candidate has the narrator's, whoever asks the second."""
        items: list[ScriptItem] = []
        for turn in dialogue.turns:
            role: SpeakerRole = "narrator" if turn.speaker.casefold().startswith(NARRATOR_SPEAKER) else "second"
            items += [*self.reader.read_markdown(turn.text, role), Pause(ANSWER_PAUSE)]
        return tuple(items)

    def _script_answer(self, question: Question, layers: AnswerLayers) -> tuple[ScriptItem, ...]:
        items = list(self._script_verdicts(question))  # which option it is comes before why
        deep = question.body or question.answer
        if question.eli8 and (layers != "deep" or not deep):
            items += [
                *self.reader.read_line(self.reader.phrases.plain_words),
                *self.reader.read_markdown(question.eli8),
            ]
        if deep and (layers != "simple" or not question.eli8):
            if question.eli8 and layers == "both":
                items += self.reader.read_line(self.reader.phrases.full_answer)
            items += self.script_parts(question.body) if question.body else self.reader.read_markdown(question.answer)
        return (
            *items,
            *self.script_key_points(question.key_points),
            *self.script_wrong_answers(question.wrong_answers),
        )

    def _script_choices(self, question: Question) -> tuple[ScriptItem, ...]:
        """Return the options of a multiple choice, lettered."""
        items: list[ScriptItem] = []
        for letter, choice in zip("ABCDEFGHIJ", question.choices, strict=False):
            items += [*self.reader.read_line(f"{letter}."), *self.reader.read_markdown(choice.text)]
        return tuple(items)

    def _script_verdicts(self, question: Question) -> tuple[ScriptItem, ...]:
        items: list[ScriptItem] = []
        for letter, choice in zip("ABCDEFGHIJ", question.choices, strict=False):
            if choice.right:
                items += [
                    *self.reader.read_line(self.reader.phrases.right_option.format(letter=letter)),
                    *self.reader.read_markdown(choice.text),
                ]
            if choice.explanation:
                items += (
                    []
                    if choice.right
                    else self.reader.read_line(self.reader.phrases.wrong_option.format(letter=letter))
                )
                items += self.reader.read_markdown(choice.explanation)
        return tuple(items)

    def script_key_points(self, points: tuple[str, ...]) -> tuple[ScriptItem, ...]:
        """Return the key points with their announcement; nothing where there are none."""
        if not points:
            return ()
        text = [item for point in points for item in self.reader.read_markdown(point)]
        return (*self.reader.read_line(self.reader.phrases.key_points), *text)

    def script_wrong_answers(self, wrong_answers: tuple[WrongAnswer, ...]) -> tuple[ScriptItem, ...]:
        """Return the common wrong answers with their announcement and reasons; nothing where there are none."""
        if not wrong_answers:
            return ()
        text = [
            item
            for wrong in wrong_answers
            for item in (*self.reader.read_markdown(wrong.text), *self.reader.read_markdown(wrong.reason))
        ]
        return (*self.reader.read_line(self.reader.phrases.wrong_answers), *text)

    def _name_diagram(self, phrase: str, diagram: Diagram) -> tuple[ScriptItem, ...]:
        """Return a phrase with the drawing's title behind it, in one sentence."""
        if not diagram.title:
            return self.reader.read_line(phrase)
        return self.reader.read_line(f"{phrase.rstrip('.。।')}: {diagram.title}." if phrase else f"{diagram.title}.")


def make_title(text: str) -> str:
    """Return a chapter's title from a prompt or an event: plain, at most 80 characters."""
    plain = " ".join(text.replace("*", "").replace("`", "").split()).strip('"“” ')
    return plain if len(plain) <= 80 else f"{plain[:79].rstrip()}…"
