"""Whether a passage says the opposite of a key point: a denial, an opposite word, swapped roles, another figure.

It looks only at words that point and passage share in meaning: a passage about something else contradicts nothing. No model
of inference fits into a small package, so these are rules; each gives a number, and the judge weighs them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from quiz.answers.opposites import are_opposites, is_everyday
from quiz.answers.quantities import agreements, conflicts, find_quantities
from quiz.answers.stemming import word_set
from quiz.answers.tokenized_text import FUNCTION_WORDS, NO_DENIAL, Passage, Token, TokenizedText

# A point that says one of these stems can be met with a negation or without: "prevents X" and "X does not happen".
_AVERSE = word_set(
    """prevent avoid stop block reject refus forbid fail lose loss lost miss lack drop ignor skip absent imposs unabl
    unsaf neglect exclud deni protect guard"""
)
# `in-` alone would take in `increase` and `index`.
_NEGATIVE_PREFIXES = (
    "un",
    "invis",
    "incons",
    "incompl",
    "incorr",
    "inval",
    "imposs",
    "imper",
    "irrev",
    "irreg",
    "illeg",
    "hidden",
)
_NEGATIONS = word_set(
    """no not never without neither nor nothing nobody none cannot unnecessary needless forbidden pointless useless
    irrelevant superfluous false wrong unneeded"""
)
# A statement that ends in one of these puts the matter aside: "several writers are fine", "rereading is a waste".
_DISMISSALS = word_set(
    """fine harmless healthy pointless irrelevant waste unnecessary superfluous useless safe unneeded wasted ignores
    unimportant optional safely problem wasteful enough easy"""
)
# A passage that copies so much of the point's words (by weight) says the same or the opposite: nothing in between.
_VERBATIM = 0.7
# A point with more words of meaning than this is long.
_SHORT_POINT = 6
# Everyday words ("more", "old") are turned round in passing; terms of the subject are not.
_EVERYDAY_WEIGHT = 0.5
# Two words in reverse order happen in any rewording; three, or four in two parts of a sentence, are an exchange.
_FEWEST_REVERSED, _FEWEST_EXCHANGED = 3, 4
# A shorter word that begins like this is another word: "unit", "under".
_SHORTEST_NEGATIVE = 6
# Words that refuse without a negation: "rather than", "only", "outside", "instead".
_PLAIN_REFUSALS = word_set(
    """instead rather only outside except beyond before until too hardly barely keep away remove drop stop throw leave
    different separate other else wrong less few little bad dangerous mistake"""
)
# Words between two things that cannot change places: "criteria before options", "turns loss into a refusal", "A and not B".
_PIVOTS = word_set(
    """before after than beats outweighs into over against not instead precedes follows causes selects chooses sends asks
    calls blocks kills elects decides owns contains replaces exceeds without needs requires prevents triggers implies
    means becomes wins from to for when unless until while by"""
)
# Pivots that say the same as another one with both sides exchanged.
_PASSIVE = word_set("by")
_SEQUENCE = word_set("then before first finally next afterwards")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What speaks against a point, in the passage that meets it best. All shares are in 0..1, by the words' weight.

    `copied` is the share of the point's words that the passage uses; `denied` the share of the shared words that one side
    denies and the other does not; `negation_added` and `negation_missing` say that only the answer, or only the point, has a
    negation at all; `opposites` and `figures` are how many words and numbers exclude each other (`opposites_loose` where
    nothing else is shared); `swapped` and `exchanged` say that words stand in each other's places; `denial_moved` that
    another of the point's words is denied than in the point; `quoted` the share of the passage's words that are the point's
    own; `without` that the passage says "without" where the point says "with"; `opposites_near` how many of the point's
    words have their opposite in the passage and are not said there themselves; `denial_dropped` that what the point denies
    is stated plainly; `dismissed` that the passage puts the matter aside. `places` are the learner's words that do it.
    """

    copied: float = 0.0
    denied: float = 0.0
    denied_words: int = 0
    negation_added: bool = False
    negation_missing: bool = False
    opposites: float = 0.0
    figures: int = 0
    same_figures: int = 0
    swapped: bool = False
    exchanged: bool = False
    quoted: float = 0.0
    denial_moved: bool = False
    without: bool = False
    opposites_loose: float = 0.0
    opposites_near: float = 0.0
    denial_dropped: bool = False
    dismissed: bool = False
    places: tuple[tuple[int, int], ...] = ()

    @property
    def turns_quote(self) -> bool:
        """Tell whether the passage is little else than the point's own words, with the denial put in or left out, or with
        their places exchanged.
        """
        if self.quoted < _VERBATIM:
            return False
        one_sided = self.negation_added or self.negation_missing
        # half of the words, and not a single one: "not" may belong to a remark in passing
        return self.swapped or (one_sided and self.denied >= 0.5 and self.denied_words >= 2)

    @property
    def weight(self) -> float:
        """How much speaks against the point, by rule of thumb: to compare passages of one answer."""
        # Not fitted: only the order of passages counts here. What is sure by itself (another figure, an exchange) counts 1,
        # signs that also stand in a right answer about a third to a half.
        words = self.denied * self.copied + 0.5 * self.opposites + 0.3 * self.copied * self.negation_added
        words += 0.3 * self.copied * self.negation_missing + 0.2 * self.opposites_loose + 0.3 * self.opposites_near
        words += 0.5 * self.denial_dropped
        return words + self.figures + self.swapped + self.exchanged + self.without + 0.3 * self.dismissed

    def features(self) -> dict[str, float]:
        """Return the numbers that the judge weighs. A difference tells more the closer the passage is in its words."""
        return {
            "copied": self.copied,
            "denied": self.denied,
            "denied_copied": self.denied * self.copied,
            "denied_words": min(self.denied_words, 3) / 3.0,
            "negation_added": float(self.negation_added),
            "negation_added_copied": self.negation_added * self.copied,
            "negation_missing": self.negation_missing * self.copied,
            "opposites": min(self.opposites, 2.0),
            "opposites_copied": min(self.opposites, 2.0) * self.copied,
            "figures": float(self.figures > 0),
            "same_figures": float(self.same_figures > 0),
            "opposites_loose": min(self.opposites_loose, 2.0),
            "opposites_near": min(self.opposites_near, 2.0),
            "denial_dropped": float(self.denial_dropped),
            "denial_dropped_copied": self.denial_dropped * self.copied,
            "missing_verbatim": float(self.negation_missing and self.copied >= _VERBATIM),
            "without": float(self.without),
            "denial_moved": float(self.denial_moved),
            "swapped": float(self.swapped),
            "exchanged": float(self.exchanged),
            "dismissed": float(self.dismissed),
            "dismissed_copied": self.dismissed * self.copied,
        }


