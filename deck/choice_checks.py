"""Find what gives a written choice away: faults that a learner can use without knowing the subject.

The rules are those of Haladyna, Downing and Rodriguez (2002): options of like length, no absolute words in wrong options
alone, no "all of the above", and a stem that fits every option.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deck.model import Choice

# A right option is noticed when it is longer than all others by more than this share, and by more than a few words.
_LONGER_SHARE, _LONGER_CHARACTERS = 1.3, 15
# "All" and "only" are ordinary words; these claim that something has no exception.
_ABSOLUTE = re.compile(
    r"\b(?:always|never|completely|impossible|guarantees?|guaranteed|under no circumstances)\b", re.IGNORECASE
)
# So many wrong options with an absolute word, and no right one, make a pattern; one is an accident.
_MANY_ABSOLUTES = 2
# "All of the above", "none of these": such an option is an answer about the other answers.
_SUMMARY = re.compile(
    r"^\W*(?:all|none|both|neither) of (?:the )?(?:above|below|these|those|them|options)\W*$", re.IGNORECASE
)
# A prompt that ends in "a" or "an", with or without a gap behind it, fits only some of the options; letters serve for
# sounds, so "an hour" is missed and "a user" is taken for a misfit.
_ARTICLE = re.compile(r"\b(an?)\s*(?:…|\.\.\.|_+|:)?\s*$", re.IGNORECASE)
_VOWEL = re.compile(r"^\W*[aeiou]", re.IGNORECASE)


def find_choice_faults(prompt: str, choices: Sequence[Choice]) -> Iterator[tuple[Choice, str, str, str]]:
    """Yield each fault as the choice it shows at, a code, what is wrong, and a remedy."""
    right = [choice for choice in choices if choice.right]
    wrong = [choice for choice in choices if not choice.right]
    for choice in choices:
        if summary := _SUMMARY.search(choice.text):
            message = f"“{summary.group()}” is guessed more often than known."
            yield choice, "choice-summary", message, "Write an option that stands for itself."
    if not right or not wrong:
        return
    longest = max(len(choice.text) for choice in wrong)
    for choice in right:
        if len(choice.text) > max(longest * _LONGER_SHARE, longest + _LONGER_CHARACTERS):
            message = "The right option is much longer than the others, which gives it away."
            yield choice, "choice-longest", message, "Shorten it, or make the wrong ones as concrete."
    absolute = [choice for choice in wrong if _ABSOLUTE.search(choice.text)]
    if len(absolute) >= _MANY_ABSOLUTES and not any(_ABSOLUTE.search(choice.text) for choice in right):
        words = ", ".join(sorted({match.group().lower() for c in absolute if (match := _ABSOLUTE.search(c.text))}))
        message = f"Only wrong options say {words}: learners know that such options are wrong."
        yield absolute[0], "choice-absolute", message, "Say it without absolutes, or use one in a right option too."
    if article := _ARTICLE.search(prompt):
        wants_vowel = article.group(1).lower() == "an"
        fitting = [choice for choice in choices if bool(_VOWEL.match(choice.text)) is wants_vowel]
        if 0 < len(fitting) < len(choices) and all(choice.right for choice in fitting):
            message = f"After “{article.group(1)}” only the right option fits."
            yield fitting[0], "choice-grammar", message, "Move the article into the options."
