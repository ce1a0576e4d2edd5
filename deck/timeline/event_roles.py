"""The part an event plays in an incident: told by a tag, else inferred from its words."""

from __future__ import annotations

import re

from deck.markdown.labels import fold_text
from deck.model import EventRole

_ROLE_TAGS: tuple[tuple[EventRole, str], ...] = (
    ("trigger", "trigger, cause, change, start"),
    ("symptom", "symptom, impact, effect, escalation, detection, alert, investigating"),
    ("false signal", "false signal, misleading signal, red herring, wrong turn"),
    ("diagnosis", "diagnosis, root cause, finding, investigation, identified, identification"),
    ("mitigation", "mitigation, fix, containment, workaround, action, mitigated, monitoring, remediation"),
    ("recovery", "recovery, resolved, resolution, verification, verifying, completed"),
    ("lesson", "lesson, follow-up, post-mortem, postmortem"),
)
_ROLE_OF_TAG: dict[str, EventRole] = {name: role for role, names in _ROLE_TAGS for name in names.split(", ")}
# "**Mitigation:** …", "[symptom] …", "(trigger) …" at the start of an event; no tag has more than 20 letters.
_TAG_SYNTAX = re.compile(r"^(?:\*\*?|_|\[|\()\s*([A-Za-z][A-Za-z \-]{2,18}?)\s*:?\s*(?:\*\*?|_|\]|\))\s*:?\s*(?=\S|$)")

# "**Mitigation** – rolled back": the dash goes with the tag.
_DASH = re.compile(r"^[-–—]\s+")

# the first role with a pattern in the text decides; what is certain about the end stands before what is vague about the middle
_ROLE_PATTERNS: tuple[tuple[EventRole, str], ...] = (
    (
        "symptom",
        r"making (?:it|things) worse|gets? worse|worsen\w*|despite \w+",
    ),
    (
        "false signal",
        r"false|misleading|wrongly?|mistaken\w*|red herring|assum\w+|suspects?|"
        r"(?:team|engineers?|on-?call|we)\s+(?:suspect|blame|believe)\w*",
    ),
    (
        "lesson",
        r"lessons?|post-?mortem|retrospective|action items?|follow-up review",
    ),
    (
        "recovery",
        r"stabili[sz]\w+|recover(?:s|ed|y|ies)|resolved|back (?:to normal|online|up)|(?:is|are|comes?) back|"
        r"all clear|(?:incident|outage|impact) (?:is )?(?:closed|over|ends?|ended)|"
        r"end of the (?:impact|incident|outage)|fully (?:restored|operational)|services? (?:is |are )?restored|"
        r"returns? to normal|verif(?:y|ies|ied)|healthy again|"
        r"(?:queue|backlog|lag)s? (?:is |are |has )?(?:drains|drained|empty|cleared|gone)|drained|"
        r"(?:errors?|latency|rates?) (?:falls?|drops?) (?:back )?(?:to|below|under)",
    ),
    (
        "mitigation",
        r"mitigat\w+|fix(?:es|ed)?|hotfix|roll(?:s|ed|ing)?[ -]?back|revert\w*|undone|restart\w*|reboot\w*|"
        r"throttl(?:ed|es|ing) (?:at|by|the)|disabl\w+|(?:switched|turned) off|fail(?:ed|s|ing)? ?over|failover|"
        r"scal(?:e|ed|es|ing) (?:up|out|to|the)|drain\w*|shed|block(?:s|ed)? (?:the|all|traffic|requests|by)|"
        r"is blocked|reconciliation|workaround|introduc\w+|purg\w+|renew\w*|replaced|limiter is on|"
        r"restor(?:es|ing)|deploys? (?:are |is )?(?:locked|frozen|stopped)",
    ),
    (
        "diagnosis",
        r"root cause|identif\w+|discover\w*|diagnos\w+|trac(?:ed|es) (?:it )?to|reali[sz]\w+|pinpoint\w*|"
        r"isolat\w+|notic\w+|finds?|found|confirm\w*|shows? (?:no|that)|correlat\w+|investigat\w+|logs? reveal\w*",
    ),
    (
        "trigger",
        r"traffic (?:spike|doubles)|spikes? after|launch\w*|deploy\w*|release\w*|rollout|"
        r"config(?:uration)? (?:change|push)|"
        r"(?:change|deploy|upgrade|import|job|script|maintenance) (?:ships|starts|begins|goes out)|"
        r"updat(?:e|es|ed) (?:a|the)|migration|maintenance|request sent|starts? (?:calling|sending)|goes live|"
        r"expires?|expired",
    ),
)
# asked of folded text, which is in lower case: a pattern that ignores case takes four times as long
_COMPILED_PATTERNS: tuple[tuple[EventRole, re.Pattern[str]], ...] = tuple(
    (role, re.compile(rf"\b(?:{pattern})\b")) for role, pattern in _ROLE_PATTERNS
)
_MOST_CHARACTERS = 2000  # characters that tell an event's role; what follows is detail


def read_role_tag(text: str) -> tuple[EventRole | None, str]:
    """Return the role that a tag at the start names (`*Symptom:*`, `[symptom]`), and the text without it.

    A tag that is all there is stays the text as well.
    """
    match = _TAG_SYNTAX.match(text) if text[:1] in "*_[(" else None
    role = _ROLE_OF_TAG.get(fold_text(match.group(1)).rstrip(":").strip()) if match else None
    return (role, _DASH.sub("", text[match.end() :]) or text) if match and role else (None, text)


def infer_role(text: str, place: int, count: int) -> EventRole:
    """Return a role from words; the first event is a trigger, the last a recovery, unless its words say otherwise.

    What no word decides is a symptom: most of what is written about the middle of an incident is.
    """
    words = fold_text(text[:_MOST_CHARACTERS])
    result = next((role for role, pattern in _COMPILED_PATTERNS if pattern.search(words)), None)
    if place == 0 and result in (None, "symptom", "diagnosis"):
        return "trigger"
    if result is not None:
        return result
    return "recovery" if place == count - 1 and count > 2 else "symptom"