def find_contradiction(
    point: TokenizedText,
    answer: TokenizedText,
    passage: Passage,
    pairs: Sequence[tuple[Token, Token, bool]],
    weights: Mapping[Token, float],
) -> Contradiction:
    """Compare a point with a passage of the answer and return what contradicts it.

    `pairs` are words of both that mean the same, and whether they are the same word. Only clauses of the passage that hold
    one of them count.
    """
    clauses = {answer_token.clause for _, answer_token, _ in pairs}
    tokens = [token for token in answer.tokens[passage.first : passage.last] if token.clause in clauses]
    if not tokens:
        return Contradiction()
    exact = [(point_token, answer_token) for point_token, answer_token, same in pairs if same]
    copied = _measure_copied(exact, weights)
    denied, denying = _denial(pairs, weights)
    mine, theirs = _negates(point.tokens), _negates(tokens)
    exact_tokens = {point_token for point_token, _ in exact}
    # The point denies by a word of its own ("prevents"): an answer that says "does not allow" says the same.
    averse = any(_is_averse(token) and token not in exact_tokens for token in point.tokens)
    verbatim = copied >= _VERBATIM
    turned = _opposites(point, tokens, exact, verbatim=verbatim)
    loose = _loose_opposites(point, tokens, {token for token, _ in turned})
    point_quantities = find_quantities(point.text, point.tokens)
    passage_quantities = find_quantities(answer.text, answer.tokens[passage.first : passage.last])
    other = conflicts(point_quantities, passage_quantities)
    swapped = _swapped(point, tokens, exact) or _reordered(point, tokens, exact)
    dismissals = [t for t in tokens if t.word in _DISMISSALS and not t.denied] if not _dismisses(point) else []
    exchanged = not swapped and _exchanged(point, tokens, pairs)  # the same words in other places count once
    moved = [token for _, token in exact] if swapped or exchanged else []
    places = [(t.start, t.end) for t in (*denying, *dismissals, *(token for token, _ in turned), *moved)]
    places += [(q.start, q.end) for q in other]
    return Contradiction(
        copied=min(copied, 1.0),
        denied=0.0 if averse else denied,
        denied_words=0 if averse else len({token.stem for token in denying}),
        negation_added=theirs and not mine and not averse,
        negation_missing=mine and not theirs,
        opposites=sum(weight for _, weight in turned),
        figures=len(other),
        same_figures=agreements(point_quantities, passage_quantities),
        swapped=swapped,
        exchanged=exchanged,
        quoted=len({answer_token for _, answer_token in exact}) / (sum(token.meaning for token in tokens) or 1),
        denial_moved=_denial_moved(pairs),
        without=_is_without(point, tokens, exact),
        opposites_loose=float(len(loose)),
        opposites_near=_opposites_near(point, tokens, pairs, verbatim=verbatim),
        denial_dropped=_denial_dropped(point, tokens, pairs),
        dismissed=bool(dismissals),
        places=tuple(sorted(set(places))),
    )


