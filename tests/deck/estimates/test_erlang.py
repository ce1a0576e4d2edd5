"""Erlang's formulas against tables that everybody can look up."""

from __future__ import annotations

import pytest

from deck.estimates.erlang import MOST_SERVERS, erlang_b, erlang_c


@pytest.mark.parametrize(
    ("servers", "load", "share"), [(1, 1, 0.5), (2, 1, 0.2), (10, 4.461, 0.01), (5, 0, 0), (0, 3, 1)]
)
def test_the_share_that_is_turned_away(servers: float, load: float, share: float) -> None:
    assert erlang_b(servers, load) == pytest.approx(share, abs=2e-5)


@pytest.mark.parametrize(("servers", "load", "share"), [(1, 0.5, 0.5), (2, 1, 1 / 3), (10, 8, 0.40918), (3, 0, 0)])
def test_the_share_that_waits(servers: float, load: float, share: float) -> None:
    assert erlang_c(servers, load) == pytest.approx(share, abs=2e-5)


@pytest.mark.parametrize(("servers", "load"), [(1.5, 1), (-1, 1), (2, -1), (MOST_SERVERS + 1, 1)])
def test_no_fractions_negatives_or_very_many(servers: float, load: float) -> None:
    with pytest.raises(ValueError):
        erlang_b(servers, load)
    with pytest.raises(ValueError):
        erlang_c(servers, load)


def test_a_load_that_nothing_can_serve_has_no_waiting_share() -> None:
    for load in (3, 3.5):
        with pytest.raises(ValueError):
            erlang_c(3, load)
    assert erlang_b(MOST_SERVERS, 1) == pytest.approx(0)
