"""How far a finite number of servers is from the limit of many, and that the limit is not told where it is far off."""

import pytest

from simulation.models.load_balancing import _correct_for_servers
from simulation.runner import run_named


@pytest.mark.parametrize(("load", "correction"), [(0.9, 3.986), (0.95, 8.878)])
def test_the_correction_is_the_published_one(load, correction):
    # N. Gast, B. Van Houdt, A Refined Mean Field Approximation, 2018: the simulated means at 10 to 100 servers follow it.
    assert _correct_for_servers(load, 2, 1) == pytest.approx(correction, abs=2e-3)


def test_few_servers_have_no_closed_form_that_does_not_hold():
    result = run_named("load_balancing", {"servers": "2", "arrival_rate": "1.5/s", "requests": "20k"}, 1)
    assert "response_seconds" not in result.closed_form.values
    assert "too far off" in result.closed_form.limits[0]
