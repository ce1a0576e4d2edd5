"""Whether a text is a question, in any of the languages the reader knows."""

from __future__ import annotations

import re
from functools import lru_cache

from deck.languages import LANGUAGES, alternatives
from deck.markdown.labels import fold_text

# question marks of Latin, Greek, Arabic and full-width writing; a bracket, a level or stars may follow
_MARK = re.compile(
    r"[?？؟⁇⁈]['\"”’»)\]*_`]*\s*(?:[(\[][^()\[\]]{0,60}[)\]]\s*|[★☆⭐🔥✅✓✔🚀*:.!]+\s*|-+\s*\w{1,12}\s*)*$"
)
_WORDED = tuple(word for language in LANGUAGES for word in language.openers if word.isascii() or word[0].isalpha())
_SPACED = alternatives([w for w in _WORDED if not re.search("[\u3040-\u30ff\u4e00-\u9fff\u0600-\u06ff]", w)])
# Where words are parted by spaces, a question word must end where the opener does: "whatever" asks nothing.
_OPENER = re.compile(rf"(?:{_SPACED})(?![\w'’-])", re.IGNORECASE)
# Languages that part no words, and Arabic, whose prefixes are written onto the word, are searched without that end.
_CJK = re.compile(alternatives([w for w in _WORDED if re.search("[\u3040-\u30ff\u4e00-\u9fff\u0600-\u06ff]", w)]))
# what asks in English without a question mark, whatever stands behind it; the auxiliaries above do so only with one
STRONG_OPENERS = (
    r"(?:what|what's|how|why|when|where|which|who|explain|describe|compare|define|discuss|"
    r"(?:the )?differences? (?:between|of)|differentiate|distinguish|walk me through|tell me about|true or false|"
    r"advantages of|pros and cons of|give (?:an )?examples?|write an?|"
    r"erkläre|beschreibe|nenne|vergleiche|erläutere|unterschied zwischen|was|wie|warum|wieso|weshalb|wann|welche[rsn]?|"
    r"qu'est-ce|comment|pourquoi|quel(?:le)?s?|expliquez|décrivez|différence entre|"
    r"qué|cómo|por qué|cuál(?:es)?|explica|explique|describe|diferencia entre|"
    r"o que|qual|quais|descreva|diferença entre|"
    r"che cosa|cos'è|come|perché|quali?|spiega|descrivi|differenza tra|"
    r"wat|hoe|waarom|welke|leg uit|beschrijf|verschil tussen|"
    r"jak(?:i|a|ie)?|dlaczego|czym|wyjaśnij|opisz|różnica między|nedir|nasıl|neden|niçin)(?![\w'’-])"
)
# The same words as the pattern above, ready for one text; notations put them into patterns of their own.
_STRONG = re.compile(STRONG_OPENERS, re.IGNORECASE)
_LONGEST = 400  # characters; what is longer is a text, not a question
# A full stop with text behind it: several sentences in one prompt.
_PARTS = re.compile(r"[.!。]\s+\S")
# an article's own chapters that begin like a question and ask nothing
_CHAPTERS = re.compile(
    r"(?:what'?s (?:new|next|changed|inside|included)|how (?:it works|this works|to (?:use|install|build|run|contribute|read)"
    r"(?: (?:it|this.*))?)|where to (?:go|start).*|who (?:we are|is this for).*|when to use.*|what we (?:learned|did).*|how we .*|"  # noqa: E501 (one pattern)
    r"why we .*|what happened.*|what went .*|how (?:did )?we respond.*|where we got lucky.*)[.:]?$",
    re.IGNORECASE,
)


def ends_as_question(text: str) -> bool:
    """Return whether a text ends in a question mark, but for brackets, stars or a level behind it."""
    return ("?" in text or "？" in text or "؟" in text) and _MARK.search(text[-120:]) is not None


@lru_cache(maxsize=16384)
def is_question(text: str) -> bool:
    """Return whether a cleaned title or line asks something.

    It ends in a question mark or begins with a question word.
    """
    if not text or len(text) > _LONGEST:
        return False
    if ends_as_question(text):
        return True
    if _PARTS.search(text) or text.endswith((":", ",", ";")):
        return False
    if _CHAPTERS.match(text):
        return False
    return _STRONG.match(text) is not None or (not text.isascii() and _CJK.search(text) is not None)


def is_asked(text: str) -> bool:
    """Return whether a text ends in a question mark or begins with any word that questions begin with."""
    return is_question(text) or (len(text) <= _LONGEST and _OPENER.match(text) is not None and ends_as_question(text))


_REVEALS = frozenset(word for language in LANGUAGES for word in language.reveals)
# "Answer 3" reveals an answer as "Answer" does.
_NUMBER = re.compile(r"\s*#?\d{1,4}$")


def is_reveal(text: str) -> bool:
    """Return whether the words on a collapsed block only promise an answer ("Show answer", "Lösung", "Solution 3")."""
    folded = fold_text(text).strip(" .:!?…*_()[]👇▶►▸-")
    return folded in _REVEALS or _NUMBER.sub("", folded) in _REVEALS


# Titles of collections of questions, in the languages of the decks: under one, fewer signs are asked of each heading.
_SUBJECT = re.compile(
    r"\b(?:questions?|interview\w*|quiz\w*|faqs?|q ?& ?a|q and a|flash ?cards?|exam\w*|test yourself|self[- ]?check|trivia|"
    r"practice|drills?|exercises?|phone screen|screening|cheat ?sheet|fragen|prüfung\w*|karteikarten|vorstellungsgespräch|"
    r"entretien|examen|preguntas|entrevista|perguntas|domande|colloquio|vragen|pytania|sorular\w*|mülakat)\b|"
    r"質問|問題集|面接|クイズ|面试|面試|题|題|問答|问答|أسئلة|प्रश्न|साक्षात्कार",
    re.IGNORECASE,
)


def names_questions(title: str) -> bool:
    """Return whether a title says that questions follow ("Interview questions", "FAQ", "Quiz")."""
    return _SUBJECT.search(title) is not None
