"""The deck as data: what the reader returns and every other room works on.

Everything here is frozen and plain. Lines are 1-based and inclusive, counted in the file as it was given
(before any repair). Texts are markdown unless a field says otherwise; they are already repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Severity = Literal["error", "warning", "info"]
QuestionKind = Literal["recall", "layered", "choice"]
EventRole = Literal["trigger", "symptom", "false signal", "diagnosis", "mitigation", "recovery", "lesson"]
Certainty = Literal["exact", "approximate", "inherited", "unknown"]
SignalShape = Literal["level", "change", "bound", "ratio"]
ToleranceKind = Literal["percent", "factor", "orders", "absolute"]

ROLES: tuple[EventRole, ...] = ("trigger", "symptom", "false signal", "diagnosis", "mitigation", "recovery", "lesson")

# "Incident: …", "Incident 2: …", "Incident A – …". A sign must follow: "Incident response" is a title of its own.
_INCIDENT_PREFIX = re.compile(r"^incident(?:\s+(?:\d{1,2}|[A-Z]))?(?::|\s+[–—-])\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the author should know: `line: severity: message. Remedy`.

    `error` loses meaning for the learner, `warning` may, `info` tells of a repair that was made.
    `lines` are lines that are in no block because of it: this problem accounts for them. `fix` is what the line should say
    instead, where that is all it takes ("" elsewhere); it may hold line breaks, where a line is to be put above it.
    """

    line: int
    severity: Severity
    code: str
    message: str
    remedy: str = ""
    lines: tuple[int, ...] = ()
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading. `id` is the author's `{#id}` or a slug of the title, unique in the deck; `parent` is "" at the top."""

    id: str
    title: str
    level: int
    line: int = field(compare=False)
    parent: str = ""
    explicit_id: bool = False
    details: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown that has no special meaning: paragraphs, lists, tables, quotes, images."""

    markdown: str
    section: str
    line: int = field(compare=False)
    last: int = field(compare=False)
    details: str = ""


@dataclass(frozen=True, slots=True)
class Callout:
    """A marked remark. `kind` is one of the keys of `deck.blocks.callout.KINDS`; `label` is the author's wording."""

    kind: str
    label: str
    text: str
    section: str
    line: int = field(compare=False)
    last: int = field(compare=False)
    details: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced example. `title` is the label or heading it stands under; `source` has its final newline cut."""

    title: str
    language: str
    source: str
    section: str
    line: int = field(compare=False)
    last: int = field(compare=False)
    details: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A drawing. `language` is "ascii" or "mermaid"; `spoken` is what a listener hears instead (may be empty)."""

    title: str
    language: str
    source: str
    spoken: str
    section: str
    line: int = field(compare=False)
    last: int = field(compare=False)
    details: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said: `speaker` as written ("Interviewer"), `text` markdown without the quotation marks."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation in a quote."""

    turns: tuple[Turn, ...]
    section: str
    line: int = field(compare=False)
    last: int = field(compare=False)
    details: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option under a question or decision. `explanation` is shown after the learner has committed."""

    text: str
    right: bool
    explanation: str
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """An answer that people often give and that is wrong. `reason` says why ("" where the author gives none)."""

    text: str
    reason: str = ""


Part = Prose | Callout | Code | Diagram | Dialogue


@dataclass(frozen=True, slots=True)
class Question:
    """Something a learner is asked.

    `topic` is the id of its section. `body` is the answer in its parts, in order; `answer` is the same as one
    markdown text without the callouts. `eli8` is the simple layer ("" where there is none). `wordings` are other ways of
    saying a key point that count as the point, one tuple for each; () where no point has any.
    """

    id: str
    kind: QuestionKind
    topic: str
    prompt: str
    answer: str
    eli8: str
    line: int = field(compare=False)
    last: int = field(compare=False)
    body: tuple[Part, ...] = ()
    key_points: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    explicit_id: bool = False
    details: str = ""
    wordings: tuple[tuple[str, ...], ...] = ()
    wrong_answers: tuple[WrongAnswer, ...] = ()

    @property
    def section(self) -> str:
        """The section it stands in: the same as its topic."""
        return self.topic


@dataclass(frozen=True, slots=True)
class CounterQuestion:
    """A follow-up. `about` is the label or title it hangs on, `follows` the id of the question it comes after ("")."""

    id: str
    topic: str
    about: str
    follows: str
    prompt: str
    tests: str
    answer: str
    line: int = field(compare=False)
    last: int = field(compare=False)
    key_points: tuple[str, ...] = ()
    explicit_id: bool = False
    section: str = ""
    details: str = ""
    wordings: tuple[tuple[str, ...], ...] = ()
    wrong_answers: tuple[WrongAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """A measured thing named in an event's text, e.g. `120ms → 900ms`.

    `level` and `bound` have one value (`end`); `change` has `start` and `end`; `ratio` is `end` of `whole`.
    `bound` is "≤", "<", "≥", ">" or "". `name` may be "" where the text names none. `text` is as written.
    """

    name: str
    unit: str
    shape: SignalShape
    start: float | None
    end: float
    whole: float | None
    bound: str
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """One moment. `at` is the stamp as written; `minute` counts from the incident's start, None if unreadable.

    `end_minute` is set for ranges; `wall` is aware where a zone is known, naive where only a date is.
    """

    at: str
    minute: float | None
    text: str
    details: tuple[str, ...]
    line: int = field(compare=False)
    last: int = field(compare=False)
    end_minute: float | None = None
    wall: datetime | None = None
    certainty: Certainty = "exact"
    role: EventRole = "symptom"
    role_inferred: bool = True
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A stop in an incident. `after` is the index of the event it follows; the learner chooses before going on."""

    id: str
    prompt: str
    choices: tuple[Choice, ...]
    after: int
    line: int = field(compare=False)
    last: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Series:
    """A column of a signals fence. `points` are (minute, value); `note` is the fence's label ("illustrative")."""

    name: str
    unit: str
    points: tuple[tuple[float, float], ...]
    note: str
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class LabSetting:
    """A starting value of a lab: a knob's name, and its value with its unit as written."""

    knob: str
    value: str
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class LabComparison:
    """A stated curve that the model's run must come near: `tolerance` is a share of the stated curve's largest value."""

    series: str
    curve: str
    tolerance: float
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class LabGoal:
    """What the learner tries to reach: a metric `below` or `above` a value as written."""

    metric: str
    relation: Literal["below", "above"]
    value: str
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab fence of an incident: the model behind it, starting values, and what may be turned.

    Names of models, knobs, curves and metrics are those of `python -m simulation list`; whether they exist is checked where
    decks and models meet, because the reader knows no models. `model` is "" where the fence names none. `unreadable` are lines
    that were told and are kept, so that formatting loses nothing.
    """

    model: str
    settings: tuple[LabSetting, ...]
    line: int = field(compare=False)
    last: int = field(compare=False)
    turn: tuple[str, ...] = ()
    comparisons: tuple[LabComparison, ...] = ()
    goals: tuple[LabGoal, ...] = ()
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """A timeline. Events stand in the author's order; `intro` is what precedes or interrupts them.

    `zone_note` is the sentence that says which zone the stamps are in ("" for none).
    """

    id: str
    title: str
    section: str
    events: tuple[Event, ...]
    lessons: tuple[str, ...]
    line: int = field(compare=False)
    last: int = field(compare=False)
    intro: tuple[Part, ...] = ()
    decisions: tuple[Decision, ...] = ()
    series: tuple[Series, ...] = ()
    topics: tuple[str, ...] = ()
    zone_note: str = ""
    explicit_id: bool = False
    details: str = ""
    labs: tuple[Lab, ...] = ()

    @property
    def short_title(self) -> str:
        """What it is called among incidents.

        Its title without a leading "Incident:", "Incident 2:" or "Incident A –".
        """
        return _INCIDENT_PREFIX.sub("", self.title)


@dataclass(frozen=True, slots=True)
class ScriptPart:
    """A chapter meant to be spoken.

    `minutes` is (low, high) as promised, (0, 0) where nothing is; `text` is markdown.
    """

    id: str
    title: str
    minutes: tuple[float, float]
    text: str
    section: str
    line: int = field(compare=False)
    last: int = field(compare=False)
    topics: tuple[str, ...] = ()
    explicit_id: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A spoken script: its parts are an episode's chapters."""

    id: str
    title: str
    minutes: tuple[float, float]
    parts: tuple[ScriptPart, ...]
    section: str
    line: int = field(compare=False)
    last: int = field(compare=False)
    details: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """A `:::details` group: blocks and sections name it by `id`; `parent` is the group around it ("" for none)."""

    id: str
    title: str
    section: str
    parent: str
    line: int = field(compare=False)
    last: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class EstimateVariable:
    """A number of an estimate that is drawn anew each time, between `low` and `high`; equal ends are a constant.

    `step` is the author's grid (0: none), `whole` says that only whole numbers are drawn, `unit` is as written ("" for none).
    """

    name: str
    low: float
    high: float
    step: float = 0.0
    whole: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far an estimate may be off: `amount` percent, a factor, powers of ten, or `amount` of `unit`."""

    kind: ToleranceKind
    amount: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A question for a number. `prompt` and `derivation` keep their braces; `answer` is the line as written.

    `expression`, `unit` and `tolerance` are the answer taken apart; `expression` is "" where it could not be read, and then
    nothing is asked. `context` are parts between the question and its answer.
    """

    id: str
    section: str
    prompt: str
    answer: str
    variables: tuple[EstimateVariable, ...]
    expression: str
    unit: str
    tolerance: Tolerance
    line: int = field(compare=False)
    last: int = field(compare=False)
    context: tuple[Part, ...] = ()
    derivation: tuple[Part, ...] = ()
    key_points: tuple[str, ...] = ()
    explicit_id: bool = False
    details: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts inside it, in order."""
        return (*self.context, *self.derivation)


@dataclass(frozen=True, slots=True)
class ClarifyingQuestion:
    """A question worth asking before one designs, and what its answer decides ("" where the author says nothing)."""

    question: str
    decides: str


@dataclass(frozen=True, slots=True)
class DesignStep:
    """A timed step of a design exercise. `minutes` is (low, high), (0, 0) where no time is given."""

    title: str
    minutes: tuple[float, float]
    task: tuple[Part, ...]
    answer: tuple[Part, ...]
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """What is observed at a level: `level` as written ("Staff"), `anchors` are single things one can see or hear."""

    level: str
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DesignExercise:
    """A system to design against the clock: brief, questions worth asking, steps with their model answers, rubric, diagram.

    Its heading is a section of the same title. `notes` are parts that belong to none of these.
    """

    id: str
    title: str
    section: str
    brief: tuple[Part, ...]
    clarifying: tuple[ClarifyingQuestion, ...]
    steps: tuple[DesignStep, ...]
    rubric: tuple[RubricLevel, ...]
    diagram: Diagram | None
    line: int = field(compare=False)
    last: int = field(compare=False)
    notes: tuple[Part, ...] = ()
    explicit_id: bool = False
    details: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts inside it, in order, the diagram to draw last."""
        inside = [part for step in self.steps for part in (*step.task, *step.answer)]
        return (*self.brief, *inside, *self.notes, *((self.diagram,) if self.diagram else ()))


