"""The scorecard: what the evidence of a round says on each dimension, in an interviewer's words, with moments to hear again.

A score is worked out by plain rules that are named in docs/interview.md; where there is too little to go by it is None, and the
reason is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mock_interview.fillers import count_phrases
from mock_interview.model import PartKind, RoundPlan, RoundTurn
from mock_interview.rubric import HIGHEST, LOWEST, Measure, Rubric, RubricDimension
from mock_interview.star import find_star
from mock_interview.transcript_measures import USUAL_PACE, TranscriptMeasures, measure_transcript
from mock_interview.voice_measures import VoiceMeasures, find_speech, measure_voice

Verdict = Literal["strong hire", "hire", "no hire", "strong no hire", "not enough to tell"]

_FEWEST_WORDS = 40  # of all answers together, before anything is said about how somebody talks
_FEWEST_SECONDS = 20.0  # of speech, likewise
_MANY_FILLERS, _TOO_MANY_FILLERS = 4.0, 8.0  # in a hundred words; ordinary speech has two to three
_SLOW, _FAST = 100.0, 185.0  # words a minute at which listeners drift off, or lose the thread
_POINT_SHARES = (0.35, 0.6, 0.85)  # of the key points: from these on the score is 2, 3, 4
_VERDICTS: tuple[tuple[float, Verdict], ...] = ((3.5, "strong hire"), (2.75, "hire"), (2.0, "no hire"))
# What a person can work on before the next round: a longer list is read and not done.
_CHANGES = 3
_QUOTED_AROUND = 40  # letters before and after what a quote is about
_BEFORE_PAUSE_SECONDS = 0.5  # words that would fall this near before a pause begin after it: a sentence is not cut
# Words with which two things are weighed.
_TRADE_OFF = re.compile(
    r"\b(?:trade[- ]?offs?|instead of|rather than|at the (?:cost|price|expense) of|in (?:exchange|return)|costs?|price|cheaper|"
    r"more expensive|slower|faster|downside|drawback|upside|versus|vs|compared (?:to|with)|on the other hand|sacrific\w+|"
    r"worth|depends on whether|the alternative|pay (?:for|with))\b",
    re.IGNORECASE,
)
# Words of somebody who has operated what they describe.
_OPERATION = re.compile(
    r"\b(?:fail(?:s|ed|ure|ures|over)?|timeouts?|time[sd]? out|retr(?:y|ies|ied)|roll(?:ed)? ?back|degrad\w+|alerts?|alarms?|"
    r"paged?|on[- ]call|outages?|incidents?|monitor\w*|dashboards?|runbooks?|backpressure|breaker|overload\w*|shed\w*|recover\w*|"
    r"blast radius|post-?mortem|mitigat\w+|breaks?|crash\w*|lag\w*|slo|error budget)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was observed, `good` or not, in a sentence.

    `turn` is the answer's number (None: the whole round), `second` the moment of its recording (None: nothing to hear), `quote`
    the learner's words.
    """

    text: str
    good: bool
    turn: int | None = None
    second: float | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """What the evidence says on a dimension. `score` is None where it cannot tell, and then `reason` says why."""

    dimension: RubricDimension
    score: int | None
    findings: tuple[Finding, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Improvement:
    """Something that would change the verdict, and the question to study for it (deck and id, "" where there is none)."""

    text: str
    deck: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class AnswerMeasures:
    """The measures of one answer; None where there was no text, or no recording."""

    turn: RoundTurn
    kind: PartKind
    transcript: TranscriptMeasures | None
    voice: VoiceMeasures | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A whole round. `calibration` is mean confidence less the share of points said, from -1 to 1; None without confidence."""

    results: tuple[DimensionResult, ...]
    verdict: Verdict
    changes: tuple[Improvement, ...]
    answers: tuple[AnswerMeasures, ...]
    calibration: float | None
    pace: float | None

    @property
    def signals(self) -> tuple[Finding, ...]:
        """What speaks for hiring, then what speaks against it."""
        every = [finding for result in self.results for finding in result.findings]
        return tuple(sorted(dict.fromkeys(every), key=lambda finding: not finding.good))


def build_scorecard(plan: RoundPlan, turns: Sequence[RoundTurn], rubric: Rubric) -> Scorecard:
    """Return the scorecard of the answered questions of a round."""
    answers = tuple(measure_answer(plan, turn) for turn in turns if turn.answered)
    results = tuple(_score(dimension, answers) for dimension in rubric.dimensions)
    speech = [(a.transcript.words, a.voice.talking) for a in answers if a.transcript and a.voice and a.transcript.pace]
    seconds = sum(talking for _, talking in speech)
    return Scorecard(
        results=results,
        verdict=decide_verdict({result.dimension.key: result.score for result in results}),
        changes=_list_changes(results, answers),
        answers=answers,
        calibration=measure_calibration(turns),
        pace=60 * sum(words for words, _ in speech) / seconds if seconds else None,
    )


def measure_answer(plan: RoundPlan, turn: RoundTurn) -> AnswerMeasures:
    """Return the measures of one answer."""
    voice = measure_voice(turn.levels) if turn.levels else None
    transcript = None
    if turn.text.strip():
        places = [
            (at, at + len(m.quote)) for m in turn.marks if m.said and m.quote and (at := turn.text.find(m.quote)) >= 0
        ]
        transcript = measure_transcript(turn.text, voice.talking if voice else None, places)
    return AnswerMeasures(turn=turn, kind=plan.parts[turn.part].kind, transcript=transcript, voice=voice)


def decide_verdict(scores: Mapping[str, int | None]) -> Verdict:
    """Return the verdict that scores add up to: their mean, and no hire where one dimension was not shown at all."""
    values = [score for score in scores.values() if score is not None]
    # Half of a rubric at most may be unknown.
    if len(values) * 2 < len(scores) or not values:
        return "not enough to tell"
    mean = sum(values) / len(values)
    verdict: Verdict = next((name for least, name in _VERDICTS if mean >= least), "strong no hire")
    return "no hire" if verdict in ("hire", "strong hire") and min(values) == LOWEST else verdict


def measure_calibration(turns: Sequence[RoundTurn]) -> float | None:
    """Return mean confidence less the share of points said: above zero is overconfident. None without confidence."""
    pairs = [
        (turn.confidence / 100, share)
        for turn in turns
        if turn.confidence is not None and (share := turn.share_said) is not None
    ]
    return sum(sure - share for sure, share in pairs) / len(pairs) if pairs else None


def find_moment(turn: RoundTurn, quote: str) -> float | None:
    """Return about when words were said in a recording.

    Their share of the speech is taken to be their share of the transcript.
    """
    at = turn.text.find(quote) if quote else -1
    segments = find_speech(turn.levels) if turn.levels else ()
    if at < 0 or not segments:
        return None
    position = at / max(1, len(turn.text)) * sum(spoken.end - spoken.start for spoken in segments)
    # Stretch by stretch, because pauses have no words.
    for place, segment in enumerate(segments):
        length = segment.end - segment.start
        if position <= length - (_BEFORE_PAUSE_SECONDS if place + 1 < len(segments) else 0):
            return round(segment.start + position, 1)
        position = max(0.0, position - length)
    return round(segments[-1].start, 1)


def _find_start(answer: AnswerMeasures) -> float | None:
    return (answer.voice.first_sentence or 0.0) if answer.voice else None


_Scored = tuple[int | None, list[Finding], str]


def _score(dimension: RubricDimension, answers: Sequence[AnswerMeasures]) -> DimensionResult:
    if not dimension.measure:
        reason = "Nothing is measured for this dimension: it takes a listener."
        return DimensionResult(dimension=dimension, score=None, findings=(), reason=reason)
    score, findings, reason = _SCORERS[dimension.measure](answers)
    return DimensionResult(dimension=dimension, score=score, findings=tuple(findings), reason=reason)


def _clamp(value: float) -> int:
    return max(LOWEST, min(HIGHEST, int(value + 0.5)))


def _score_clarity(answers: Sequence[AnswerMeasures]) -> _Scored:
    texts = [answer for answer in answers if answer.transcript]
    words = sum(answer.transcript.words for answer in texts if answer.transcript)
    voiced = [answer for answer in answers if answer.voice]
    talking = sum(answer.voice.talking for answer in voiced if answer.voice)
    if words < _FEWEST_WORDS and talking < _FEWEST_SECONDS:
        return None, [], "Too little was said or typed to tell."
    value, findings = 3.0, []
    for adjust in (_rate_order, _rate_fillers, _rate_pace, _rate_pauses, _rate_interruptions):
        change, new_findings = adjust(answers)
        value += change
        findings += new_findings
    return _clamp(value), findings, ""


def _rate_order(answers: Sequence[AnswerMeasures]) -> tuple[float, list[Finding]]:
    placed_answers = [
        a for a in answers if a.transcript and a.transcript.answer_place != "unknown" and a.kind != "story"
    ]
    first = [a for a in placed_answers if a.transcript and a.transcript.answer_place == "first"]
    if len(placed_answers) < 2:
        return 0.0, []
    share = len(first) / len(placed_answers)
    text = f"Gave the answer first in {len(first)} of {len(placed_answers)} answers."
    late = next((a for a in placed_answers if a.transcript and a.transcript.answer_place == "last"), None)
    example = first[0] if share >= 0.5 or late is None else late
    finding = Finding(text, share >= 0.5, example.turn.number, _find_start(example))
    return (0.5 if share >= 0.7 else -0.5 if share < 0.35 else 0.0), [finding]


def _rate_fillers(answers: Sequence[AnswerMeasures]) -> tuple[float, list[Finding]]:
    texts = [(a, a.transcript) for a in answers if a.transcript]
    words = sum(t.words for _, t in texts)
    if words < _FEWEST_WORDS:
        return 0.0, []
    fillers = [phrase for _, t in texts for phrase in t.fillers]
    rate = 100 * len(fillers) / words
    if rate <= _MANY_FILLERS:
        return 0.0, [Finding(f"Few fillers: {len(fillers)} in {words} words.", good=True)] if rate <= 2 else []
    worst, measures = max(texts, key=lambda entry: entry[1].fillers_per_hundred)
    phrase, times = count_phrases(fillers)[0]
    text = f"{rate:.0f} fillers in a hundred words; “{phrase}” {_describe_times(times)}."
    first = measures.fillers[0]
    quote = _cut_quote(worst.turn.text, first.start, first.end)
    second = find_moment(worst.turn, worst.turn.text[first.start : first.end + 20])
    return (-1.0 if rate > _TOO_MANY_FILLERS else -0.5), [Finding(text, False, worst.turn.number, second, quote)]


def _rate_pace(answers: Sequence[AnswerMeasures]) -> tuple[float, list[Finding]]:
    paced = [(a, a.transcript.pace) for a in answers if a.transcript and a.transcript.pace]
    if not paced:
        return 0.0, []
    mean = sum(pace for _, pace in paced) / len(paced)
    low, high = USUAL_PACE
    if _SLOW <= mean <= _FAST:
        usual = low <= mean <= high
        return 0.0, [Finding(f"Spoke {mean:.0f} words a minute; {low} to {high} is usual.", good=True)] if usual else []
    extreme, pace = max(paced, key=lambda entry: abs(entry[1] - (low + high) / 2))
    text = f"Spoke {mean:.0f} words a minute, {pace:.0f} at the most extreme; {low} to {high} is usual."
    return -0.5, [Finding(text, False, extreme.turn.number, _find_start(extreme))]


def _rate_pauses(answers: Sequence[AnswerMeasures]) -> tuple[float, list[Finding]]:
    voiced = [(a, a.voice) for a in answers if a.voice and a.voice.talking >= 5]
    count = sum(len(v.pauses) for _, v in voiced)
    if not voiced or count < max(3, len(voiced)):
        return 0.0, []
    longest = max(
        ((a, pause) for a, v in voiced for pause in v.pauses), key=lambda entry: entry[1].end - entry[1].start
    )
    answer, pause = longest
    text = f"{count} pauses of more than two seconds; the longest took {pause.end - pause.start:.0f} seconds."
    return -0.25, [Finding(text, False, answer.turn.number, max(0.0, pause.start - 2))]


def _rate_interruptions(answers: Sequence[AnswerMeasures]) -> tuple[float, list[Finding]]:
    overruns = [a for a in answers if a.turn.interrupted]
    if not overruns:
        return 0.0, [Finding("Stayed within the time of every question.", good=True)] if len(answers) >= 4 else []
    text = (
        f"Had to be stopped {_describe_times(len(overruns))}: "
        f"{'the answer ran past its time' if len(overruns) == 1 else 'the answers ran past their time'}."
    )
    at = max(0.0, overruns[0].voice.seconds - 10) if overruns[0].voice else None
    return -0.5 if len(overruns) * 4 >= len(answers) else -0.25, [Finding(text, False, overruns[0].turn.number, at)]


def _score_points(share: float) -> int:
    return LOWEST + sum(share >= least for least in _POINT_SHARES)


def _list_point_findings(answers: Sequence[AnswerMeasures]) -> list[Finding]:
    """Return what was covered and what was missed, the best answer and the worst."""
    marked_answers = [a for a in answers if a.turn.marks and a.turn.role != "help"]
    findings = []
    good = [a for a in marked_answers if (a.turn.share_said or 0) >= 0.75]
    weak = [a for a in marked_answers if a.turn.missed and (a.turn.share_said or 0) < 0.75]
    for answer in sorted(good, key=lambda a: -len(a.turn.marks))[:2]:
        said_marks = [mark for mark in answer.turn.marks if mark.said]
        quote = next((mark.quote for mark in said_marks if mark.quote), "")
        text = (
            f"{len(said_marks)} of {len(answer.turn.marks)} points on “{shorten_prompt(answer.turn.question.prompt)}”."
        )
        moment = find_moment(answer.turn, quote)
        findings.append(
            Finding(text, True, answer.turn.number, _find_start(answer) if moment is None else moment, quote)
        )
    for answer in sorted(weak, key=lambda a: a.turn.share_said or 0)[:3]:
        text = f"Missed on “{shorten_prompt(answer.turn.question.prompt)}”: {answer.turn.missed[0]}."
        findings.append(Finding(text, False, answer.turn.number, _find_start(answer)))
    return findings


def _mean_share(answers: Sequence[AnswerMeasures]) -> float | None:
    """Return the share of key points said, each answer counting as many points as it had; help counts half."""
    said_count = point_count = 0.0
    for answer in answers:
        share = answer.turn.share_said
        if share is not None:
            weight = len(answer.turn.marks) * (0.5 if answer.turn.role == "help" else 1.0)
            said_count, point_count = said_count + share * weight, point_count + weight
    return said_count / point_count if point_count else None


def _score_depth(answers: Sequence[AnswerMeasures]) -> _Scored:
    topic_answers = [a for a in answers if a.kind in ("topic", "design")]
    share = _mean_share(topic_answers)
    if share is None:
        return None, [], "No answer on a topic was checked against its key points."
    return _score_points(share), _list_point_findings(topic_answers), ""


def _score_trade_offs(answers: Sequence[AnswerMeasures]) -> _Scored:
    spoken_answers = [a for a in answers if a.kind in ("topic", "design", "estimate") and a.transcript]
    estimates = [a for a in answers if a.kind == "estimate" and a.turn.marks]
    if sum(a.transcript.words for a in spoken_answers if a.transcript) < _FEWEST_WORDS and not estimates:
        return None, [], "Without a transcript nobody can count figures: type the answer, or use a recogniser."
    findings, parts = [], []
    if spoken_answers:
        for share_of_answers, finding in (_judge_figures(spoken_answers), _judge_alternatives(spoken_answers)):
            parts.append(share_of_answers)
            findings.append(finding)
    share = _mean_share(estimates)
    if share is not None:
        parts.append(share)
        right = share >= 0.5
        text = (
            "Came to the right number in the estimate."
            if right
            else "Did not come to the right number in the estimate."
        )
        findings.append(Finding(text, right, estimates[0].turn.number, _find_start(estimates[0])))
    return _clamp(LOWEST + (HIGHEST - LOWEST) * sum(parts) / len(parts)), findings, ""


def _judge_figures(answers: Sequence[AnswerMeasures]) -> tuple[float, Finding]:
    """Return the share of answers with a figure, and the first of them."""
    with_figures = [a for a in answers if a.transcript and a.transcript.numbers]
    if not with_figures:
        text = f"Used no figure in {len(answers)} answer{'' if len(answers) == 1 else 's'}."
        return 0.0, Finding(text, False, answers[0].turn.number, _find_start(answers[0]))
    count = sum(len(a.transcript.numbers) for a in answers if a.transcript)
    first = with_figures[0]
    quote = first.transcript.numbers[0] if first.transcript else ""
    text = f"Used {count} figure{'' if count == 1 else 's'}, in {len(with_figures)} of {len(answers)} answers."
    is_good = len(with_figures) * 2 >= len(answers)
    finding = Finding(text, is_good, first.turn.number, find_moment(first.turn, quote), quote)
    return len(with_figures) / len(answers), finding


def _judge_alternatives(answers: Sequence[AnswerMeasures]) -> tuple[float, Finding]:
    """Return the share of answers that weigh one thing against another, and the first of them."""
    weighed = [(a, match) for a in answers if (match := _TRADE_OFF.search(a.turn.text))]
    if not weighed:
        text = "Named no cost and no alternative."
        return 0.0, Finding(text, False, answers[0].turn.number, _find_start(answers[0]))
    answer, match = weighed[0]
    text = f"Weighed one thing against another in {len(weighed)} of {len(answers)} answers."
    quote = _cut_quote(answer.turn.text, match.start(), match.end())
    finding = Finding(text, True, answer.turn.number, find_moment(answer.turn, match[0]), quote)
    return len(weighed) / len(answers), finding


def _score_failure(answers: Sequence[AnswerMeasures]) -> _Scored:
    incident = [a for a in answers if a.kind == "incident"]
    share = _mean_share(incident)
    texts = [a for a in answers if a.transcript and a.kind in ("topic", "design", "incident")]
    operated = [(a, match) for a in texts if (match := _OPERATION.search(a.turn.text))]
    if share is None and sum(a.transcript.words for a in texts if a.transcript) < _FEWEST_WORDS:
        return None, [], "No incident was decided, and there is no transcript to look at."
    findings, parts = [], []
    for answer in incident:
        if answer.turn.role == "help":  # a decision that was made with help speaks for neither
            continue
        decided = answer.turn.share_said
        if decided is not None:
            right = decided >= 0.5
            text = (
                f"Chose what the evidence called for on “{shorten_prompt(answer.turn.question.prompt)}”."
                if right
                else f"Decided against the evidence. Better: {answer.turn.question.answer or answer.turn.missed[0]}."
            )
            findings.append(Finding(text, right, answer.turn.number, _find_start(answer)))
    if share is not None:
        parts += [share, share]  # a decision weighs twice what words do
    if texts:
        parts.append(len(operated) / len(texts))
        if operated:
            answer, match = operated[0]
            quote = _cut_quote(answer.turn.text, match.start(), match.end())
            text = f"Spoke of failure or operation unasked in {len(operated)} of {len(texts)} answers."
            findings.append(Finding(text, True, answer.turn.number, find_moment(answer.turn, match[0]), quote))
        else:
            findings.append(Finding("Never said how it fails, or how that would be seen.", good=False))
    return _clamp(LOWEST + (HIGHEST - LOWEST) * sum(parts) / len(parts)), findings, ""


def _score_leadership(answers: Sequence[AnswerMeasures]) -> _Scored:
    stories = [a for a in answers if a.kind == "story"]
    if not stories:
        return None, [], "No story was told."
    findings, parts = [], []
    share = _mean_share(stories)
    if share is not None:
        parts.append(share)
        findings += _list_point_findings(stories)
    text = "\n".join(a.turn.text for a in stories if a.transcript)
    # Of all stories together: somebody who tells what was learned at the end of the second has told it.
    measures = measure_transcript(text)
    if measures.words >= _FEWEST_WORDS:
        star = find_star(text)
        found_parts = [part for part in star if part.found]
        parts.append(len(found_parts) / len(star))
        first = stories[0]
        names = ", ".join(part.name for part in star if not part.found)
        if names:
            findings.append(Finding(f"The story lacks: {names}.", False, first.turn.number, _find_start(first)))
        else:
            findings.append(
                Finding("The story has all five parts.", True, first.turn.number, _find_start(first), star[3].quote)
            )
        own = measures.first_person >= measures.team
        parts.append(1.0 if own else 0.0)
        pronouns = f"Said “I” {_describe_times(measures.first_person)} and “we” {_describe_times(measures.team)}."
        findings.append(Finding(pronouns, own, first.turn.number, _find_start(first)))
    if not parts:
        return None, [], "The story has neither key points that were checked nor a transcript."
    return _clamp(LOWEST + (HIGHEST - LOWEST) * sum(parts) / len(parts)), findings, ""


_SCORERS: dict[Measure, Callable[[Sequence[AnswerMeasures]], _Scored]] = {
    "clarity": _score_clarity,
    "depth": _score_depth,
    "trade_offs": _score_trade_offs,
    "failure": _score_failure,
    "leadership": _score_leadership,
}
_ADVICE: dict[Measure, str] = {
    "clarity": "Say the answer in your first sentence, then the reasons, and stop before you are stopped.",
    "depth": "Explain the mechanism: what happens step by step, and what holds it up.",
    "trade_offs": "Put a number and a cost into each answer, unasked.",
    "failure": "Say how it fails, how you would notice, and what you would do first.",
    "leadership": "Tell the story in five parts, with “I” for what you decided and a number for what came of it.",
}


def _list_changes(results: Sequence[DimensionResult], answers: Sequence[AnswerMeasures]) -> tuple[Improvement, ...]:
    """Return the three things that would change the verdict most: the weakest dimensions first, each with its gravest miss."""
    misses = [
        (answer.kind, point, answer.turn.question)
        for answer in sorted(answers, key=lambda a: a.turn.share_said if a.turn.share_said is not None else 1.0)
        if answer.turn.role != "help"
        for point in answer.turn.missed[:1]
    ]
    kinds: dict[Measure, tuple[PartKind, ...]] = {
        "depth": ("topic", "design"),
        "trade_offs": ("estimate",),
        "failure": ("incident",),
        "leadership": ("story",),
    }
    changes: list[Improvement] = []
    weak = [result for result in results if result.score is not None and result.score < HIGHEST]
    for result in sorted(weak, key=lambda result: result.score or 0):
        measure = result.dimension.measure
        own = next((entry for entry in misses if entry[0] in kinds.get(measure, ())), None)
        if own is not None:
            misses.remove(own)
            _, point, question = own
            short_prompt = shorten_prompt(question.prompt)
            text = f"{result.dimension.title}: the point you missed on “{short_prompt}” is: {_lower_first(point)}."
            changes.append(Improvement(text, question.deck, question.id))
        else:
            changes.append(
                Improvement(f"{result.dimension.title}: {_lower_first(_ADVICE[measure])}." if measure else "")
            )
    for _, point, question in misses:
        changes.append(
            Improvement(
                f"The point you missed on “{shorten_prompt(question.prompt)}” is: {_lower_first(point)}.",
                question.deck,
                question.id,
            )
        )
    return tuple(change for change in changes if change.text)[:_CHANGES]


def _describe_times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _cut_quote(text: str, start: int, end: int) -> str:
    """Return words with some of what stands around them, cut between words."""
    first, last = max(0, start - _QUOTED_AROUND), min(len(text), end + _QUOTED_AROUND)
    first = text.find(" ", first, start) + 1 if first else 0
    if last < len(text):
        space = text.rfind(" ", end, last)
        last = space if space >= 0 else last
    return text[first if first else 0 : last].strip()


def _lower_first(text: str) -> str:
    """Return a text with a small first letter, to continue a sentence; an abbreviation keeps its capitals."""
    stripped = text.strip().rstrip(".")
    word = stripped.partition(" ")[0]
    # "I", "I/O", "S3" and "SLOs" keep their capital; "A", "Kafka" and "Don't" are taken for ordinary words.
    return stripped if word != "A" and not word[1:].islower() else stripped[:1].lower() + stripped[1:]


# Letters of a question where it only names its answer: one line of the scorecard.
_LONGEST_PROMPT = 90


def shorten_prompt(prompt: str, longest: int = _LONGEST_PROMPT) -> str:
    """Return a question's prompt on one line, cut at a word where it is long."""
    words = " ".join(prompt.split())
    return words if len(words) <= longest else words[:longest].rsplit(" ", 1)[0] + " …"