def _measure_copied(exact: Sequence[tuple[Token, Token]], weights: Mapping[Token, float]) -> float:
    """Return which share of a point's weight the answer says in the same words."""
    copied_weight = sum(weights.get(token, 0.0) for token in {point_token for point_token, _ in exact})
    return copied_weight / (sum(weights.values()) or 1.0)


def measure_opposition(texts: Sequence[TokenizedText], answer: TokenizedText, home: Passage) -> dict[str, float]:
    """Return what speaks against a point in the statement that is left for it, though hardly a word is shared.

    `texts` are the point and, where there is one, the sentence that explains it. `home_opposites` is how many of their words
    have an opposite in the statement and are not said there; `home_negation` that the statement denies something and none of
    the texts does; `home_plain` that each of the texts denies something and the statement does not.
    """
    tokens = answer.tokens[home.first : home.last]
    stems = {token.stem for token in tokens}
    count = 0.0
    counted_stems: set[str] = set()
    for text in texts:
        text_stems = {token.stem for token in text.tokens}
        for point_token in text.tokens:
            if point_token.stem in stems or point_token.stem in counted_stems or point_token.word in FUNCTION_WORDS:
                continue
            rivals = [
                t
                for t in tokens
                if t.denied == point_token.denied
                and t.stem not in text_stems
                and are_opposites(point_token.stem, t.stem)
            ]
            if rivals:
                counted_stems.add(point_token.stem)
                everyday = is_everyday(point_token.stem) or all(is_everyday(t.stem) for t in rivals)
                count += _EVERYDAY_WEIGHT if everyday else 1.0
    denies = _negates(tokens) or any(_is_averse(token) for token in tokens)
    mine = [_negates(text.tokens) or any(_is_averse(token) for token in text.tokens) for text in texts]
    return {
        "home_opposites": min(count, 2.0),
        "home_negation": float(denies and not any(mine)),
        "home_plain": float(all(mine) and not denies and not any(t.word in _PLAIN_REFUSALS for t in tokens)),
    }


def _is_averse(token: Token) -> bool:
    """Tell whether a word denies by itself: "prevents", "invisible", "unnoticed"."""
    return token.stem in _AVERSE or (
        len(token.word) >= _SHORTEST_NEGATIVE and token.word.startswith(_NEGATIVE_PREFIXES)
    )


def _negates(tokens: Sequence[Token]) -> bool:
    following = (*(token.word for token in tokens[1:]), "")
    return any(
        token.denied
        or ((token.word in _NEGATIONS or token.word.endswith("n't")) and (token.word, after) not in NO_DENIAL)
        for token, after in zip(tokens, following, strict=False)
    )


def _dismisses(point: TokenizedText) -> bool:
    return any(token.word in _DISMISSALS for token in point.tokens)


def _denial(pairs: Sequence[tuple[Token, Token, bool]], weights: Mapping[Token, float]) -> tuple[float, list[Token]]:
    """Return the share of the shared words' weight that is denied on one side only, and the learner's words that are.

    Where the passage has the point's very word, words that are only near to it do not count.
    """
    by_word: dict[Token, list[Token]] = {}
    for point_token in {point_token for point_token, _, _ in pairs}:
        same = [token for other, token, exact in pairs if other == point_token and exact]
        by_word[point_token] = same or [token for other, token, _ in pairs if other == point_token]
    total = against = 0.0
    words: list[Token] = []
    for point_token, answer_tokens in by_word.items():
        weight = weights.get(point_token, 1.0)
        total += weight
        if all(token.denied != point_token.denied for token in answer_tokens):
            against += weight
            words.extend(answer_tokens)
    return (against / total if total else 0.0), words


