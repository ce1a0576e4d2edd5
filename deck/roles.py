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

# the first role with a pattern in the text decides; what is certain about the end stands before what is vague about the middle
_PATTERNS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    ("symptom", (r"making (?:it|things) worse", r"gets? worse", r"worsen\w*", r"despite \w+")),
    (
        "false signal",
        (r"false", r"misleading", r"wrongly?", r"mistaken\w*", r"red herring", r"assum\w+", r"suspects?")
        + (r"(?:team|engineers?|on-?call|we)\s+(?:suspect|blame|believe)\w*",),
    ),
    ("lesson", (r"lessons?", r"post-?mortem", r"retrospective", r"action items?", r"follow-up review")),
    (
        "recovery",
        (
            r"stabili[sz]\w+",
            r"recover(?:s|ed|y|ies)",
            r"resolved",
            r"back (?:to normal|online|up)",
            r"(?:is|are|comes?) back",
            r"all clear",
        )
        + (r"(?:incident|outage|impact) (?:is )?(?:closed|over|ends?|ended)", r"end of the (?:impact|incident|outage)")
        + (
            r"fully (?:restored|operational)",
            r"services? (?:is |are )?restored",
            r"returns? to normal",
            r"verif(?:y|ies|ied)",
            r"healthy again",
        )
        + (
            r"(?:queue|backlog|lag)s? (?:is |are |has )?(?:drains|drained|empty|cleared|gone)",
            r"drained",
            r"(?:errors?|latency|rates?) (?:falls?|drops?) (?:back )?(?:to|below|under)",
        ),
    ),
    (
        "mitigation",
        (
            r"mitigat\w+",
            r"fix(?:es|ed)?",
            r"hotfix",
            r"roll(?:s|ed|ing)?[ -]?back",
            r"revert\w*",
            r"undone",
            r"restart\w*",
            r"reboot\w*",
        )
        + (
            r"throttl(?:ed|es|ing) (?:at|by|the)",
            r"disabl\w+",
            r"(?:switched|turned) off",
            r"fail(?:ed|s|ing)? ?over",
            r"failover",
        )
        + (
            r"scal(?:e|ed|es|ing) (?:up|out|to|the)",
            r"drain\w*",
            r"shed",
            r"block(?:s|ed)? (?:the|all|traffic|requests|by)",
            r"is blocked",
            r"reconciliation",
        )
        + (
            r"workaround",
            r"introduc\w+",
            r"purg\w+",
            r"renew\w*",
            r"replaced",
            r"limiter is on",
            r"restor(?:es|ing)",
            r"deploys? (?:are |is )?(?:locked|frozen|stopped)",
        ),
    ),
    (
        "diagnosis",
        (
            r"root cause",
            r"identif\w+",
            r"discover\w*",
            r"diagnos\w+",
            r"trac(?:ed|es) (?:it )?to",
            r"reali[sz]\w+",
            r"pinpoint\w*",
            r"isolat\w+",
        )
        + (
            r"notic\w+",
            r"finds?",
            r"found",
            r"confirm\w*",
            r"shows? (?:no|that)",
            r"correlat\w+",
            r"investigat\w+",
            r"logs? reveal\w*",
        ),
    ),
    (
        "trigger",
        (
            r"traffic (?:spike|doubles)",
            r"spikes? after",
            r"launch\w*",
            r"deploy\w*",
            r"release\w*",
            r"rollout",
            r"config(?:uration)? (?:change|push)",
        )
        + (
            r"(?:change|deploy|upgrade|import|job|script|maintenance) (?:ships|starts|begins|goes out)",
            r"updat(?:e|es|ed) (?:a|the)",
            r"migration",
        )
        + (r"maintenance", r"request sent", r"starts? (?:calling|sending)", r"goes live", r"expires?", r"expired"),
    ),
)
_WORDS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)) for role, patterns in _PATTERNS
)
_LONGEST = 2000  # characters that tell an event's role; what follows is detail


def tagged(text: str) -> tuple[Role | None, str]:
    """The role that a tag at the start names (`*Symptom:*`, `[symptom]`), and the text without it.

    A tag that is all there is stays the text as well.
    """
    match = _TAG.match(text) if text[:1] in "*_[(" else None
    role = _NAMES.get(plain(match.group(1)).rstrip(":").strip()) if match else None
    return (role, text[match.end() :] or text) if match and role else (None, text)


def infer(text: str, place: int, count: int) -> Role:
    """A role from words; the first event is a trigger, the last a recovery, unless its words say otherwise.

    What no word decides is a symptom: most of what is written about the middle of an incident is.
    """
    words = plain(text[:_LONGEST])
    found = next((role for role, pattern in _WORDS if pattern.search(words)), None)
    if place == 0 and found in (None, "symptom", "diagnosis"):
        return "trigger"
    if found is not None:
        return found
    return "recovery" if place == count - 1 and count > 2 else "symptom"
