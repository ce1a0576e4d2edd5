"""What a story lacks: its parts, its teller, its numbers, its result, its length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import stories

GOOD = {
    "situation": "In 2024 I ran the card platform of a retail bank with forty engineers and 600 payments a second at peak.",
    "task": "My task was to move settlement to the new core before the old licence ended, against the advice of two teams.",
    "action": "I stopped the second wave myself, told the board the same evening, and put one engineer on the comparison alone.",
    "result": "We finished nine weeks late, lost no payment, and the licence cost 300,000 euros more.",
    "learned": "I now set the criterion for stopping before the first wave, and I say it aloud in the room.",
}


def codes(**changed: str) -> list[str]:
    return [finding.code for finding in stories.check_story({**GOOD, **changed})]


def test_a_whole_story_lacks_nothing() -> None:
    assert codes() == []


def test_a_story_that_was_not_begun_is_not_judged() -> None:
    assert stories.check_story({}) == ()
    assert stories.check_story({"situation": "  \n"}) == ()


@pytest.mark.parametrize("part", [slot.key for slot in stories.SLOTS])
def test_a_missing_part_is_named(part: str) -> None:
    missing = [finding for finding in stories.check_story({**GOOD, part: ""}) if finding.code == "missing"]
    assert [finding.slot for finding in missing] == [part]


def test_a_team_story_is_noticed_with_its_counts() -> None:
    text = "We met, and we decided that our team would move. We did it together, and I took notes."
    finding = next(f for f in stories.check_story({**GOOD, "action": text * 3}) if f.code == "team")
    assert "“we”" in finding.message
    assert "“I”" in finding.message


@pytest.mark.parametrize("text", ["we", "We're", "our", "us", "the team"])
def test_words_for_the_team(text: str) -> None:
    assert "team" in [f.code for f in stories.check_story({"action": f"{text} did it"})]


@pytest.mark.parametrize("text", ["It was I who did it", "I'm the one", "That was my call", "it came to me"])
def test_words_for_oneself(text: str) -> None:
    assert "team" not in [f.code for f in stories.check_story({"action": text})]


def test_letters_in_other_words_are_no_words_for_oneself() -> None:
    finding = stories.check_story({"action": "We bought US-made HSMs in phase I-b, said our auditors."})
    assert "team" in [f.code for f in finding]


def test_an_action_without_anybody_is_noticed() -> None:
    assert codes(action="The release was stopped and the teams were informed the same evening by mail.") == ["passive"]


def test_a_story_without_a_number_is_noticed() -> None:
    bare = dict.fromkeys(GOOD, "I did a thing that I am rather proud of, and it went very well in the end.")
    assert "no-number" in [f.code for f in stories.check_story(bare)]


@pytest.mark.parametrize("result", ["It went well for all of us and for me.", "Everybody was happy with what I did."])
def test_a_result_without_a_number_is_noticed(result: str) -> None:
    found = [f for f in stories.check_story({**GOOD, "result": result}) if f.code == "no-number"]
    assert [f.slot for f in found] == ["result"]


@pytest.mark.parametrize(
    "result", ["Latency fell by half, to my relief.", "We lost 3 payments.", "Twice as many took part, I think."]
)
def test_words_and_digits_are_numbers(result: str) -> None:
    assert "no-number" not in codes(result=result)


def test_a_result_of_a_word_is_no_result() -> None:
    assert "no-result" in codes(result="Success.")


def test_length_is_told_in_time() -> None:
    assert "too-long" in codes(situation="I went on about 3 things. " * 150)
    assert "too-short" in [f.code for f in stories.check_story(dict.fromkeys(GOOD, "I did 3 things."))]
    assert stories.estimate_minutes({"situation": "word " * 70, "learned": "word " * 70}) == pytest.approx(1.0)
    assert stories.estimate_minutes({"action": "word " * 140, "other": "word"}) == pytest.approx(1.0)


@given(st.dictionaries(st.sampled_from([slot.key for slot in stories.SLOTS]), st.text(max_size=200)))
def test_any_text_is_checked(texts: dict[str, str]) -> None:
    assert all(finding.message.endswith(".") for finding in stories.check_story(texts))


def write_words(count: int) -> dict[str, str]:
    """A story of so many words, all of them in its action."""
    return {"action": "I did 3 things. " * (count // 4) + "well " * (count % 4)}


@pytest.mark.parametrize(
    ("words", "expected"),
    [(59, {"too-short"}), (60, set()), (490, set()), (491, {"too-long"})],
)
def test_a_story_takes_from_half_a_minute_to_three_and_a_half(words: int, expected: set[str]) -> None:
    assert stories.count_words(write_words(words)["action"]) == words
    assert {finding.code for finding in stories.check_story(write_words(words))} - {"missing"} == expected


def test_a_long_story_is_told_in_minutes() -> None:
    (finding,) = (one for one in stories.check_story(write_words(840)) if one.code == "too-long")
    assert finding.message.startswith("This takes about 6 minutes to tell.")


def test_as_many_words_for_oneself_as_for_the_team_are_enough() -> None:
    assert "team" not in [one.code for one in stories.check_story({"action": "We met and I decided."})]
    (finding,) = (
        one for one in stories.check_story({"action": "We met, our board met, I decided."}) if one.code == "team"
    )
    assert finding.message.startswith("You say “we” twice and “I” once.")


@pytest.mark.parametrize(("result", "is_short"), [("Nothing was lost", True), ("Nothing at all was lost", False)])
def test_a_result_has_four_words_at_least(result: str, is_short: bool) -> None:
    assert ("no-result" in codes(result=result)) is is_short


def test_the_gravest_finding_comes_first() -> None:
    found = [one.code for one in stories.check_story({"action": "We met and our team decided."})]
    assert found == ["missing"] * 4 + ["team", "no-number", "too-short"]
