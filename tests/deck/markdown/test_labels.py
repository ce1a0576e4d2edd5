"""What the label at the start of a line means."""

from __future__ import annotations

import pytest

from deck.markdown.labels import CALLOUTS, KINDS, classify_callout, classify_label, fold_text, parse_label


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Question", "question"), ("Q", "question"), ("Q12", "question"), ("Question 3", "question"), ("Question mark", ""),
        ("A", "answer"), ("Model answer", "answer"), ("Answers vary", ""),
        ("ELI5 (the bucket)", "eli8"), ("eli 8", "eli8"), ("Elijah", ""),
        ("Architect view", "architect"), ("Director-level answer", ""), ("Director level answer", "architect"),
        ("Architect’s view", "architect"),
        ("Counter\u2011questions they ask", "counter"), ("Follow-up questions", "counter"), ("Interviewer follow up question", "counter"),
        ("Key points", "key points"), ("Rubric", "key points"), ("A good answer names", "key points"),
        ("Common wrong answers", "wrong answers"), ("Wrong answer", "wrong answers"),
        ("Options", "choices"), ("Choices", "choices"), ("Spoken summary", "spoken"),
        ("Post-mortem", "lessons"), ("Lessons learnt", "lessons"), ("What we learned", "lessons"),
        ("Decision", "decision"), ("Decision point", "decision"), ("Decisions", ""),
        ("Related topics", "topics"), ("Topic", "topics"), ("Estimate 2", "estimate"), ("Behavioral story prompt", "story"),
        ("Frage", "question"), ("Frage 3", "question"), ("Antwort:", "answer"), ("回答", "answer"), ("Réponse", "answer"),
        ("Rule of thumb for pools", "callout:rule of thumb"), ("Golden rule", "callout:rule"), ("Director insight", "callout:insight"),
        ("Common pitfalls", "callout:pitfall"), ("Red-flag metrics", "callout:red flag"), ("War stories", "callout:war story"),
        ("Failure modes", "callout:failure mode"), ("Sound bite", "callout:soundbite"), ("Tips", "callout:tip"),
        ("Architect recommendations", "callout:recommendation"), ("Tipping point", ""), ("", ""), ("Something else", ""),
    ],
)  # fmt: skip
def test_a_label_has_one_kind(text: str, kind: str) -> None:
    assert classify_label(text) == kind
    assert classify_callout(text) == kind.removeprefix("callout:") * kind.startswith("callout:")


def test_the_quick_look_at_first_letters_refuses_no_kind() -> None:
    samples = {
        "question": "Question", "answer": "Short answer", "eli8": "ELI8", "architect": "Staff engineer view", "counter": "Follow-up questions",
        "key points": "Key point", "wrong answers": "Typical wrong answers", "choices": "Options", "spoken": "Spoken version",
        "lessons": "Lessons", "decision": "Decision", "topics": "Topics", "estimate": "Estimates", "story": "Story",
    }  # fmt: skip
    assert {kind for kind, _ in KINDS} == set(samples)
    assert {kind: classify_label(text) for kind, text in samples.items()} == {kind: kind for kind in samples}
    assert {kind: classify_callout(kind) for kind, _ in CALLOUTS} == {kind: kind for kind, _ in CALLOUTS}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("**Answer:** So.", ("Answer", "answer", "So.", True)),
        ("**Answer**: So.", ("Answer", "answer", "So.", True)),
        ("   __Answer:__\tSo.", ("Answer", "answer", "So.", True)),
        ("**Answer**", ("Answer", "answer", "", False)),
        ("**Anything:** else", ("Anything", "", "else", True)),
    ],
)
def test_a_label_is_bold_with_a_colon_or_stands_alone(line: str, expected: tuple[str, str, str, bool]) -> None:
    label = parse_label(line)
    assert label is not None
    assert (label.text, label.kind, label.rest, label.colon) == expected


@pytest.mark.parametrize(
    "line",
    [
        "**Answer** So.",
        "**Anything**",
        "    **Answer:** So.",
        "text **Answer:** So.",
        "** Answer:** So.",
        "Answer: So.",
        "**Answer:__ So.",
        "",
    ],
)
def test_other_bold_text_is_no_label(line: str) -> None:
    assert parse_label(line) is None


def test_texts_are_compared_without_case_typography_and_runs_of_spaces() -> None:
    assert fold_text(" Two\u2011Level \u00a0 Caché’s\n\u00adend ") == "two-level caché's -end"
