"""Whether somebody wrote sentences, or only names of things."""

from __future__ import annotations

from quiz.answers.reading import FUNCTION_WORDS, Reading

# Words that hold an English sentence together: a subject, a helping verb, a connection. Prepositions and articles are not
# among them: "order per key, age of the oldest row" is a list all the same.
_BINDING = frozenset(
    """am are is was were be been being do does did has have had can could may might must shall should will would cannot i
    we you he she it they them there that which who what when where if because so since while then than not don't doesn't
    didn't isn't aren't can't won't wouldn't it's that's there's i'd we'd let need needs""".split()
)
# Common verbs of technical answers, in the forms that a sentence uses them in.
_VERBS = frozenset(
    """add adds ask asks become becomes begin begins break breaks bring brings build call calls check checks choose chooses
    close closes come comes commit commits compare compares cost costs count counts create creates cut cuts decide decides
    delete deletes depend depends drop drops expire expires fail fails fill fills find finds follow follows gives give go
    goes grow grows happen happens help helps hide hides hold holds keep keeps kill know knows lead leads leave leaves lock
    locks look looks lose loses mark marks mean means measure measures move moves open opens page pages pay pays point points
    prevent prevents publish publishes pull pulls push pushes put puts read reads receive receives refuse refuses reject
    rejects release remain remains remove removes replace replaces require requires restart return returns run runs say says
    see sees send sends set sets share shares show shows split starts start stay stays stop stops store stores take takes
    tell tells turn turns use uses wait waits want wants watch watches work works write writes gets get makes make stand
    stands ensure ensures allow allows reduce reduces increase increases protect protects avoid avoids bound bounds bump
    alert alerts retry insert inserts save saves treat never""".split()
)
# Answers shorter than this are judged by their content: "At the main function." answers a question.
_LONG_ENOUGH = 5
# A list of names has hardly any binding words; of answers people gave to 81 questions, one in a hundred has as few.
_FEW_BINDING = 0.05
_FEW_FUNCTION = 0.2


def is_keyword_list(answer: Reading, language: str = "en") -> bool:
    """Whether the answer only lists keywords. English only: other languages are never called a list."""
    if not language.lower().startswith("en"):
        return False
    words = [token.word for token in answer.tokens]
    if len(words) < _LONG_ENOUGH:
        return False
    binding = sum(word in _BINDING or word in _VERBS or word.endswith(("n't", "'s", "'re", "'ll")) for word in words)
    function = sum(word in FUNCTION_WORDS or word in _BINDING for word in words)
    clauses = len({token.clause for token in answer.tokens})
    listed = clauses >= len(words) / 4  # four words to a clause at most
    return binding / len(words) < _FEW_BINDING and (listed or function / len(words) < _FEW_FUNCTION)