def _denial_moved(pairs: Sequence[tuple[Token, Token, bool]]) -> bool:
    """Tell whether one word is denied here and another one there: `latency and not bandwidth`, `bandwidth and not latency`."""
    exact = [(point_token, answer_token) for point_token, answer_token, same in pairs if same]
    is_dropped = any(point_token.denied and not answer_token.denied for point_token, answer_token in exact)
    is_added = any(answer_token.denied and not point_token.denied for point_token, answer_token in exact)
    return is_dropped and is_added


def _is_without(point: TokenizedText, tokens: Sequence[Token], exact: Sequence[tuple[Token, Token]]) -> bool:
    """Tell whether the passage says `without X` or `no X` where the point has X: just before the word, on one side only."""
    refusals = {"without", "no", "lacks", "neither"}
    mine, theirs = _words_before(point.tokens), _words_before(tokens)
    return any(
        bool(theirs[answer_token] & refusals) and not point_token.denied and not mine[point_token] & refusals
        for point_token, answer_token in exact
        if point_token in mine and answer_token in theirs
    )


def _words_before(tokens: Sequence[Token]) -> dict[Token, frozenset[str]]:
    return {token: frozenset(t.word for t in tokens[max(0, at - 2) : at]) for at, token in enumerate(tokens)}


def _loose_opposites(point: TokenizedText, tokens: Sequence[Token], opposite_tokens: set[Token]) -> list[Token]:
    """Return opposite words in parts that share nothing else, which is only a weak sign of a contradiction."""
    mine = {token.stem for token in tokens}
    return [
        token
        for token in tokens
        if token not in opposite_tokens
        and token.meaning
        and not is_everyday(token.stem)
        and any(
            point_token.denied == token.denied
            and point_token.stem not in mine
            and are_opposites(point_token.stem, token.stem)
            for point_token in point.tokens
        )
    ]


def _opposites_near(
    point: TokenizedText, tokens: Sequence[Token], pairs: Sequence[tuple[Token, Token, bool]], *, verbatim: bool
) -> float:
    """Return how many of the point's words have an opposite in the passage, wherever it stands, and are not met there.

    Another word of the point must be met. Everyday words count for half, unless the rest is the same (`verbatim`), and any
    word counts the less the longer the point is: among many words one has its opposite in any text.
    """
    exact_tokens = {point_token for point_token, _, exact in pairs if exact}
    partners = {point_token for point_token, _, _ in pairs}
    stems = {token.stem for token in tokens}
    total = 0.0
    for point_token in point.tokens:
        if point_token in exact_tokens or point_token.stem in stems or not partners - {point_token}:
            continue
        rivals = [t for t in tokens if t.denied == point_token.denied and are_opposites(point_token.stem, t.stem)]
        if rivals:
            everyday = is_everyday(point_token.stem) or all(is_everyday(token.stem) for token in rivals)
            total += _EVERYDAY_WEIGHT if everyday and not verbatim else 1.0
    return total * min(1.0, _SHORT_POINT / max(1, sum(token.meaning for token in point.tokens)))


def _denial_dropped(point: TokenizedText, tokens: Sequence[Token], pairs: Sequence[tuple[Token, Token, bool]]) -> bool:
    """Tell whether the passage states plainly, without any refusal, what the point denies: `never check`, `should check`."""
    denied = {point_token for point_token in point.tokens if point_token.denied}
    if not denied or _negates(tokens) or any(_is_averse(token) or token.word in _PLAIN_REFUSALS for token in tokens):
        return False
    return any(point_token in denied and exact for point_token, _, exact in pairs)


def _exchanged(point: TokenizedText, tokens: Sequence[Token], pairs: Sequence[tuple[Token, Token, bool]]) -> bool:
    """Tell whether the words around a word such as `before` or `than` have changed sides: `criteria before options`.

    The nearest words to its left and right in the point must each stand on the other side, and on that side only.
    """
    exact = [(point_token, answer_token) for point_token, answer_token, same in pairs if same]
    if any(token.word in _PASSIVE for token in (*point.tokens, *tokens)):
        return False
    for pivot in point.tokens:
        if pivot.word not in _PIVOTS:
            continue
        left = max(
            (point_token for point_token, _ in exact if point_token.start < pivot.start),
            key=lambda token: token.start,
            default=None,
        )
        right = min(
            (point_token for point_token, _ in exact if point_token.start > pivot.start),
            key=lambda token: token.start,
            default=None,
        )
        if left is None or right is None or left.stem == right.stem:
            continue
        for other in tokens:
            if other.word == pivot.word and all(
                (answer_token.start > other.start) == (point_token is left) and answer_token.clause == other.clause
                for point_token, answer_token in exact
                if point_token in (left, right)
            ):
                return True
    return False


