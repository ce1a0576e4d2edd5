import pytest

import deck
from services.labs.lab_checks import report_lab_problems

TEXT = """### Incident: The storm {{#inc-x}}

```signals illustrative
minute, answered (1/s), p99 (ms), threads (count)
0, 180, 20, 5
1, 250, 900, 200
```

```lab {model}
{lines}
```

**00:00** – *Trigger:* Traffic doubles

**00:05** – *Symptom:* Threads reach 200/200
"""
FIRST_LINE = 10


def problems(model, *lines):
    read = report_lab_problems(deck.parse(TEXT.format(model=model, lines="\n".join(lines))))
    return [(p.line, p.severity, p.code, p.message, p.remedy) for p in read.problems]


def test_a_lab_that_fits_has_no_problems():
    assert (
        problems(
            "pools",
            "connections: 10",
            "duration: 2min",
            "turn: connections",
            "compare: answered = throughput_per_second within 50 %",
        )
        == []
    )
    assert problems("thread_pool", "service: 25ms") == []


@pytest.mark.parametrize(
    ("model", "line", "code", "message"),
    [
        ("pool", "connections: 10", "lab-model", "There is no model pool. Did you mean pools? The models are: mmc, "),
        (
            "pools",
            "connection: 10",
            "lab-knob",
            "pools has no knob connection. Did you mean connections? It has: arrival_rate, ",
        ),
        ("pools", "connections: 0", "lab-knob", "connections must be between 1 and 1,000, not 0."),
        (
            "pools",
            "query_time: 30/s",
            "lab-knob",
            "query_time takes a time such as 25ms, 1.5s, 3min or 2h, not “30/s”.",
        ),
        ("pools", "goal: speed below 3s", "lab-goal", "pools has no metric or curve speed."),
        ("pools", "goal: response_p99_seconds below 3/s", "lab-goal", "response_p99_seconds takes a time such as"),
        ("pools", "turn: wheels", "lab-turn", "pools has no knob wheels to turn."),
        ("pools", "compare: answered = answers within 5 %", "lab-curve", "pools has no curve answers."),
        (
            "pools",
            "compare: p99 = throughput_per_second within 5 %",
            "lab-unit",
            "“p99” is in ms, and throughput_per_second is measured in /s.",
        ),
        ("pools", "requests: 20000000", "lab-run", "This run would simulate "),
        (
            "usl",
            "compare: answered = throughput_per_second within 5 %",
            "lab-curve",
            "The curves of usl do not run over time",
        ),
        ("mg1", "arrival_rate: 3/s", "lab-run", "The utilization would be 3, pauses included"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line_and_what_is_allowed(model, line, code, message):
    found = problems(model, line)
    assert len(found) == 1
    assert found[0][0] in {FIRST_LINE - 1, FIRST_LINE}
    assert found[0][1:3] == ("error", code)
    assert found[0][3].startswith(message)


def test_a_knob_set_by_two_of_its_names_is_told():
    assert [(line, code) for line, _, code, _, _ in problems("pools", "query_time: 25ms", "service_time: 30ms")] == [
        (11, "lab-twice")
    ]


def test_a_deck_without_labs_is_left_alone():
    read = deck.parse("# Title\n\nText.")
    assert report_lab_problems(read) is read


def test_a_run_that_is_far_from_the_stated_curve_says_where():
    ((line, severity, code, message, remedy),) = problems(
        "pools", "connections: 2", "duration: 2min", "compare: answered = throughput_per_second within 5 %"
    )
    assert (line, severity, code) == (FIRST_LINE + 2, "warning", "lab-far")
    assert "of “answered” at minute" in message and "the lab allows 5%" in message
    assert remedy
