"""The rounds of a stress run: their hours, their environment, what is reported of them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from scripts import stress

REPORT = """<testsuites><testsuite>
<testcase classname="tests.browser.test_a" name="test_passes"/>
<testcase classname="tests.browser.test_a" name="test_fails"><failure message="no button&#10;and more"/></testcase>
<testcase classname="tests.browser.test_a" name="test_breaks"><error message="no server"/></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize("now_hour", range(24))
def test_in_the_zone_of_a_round_it_is_the_wanted_hour(now_hour: int) -> None:
    now = datetime(2026, 3, 2, now_hour, 30, tzinfo=UTC)
    for hour in range(24):
        assert now.astimezone(ZoneInfo(stress.find_zone(hour, now))).hour == hour


def test_a_round_gives_no_second_try_and_stands_in_its_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_DATA", "/kept")
    monkeypatch.delenv("TEST_TRIES", raising=False)
    environment = stress.make_stress_environment(3, 2.5, datetime(2026, 3, 2, 1, tzinfo=UTC))
    wanted = {"TEST_SLOWNESS": "2.5", "TEST_TRIES": "1", "TEST_ZONE": "Etc/GMT-2", "TZ": "Etc/GMT-2"}
    assert {**wanted, "REHEARSAL_DATA": "/kept"}.items() <= environment.items()


def run_pytest_as_if(monkeypatch: pytest.MonkeyPatch, report: str | None) -> list[dict[str, str]]:
    """Let pytest write this report in the place of running; return the environments that it gets."""
    environments: list[dict[str, str]] = []

    def run(command: list[str], **options: dict[str, str]) -> SimpleNamespace:
        environments.append(options["env"])
        if report is not None:
            [place] = [word.partition("=")[2] for word in command if word.startswith("--junitxml=")]
            Path(place).write_text(report)
        return SimpleNamespace(returncode=3)

    monkeypatch.setattr(subprocess, "run", run)
    return environments


def test_what_failed_and_what_broke_is_told_by_its_first_line(monkeypatch: pytest.MonkeyPatch) -> None:
    run_pytest_as_if(monkeypatch, REPORT)
    assert stress.run_round(["tests/browser"], {}, 1) == {
        "tests.browser.test_a::test_fails": "no button",
        "tests.browser.test_a::test_breaks": "no server",
    }
    run_pytest_as_if(monkeypatch, None)
    assert stress.run_round(["tests/browser"], {}, 1) == {"pytest": "ended with status 3 and no report"}


def test_every_round_has_another_hour_and_the_sum_counts_the_failures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environments = run_pytest_as_if(monkeypatch, REPORT)
    monkeypatch.setattr(sys, "argv", ["stress", "--times", "6", "--busy", "0", "tests/browser/test_a.py"])
    assert stress.main() == 1
    printed = capsys.readouterr().out
    assert [
        f"Round {number} of 6, the hour from {hour}:00" in printed
        for number, hour in enumerate((0, 3, 9, 18, 23, 0), 1)
    ] == [True] * 6
    assert len({environment["TZ"] for environment in environments[:5]}) == 5
    assert "6 rounds, 2 tests failed." in printed and "6 of 6: tests.browser.test_a::test_fails" in printed
    run_pytest_as_if(monkeypatch, "<testsuites/>")
    assert stress.main() == 0
