"""Decisions that nobody wrote: drawn up from the steps of the incident and of others, always the same."""

from __future__ import annotations

from dataclasses import replace

from deck import distractors
from deck.model import Deck, Incident
from tests.replay.incidents import deck, echo, event, incident, storm

STEPS = (
    "Roll the release back",
    "Drain the northern region",
    "Restart the broker with a clean disk",
    "Turn the feature flag off",
    "Raise the connection limit",
    "Purge the edge cache",
)
CROWD = [incident(event(0, "x", "T"), event(1, step, "M"), id=f"i-{n}") for n, step in enumerate(STEPS)]


def of(*incidents: Incident) -> tuple[tuple[str, frozenset[str]], ...]:
    """Ids and options of the first incident's decisions in a deck of these."""
    one: Deck = replace(deck(), blocks=incidents)
    return tuple((d.id, frozenset(c.text for c in d.choices)) for d in distractors.list_decisions(one, incidents[0]))


def ids(*incidents: Incident) -> list[str]:
    return [name for name, _ in of(*incidents)]


def with_events(one: Incident, *events) -> Incident:
    return replace(one, events=events)


def test_the_authors_decisions_stand_alone() -> None:
    assert distractors.list_decisions(deck(), storm()) == storm().decisions
    assert not distractors.is_generated(storm()) and distractors.is_generated(echo())


def test_a_decision_keeps_its_id_when_events_come_before_it_and_stamps_move() -> None:
    before = ids(echo(), storm())
    later = [replace(e, minute=e.minute + 7) for e in echo().events]
    moved = with_events(echo(), event(0, "An earlier sign"), *later)
    assert len(before) == 2 and ids(moved, storm()) == before


def test_an_incident_more_or_a_text_mended_hardly_changes_the_options() -> None:
    more = incident(event(0, "x", "T"), event(1, "Ask the vendor for a larger machine", "M"), id="i-more")
    first = of(echo(), *CROWD)[-1][1]
    assert len(first & of(echo(), *CROWD, more)[-1][1]) >= 3
    mended = with_events(echo(), *echo().events[:-1], event(20, "Mitigation #1: duplicates get reversed by hand", "M"))
    assert len(first & of(mended, *CROWD)[-1][1]) >= 2


def test_a_step_that_this_team_took_too_is_no_wrong_option() -> None:
    same = incident(event(0, "x", "T"), event(2, "Fix: **duplicates are reversed** by hand", "M"), id="i-same")
    assert all(
        len(options) < 2 or "Duplicates are reversed" not in str(options - {"Duplicates are reversed by hand"})
        for _, options in of(echo(), same)
    )


def test_alone_the_team_s_later_steps_are_too_late() -> None:
    alone = incident(
        event(0, "Load rises", "T"),
        event(5, "Shed the load of the batch jobs", "M"),
        event(9, "Double the number of brokers", "M"),
        event(30, "Move the topic to a cluster of its own", "M"),
    )
    first, second = distractors.build_decisions(alone, ())
    assert {c.text: c.explanation for c in first.choices if not c.right} == {
        "Double the number of brokers": "The team did this too, but only at 00:09.",
        "Move the topic to a cluster of its own": "The team did this too, but only at 00:30.",
    }
    assert len(second.choices) == 2


def test_two_stops_of_an_incident_do_not_offer_the_same_where_there_is_enough() -> None:
    busy = incident(
        event(0, "Load rises", "T"),
        event(5, "Shed the batch jobs", "M"),
        event(9, "Double the brokers", "M"),
        id="busy",
    )
    (_, first), (_, second) = of(busy, *CROWD)
    assert not first & second and len(first) == len(second) == 4


def test_only_so_many_incidents_lend_options() -> None:
    many = tuple(incident(event(0, "x"), id=f"i{n}") for n in range(60))
    one = replace(deck(), blocks=many)
    assert len(distractors.list_lenders(one, many[50])) == distractors.MOST_LENDERS
    assert [i.id for i in distractors.list_lenders(one, many[50])][:11] == [
        *(f"i{n}" for n in range(51, 60)),
        "i0",
        "i1",
    ]


