"""How alike two questions are: by wording, by answer, and by place where several have the same wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from deck.markdown.labels import fold_text

StudyItemKind = Literal["question", "incident", "decision"]

# One side alone is proof enough: the same answer under a new wording, or the same wording over a new answer.
SAME_ANSWER_SCORE, SAME_PROMPT_SCORE = 0.88, 0.86
# Where neither side is conclusive both count, the prompt a little more: it is what a learner knows the question by.
PROMPT_WEIGHT, ANSWER_WEIGHT = 0.55, 0.45
ALONE_WEIGHT = 0.9  # of the conclusive side, so that pairs of which both sides agree are matched before it
SHORT_ANSWER = 40  # letters; an answer shorter than this proves little
_MOST_COMPARED = 1500  # letters of an answer that are looked at
_MOST_TWINS = 10_000  # pairs of one wording that are weighed


@dataclass(frozen=True, slots=True)
class StudyItem:
    """Something a learner may have a history with. `answer_text` is its answer, or whatever else tells it from others."""

    id: str
    kind: StudyItemKind
    prompt: str
    answer_text: str
    topic: str
    line: int
    has_explicit_id: bool


def score_pair(old: StudyItem, new: StudyItem) -> float:
    """Return how alike two items are, 0 to 1.

    Prompt and answer weighed together, or either alone where it is conclusive.
    """
    prompt_score, answer_score = (
        compare_texts(fold_prompt(old.prompt), fold_prompt(new.prompt)),
        compare_answers(old, new),
    )
    return _weigh_scores(prompt_score, answer_score, min(len(old.answer_text), len(new.answer_text)))


def _weigh_scores(prompt_score: float, answer_score: float | None, length: int) -> float:
    if answer_score is None:
        return prompt_score
    combined = PROMPT_WEIGHT * prompt_score + ANSWER_WEIGHT * answer_score
    if answer_score >= SAME_ANSWER_SCORE and length >= SHORT_ANSWER:
        return max(combined, answer_score * ALONE_WEIGHT)
    return max(combined, prompt_score * ALONE_WEIGHT) if prompt_score >= SAME_PROMPT_SCORE else combined


def score_pairs(old: Sequence[StudyItem], new: Sequence[StudyItem]) -> NDArray[np.float64]:
    """Return the score of each old item (rows) with each new one (columns), all at once."""
    prompts = [fold_prompt(item.prompt) for item in old], [fold_prompt(item.prompt) for item in new]
    prompt_score = (
        np.maximum(*(process.cdist(*prompts, scorer=scorer) for scorer in (fuzz.ratio, fuzz.token_sort_ratio))) / 100
    )
    prompt_score = prompt_score * np.logical_and.outer(*(np.array([bool(text) for text in side]) for side in prompts))
    texts = [get_compared_answer(item) for item in old], [get_compared_answer(item) for item in new]
    answer_score = process.cdist(*texts, scorer=fuzz.ratio).astype(np.float64) / 100
    sizes = [np.array([len(item.answer_text) for item in side]) for side in (old, new)]
    combined = PROMPT_WEIGHT * prompt_score + ANSWER_WEIGHT * answer_score
    long = np.minimum.outer(*sizes) >= SHORT_ANSWER
    by_answer, by_prompt = (answer_score >= SAME_ANSWER_SCORE) & long, prompt_score >= SAME_PROMPT_SCORE
    weighed = np.where(
        by_answer,
        np.maximum(combined, answer_score * ALONE_WEIGHT),
        np.where(by_prompt, np.maximum(combined, prompt_score * ALONE_WEIGHT), combined),
    )
    answered = np.logical_and.outer(*(np.array([bool(text) for text in side]) for side in texts))
    result: NDArray[np.float64] = np.where(answered, weighed, prompt_score)
    return result


def fold_prompt(text: str) -> str:
    """Return a text as it is compared: letter case, typographic hyphens and runs of spaces folded."""
    return fold_text(text)


def compare_texts(first: str, second: str) -> float:
    """Return how alike two folded texts are, 0 to 1, whatever the order of their words."""
    if not first or not second:
        return 0.0
    return max(fuzz.ratio(first, second), fuzz.token_sort_ratio(first, second)) / 100


def compare_answers(old: StudyItem, new: StudyItem) -> float | None:
    """Return how much of the answer stayed, 0 to 1; None where not both have one."""
    old_answer, new_answer = get_compared_answer(old), get_compared_answer(new)
    if not old_answer or not new_answer:
        return None
    return fuzz.ratio(old_answer, new_answer) / 100


def get_compared_answer(item: StudyItem) -> str:
    """Return the part of an answer that is compared, folded."""
    return fold_prompt(item.answer_text)[:_MOST_COMPARED]


Neighbours = Mapping[str, tuple[str, str]]


def list_neighbours(items: Iterable[StudyItem]) -> Neighbours:
    """Return the prompts before and after each item, by its id."""
    row = list(items)
    row_words = ["", *(fold_prompt(item.prompt) for item in row), ""]
    return {item.id: (row_words[n], row_words[n + 2]) for n, item in enumerate(row)}


def pair_same_wording(
    old: list[StudyItem], new: list[StudyItem], around_old: Neighbours, around_new: Neighbours
) -> Iterator[tuple[StudyItem, StudyItem]]:
    """Return pairs of items of one wording, the best fit first; where there are very many of them, in their order."""
    if len(old) * len(new) > _MOST_TWINS:
        yield from zip(old, new, strict=False)
        return
    fits = sorted(
        (
            (_rate_fit(o, n, around_old[o.id], around_new[n.id]), -place, o, n)
            for o in old
            for place, n in enumerate(new)
        ),
        key=lambda fit: fit[:2],
        reverse=True,
    )
    free_old, free_new = {o.id for o in old}, {n.id for n in new}
    for _, _, old_item, new_item in fits:
        if old_item.id in free_old and new_item.id in free_new:
            free_old.remove(old_item.id)
            free_new.remove(new_item.id)
            yield old_item, new_item


def _rate_fit(
    old: StudyItem, new: StudyItem, before: tuple[str, str], after: tuple[str, str]
) -> tuple[float, bool, int, bool, int]:
    """Return how well two items of one wording fit: answer, topic, neighbours, id, place."""
    same = sum(old_neighbour == new_neighbour for old_neighbour, new_neighbour in zip(before, after, strict=True))
    return compare_answers(old, new) or 0, old.topic == new.topic, same, old.id == new.id, -old.line
