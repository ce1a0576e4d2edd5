"""The scorecard: evidence with turns and moments, three changes, verdicts that follow from scores, and what cannot be told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mock_interview.model import InterviewQuestion, PointMark, RoundTurn
from mock_interview.rubric import build_rubric
from mock_interview.scorecard import (
    DimensionResult,
    Scorecard,
    build_scorecard,
    decide_verdict,
    find_moment,
    measure_calibration,
    shorten_prompt,
)
from tests.mock_interview.round_values import answer, find_part, find_question_part, load_deck, make_plan

GOOD = (
    "Threads outnumber connections, so 190 of 200 wait and no processor graph shows it. I shed load before resizing, because a "
    "larger pool costs the database more than it gives: 10 connections at 20 ms are 500 requests a second. If it fails, I roll "
    "back within a minute and the alert pages me first."
)
STORY = (
    "When I was at a bank, in 2021, I decided to deploy on a Friday. My job was the ledger. I called the partner and I rolled it "
    "back. As a result 90 payments were late instead of 9,000. I learned to deploy on Tuesdays, and now I always ask first. "
    "Nothing of the kind never happened again, and I told the board what it had cost us in euros."
)


def make_turns() -> list[RoundTurn]:
    plan = make_plan()
    part = find_question_part(plan, "q-ten")
    asked = plan.parts[part].question
    marks = tuple(PointMark(point, said=True, quote="shed load before resizing") for point in asked.key_points)
    return [
        answer(plan, part, [], text=GOOD, number=1, marks=marks, confidence=80),
        answer(plan, find_question_part(plan, "q-retry"), [True, False], number=2, text=GOOD, confidence=60),
        answer(
            plan, find_part(plan, "incident"), [True], number=3, text="I turn off half of the traffic.", confidence=50
        ),
        answer(plan, find_part(plan, "story"), [True, True], number=4, text=STORY),
    ]


def test_a_good_round_is_a_hire_with_evidence_for_each_dimension() -> None:
    plan, turns = make_plan(), make_turns()
    card = build_scorecard(plan, turns, build_rubric([load_deck()], plan.level))
    scores = {result.dimension.key: result.score for result in card.results}
    assert len(card.results) == 5
    assert all(score is not None and score >= 3 for score in scores.values()), scores
    assert card.verdict in ("hire", "strong hire")
    assert all(result.findings for result in card.results)
    assert {finding.turn for finding in card.signals if finding.turn is not None} <= {1, 2, 3, 4}
    assert any("“I”" in finding.text for finding in card.signals)
    assert card.calibration == pytest.approx((0.8 - 1 + 0.6 - 0.5 + 0.5 - 1) / 3)


def test_what_was_missed_changes_the_verdict_and_names_its_question() -> None:
    plan = make_plan()
    poor = [
        answer(plan, find_question_part(plan, "q-ten"), [False, False, False], number=1, text="It depends. " * 30),
        answer(plan, find_part(plan, "incident"), [False], number=2, text="I restart everything. " * 20),
        answer(plan, find_part(plan, "story"), [False, False], number=3, text="We did it. We always do. " * 15),
    ]
    card = build_scorecard(plan, poor, build_rubric([], plan.level))
    assert card.verdict in ("no hire", "strong no hire")
    assert len(card.changes) == 3
    assert {change.question for change in card.changes} & {"q-ten", "dec-first", "story-own"}
    assert not [finding for finding in card.signals if finding.good and "number" in finding.text]


def test_without_words_or_marks_nothing_is_made_up() -> None:
    plan = make_plan()
    silent = [answer(plan, 1, [], number=1), answer(plan, 2, [], number=2)]
    card = build_scorecard(plan, silent, build_rubric([], plan.level))
    assert all(result.score is None and result.reason for result in card.results)
    assert card.verdict == "not enough to tell"
    assert (card.calibration, card.pace) == (None, None)
    assert build_scorecard(plan, [], build_rubric([], plan.level)).verdict == "not enough to tell"


def test_a_dimension_that_was_not_shown_at_all_is_no_hire() -> None:
    assert decide_verdict({"a": 4, "b": 4, "c": 4, "d": 1}) == "no hire"
    assert decide_verdict({"a": 4, "b": 4, "c": 3, "d": 3}) == "strong hire"
    assert decide_verdict({"a": 3, "b": 3, "c": 3, "d": 2}) == "hire"
    assert decide_verdict({"a": 1, "b": 2, "c": 1, "d": 2}) == "strong no hire"
    assert decide_verdict({"a": 4, "b": None, "c": None, "d": None}) == "not enough to tell"


def test_words_are_found_again_in_the_recording() -> None:
    plan = make_plan()
    loud, quiet = 12, 80
    levels = bytes(
        [quiet] * 100 + [loud, loud, 30, loud] * 50 + [quiet] * 200 + [loud, 30, loud, loud] * 50 + [quiet] * 50
    )
    turn = answer(plan, 1, [], text="First half of words. Second half of it all.", levels=levels)
    moment = find_moment(turn, "Second half")
    assert moment is not None
    assert 9.5 <= moment <= 10.8  # the second stretch begins at 10 s
    assert find_moment(turn, "never said") is None
    assert find_moment(replace(turn, levels=b""), "Second half") is None


def test_a_moment_is_found_by_the_share_of_the_words_and_not_cut_from_what_follows_a_pause() -> None:
    levels = make_levels(2, 4, 4, 4, 1)
    turn = answer(make_plan(), 1, [], text="Zero one. One two3. Two three4. Three fo", levels=levels)
    moments = [find_moment(turn, turn.text[place : place + 6]) for place in (0, 10, 19, 30)]
    assert moments == [
        pytest.approx(at, abs=0.3) for at in (2, 4, 10, 12)
    ]  # the third would begin 0.2 s before the pause


def test_calibration_needs_confidence() -> None:
    plan = make_plan()
    assert measure_calibration([answer(plan, 1, [True, True])]) is None
    assert measure_calibration([answer(plan, 1, [True, False], confidence=90)]) == pytest.approx(0.4)


QUIET, LOUD = [80], [12, 12, 30, 12]


def make_levels(*seconds: float) -> bytes:
    """Loudness of a recording: silence and speech in turn, so many seconds each, silence first."""
    frames: list[int] = []
    for place, length in enumerate(seconds):
        count = round(length / 0.02)
        frames += ((LOUD if place % 2 else QUIET) * count)[:count]
    return bytes(frames)


def build_card(*turns: RoundTurn) -> Scorecard:
    return build_scorecard(make_plan(), turns, build_rubric([], "staff"))


def rate(key: str, *turns: RoundTurn) -> DimensionResult:
    return next(result for result in build_card(*turns).results if result.dimension.key == key)


def list_texts(result: DimensionResult, *, good: bool) -> list[str]:
    return [finding.text for finding in result.findings if finding.good is good]


def answer_topic(said: list[bool | None] | None = None, number: int = 1, **more: object) -> RoundTurn:
    return answer(make_plan(), find_question_part(make_plan(), "q-ten"), said or [], number=number, **more)


def answer_kind(kind: str, said: list[bool | None] | None = None, number: int = 1, **more: object) -> RoundTurn:
    plan = make_plan(20) if kind == "estimate" else make_plan()
    return answer(plan, find_part(plan, kind), said or [], number=number, **more)


@pytest.mark.parametrize(
    ("said", "score"), [(6, 1), (7, 2), (11, 2), (12, 3), (16, 3), (17, 4), (20, 4)]
)  # from .35, .6 and .85 of the points on
def test_depth_goes_by_the_share_of_the_points(said: int, score: int) -> None:
    assert rate("depth", answer_topic([True] * said + [False] * (20 - said))).score == score


def test_help_counts_half_and_only_topics_and_designs_tell_depth() -> None:
    said, helped = answer_topic([True] * 4), answer_topic([False] * 4, 2, role="help")
    assert rate("depth", said, helped).score == 3
    assert rate("depth", said, replace(helped, role="follow_up")).score == 2
    assert rate("depth", said, answer_kind("design", [False] * 4)).score == 2
    assert rate("depth", said, answer_kind("incident", [False] * 4), answer_kind("story", [False] * 4)).score == 4
    unchecked = rate("depth", answer_kind("incident", [True]))
    assert (unchecked.score, unchecked.reason) == (None, "No answer on a topic was checked against its key points.")


def test_depth_shows_the_best_answers_and_the_worst() -> None:
    turns = [
        answer_topic([True, True, True, False], 1),  # three quarters are good
        answer_topic([True, True], 2),
        answer_topic([True, True, True], 3),
        answer_topic([True, False, False], 4),
        answer_topic([False, False, False], 5),
        answer_topic([True, True, False], 6),
        answer_topic([False, False, True], 7),
    ]
    result = rate("depth", *turns)
    good = [(finding.turn, finding.text) for finding in result.findings if finding.good]
    prompt = "Why is a pool of ten behind two hundred threads dangerous?"
    assert good == [(1, f"3 of 4 points on “{prompt}”."), (3, f"3 of 3 points on “{prompt}”.")]
    missed = [(finding.turn, finding.text) for finding in result.findings if not finding.good]
    assert missed[0] == (5, f"Missed on “{prompt}”: threads outnumber connections.")
    assert [turn for turn, _ in missed] == [5, 4, 7]


def test_a_question_that_was_not_answered_counts_for_nothing() -> None:
    open_question = answer_topic([False] * 3, 2, answered=False)
    card = build_card(answer_topic([True] * 3), open_question)
    assert [measured.turn.number for measured in card.answers] == [1]
    assert {result.dimension.key: result.score for result in card.results}["depth"] == 4


def say(fillers: int, words: int) -> str:
    return " ".join(["um"] * fillers + ["pool"] * (words - fillers))


def test_clarity_needs_forty_words_or_twenty_seconds() -> None:
    too_little = rate("clarity", answer_topic(text=say(0, 39)))
    assert (too_little.score, too_little.reason) == (None, "Too little was said or typed to tell.")
    assert rate("clarity", answer_topic(text=say(0, 20)), answer_topic(text=say(0, 20))).score == 3
    assert rate("clarity", answer_topic(levels=make_levels(1, 10, 1))).score is None
    assert (
        rate("clarity", answer_topic(levels=make_levels(1, 10, 1)), answer_topic(levels=make_levels(1, 12, 1))).score
        == 3
    )


@pytest.mark.parametrize(
    ("fillers", "good", "bad", "score"),
    [
        (2, ["Few fillers: 2 in 100 words."], [], 3),
        (4, [], [], 3),
        (5, [], ["5 fillers in a hundred words; “um” 5 times."], 3),
        (9, [], ["9 fillers in a hundred words; “um” 9 times."], 2),
    ],
)
def test_fillers_are_counted_in_a_hundred_words(fillers: int, good: list[str], bad: list[str], score: int) -> None:
    result = rate("clarity", answer_topic(text=say(fillers, 100)))
    assert (list_texts(result, good=True), list_texts(result, good=False), result.score) == (good, bad, score)


def test_the_fillers_that_are_quoted_are_those_of_the_worst_answer() -> None:
    result = rate(
        "clarity", answer_topic(text=say(1, 90)), answer_topic(number=2, text="So the pool was, um, um, full.")
    )
    (finding,) = (one for one in result.findings if "fillers" in one.text)
    assert finding.turn == 2
    assert "um" in finding.quote


@pytest.mark.parametrize(
    ("words", "good", "bad"),
    [
        (50, 1, 0),  # 151 words a minute
        (60, 0, 0),  # 181: quick, and still followed
        (70, 0, 1),  # 211
        (35, 0, 0),  # 106: slow, and still followed
        (30, 0, 1),  # 90
    ],
)
def test_the_pace_is_told_where_it_is_usual_or_loses_listeners(words: int, good: int, bad: int) -> None:
    turn = answer_topic(text=say(0, words), levels=make_levels(1, 20, 1))
    card = build_card(turn, answer_topic(number=2, text=say(0, 40)))
    (result,) = (one for one in card.results if one.dimension.key == "clarity")
    paces = [finding for finding in result.findings if "words a minute" in finding.text]
    assert [finding.good for finding in paces] == [True] * good + [False] * bad
    assert card.pace == pytest.approx(60 * words / 19.9, rel=0.01)
    assert all(f"Spoke {card.pace:.0f} words a minute" in finding.text for finding in paces)


def test_long_pauses_are_told_with_the_longest_of_them() -> None:
    turn = answer_topic(levels=make_levels(1, 8, 3, 8, 5, 8, 3, 8, 1))
    (finding,) = rate("clarity", turn).findings
    assert finding.text == "3 pauses of more than two seconds; the longest took 5 seconds."
    assert finding.second == pytest.approx(18, abs=0.2)  # two seconds before it begins, at 20 s
    assert rate("clarity", answer_topic(levels=make_levels(1, 12, 3, 12, 3, 12, 1))).findings == ()


@pytest.mark.parametrize(("interrupted", "count", "score"), [(1, 4, 2), (1, 5, 3), (0, 5, 3)])
def test_being_stopped_in_a_quarter_of_the_answers_costs_more(interrupted: int, count: int, score: int) -> None:
    paused = {"levels": make_levels(1, 8, 3, 8, 3, 8, 3, 8, 3, 8, 3, 8, 1)}  # pauses cost a quarter of a point
    turns = [
        answer_topic(number=at, interrupted=at <= interrupted, **(paused if at == count else {}))
        for at in range(1, count + 1)
    ]
    assert rate("clarity", *turns).score == score


def test_who_was_stopped_and_who_never_was_is_told() -> None:
    text, recording = say(0, 40), make_levels(1, 28, 1)
    stopped = [answer_topic(number=1, text=text), answer_topic(number=2, interrupted=True, levels=recording)]
    (finding,) = rate("clarity", *stopped).findings[1:]
    assert finding.text == "Had to be stopped once: the answer ran past its time."
    assert (finding.turn, finding.second) == (2, pytest.approx(20))
    again = rate("clarity", *stopped, answer_topic(number=3, interrupted=True))
    assert "Had to be stopped twice: the answers ran past their time." in list_texts(again, good=False)
    four = [answer_topic(number=number, text=text) for number in range(4)]
    assert "Stayed within the time of every question." in list_texts(rate("clarity", *four), good=True)
    assert "Stayed within the time of every question." not in list_texts(rate("clarity", *four[:3]), good=True)


POINT = "Shed load first."
ASIDE = "There were boards with views of their own about all of that. " * 8


def place_point(first: bool, number: int, kind: str = "topic") -> RoundTurn:
    marks = (PointMark("shed load", said=True, quote=POINT),)
    text = f"{POINT} {ASIDE}" if first else f"{ASIDE}{POINT}"
    turn = answer_topic(number=number) if kind == "topic" else answer_kind(kind, number=number)
    return replace(turn, marks=marks, text=text)


@pytest.mark.parametrize(
    ("places", "score", "told"),
    [
        ((True, True, True), 4, (1, True)),
        ((True, False), 3, (1, True)),
        ((False, True, False), 3, (1, False)),
        ((False, False, True, False), 3, (1, False)),
    ],
)
def test_the_answer_comes_first(places: tuple[bool, ...], score: int, told: tuple[int, bool]) -> None:
    result = rate("clarity", *(place_point(first, number) for number, first in enumerate(places, 1)))
    finding = next(one for one in result.findings if "answer first" in one.text)
    assert finding.text == f"Gave the answer first in {sum(places)} of {len(places)} answers."
    assert (finding.turn, finding.good) == told
    assert result.score == score


def test_a_single_answer_and_a_story_say_nothing_of_the_order() -> None:
    result = rate("clarity", place_point(True, 1), place_point(False, 2, "story"))
    assert not [one for one in result.findings if "answer first" in one.text]


TALK = "The pool waits for the database and the callers wait for the pool behind it, one after the other, all day."


@pytest.mark.parametrize(
    ("texts", "score", "good", "bad"),
    [
        (
            (TALK + " All 190 of them.", TALK),
            2,
            ["Used 1 figure, in 1 of 2 answers."],
            ["Named no cost and no alternative."],
        ),
        (
            (TALK, TALK + " That costs latency."),
            2,
            ["Weighed one thing against another in 1 of 2 answers."],
            ["Used no figure in 2 answers."],
        ),
        (
            (TALK + " It costs 20 ms.", TALK + " A queue instead of 30 threads."),
            4,
            ["Used 2 figures, in 2 of 2 answers.", "Weighed one thing against another in 2 of 2 answers."],
            [],
        ),
        ((TALK, TALK), 1, [], ["Used no figure in 2 answers.", "Named no cost and no alternative."]),
    ],
)
def test_trade_offs_go_by_figures_and_by_what_is_weighed(
    texts: tuple[str, ...], score: int, good: list[str], bad: list[str]
) -> None:
    story = answer_kind("story", number=9, text="It took 3 days instead of 2. " * 5)  # a story is no place for them
    result = rate("trade_offs", *(answer_topic(number=at, text=text) for at, text in enumerate(texts, 1)), story)
    assert (result.score, list_texts(result, good=True), list_texts(result, good=False)) == (score, good, bad)


def test_an_estimate_tells_trade_offs_without_a_transcript() -> None:
    plan = make_plan(20)
    part = find_part(plan, "estimate")

    def rate_estimate(*said: bool) -> DimensionResult:
        card = build_scorecard(plan, [answer(plan, part, list(said))], build_rubric([], "staff"))
        return next(result for result in card.results if result.dimension.key == "trade_offs")

    assert (rate_estimate(True, False).score, rate_estimate(True, False).findings[0].good) == (3, True)
    assert rate_estimate(True).findings[0].text == "Came to the right number in the estimate."
    wrong = rate_estimate(True, False, False)
    assert (wrong.score, wrong.findings[0].text) == (2, "Did not come to the right number in the estimate.")


def test_a_decision_weighs_twice_what_words_do() -> None:
    wrong = rate("failure", answer_kind("incident", [False], text="I restart it and the alert goes quiet."))
    assert wrong.score == 2
    assert list_texts(wrong, good=False) == ["Decided against the evidence. Better: Turn off half of the traffic."]
    assert list_texts(wrong, good=True) == ["Spoke of failure or operation unasked in 1 of 1 answers."]
    right = rate("failure", answer_kind("incident", [True], text="I take half of it away."))
    assert right.score == 3
    assert right.findings[0].text.startswith("Chose what the evidence called for on “The slow pool. It is 00:08.")
    assert list_texts(right, good=False) == ["Never said how it fails, or how that would be seen."]


def test_help_is_no_decision_of_ones_own() -> None:
    helped = answer_kind("incident", [True], 2, role="help")
    result = rate("failure", answer_kind("incident", [False]), helped)
    assert [finding.turn for finding in result.findings] == [1]
    assert result.score == 2  # a third: the help counts half


def test_a_story_is_told_in_five_parts_and_with_i() -> None:
    whole = rate("leadership", answer_kind("story", [True, True], text=STORY))
    assert (whole.score, list_texts(whole, good=False)) == (4, [])
    assert "The story has all five parts." in list_texts(whole, good=True)
    team = STORY.replace("I ", "we ").replace("My job", "The job").replace(" I", " we")
    ours = rate("leadership", answer_kind("story", [True, True], text=team))
    assert [text for text in list_texts(ours, good=False) if text.startswith("Said “I”")]
    assert [text for text in list_texts(ours, good=False) if text.startswith("The story lacks: ")]
    assert ours.score == 2
    assert rate("leadership", answer_topic([True])).reason == "No story was told."
    assert "neither key points" in rate("leadership", answer_kind("story", text="It went well.")).reason


def test_the_changes_begin_with_the_weakest_dimension_and_name_each_miss_once() -> None:
    card = build_card(
        answer_topic([True, True, False], 1, text=TALK * 2),  # depth 3
        answer_kind("incident", [False], 2, text=TALK * 2),  # failure 1
        answer_kind("story", [True, True], 3),  # leadership 4: nothing to change
    )
    scores = {result.dimension.key: result.score for result in card.results}
    assert scores == {"clarity": 3, "depth": 3, "trade_offs": 1, "failure": 1, "leadership": 4}
    assert [change.question for change in card.changes] == ["", "dec-first", ""]
    assert card.changes[0].text == "Trade-offs with numbers: put a number and a cost into each answer, unasked."
    assert card.changes[1].text.endswith("is: turn off half of the traffic: the rest can finish.")
    assert (card.changes[1].deck, card.changes[2].text.partition(":")[0]) == ("pools", "Clarity")
    missed = build_card(
        answer_topic([False], 1), replace(answer_topic([False], 2), question=InterviewQuestion("pools", "q-x", "X?"))
    )
    assert [change.question for change in missed.changes] == ["q-ten", "q-x"]


def test_nothing_is_left_to_change_where_all_that_was_scored_is_at_its_best() -> None:
    assert build_card(answer_topic([True] * 3)).changes == ()


def test_abbreviations_keep_their_capitals_in_a_change() -> None:
    marks = (PointMark("TLS ends at the proxy.", said=False),)
    (change, *_) = build_card(answer_topic(marks=marks)).changes
    assert change.text.endswith("is: TLS ends at the proxy.")


@pytest.mark.parametrize(
    ("point", "told"),
    [
        ("I/O is the limit", "I/O is the limit"),
        ("S3 keeps every version", "S3 keeps every version"),
        ("I would page the owner", "I would page the owner"),
        ("SLOs come first", "SLOs come first"),
        ("A retry needs a budget", "a retry needs a budget"),
        ("Back off with jitter", "back off with jitter"),
    ],
)
def test_a_word_that_is_written_with_a_capital_keeps_it_in_a_sentence(point: str, told: str) -> None:
    (change, *_) = build_card(answer_topic(marks=(PointMark(point, said=False),))).changes
    assert change.text.endswith(f"is: {told}.")


def test_what_happened_once_is_not_said_to_have_happened_1_times() -> None:
    once = rate(
        "leadership", answer_kind("story", [True], text="I called them. " + "We were late, and slow, and sorry. " * 8)
    )
    (said,) = (finding.text for finding in once.findings if finding.text.startswith("Said “I”"))
    assert said == "Said “I” once and “we” 8 times."
    (figures, _) = list_texts(rate("trade_offs", answer_topic(text="The pool was full. " * 12)), good=False)
    assert figures == "Used no figure in 1 answer."


def test_what_speaks_for_hiring_stands_before_what_speaks_against_it() -> None:
    card = build_card(
        answer_topic([True, False, False], text=TALK * 2 + " It costs 5 ms."), answer_kind("incident", [True], 2)
    )
    goods = [finding.good for finding in card.signals]
    assert True in goods
    assert False in goods
    assert goods == sorted(goods, reverse=True)
    assert len(set(card.signals)) == len(card.signals)


@pytest.mark.parametrize(
    ("scores", "verdict"),
    [
        ((4, 4, 3, 3), "strong hire"),
        ((4, 3, 3, 3), "hire"),
        ((3, 3, 3, 2), "hire"),
        ((3, 3, 2, 2), "no hire"),
        ((2, 2, 2, 2), "no hire"),
        ((2, 2, 2, 1), "strong no hire"),
        ((4, 4, 4, 1), "no hire"),
        ((4, 4, None, None), "strong hire"),  # half of them is enough to tell
        ((4, None, None), "not enough to tell"),
        ((), "not enough to tell"),
    ],
)
def test_the_verdict_is_the_mean_of_what_could_be_scored(scores: tuple[int | None, ...], verdict: str) -> None:
    assert decide_verdict({str(place): score for place, score in enumerate(scores)}) == verdict


def test_a_long_prompt_is_cut_at_a_word() -> None:
    assert shorten_prompt("Why\n  so?") == "Why so?"
    assert shorten_prompt("one two three", 13) == "one two three"
    assert shorten_prompt("one two three", 12) == "one two …"
