"""A lab's question as a card."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deck import parse
from quiz import exercises
from quiz.exercises import prediction

DECK = parse(
    """## Incidents {#incidents}

### Incident: The half-idle database {#inc-half}

**Topics:** gone, pools

**00:00** – A deploy goes out

**00:05** – Requests wait

```lab pools
arrival_rate: 180/s
```

```lab mmc
servers: 3
```

### Incident: The same again {#inc-again}

**00:00** – A deploy goes out

**00:05** – Requests wait

```lab pools
arrival_rate: 190/s
```

## Pools {#pools}

Prose.
"""
)


def test_each_model_has_one_card_with_the_first_incident_that_links_to_it() -> None:
    cards = list(prediction.find_cards(DECK))
    assert [(card.id, card.source, card.topic, card.sibling_group) for card in cards] == [
        ("lab:pools~prediction", "lab:pools", "pools", "inc-half"),
        ("lab:mmc~prediction", "lab:mmc", "pools", "inc-half"),
    ]
    assert all(card.saved_only for card in cards)  # only for those who kept a prediction that missed
    assert prediction.make_card_id("mmc") == cards[1].id


def test_the_exercise_names_its_own_model() -> None:
    made = [prediction.make_exercise(DECK, card, 0) for card in prediction.find_cards(DECK)]
    assert [(one.model, one.heading) for one in made] == [("pools", "Pools"), ("mmc", "Pools")]
    assert "`mmc`" in made[1].prompt


def test_a_lab_that_is_gone_is_said_to_be() -> None:
    card = next(prediction.find_cards(DECK))
    with pytest.raises(LookupError):
        prediction.make_exercise(DECK, card._replace(id="lab:usl~prediction"), 0)
    with pytest.raises(LookupError):
        prediction.make_exercise(replace(DECK, blocks=()), card, 0)


def test_a_fence_without_a_models_name_is_no_card() -> None:
    nameless = parse(
        "## Incident: One\n\n**00:00** – It begins\n\n**00:05** – It ends\n\n```lab not a model\nservers: 3\n```\n"
    )
    assert nameless.incidents[0].labs
    assert [card for card in exercises.find_cards(nameless) if card.kind == "prediction"] == []
