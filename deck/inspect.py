"""A deck as plain data: what `python -m deck show --json` prints."""

from __future__ import annotations

from typing import Any

from deck.model import (
    CounterQuestion,
    Deck,
    DesignExercise,
    Estimate,
    Event,
    Incident,
    Lab,
    Question,
    Script,
    Signal,
    Story,
)
from deck.render import render_parts


def drop_fraction(value: float | None) -> int | float | None:
    """Return a number without a needless fraction."""
    return int(value) if value is not None and value == int(value) else value


def deck_to_dict(deck: Deck) -> dict[str, Any]:
    """Return the whole deck as one JSON object; lines are 1-based in the file as given."""
    return {
        "title": deck.title,
        "meta": {
            "title": deck.meta.title,
            "level": deck.meta.level,
            "language": deck.meta.language,
            "description": deck.meta.description,
            "author": deck.meta.author,
            "tags": list(deck.meta.tags),
            "pronunciations": dict(deck.meta.pronunciations),
            "engine_pronunciations": [list(pair) for pair in deck.meta.engine_pronunciations],
            "synonyms": [list(group) for group in deck.meta.synonyms],
            "extra": dict(deck.meta.extra),
            "renamed": dict(deck.meta.renamed),
        },
        "sections": [
            {"id": s.id, "title": s.title, "level": s.level, "line": s.line, "parent": s.parent} for s in deck.sections
        ],
        "questions": [_question_to_dict(q) for q in deck.questions],
        "counter_questions": [_follow_up_to_dict(c) for c in deck.counter_questions],
        "design_exercises": [_design_to_dict(d) for d in deck.design_exercises],
        "estimates": [_estimate_to_dict(e) for e in deck.estimates],
        "stories": [_story_to_dict(s) for s in deck.stories],
        "incidents": [_incident_to_dict(i) for i in deck.incidents],
        "scripts": [_script_to_dict(s) for s in deck.scripts],
        "diagrams": [
            {
                "title": d.title,
                "language": d.language,
                "source": d.source,
                "spoken": d.spoken,
                "topic": d.section,
                "line": d.line,
            }
            for d in deck.diagrams
        ],
        "code": [
            {"title": c.title, "language": c.language, "source": c.source, "topic": c.section, "line": c.line}
            for c in deck.code
        ],
        "callouts": [
            {"kind": c.kind, "label": c.label, "text": c.text, "topic": c.section, "line": c.line}
            for c in deck.callouts
        ],
        "dialogues": [
            {"turns": [{"speaker": t.speaker, "text": t.text} for t in d.turns], "topic": d.section, "line": d.line}
            for d in deck.dialogues
        ],
        "details": [{"id": d.id, "title": d.title, "line": d.line, "last": d.last} for d in deck.details],
        "problems": [
            {
                "line": p.line,
                "severity": p.severity,
                "code": p.code,
                "message": p.message,
                "remedy": p.remedy,
                "fix": p.fix,
            }
            for p in deck.problems
        ],
        "dropped": list(deck.unparsed_lines),
    }


def _question_to_dict(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind,
        "topic": question.topic,
        "prompt": question.prompt,
        "answer": question.answer,
        "eli8": question.eli8,
        "key_points": list(question.key_points),
        **_judging_to_dict(question),
        "choices": [{"text": c.text, "right": c.right, "why": c.explanation, "line": c.line} for c in question.choices],
        "line": question.line,
    }


def _follow_up_to_dict(question: CounterQuestion) -> dict[str, Any]:
    return {
        "id": question.id,
        "topic": question.topic,
        "about": question.about,
        "follows": question.follows,
        "prompt": question.prompt,
        "tests": question.tests,
        "answer": question.answer,
        "key_points": list(question.key_points),
        **_judging_to_dict(question),
        "line": question.line,
    }


def _estimate_to_dict(estimate: Estimate) -> dict[str, Any]:
    return {
        "id": estimate.id,
        "topic": estimate.section,
        "prompt": estimate.prompt,
        "context": render_parts(estimate.context),
        "answer": estimate.answer,
        "variables": [
            {
                "name": v.name,
                "low": drop_fraction(v.low),
                "high": drop_fraction(v.high),
                "step": drop_fraction(v.step),
                "unit": v.unit,
            }
            for v in estimate.variables
        ],
        "expression": estimate.expression,
        "unit": estimate.unit,
        "tolerance": {
            "kind": estimate.tolerance.kind,
            "amount": drop_fraction(estimate.tolerance.amount),
            "unit": estimate.tolerance.unit,
        },
        "derivation": render_parts(estimate.derivation),
        "key_points": list(estimate.key_points),
        "line": estimate.line,
    }


