"""What the reader needs to know of a language: labels, the words of questions, and how dates and times are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Words = tuple[str, ...]


def split_words(text: str) -> Words:
    """Return the words or phrases of a table's line, which commas part."""
    return tuple(word for part in text.split(",") if (word := part.strip()))


@dataclass(frozen=True, slots=True)
class Language:
    """The tables of one language. All words are lower case, as `deck.markdown.labels.fold_text` gives them.

    `labels` maps a kind of label (a key of `deck.markdown.labels.KINDS`) to the words that mean it. `openers` are words or
    phrases that a question begins with, `reveals` what stands on a button that shows an answer, `correct` what leads to
    the right option. `months` and `weekdays` begin with January and Monday, each with its spellings and short forms.
    `common` are words that are frequent in this language and rare in the others; `script` is a regular expression's
    character class of letters that only this language (of those known) uses.
    """

    code: str
    name: str
    labels: Mapping[str, Words]
    openers: Words
    reveals: Words
    correct: Words
    months: tuple[Words, ...]
    weekdays: tuple[Words, ...]
    common: Words = ()
    script: str = ""
    am: Words = ()
    pm: Words = ()
    about: Words = ()
    prepositions: Words = ()
    timelines: Words = ()
    incidents: Words = ()
    troubles: Words = ()
    no_events: Words = field(default=())


def build_language(
    code: str,
    name: str,
    *,
    labels: Mapping[str, str],
    months: str,
    weekdays: str,
    script: str = "",
    **lists: str,
) -> Language:
    """Return a language whose lists are written as text: words parted by commas, months and weekdays by semicolons."""
    return Language(
        code=code,
        name=name,
        labels={kind: split_words(words) for kind, words in labels.items()},
        months=tuple(split_words(month) for month in months.split(";")),
        weekdays=tuple(split_words(day) for day in weekdays.split(";")),
        script=script,
        **{name: split_words(words) for name, words in lists.items()},
    )
