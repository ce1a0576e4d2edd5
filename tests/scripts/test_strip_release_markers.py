"""Lock files without the kernel's release."""

from __future__ import annotations

from pathlib import Path

from scripts import strip_release_markers

LOCKED = """\
# a lock file
pyobjc-core==11.1 ; platform_release < '22.0' and sys_platform == 'darwin' \\
    --hash=sha256:aaaa \\
    --hash=sha256:bbbb
pyobjc-framework==12.0 ; platform_release >= '20.0' and sys_platform == 'darwin' \\
    --hash=sha256:cccc
starlette==1.0.0 \\
    --hash=sha256:dddd
"""
STRIPPED = """\
# a lock file
pyobjc-framework==12.0 ; sys_platform == 'darwin' \\
    --hash=sha256:cccc
starlette==1.0.0 \\
    --hash=sha256:dddd
"""


def test_what_older_systems_need_goes_with_its_hashes_and_newer_ones_lose_the_condition() -> None:
    assert strip_release_markers.strip_release_markers(LOCKED) == STRIPPED
    assert strip_release_markers.strip_release_markers(STRIPPED) == STRIPPED


def test_every_file_of_the_command_line_is_rewritten(tmp_path: Path) -> None:
    paths = [tmp_path / "requirements.txt", tmp_path / "requirements-dev.txt"]
    for path in paths:
        path.write_text(LOCKED)
    assert strip_release_markers.main([str(path) for path in paths]) == 0
    assert [path.read_text() for path in paths] == [STRIPPED, STRIPPED]
