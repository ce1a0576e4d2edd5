"""Whether somebody wrote sentences, or only names of things."""

from __future__ import annotations

import re

from quiz.answers.stemming import word_set
from quiz.answers.tokenized_text import FUNCTION_WORDS, TokenizedText

# Words that hold an English sentence together: a subject, a helping verb, a connection. Prepositions and articles are not
# among them: "order per key, age of the oldest row" is a list all the same.
_BINDING = word_set(
    """am are is was were be been being do does did has have had can could may might must shall should will would
    cannot i we you he she it they them there that which who what when where if because so since while then than not
    don't doesn't didn't isn't aren't can't won't wouldn't it's that's there's i'd we'd let need needs"""
)
# Common verbs of technical answers, in the forms that a sentence uses them in.
_VERBS = word_set(
    """add adds ask asks become becomes begin begins break breaks bring brings build call calls check checks choose
    chooses close closes come comes commit commits compare compares cost costs count counts create creates cut cuts
    decide decides delete deletes depend depends drop drops expire expires fail fails fill fills find finds follow
    follows gives give go goes grow grows happen happens help helps hide hides hold holds keep keeps kill know knows
    lead leads leave leaves lock locks look looks lose loses mark marks mean means measure measures move moves open
    opens page pages pay pays point points prevent prevents publish publishes pull pulls push pushes put puts read
    reads receive receives refuse refuses reject rejects release remain remains remove removes replace replaces
    require requires restart return returns run runs say says see sees send sends set sets share shares show shows
    split starts start stay stays stop stops store stores take takes tell tells turn turns use uses wait waits want
    wants watch watches work works write writes gets get makes make stand stands ensure ensures allow allows reduce
    reduces increase increases protect protects avoid avoids bound bounds bump alert alerts retry insert inserts
    save saves shed sheds outnumber outnumbers exceed exceeds treat never"""
)
_HOLDING = _BINDING | word_set("not no never without before after under over")
# Answers shorter than this are judged by their content: "At the main function." answers a question.
_LONG_ENOUGH = 5
# A list has so many members at least.
_MEMBERS = 4
# A clause of so many words that has so many function words among them says something, verb in the table or not.
_CLAUSE_WORDS, _FUNCTION_SHARE = 5, 0.34
# The share of its words that a text must say in such clauses. Of the answers people gave to 81 public questions, the lists
# among them have less and the sentences more; a heading or two within an answer does no harm.
_STATED_FROM = 0.25
# A longer text whose words are hardly held together by function words is a list too, whatever its verbs. Of 110 answers in
# sentences the tersest has .27 of them, one in a hundred has under .33; of key points without their articles 90 % have less.
_LONG_LIST, _HOLDING_FROM = 12, 0.27
# Unless it has a few clauses and so much of it stands in those that say something: short sentences are terse, and no list.
_CLAUSES, _TERSE_FROM = 3, 0.4
# What ends a sentence or a clause in writing.
_PUNCTUATION = re.compile(r"[.,;:!?()\n](?:\s|$)")
# So many words in a row without punctuation or a single function word are no clause of English.
_BARE_ROW = 7


def is_keyword_list(answer: TokenizedText, language: str = "en") -> bool:
    """Tell whether the answer only lists keywords. English only: other languages are never called a list."""
    words = len(answer.tokens)
    if not language.lower().startswith("en") or words < _LONG_ENOUGH:
        return False
    clauses: dict[int, list[str]] = {}
    for token in answer.tokens:
        clauses.setdefault(token.clause, []).append(token.word)
    holding = sum(token.word in FUNCTION_WORDS or token.word in _HOLDING for token in answer.tokens)
    stated = sum(len(clause) for clause in clauses.values() if _states(clause))
    # Short sentences are told apart from a bare row of words by their punctuation.
    is_terse = len(clauses) >= _CLAUSES and stated >= _TERSE_FROM * words and bool(_PUNCTUATION.search(answer.text))
    if words >= _LONG_LIST and holding < _HOLDING_FROM * words and not is_terse:
        return True
    if not holding and (not stated or (len(clauses) == 1 and words >= _BARE_ROW)):
        return True
    return len(clauses) >= _MEMBERS and stated < _STATED_FROM * words


def _states(clause: list[str]) -> bool:
    if any(word in _BINDING or word.endswith(("n't", "'s", "'re", "'ll", "'d")) for word in clause):
        return True
    # "locks break" may be a heading; with a third word the verb has a subject or an object
    if len(clause) >= 3 and any(word in _VERBS for word in clause):
        return True
    function = sum(word in FUNCTION_WORDS for word in clause)
    return len(clause) >= _CLAUSE_WORDS and function >= _FUNCTION_SHARE * len(clause)
