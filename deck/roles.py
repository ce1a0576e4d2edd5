"""The part an event plays in an incident: told by a tag, else inferred from its words."""

from __future__ import annotations

import re

from deck.labels import plain
from deck.model import Role

_NAMES: dict[str, Role] = {
    "trigger": "trigger", "cause": "trigger", "change": "trigger", "start": "trigger",
    "symptom": "symptom", "impact": "symptom", "effect": "symptom", "escalation": "symptom", "detection": "symptom", "alert": "symptom",
    "false signal": "false signal", "misleading signal": "false signal", "red herring": "false signal", "wrong turn": "false signal",
    "diagnosis": "diagnosis", "root cause": "diagnosis", "finding": "diagnosis", "investigation": "diagnosis",
    "mitigation": "mitigation", "fix": "mitigation", "containment": "mitigation", "workaround": "mitigation", "action": "mitigation",
    "recovery": "recovery", "resolved": "recovery", "resolution": "recovery", "verification": "recovery",
    "lesson": "lesson", "follow-up": "lesson",
}  # fmt: skip
_TAG = re.compile(r"^(?:\*\*?|_|\[|\()\s*([A-Za-z][A-Za-z \-]{2,18}?)\s*:?\s*(?:\*\*?|_|\]|\))\s*:?\s*(?=\S|$)")

# the first pattern found decides; what is certain about the end stands before what is vague about the middle
_WORDS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        ("symptom", r"\b(?:making (?:it|things) worse|gets? worse|worsen\w*)\b"),
        ("false signal", r"\b(?:false|misleading|wrongly?|mistaken\w*|red herring)\b|\bassum\w+|\b(?:team|engineers?|on-?call|we)\s+(?:suspect|blame|believe)\w*|\bsuspects?\b"),
        ("lesson", r"\b(?:lessons?|post-?mortem|retrospective|action items?)\b"),
        ("recovery", r"\b(?:stabili[sz]\w+|recover(?:s|ed|y|ies)|resolved|back to normal|all clear|incident (?:is )?(?:closed|over)|fully (?:restored|operational)|service (?:is )?restored|returns? to normal|verif(?:y|ies|ied)|healthy again|drained)\b"),
        ("mitigation", r"\b(?:mitigat\w+|fix(?:es|ed)?|hotfix|roll(?:s|ed|ing)?[ -]?back|revert\w*|restart\w*|throttl(?:ed|es|ing) (?:at|by|the)|disabl\w+|fail(?:ed|s|ing)? ?over|scal(?:e|ed|es|ing) (?:up|out)|drain\w*|shed|block(?:ed|s)?|reconciliation|workaround|introduc\w+|deploy\w* (?:a |the )?(?:fix|patch)|permanent fix|purg\w+|renew\w*|replaced)\b"),
        ("diagnosis", r"\b(?:root cause|identif\w+|discover\w*|diagnos\w+|trac(?:ed|es) (?:it )?to|realiz\w+|realis\w+|pinpoint\w*|isolat\w+|notic\w+|finds?|found|confirm\w*|shows? (?:no|that)|correlat\w+|investigat\w+)\b"),
        ("trigger", r"\b(?:traffic spike|spikes? after|launch\w*|deploy\w*|release\w*|rollout|config(?:uration)? (?:change|push)|updat(?:e|es|ed) (?:a|the)|migration|maintenance|request sent|starts? (?:calling|sending)|goes live|expires?|expired)\b"),
        ("symptom", r"\b(?:latency|errors?|alert\w*|alarms?|page[ds]?|timeouts?|5\d\d|429|queue|complain\w*|reports?|climb\w*|saturat\w*|fail\w*|drop\w*|unavailable|degrad\w*|spike\w*|outage|duplicate|storm)\b"),
    )
)  # fmt: skip


def tagged(text: str) -> tuple[Role | None, str]:
    """The role that a tag at the start names (`*Symptom:*`, `[symptom]`), and the text without it."""
    match = _TAG.match(text)
    role = _NAMES.get(plain(match.group(1)).rstrip(":").strip()) if match else None
    return (role, text[match.end() :]) if match and role else (None, text)


def infer(text: str, place: int, count: int) -> Role:
    """A role from words; the first event is a trigger, the last a recovery, unless its words say otherwise."""
    words = plain(text)
    found = next((role for role, pattern in _WORDS if pattern.search(words)), None)
    if place == 0 and found in (None, "symptom", "diagnosis"):
        return "trigger"
    if found is not None:
        return found
    return "recovery" if place == count - 1 and count > 2 else "symptom"
