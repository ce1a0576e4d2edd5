import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import UserError
from simulation.units import format_in_best_unit, parse_quantity


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("25ms", "s", 0.025),
        ("25 ms", "s", 0.025),
        ("250µs", "s", 0.00025),
        ("1.5 s", "s", 1.5),
        ("3min", "s", 180),
        ("2 hours", "s", 7200),
        ("1d", "s", 86_400),
        ("0.4", "s", 0.4),
        (".5s", "s", 0.5),
        ("300/s", "/s", 300),
        ("50 / min", "/s", None),
        ("50/min", "/s", 50 / 60),
        ("2k/s", "/s", 2000),
        ("300rps", "/s", 300),
        ("5%", "ratio", 0.05),
        ("0.05", "ratio", 0.05),
        ("10", "count", 10),
        ("10k", "count", 10_000),
        ("2,000", "count", 2000),
        ("1_000_000", "count", 1_000_000),
        ("1e6", "count", 1_000_000),
        ("0.5", "number", 0.5),
        ("3 million", "count", 3_000_000),
        ("400us", "s", 0.0004),
        ("50ns", "s", 5e-8),
        ("36/h", "/s", 0.01),
        ("864 per day", "/s", 0.01),
        ("2/ms", "/s", 2000),
        ("120 RPM", "/s", 2),
        ("1k/min", "/s", 1000 / 60),
        ("12 percent", "ratio", 0.12),
        ("-1.5e-3 s", "s", -0.0015),
    ],
)
def test_quantities(text, unit, value):
    if value is None:
        with pytest.raises(UserError):
            parse_quantity(text, unit, name="knob")
        return
    assert parse_quantity(text, unit, name="knob") == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("", "s"), ("ms", "s"), ("5%", "s"), ("5ms", "/s"), ("5 apples", "count"), ("1e999", "count"), ("--5", "s")],
)
def test_what_is_no_quantity_is_refused_with_an_example(text, unit):
    with pytest.raises(UserError, match="knob takes"):
        parse_quantity(text, unit, name="knob")


@given(st.text(max_size=30), st.sampled_from(["s", "/s", "ratio", "count", "number"]))
def test_any_text_is_a_number_or_one_sentence(text, unit):
    try:
        assert isinstance(parse_quantity(text, unit, name="knob"), float)
    except UserError as error:
        assert "knob takes" in str(error)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.025, "s", "25 ms"),
        (180, "s", "3 min"),
        (0.0004, "s", "400 µs"),
        (0, "s", "0 s"),
        (0.3, "/s", "18/min"),
        (300, "/s", "300/s"),
        (0.05, "ratio", "5 %"),
        (12345, "count", "12,345"),
        (90, "s", "90 s"),
        (120, "s", "2 min"),
        (5400, "s", "90 min"),
        (7200, "s", "2 h"),
        (172_800, "s", "2 d"),
        (1, "s", "1 s"),
        (0.001, "s", "1 ms"),
        (-0.5, "s", "-500 ms"),
        (0.5, "/s", "0.5/s"),
        (0.49, "/s", "29.4/min"),
        (0, "/s", "0/s"),
        (0.999999, "ratio", "99.9999 %"),
        (0.99985, "ratio", "99.985 %"),
        (1.0, "ratio", "100 %"),
        (0.123456, "ratio", "12.35 %"),
        (999.9, "number", "999.9"),
        (1000.4, "number", "1,000"),
    ],
)
def test_a_number_is_told_with_the_unit_a_person_would_choose(value, unit, text):
    assert format_in_best_unit(value, unit) == text
