"""What `python -m deck check` says of a deck's labs: whether their models, knobs and curves exist."""

from __future__ import annotations

from deck.model import Deck


def check_labs(deck: Deck) -> Deck:
    """Return the deck with the problems of its labs among its own. Models are loaded only for a deck that has labs."""
    if not any(incident.labs for incident in deck.incidents):
        return deck
    from services.labs.lab_checks import report_lab_problems  # noqa: PLC0415 - numpy is slow to load

    return report_lab_problems(deck)
