"""Options to choose from in other notations: lettered, ticked or in bold, with `Answer: B` below them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from deck.languages import LANGUAGES, alternatives
from deck.markdown.labels import fold_text
from deck.markdown.titles import clean_title, strip_emphasis
from deck.notations.collapsible import find_prompt
from deck.notations.document import (
    HEADING,
    LIST_MARK,
    RULE,
    Document,
    Edit,
    TaggedLine,
    format_count,
    indent_of,
    rewrite,
    trim_blank,
)
from deck.notations.questions import is_asked, is_question

# "A) text", "- B. text", "(c) text", "**D:** text"; the letter decides the order
_OPTION = re.compile(
    r"^(?P<indent>[ \t]{0,12})(?P<item>[-*+•][ \t]+|\d{1,2}[.)][ \t]+)?(?P<box>\[[ xX]\][ \t]+)?(?P<bold>\*\*|__)?(?P<open>\()?(?P<letter>[A-Ha-h]|[А-Еа-еأبجده])"  # noqa: E501 (one pattern)
    r"(?P<sign>\\?[.):：]|[ \t][–—-](?=[ \t])|\])(?P<close>\*\*|__)?(?P<close2>:)?(?P<space>[ \t]+)(?P<text>\S.*?)[ \t]*$"
)
# the option with the letter B, from which the one with A is looked for above
_SECOND_OPTION = re.compile(
    r"\n[ \t]{0,12}(?:[-*+•][ \t]+|\d{1,2}[.)][ \t]+)?(?:\[[ xX]\][ \t]+)?[*_(]{0,3}[BbБбب](?:\\?[.):：\]*_]|[ \t][–—-][ \t])"
)
_FIRST_LETTERS = ("a", "а", "أ")
_MOST_OPTION_LINES = 30  # lines of the first option
_LABELS = alternatives([word for language in LANGUAGES for word in language.correct])
_ANSWER = re.compile(
    rf"^[ \t>]*(?:[-*+][ \t]+)?(?:#{{1,6}}[ \t]+)?(?:\*\*|__|\*|_)?(?P<label>{_LABELS})(?:\s(?:is|are|ist|est|es|é|è))?"
    r"(?:\*\*|__|\*|_)?[ \t]*(?:[:：.=–—-]|\b|(?<=[^\x00-\x7f]))(?:\*\*|__|\*|_)?[ \t]*(?:(?:option|choice)s?[ \t]+)?(?P<rest>.*?)[ \t]*$",  # noqa: E501 (one pattern)
    re.IGNORECASE,
)
# "B", "A and C", "(a)", "AC". No letter or apostrophe may follow: "Because" and "a's" name no option.
_LETTERS = re.compile(
    r"^(?:\*\*|__|`|\()*(?P<letters>[A-Ha-h](?:(?:\s*(?:,|&|\+|/|;|and|und|et|y|e|en|i|ve|と|和|、)\s*|\s?)\(?[A-Ha-h](?![\w'’]))*)(?![\w'’])(?P<after>.*)$"
)
# a sign, and what must stand behind it: with the signs first, and case ignored only in the words, a text is searched fast
_TICK = re.compile(
    r"[✅✓✔☑(<←](?:(?<=[✅✓✔☑])|(?<=\()(?i:correct|right|richtig|correcto|correct answer|the correct answer)\)"
    r"|(?<=<)-+\s*(?i:correct|answer)|(?<=←)\s*(?i:correct|answer))\ufe0f?"
)
# What each hit of the pattern above contains in lower case: a search for plain words is the quicker look.
_TICK_SIGNS = (
    "✅",
    "✓",
    "✔",
    "☑",
    "(correct",
    "(right",
    "(richtig",
    "(the correct",
    "- correct",
    "-correct",
    "- answer",
    "← correct",
    "← answer",
)
# An option that is bold from end to end: one among plain ones is marked as right. Searched in the whole text at once,
# so it begins at a line end.
_BOLD_BULLET = re.compile(r"\n[ \t]{0,12}(?:[-*+•]|\d{1,2}[.)])[ \t]+(?:\*\*[^*\n]+\*\*|__[^_\n]+__)[ \t]*(?=\n|\Z)")
# Signs that mark an option as wrong, or its box as empty.
_CROSS = re.compile(r"[❌✗✘✖☐⬜]\ufe0f?")
# A plain item; whether it is an option shows only in a tick, a cross or bold type.
_BULLET = re.compile(r"^(?P<indent>[ \t]{0,12})(?P<mark>[-*+•]|\d{1,2}[.)])[ \t]+(?P<text>\S.*?)[ \t]*$")
# Between letters of options; their own letters are no options. The Italian and Portuguese "e" looks like an option, but
# not in lower case between capitals.
_CONJUNCTION = re.compile(r"\b(?:and|und|et|en|ve)\b|(?<=[A-H)] )e(?= \(?[A-H])")
_LABELLED_HEADING = re.compile(r" {0,3}#+ +(?:Q|Question)(?: ?\d+)?\s*[:.)]\s*\S")  # "### Q: …", a question of our own
_OWN_LABEL = re.compile(r"^(?:\*\*Question:\*\*|#+ Q:) ")  # what rewriting has put before a prompt
_FEWEST, _MOST = 2, 8  # options of a question
_REACH = 40  # lines below the options in which their answer is looked for


@dataclass(slots=True)
class _Option:
    """An option: its lines, its letter ("" for a bullet), its words, and whether it is marked as right."""

    first: int
    stop: int
    letter: str
    text: list[str]
    is_right: bool = False


@dataclass(slots=True)
class _Answer:
    """A line that names the right options; `rest` is what it says beyond that."""

    line: int
    letters: set[str] = field(default_factory=set)
    rest: str = ""


def rewrite_choices(document: Document) -> None:
    """Make task items of options whose right one is named or marked."""
    edits: list[Edit] = []
    previous_end = 0
    for options in _find_options(document):
        if options[0].first < previous_end:
            continue
        edit = _build_edit(document, options, previous_end)
        if edit is not None:
            edits.append(edit)
            previous_end = edit.stop
    report = format_count(
        len(edits),
        "list of options was read as choices.",
        "lists of options were read as choices.",
    )
    rewrite(document, edits, report)


def _find_options(document: Document) -> list[list[_Option]]:
    """Return runs of options: letters in order, or bullets of which one is ticked or in bold."""
    starts: dict[int, Callable[[Document, int], list[_Option]]] = {}
    for i in document.find_lines(_SECOND_OPTION):
        for n in range(i - 1, max(-1, i - _MOST_OPTION_LINES), -1):
            match = _OPTION.match(document.lines[n])
            if match is not None and match["letter"].lower() in _FIRST_LETTERS:
                starts[n] = _find_lettered
                break
    marked_lines = document.find_lines(_BOLD_BULLET) if "**" in document.text else []
    if any(sign in document.lowered for sign in _TICK_SIGNS):
        marked_lines += document.find_lines(_TICK)
    for i in marked_lines:
        first = i
        while first > 0 and i - first < _MOST and _BULLET.match(document.lines[first - 1]):
            first -= 1
        starts.setdefault(first, _find_ticked)
    runs: list[list[_Option]] = []
    previous_end = 0
    for i in sorted(starts):
        run = starts[i](document, i) if i >= previous_end and i not in document.fenced else []
        if run:
            runs.append(run)
            previous_end = run[-1].stop
    return runs


def _find_lettered(document: Document, start: int) -> list[_Option]:
    """Return the options that begin at a line with A and go on letter by letter."""
    match = _OPTION.match(document.lines[start])
    if match is None or match["letter"].lower() not in ("a", "а", "أ"):
        return []
    alphabet = "abcdefgh" if match["letter"].lower() == "a" else "абвгде" if match["letter"].lower() == "а" else "أبجده"
    options: list[_Option] = []
    i = start
    while i < len(document.lines) and len(options) < _MOST:
        line = document.lines[i]
        next_match = _OPTION.match(line) if i not in document.fenced else None
        if (
            next_match is not None
            and next_match["letter"].lower() == alphabet[len(options)]
            and bool(next_match["item"]) == bool(match["item"])
        ):
            options.append(_read_option(next_match, i))
            i += 1
        elif not line.strip():
            # one blank line may part two options
            after = next((n for n in range(i, min(i + 3, len(document.lines))) if document.lines[n].strip()), -1)
            next_match = _OPTION.match(document.lines[after]) if after >= 0 else None
            inner = (
                after >= 0
                and options
                and indent_of(document.lines[after]) > indent_of(document.lines[options[-1].first]) + 1
            )
            if (
                next_match is None or next_match["letter"].lower() != alphabet[min(len(options), len(alphabet) - 1)]
            ) and not inner:
                break
            i = after
        elif options and _continues(document, line, i, options[-1]):
            options[-1].text.append(line.strip() if i not in document.fenced else line)
            options[-1].stop = i + 1
            i += 1
        else:
            break
    return options if len(options) >= _FEWEST else []


def _continues(document: Document, line: str, i: int, option: _Option) -> bool:
    """Tell whether a line goes on with the option above it."""
    if i in document.fenced:
        return indent_of(line) > 0 or any(n in document.fenced for n in range(option.first + 1, option.stop))
    if (
        LIST_MARK.match(line)
        or HEADING.match(line)
        or RULE.match(line)
        or line.lstrip().startswith(("<", ">", "**", "|"))
    ):
        return indent_of(line) > indent_of(document.lines[option.first]) and not LIST_MARK.match(line)
    return not _ANSWER.match(line)


def _read_option(match: re.Match[str], line: int) -> _Option:
    text = match["text"]
    right = match["box"] is not None and "x" in match["box"].lower()
    if match["bold"] and not match["close"]:
        if text.endswith(match["bold"]):
            text, right = text.removesuffix(match["bold"]).strip(), True
    elif (bare := strip_emphasis(text)) != text and text.startswith("**"):
        text, right = bare, True
    if _TICK.search(text):
        text, right = _TICK.sub("", text).strip(), True
    return _Option(line, line + 1, match["letter"].lower(), [_CROSS.sub("", text).strip()], right)


def _find_ticked(document: Document, start: int) -> list[_Option]:
    """Return the options of a tight list of bullets, if some but not all are ticked or wholly in bold."""
    line = document.lines[start]
    first = _BULLET.match(line)
    if first is None or "[ ]" in line[:12] or "[x]" in line[:12].lower():
        return []
    options: list[_Option] = []
    mark_count = 0
    for i in range(start, min(start + _MOST + 1, len(document.lines))):
        bullet = _BULLET.match(document.lines[i])
        if bullet is None or len(bullet["indent"]) != len(first["indent"]):
            break
        text = bullet["text"]
        bare = strip_emphasis(text) if text.startswith(("**", "__")) else text
        ticked = _TICK.search(text) is not None
        mark_count += ticked or bare != text
        text = _CROSS.sub("", _TICK.sub("", bare if bare != text else text)).strip()
        options.append(_Option(i, i + 1, "", [text], ticked or bare != bullet["text"]))
    ended = start + len(options)
    if ended < len(document.lines) and document.lines[ended].strip() and indent_of(document.lines[ended]):
        return []
    return (
        options
        if _FEWEST < len(options) + 1 <= _MOST + 1
        and 0 < mark_count < len(options)
        and mark_count <= len(options) // 2 + 1
        else []
    )


def _find_answer(document: Document, options: Sequence[_Option]) -> _Answer | None:
    """Find the line below the options that names the right ones by letter, by number or in words."""
    lines = document.lines
    for i in range(options[-1].stop, min(options[-1].stop + _REACH, len(lines))):
        line = lines[i]
        if not line.strip() or i in document.fenced:
            continue
        if line.startswith("**Question:**") or (HEADING.match(line) and not _ANSWER.match(line)):
            return None
        match = _ANSWER.match(line)
        if match is None:
            if _OPTION.match(line) and i > options[-1].stop + 1:
                return None
            continue
        answer_text = match["rest"].strip()
        if not answer_text:
            following = next((n for n in range(i + 1, min(i + 4, len(lines))) if lines[n].strip()), -1)
            if following < 0 or following in document.fenced:
                return None
            alone = clean_title(lines[following])
            answer = _find_named_options(alone, options)
            if answer and not answer.rest.strip(" ."):
                return _Answer(following, answer.letters, "")
            if _ANSWER.match(lines[following]):
                continue
            return None
        answer = _find_named_options(answer_text, options)
        return _Answer(i, answer.letters, answer.rest) if answer is not None else None
    return None


def _find_named_options(text: str, options: Sequence[_Option]) -> _Answer | None:
    """Return the options that a text names, None where it names none of them."""
    bare = strip_emphasis(text.strip()).strip("`")
    options_by_letter = {option.letter: option for option in options if option.letter}
    if match := _LETTERS.match(bare):
        letters = {c for c in _CONJUNCTION.sub(" ", match["letters"]).lower() if "a" <= c <= "h"}
        after = match["after"].strip()
        if letters <= options_by_letter.keys() and (
            not after or after[0] in ".):,;–—-(]`*" or match["letters"].isupper()
        ):
            explanation = after.strip(" .):–—-*_`]")
            if any(
                fold_text(" ".join(options_by_letter[letter].text)).strip("`. ") == fold_text(explanation).strip("`. ")
                for letter in letters
            ):
                explanation = ""
            return _Answer(0, letters, explanation)
        return (
            _Answer(-1, letters, after)
            if not letters <= options_by_letter.keys() and len(match["letters"]) == 1 and not after
            else None
        )
    folded = fold_text(bare).strip("`. ")
    same = {
        option.letter for option in options if option.letter and fold_text(" ".join(option.text)).strip("`. ") == folded
    }
    return _Answer(0, same, "") if same else None


def _build_edit(document: Document, options: list[_Option], previous_end: int) -> Edit | None:
    answer = _find_answer(document, options)
    letters = {option.letter for option in options}
    if answer is not None and not answer.letters <= letters:
        wrong = ", ".join(sorted(letter.upper() for letter in answer.letters - letters))
        document.source.report(
            answer.line,
            "warning",
            "answer-unknown",
            f"The answer names option {wrong}, which is not there.",
            "Name one of the options above.",
        )
        answer = None
    if answer is not None:
        for option in options:
            option.is_right = option.letter in answer.letters
    if not any(option.is_right for option in options) or all(option.is_right for option in options):
        return None  # where all are ticked, it is a list of features or of things done
    start = _find_start(document, options, previous_end, is_named=answer is not None)
    if start is None:
        return None
    first, prompt = start
    lines: list[TaggedLine] = [*prompt, (options[0].first, "")]
    for option in options:
        head, *more = option.text
        lines.append((option.first, f"- [{'x' if option.is_right else ' '}] {head}"))
        lines += [(min(option.first + n, option.stop - 1), f"  {part}") for n, part in enumerate(more, 1)]
    stop = options[-1].stop
    lines.append((stop - 1, ""))
    if answer is not None:
        between = [(i, document.lines[i]) for i in range(stop, answer.line)]
        labelled = [(i, text) for i, text in between if text.strip() and not text.startswith("**Answer:**")]
        label = next((i for i, text in between if text.startswith("**Answer:**")), answer.line)
        lines += [*trim_blank(labelled), (answer.line, ""), (label, "**Answer:**"), (answer.line, "")]
        if answer.rest:
            lines += [(answer.line, answer.rest), (answer.line, "")]
        stop = answer.line + 1
    return Edit(first, stop, tuple(lines))


def _find_start(
    document: Document, options: Sequence[_Option], previous_end: int, *, is_named: bool
) -> tuple[int, list[TaggedLine]] | None:
    """Return where the question begins, and its lines up to the options: in our notation already, or what stands above.

    `is_named`: a line names the right option. Where a tick or bold type marks it, only what asks can be the question:
    lists of features are ticked too.
    """
    top = options[0].first
    for i in range(top - 1, max(previous_end - 1, top - _REACH), -1):
        line = document.lines[i]
        if line.startswith("**Question:**") or (HEADING.match(line) and _LABELLED_HEADING.match(line)):
            return top, []
        if line.startswith("**Answer:**") or (RULE.match(line) and i not in document.fenced):
            break
    question = find_prompt(document, top, previous_end)
    if question is None:
        return _take_paragraph_above(document, top, previous_end) if is_named else None
    first, prompt, context = question
    words = _OWN_LABEL.sub("", prompt[0][1])
    if not is_named and not is_asked(words) and not is_question(words):
        return None
    return first, [(first, ""), *prompt, (first, ""), *context]


def _take_paragraph_above(document: Document, top: int, previous_end: int) -> tuple[int, list[TaggedLine]] | None:
    """Take the paragraph right above options as the question where the right one is named, whatever its words."""
    stop = top
    while stop > previous_end and not document.lines[stop - 1].strip():
        stop -= 1
    first = stop
    while (
        first > previous_end
        and document.lines[first - 1].strip()
        and first - 1 not in document.fenced
        and not HEADING.match(document.lines[first - 1])
    ):
        first -= 1
        if LIST_MARK.match(document.lines[first]):
            break
    if first == stop:
        heading = HEADING.match(document.lines[first - 1]) if first > previous_end else None
        if heading is None:
            return None
        return first - 1, [(first - 1, f"{heading.group(1)} Q: {clean_title(heading.group(2))}"), (first - 1, "")]
    words = clean_title(LIST_MARK.sub("", " ".join(document.lines[first:stop]), count=1))
    if not words:
        return None
    return first, [(first, ""), (first, f"**Question:** {words}"), (first, "")]
