"""What a learner reads of what became of a suggestion."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.library.suggestions import OwnSuggestion
from ui.own_suggestions import describe_outcome


def make_outcome(status: str, **more: object) -> OwnSuggestion:
    values = {"reply": "", "version": None, "title": "Why **ten**?", **more}
    return OwnSuggestion(
        number=1,
        deck="pools",
        reason="",
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
        status=status,
        after="",
        **values,
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (make_outcome("accepted", version=4), r"“Why ten\?”: accepted, in version 4. Thank you."),
        (make_outcome("accepted"), r"“Why ten\?”: accepted; the deck already says so. Thank you."),
        (make_outcome("declined", reply="It is *ten*."), r"“Why ten\?”: declined. It is \*ten\*\."),
        (make_outcome("withdrawn"), r"“Why ten\?”: withdrawn."),
        (make_outcome("open", title="x" * 130), f"“{'x' * 120}…”: waiting."),
        (make_outcome("open", title="x" * 120), f"“{'x' * 120}”: waiting."),
    ],
)
def test_a_sentence_says_what_became_of_it(outcome: OwnSuggestion, sentence: str) -> None:
    assert describe_outcome(outcome) == sentence