def _opposites(
    point: TokenizedText, tokens: Sequence[Token], exact: Sequence[tuple[Token, Token]], *, verbatim: bool
) -> list[tuple[Token, float]]:
    """Return the learner's words that exclude one of the point's, with how much each counts. Where the rest is the same
    (`verbatim`), everyday words count like others.

    The two must stand in parts that share another word, and the learner's part must not say the point's word as well; where
    one of the two is denied they agree ("not optional" is mandatory).
    """
    mine, theirs = _parts(point.tokens), _parts(tokens)
    # What stands in several parts of the point tells none of them: the tests in "many unit tests and few end-to-end tests".
    repeated = {
        one.stem for one, other in combinations(point.tokens, 2) if one.stem == other.stem and mine[one] != mine[other]
    }
    out: list[tuple[Token, float]] = []
    for point_token in point.tokens:
        for token in tokens:
            if token.denied != point_token.denied or not are_opposites(point_token.stem, token.stem):
                continue
            if any(t.stem == point_token.stem and theirs[t] == theirs[token] for t in tokens):
                continue
            partners = [
                shared
                for shared, said in exact
                if mine[shared] == mine[point_token]
                and theirs[said] == theirs[token]
                and token not in (said, shared)
                and shared.stem not in repeated
            ]
            if not partners:
                continue
            everyday = is_everyday(token.stem) or is_everyday(point_token.stem)
            out.append((token, _EVERYDAY_WEIGHT if everyday and not verbatim else 1.0))
            break
    return out


def _reordered(point: TokenizedText, tokens: Sequence[Token], exact: Sequence[tuple[Token, Token]]) -> bool:
    """Tell whether a sequence is told in another order: `A, then B, then C` as `first C, then B, A last`."""
    if sum(token.word in _SEQUENCE for token in point.tokens) < 2 or any(t.word in {"after", "before"} for t in tokens):
        return False
    once = _said_once(exact)
    order = [answer_token.start for _, answer_token in sorted(once, key=lambda pair: pair[0].start)]
    return len(order) >= _FEWEST_REVERSED and order == sorted(order, reverse=True)


def _said_once(exact: Sequence[tuple[Token, Token]]) -> list[tuple[Token, Token]]:
    return [
        (point_token, answer_token)
        for point_token, answer_token in exact
        if sum(other.stem == point_token.stem for other, _ in exact) == 1
        and sum(other.stem == answer_token.stem for _, other in exact) == 1
    ]


def _swapped(point: TokenizedText, tokens: Sequence[Token], exact: Sequence[tuple[Token, Token]]) -> bool:
    """Tell whether the passage gives the point's words each other's partners: `A decides, B filters` as `B decides, A filters`.

    Only words of the same stem count, each said once on both sides. Within one part, `A asks B` as `B asks A`: three words
    or more, all in reverse order, and neither side in the passive.
    """
    once = _said_once(exact)
    mine, theirs = _parts(point.tokens), _parts(tokens)
    together = apart = 0
    for (point_token, answer_token), (other_point_token, other_answer_token) in combinations(once, 2):
        if theirs[answer_token] == theirs[other_answer_token]:
            together += mine[point_token] == mine[other_point_token]
            apart += mine[point_token] != mine[other_point_token]
    if (
        len(once) >= _FEWEST_EXCHANGED
        and len({theirs[answer_token] for _, answer_token in once}) > 1
        and apart >= 2
        and apart > 2 * together
    ):
        return True
    passive = any(token.word == "by" for token in (*point.tokens, *tokens))
    order = [answer_token.start for _, answer_token in sorted(once, key=lambda pair: pair[0].start)]
    one_part = (
        len({mine[point_token] for point_token, _ in once})
        == len({theirs[answer_token] for _, answer_token in once})
        == 1
    )
    return len(order) >= _FEWEST_REVERSED and one_part and not passive and order == sorted(order, reverse=True)


def _parts(tokens: Sequence[Token]) -> dict[Token, int]:
    """Return the parts of a text: its clauses, and what `and` joins."""
    part, out = 0, {}
    for at, token in enumerate(tokens):
        if token.word == "and" or (at and token.clause != tokens[at - 1].clause):
            part += 1
        out[token] = part
    return out
