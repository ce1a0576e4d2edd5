"""Roles: a tag always wins; without one, plain words decide, and only those that leave little doubt."""

from __future__ import annotations

import pytest

from deck.model import ROLES
from deck.parser import parse
from deck.timeline.event_roles import infer_role, read_role_tag

MIDDLE = [
    ("Checkout latency climbs from 200 ms to 4 s", "symptom"),
    ("Pager: 5xx above 3% in two regions", "symptom"),
    ("Customers report empty carts", "symptom"),
    ("The consumer lag keeps growing", "symptom"),
    ("Errors stay high despite rollback", "symptom"),
    ("A retry loop is making things worse", "symptom"),
    ("Engineers suspect the load balancer", "false signal"),
    ("The database is wrongly blamed", "false signal"),
    ("A misleading graph shows idle processors", "false signal"),
    ("The team assumes an attack", "false signal"),
    ("Root cause identified: a missing index", "diagnosis"),
    ("Someone notices that all timeouts share one host", "diagnosis"),
    ("The errors are traced to an expired certificate", "diagnosis"),
    ("A heap dump confirms the leak", "diagnosis"),
    ("Logs reveal two leaders", "diagnosis"),
    ("The release is rolled back", "mitigation"),
    ("Failover to the second site begins", "mitigation"),
    ("Exports are switched off", "mitigation"),
    ("Pods are restarted one by one", "mitigation"),
    ("Traffic is shed at the edge", "mitigation"),
    ("The feature flag is disabled", "mitigation"),
    ("Deploys are locked", "mitigation"),
    ("Service is restored in all regions", "recovery"),
    ("Latency falls below 150 ms", "recovery"),
    ("The backlog is drained", "recovery"),
    ("Error rate is back to normal", "recovery"),
    ("Incident closed", "recovery"),
    ("A configuration change goes out to the edge", "trigger"),
    ("Version 2.4 is deployed to a tenth of the fleet", "trigger"),
    ("The signing key expires", "trigger"),
    ("Post-mortem with both vendors", "lesson"),
    ("Lessons are shared with all teams", "lesson"),
]


@pytest.mark.parametrize(("sentence", "role"), MIDDLE)
def test_words_decide(sentence: str, role: str) -> None:
    assert infer_role(sentence, 3, 9) == role


def test_place_decides_where_words_do_not() -> None:
    assert infer_role("A quiet Friday", 0, 5) == "trigger"
    assert infer_role("Latency climbs", 0, 5) == "trigger"
    assert infer_role("A quiet Friday", 2, 5) == "symptom"
    assert infer_role("A quiet Friday", 4, 5) == "recovery"
    assert infer_role("Rolled back at once", 0, 5) == "mitigation"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("form", ["*{}:* ", "**{}:** ", "**{}**: ", "[{}] ", "({}) ", "_{}_: "])
def test_a_tag_names_the_role(role: str, form: str) -> None:
    assert read_role_tag(form.format(role.capitalize()) + "the fix is rolled back") == (role, "the fix is rolled back")


@pytest.mark.parametrize(
    ("tag", "role"), [("Root cause", "diagnosis"), ("Red herring", "false signal"), ("Fix", "mitigation")]
)
def test_common_names_of_roles(tag: str, role: str) -> None:
    assert read_role_tag(f"*{tag}:* something") == (role, "something")


@pytest.mark.parametrize(
    "text", ["**OUTAGE BEGINS** searches fail", "*All* nodes fail", "[see graph] errors", "**Trigger happy** bots", ""]
)
def test_other_emphasis_is_no_tag(text: str) -> None:
    assert read_role_tag(text) == (None, text)


def test_a_tag_that_is_all_there_is_stays_the_text() -> None:
    assert read_role_tag("**Detection**") == ("symptom", "**Detection**")


def test_tags_win_over_words_and_are_marked() -> None:
    deck = parse("# Incident\n\n- 10:00 *Diagnosis:* Rolled back\n- 10:05 Rolled back\n- 10:09 *Symptom:* Resolved\n")
    assert [(e.role, e.role_inferred, e.text) for e in deck.incidents[0].events] == [
        ("diagnosis", False, "Rolled back"),
        ("mitigation", True, "Rolled back"),
        ("symptom", False, "Resolved"),
    ]