def test_what_a_decision_costs_has_a_bound(monkeypatch) -> None:
    compared: list[int] = []
    like = distractors._resembles_any

    def counted(text: str, others: list[str]) -> bool:
        compared.append(len(others) * max(len(text), 1))
        return like(text, others)

    monkeypatch.setattr(distractors, "_resembles_any", counted)
    step = "Ask the vendor of the northern rack for a larger machine " * 40
    crowd = [
        incident(event(0, "x", "T"), *(event(n, f"{n} {step}", "M") for n in range(300)), id=f"i{c}") for c in "abcdef"
    ]
    assert distractors.build_decisions(crowd[0], crowd) == ()  # all alike: nothing stands against anything
    most_tried = distractors.MOST_DECISIONS * (distractors.MOST_TRIED_STEPS + distractors.MOST_LENT_STEPS + 300)
    assert len(compared) <= most_tried
    assert max(compared) <= (distractors.MOST_OWN_STEPS + 2) * distractors.COMPARED_LETTERS


def test_long_rows_of_spaces_are_no_labels() -> None:
    told = "Fix" + " " * 50_000 + "the pool"
    assert distractors.get_step_text(event(1, told)) == told
    assert distractors.get_step_text(event(1, "Blame" + "( " * 50_000 + "(false signal)")).endswith("(")


def tell_story(name: str, step: str, *more) -> Incident:
    return incident(event(0, "Load rises", "T"), event(5, step, "M"), *more, id=name)


def test_an_option_says_where_it_comes_from_and_the_right_one_when_it_was_done() -> None:
    asked = tell_story("asked", "Fix: turn the cache off (false signal)")
    (decision,) = distractors.build_decisions(asked, CROWD)
    assert (decision.prompt, decision.after) == ("What do you do next?", 0)
    (right,) = (choice for choice in decision.choices if choice.right)
    assert (right.text, right.explanation) == ("Turn the cache off", "This is what the team did at 00:05.")
    assert distractors.join_right_options(decision) == "Turn the cache off"
    wrong = [choice for choice in decision.choices if not choice.right]
    assert len(wrong) >= 2 and {choice.text for choice in wrong} <= set(STEPS)
    assert all(choice.explanation.startswith("A step from another incident: ") for choice in wrong)


def test_a_diagnosis_is_asked_for_beside_beliefs_that_were_wrong() -> None:
    asked = incident(
        event(0, "Checkout fails", "T"),
        event(2, "The network is blamed", "F"),
        event(4, "The attack is a misleading theory", "F"),
        event(9, "Root cause: a lock is held for ever", "D"),
        event(12, "Diagnosis: and another one was too", "D"),
        id="asked",
    )
    (decision,) = distractors.build_decisions(asked, CROWD)
    assert (decision.prompt, decision.after) == ("What is really going on?", 2)
    assert distractors.join_right_options(decision) == "A lock is held for ever"
    assert {choice.explanation for choice in decision.choices if not choice.right} == {
        "The team thought so at 00:02. It was a false signal.",
        "The team thought so at 00:04. It was a false signal.",
    }


def test_three_decisions_are_asked_at_most_and_never_about_the_first_event() -> None:
    many = incident(
        event(0, "Restart the first node", "M"),
        *(event(n, f"{step} of shop {n}", "M") for n, step in enumerate(STEPS, 1)),
        id="many",
    )
    decisions = distractors.build_decisions(many, CROWD)
    assert [decision.after for decision in decisions] == [0, 1, 2]
    assert len({decision.id for decision in decisions}) == 3


def test_the_right_option_stands_in_every_place_and_a_seed_always_gives_the_same() -> None:
    asked = [tell_story(f"asked-{n}", f"Move queue {n} to a cluster of its own") for n in range(12)]
    places = [
        [choice.right for choice in decision.choices].index(True)
        for one in asked
        for decision in distractors.build_decisions(one, CROWD)
    ]
    assert len(set(places)) >= 3
    assert distractors.build_decisions(asked[0], CROWD) == distractors.build_decisions(asked[0], CROWD)
    assert any(
        distractors.build_decisions(one, CROWD, 1) != distractors.build_decisions(one, CROWD, 2) for one in asked
    )


def test_what_is_borrowed_does_not_depend_on_the_order_of_the_lenders() -> None:
    asked = tell_story("asked", "Move the queue to a cluster of its own")
    forward, backward = (distractors.build_decisions(asked, row) for row in (CROWD, CROWD[::-1]))
    assert [{choice.text for choice in one.choices} for one in forward] == [
        {choice.text for choice in one.choices} for one in backward
    ]
    itself = [*CROWD, tell_story("asked", "Another step of this very incident")]
    assert "Another step" not in str(distractors.build_decisions(asked, itself))