def _design_to_dict(design: DesignExercise) -> dict[str, Any]:
    return {
        "id": design.id,
        "topic": design.section,
        "title": design.title,
        "brief": render_parts(design.brief),
        "clarifying": [{"question": c.question, "decides": c.decides} for c in design.clarifying],
        "steps": [
            {
                "title": s.title,
                "minutes": [drop_fraction(m) for m in s.minutes],
                "task": render_parts(s.task),
                "answer": render_parts(s.answer),
                "line": s.line,
            }
            for s in design.steps
        ],
        "rubric": [{"level": r.level, "anchors": list(r.anchors)} for r in design.rubric],
        "diagram": (
            {"language": design.diagram.language, "source": design.diagram.source, "spoken": design.diagram.spoken}
            if design.diagram
            else None
        ),
        "notes": render_parts(design.notes),
        "line": design.line,
    }


def _story_to_dict(story: Story) -> dict[str, Any]:
    return {
        "id": story.id,
        "topic": story.section,
        "prompt": story.prompt,
        "body": render_parts(story.body),
        "example": render_parts(story.example),
        "key_points": list(story.key_points),
        "line": story.line,
    }


def _judging_to_dict(question: Question | CounterQuestion) -> dict[str, Any]:
    """Return what helps to judge a typed answer: wordings accepted for each key point, and common wrong answers."""
    return {
        "accepted_wordings": [list(also) for also in question.wordings or [()] * len(question.key_points)],
        "wrong_answers": [{"text": wrong.text, "why": wrong.reason} for wrong in question.wrong_answers],
    }


def _event_to_dict(event: Event) -> dict[str, Any]:
    return {
        "at": event.at,
        "minute": drop_fraction(event.minute),
        "end_minute": drop_fraction(event.end_minute),
        "wall": event.wall.isoformat() if event.wall else None,
        "certainty": event.certainty,
        "role": event.role,
        "role_inferred": event.role_inferred,
        "text": event.text,
        "details": list(event.details),
        "signals": [_signal_to_dict(s) for s in event.signals],
        "line": event.line,
    }


def _signal_to_dict(signal: Signal) -> dict[str, Any]:
    return {
        "name": signal.name,
        "unit": signal.unit,
        "shape": signal.shape,
        "start": drop_fraction(signal.start),
        "end": drop_fraction(signal.end),
        "whole": drop_fraction(signal.whole),
        "bound": signal.bound,
        "text": signal.text,
    }


def _incident_to_dict(incident: Incident) -> dict[str, Any]:
    return {
        "id": incident.id,
        "title": incident.title,
        "topic": incident.section,
        "topics": list(incident.topics),
        "clock": incident.zone_note,
        "line": incident.line,
        "events": [_event_to_dict(e) for e in incident.events],
        "lessons": list(incident.lessons),
        "decisions": [
            {
                "id": d.id,
                "prompt": d.prompt,
                "after": d.after,
                "choices": [{"text": c.text, "right": c.right, "why": c.explanation} for c in d.choices],
                "line": d.line,
            }
            for d in incident.decisions
        ],
        "series": [
            {
                "name": s.name,
                "unit": s.unit,
                "note": s.note,
                "points": [[drop_fraction(m), drop_fraction(v)] for m, v in s.points],
                "line": s.line,
            }
            for s in incident.series
        ],
        "labs": [_lab_to_dict(lab) for lab in incident.labs],
    }


def _lab_to_dict(lab: Lab) -> dict[str, Any]:
    return {
        "model": lab.model,
        "settings": {setting.knob: setting.value for setting in lab.settings},
        "turn": list(lab.turn),
        "comparisons": [{"series": c.series, "curve": c.curve, "tolerance": c.tolerance} for c in lab.comparisons],
        "goals": [{"metric": g.metric, "relation": g.relation, "value": g.value} for g in lab.goals],
        "line": lab.line,
    }


def _script_to_dict(script: Script) -> dict[str, Any]:
    return {
        "id": script.id,
        "title": script.title,
        "minutes": [drop_fraction(m) for m in script.minutes],
        "line": script.line,
        "parts": [
            {
                "id": p.id,
                "title": p.title,
                "minutes": [drop_fraction(m) for m in p.minutes],
                "text": p.text,
                "topics": list(p.topics),
                "line": p.line,
            }
            for p in script.parts
        ],
    }
