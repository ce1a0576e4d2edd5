"""English. Most of its labels are patterns of `deck.markdown.labels`; here are the words of other notations."""

from __future__ import annotations

from deck.languages.language import build_language

ENGLISH = build_language(
    "en",
    "English",
    labels={
        "question": "question, q, ques, front",
        "answer": "answer, a, ans, answers, back, model answer, short answer, sample answer, suggested answer, expected answer",
        "key points": "key points, key point, rubric, must mention",
        "choices": "choices, options",
        "explanation": "explanation, explanations, reason, rationale, why",
        "lessons": "lessons, lessons learned, lessons learnt",
        "topics": "topics, related topics",
        "hint": "hint, hints",
    },
    openers="what, what's, whats, how, how's, why, when, where, which, who, whose, whom, explain, describe, compare, define, "
    "discuss, difference between, differences between, differentiate, distinguish, difference of, the difference between, "
    "name, list, give an example, give examples, tell me about, tell us about, "
    "walk me through, is, are, am, was, were, does, do, did, can, could, will, would, should, have, has, true or false, "
    "write a, write an, implement, design, suppose, given, in what, in which, for what, to what, from what, at what, "
    "under what, under which, on which, by what, with which, between which, what if, advantages of, pros and cons of, "
    "state the, mention, outline, identify, summarize, sketch, elaborate, illustrate, justify, predict, calculate",
    reveals="answer, answers, show answer, see answer, view answer, reveal answer, solution, show solution, see solution, "
    "view solution, click to see answer, click to reveal, click to expand, click here, click me, expand, reveal, show, "
    "explanation, show me, spoiler, the answer, click for answer, click to show answer, answer key, toggle answer, "
    "show explanation, hint and answer, response",
    correct="answer, answers, ans, correct answer, correct answers, right answer, right answers, correct option, correct, key, "
    "correct choice, the answer is, the correct answer is, solution",
    months="january, jan; february, feb; march, mar; april, apr; may; june, jun; july, jul; august, aug; "
    "september, sept, sep; october, oct; november, nov; december, dec",
    weekdays="monday, mon; tuesday, tues, tue; wednesday, wednes, wed; thursday, thurs, thur, thu; friday, fri; "
    "saturday, sat; sunday, sun",
    common="the, and, of, to, is, that, with, for, was, are, which, this, from, have, not, by, it, you, what, when",
    am="am, a.m.",
    pm="pm, p.m.",
    about="about, around, approx., approximately, roughly, circa, ca.",
    prepositions="at, on, by, from, between, until",
    timelines="timeline, chronology, sequence of events, what happened, events, log of events",
    incidents="incident, outage, post-mortem, postmortem",
)
