"""What the list of licences prints, and when it fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import licences

HASH = f"--hash=sha256:{'a' * 64}"


@pytest.mark.parametrize(
    ("line", "status", "printed", "problem"),
    [
        (f"pytest==8.0 {HASH}", 0, "pytest\t8.0\tMIT", ""),
        (f"pytest>=8.0 {HASH}", 1, "", "pytest>=8.0 has no exact version"),
        ("pytest==8.0", 1, "pytest\t8.0\tMIT", "pytest has no hash"),
        (f"no-such-package-here==1 {HASH}", 0, "", ""),
    ],
)
def test_a_package_has_a_pin_and_a_licence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, status: int, printed: str, problem: str
) -> None:
    path = tmp_path / "requirements.txt"
    path.write_text(f"{line}\n")
    assert licences.main([str(path)]) == status
    out, err = capsys.readouterr()
    assert out.strip() == (f"requirements.txt\t{printed}" if printed else "")
    assert err.strip() == (f"requirements.txt: {problem}" if problem else "")


def test_a_licence_that_the_metadata_leaves_out_is_known() -> None:
    assert licences.find_licence("axe-playwright-python") == licences.UNTOLD["axe-playwright-python"]