@dataclass(frozen=True, slots=True)
class Story:
    """A behavioural prompt. `body` is guidance, `example` what the author offers as one; key points are what it must contain."""

    id: str
    section: str
    prompt: str
    line: int = field(compare=False)
    last: int = field(compare=False)
    body: tuple[Part, ...] = ()
    example: tuple[Part, ...] = ()
    key_points: tuple[str, ...] = ()
    explicit_id: bool = False
    details: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts inside it, in order."""
        return (*self.body, *self.example)


Block = Part | Question | CounterQuestion | Incident | Script | Estimate | DesignExercise | Story


@dataclass(frozen=True, slots=True)
class Meta:
    """The front matter. `pronunciations` maps written to spoken; `synonyms` are groups of words that mean the same.

    `engine_pronunciations` are (engine, written, spoken): how one speech engine has to be written to.
    """

    title: str = ""
    level: str = ""
    language: str = "en"
    description: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    pronunciations: tuple[tuple[str, str], ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  # old and new ids, so that histories find their questions
    engine_pronunciations: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Deck:
    """A parsed document.

    `blocks` are in document order. `title` is the first top heading, else the front matter's. `text` is the document after
    repair. `unparsed_lines` are source lines that the reader failed to place (none unless it has a bug).
    Equality means equal content: lines, problems and `text` do not count.
    """

    meta: Meta
    title: str
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    details: tuple[Details, ...] = ()
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    unparsed_lines: tuple[int, ...] = field(default=(), compare=False)
    text: str = field(default="", compare=False)

    def walk_blocks(self) -> Iterator[Block]:
        """Return every block in document order, those inside answers and incidents right after their owner."""
        for block in self.blocks:
            yield block
            if isinstance(block, Question):
                yield from block.body
            elif isinstance(block, Incident):
                yield from block.intro
            elif isinstance(block, Estimate | DesignExercise | Story):
                yield from block.parts

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in order."""
        return tuple(b for b in self.blocks if isinstance(b, Question))

    @property
    def counter_questions(self) -> tuple[CounterQuestion, ...]:
        """All counter-questions, in order."""
        return tuple(b for b in self.blocks if isinstance(b, CounterQuestion))

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """All incidents, in order."""
        return tuple(b for b in self.blocks if isinstance(b, Incident))

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All estimates, in order."""
        return tuple(b for b in self.blocks if isinstance(b, Estimate))

    @property
    def design_exercises(self) -> tuple[DesignExercise, ...]:
        """All design exercises, in order."""
        return tuple(b for b in self.blocks if isinstance(b, DesignExercise))

    @property
    def stories(self) -> tuple[Story, ...]:
        """All behavioural prompts, in order."""
        return tuple(b for b in self.blocks if isinstance(b, Story))

    @property
    def scripts(self) -> tuple[Script, ...]:
        """All spoken scripts, in order."""
        return tuple(b for b in self.blocks if isinstance(b, Script))

    @property
    def diagrams(self) -> tuple[Diagram, ...]:
        """All diagrams, in order, those inside answers too."""
        return tuple(b for b in self.walk_blocks() if isinstance(b, Diagram))

    @property
    def code(self) -> tuple[Code, ...]:
        """All code examples, in order, those inside answers too."""
        return tuple(b for b in self.walk_blocks() if isinstance(b, Code))

    @property
    def callouts(self) -> tuple[Callout, ...]:
        """All callouts, in order, those inside answers too."""
        return tuple(b for b in self.walk_blocks() if isinstance(b, Callout))

    @property
    def dialogues(self) -> tuple[Dialogue, ...]:
        """All dialogues, in order."""
        return tuple(b for b in self.walk_blocks() if isinstance(b, Dialogue))

    def find_section(self, section_id: str) -> Section | None:
        """Return the section with this id, None where there is none."""
        return next((s for s in self.sections if s.id == section_id), None)

    def list_ancestors(self, section_id: str) -> tuple[Section, ...]:
        """Return the section and those above it, innermost first."""
        by_id = {s.id: s for s in self.sections}
        chain: list[Section] = []
        while section_id in by_id and by_id[section_id] not in chain:
            chain.append(by_id[section_id])
            section_id = by_id[section_id].parent
        return tuple(chain)
