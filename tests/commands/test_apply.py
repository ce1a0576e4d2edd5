"""`python -m deck apply`: what fits is written, what does not is told, and nothing outside the folder is touched."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from commands.deck_main import main
from deck.versioning.diff import diff_lines

DECK = """# Pools

## Pools {#pools}

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Because threads wait for it, and nobody sees them.

**Question:** What does a queue hide? {#q-queue}

**Answer:** The waiting, which burns no cycles at all.
"""
NEW = DECK.replace("for it, and", "for ten connections, and")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "repository"
    (place / "content").mkdir(parents=True)
    (place / "content" / "pools.md").write_text(DECK, encoding="utf-8")
    monkeypatch.chdir(place)
    return place


def write_patch(old: str, new: str, name: str = "content/pools.md", other: str = "") -> Path:
    path = Path("change.patch")
    path.write_text("\n".join(diff_lines(old, new, (f"a/{name}", f"b/{other or name}"))) + "\n", encoding="utf-8")
    return path


def test_a_patch_that_fits_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deck = folder / "content" / "pools.md"
    deck.chmod(0o640)
    assert main(["apply", str(write_patch(DECK, NEW))]) == 0
    assert deck.read_text(encoding="utf-8") == NEW
    assert deck.stat().st_mode & 0o777 == 0o640
    assert capsys.readouterr().out == "content/pools.md: patched.\n"
    assert sorted(path.name for path in deck.parent.iterdir()) == ["pools.md"]


def test_fuzz_is_told_and_a_misfit_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deck, patch = folder / "content" / "pools.md", str(write_patch(DECK, NEW))
    deck.write_text("<!-- one line more -->\n" + DECK, encoding="utf-8")
    assert main(["apply", "--dry-run", patch]) == 0
    assert "Hunk 1 fits at line 5, 1 line further down." in capsys.readouterr().out
    assert deck.read_text(encoding="utf-8").endswith(DECK)
    deck.write_text(DECK.replace("Because threads", "Since threads"), encoding="utf-8")
    (folder / "content" / "other.md").write_text(DECK, encoding="utf-8")
    both = Path(patch).read_text() + "".join(
        f"{line}\n" for line in diff_lines(DECK, NEW, ("a/content/other.md", "b/content/other.md"))
    )
    Path(patch).write_text(both)
    assert main(["apply", patch]) == 1
    told = capsys.readouterr().out
    assert "content/pools.md: Hunk 1, for line 4, does not fit" in told and told.endswith("Nothing was written.\n")
    assert (folder / "content" / "other.md").read_text(encoding="utf-8") == DECK


def test_new_errors_are_told_and_not_written_unasked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deck = folder / "content" / "pools.md"
    broken = DECK.replace("{#q-queue}", "{#q-ten}")
    patch = str(write_patch(DECK, broken))
    assert main(["apply", patch]) == 1
    told = capsys.readouterr().out
    assert told.startswith("content/pools.md:9: error: The id “q-ten” occurs twice.") and "--keep-errors" in told
    assert deck.read_text(encoding="utf-8") == DECK
    assert main(["apply", "--keep-errors", patch]) == 0
    assert deck.read_text(encoding="utf-8") == broken


@pytest.mark.parametrize(
    "name",
    [
        "/etc/cron.d/x.md",
        "../outside.md",
        "content/../../outside.md",
        "content\\..\\..\\outside.md",
        "C:\\outside.md",
        ".git/hooks/x.md",
        "content/pools.py",
        "content/link.md",
        "linked/outside.md",
        "content/\x07.md",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    outside = folder.parent / "outside.md"
    outside.write_text(DECK, encoding="utf-8")
    (folder / "content" / "link.md").symlink_to(outside)
    (folder / "linked").symlink_to(folder.parent, target_is_directory=True)
    patch = Path("evil.patch")
    lines = "\n".join(diff_lines(DECK, NEW, (name, name)))
    for text in (
        lines,
        f"diff --git a/{name} b/{name}\n" + lines.replace(name, f"a/{name}", 1).replace(f"+++ {name}", f"+++ b/{name}"),
    ):
        patch.write_text(text + "\n", encoding="utf-8")
        assert main(["apply", str(patch)]) in (1, 2)
        assert outside.read_text(encoding="utf-8") == DECK
        assert (folder / "content" / "pools.md").read_text(encoding="utf-8") == DECK
    assert "\x07" not in capsys.readouterr().out


def test_a_link_a_binary_and_a_deletion_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "diff --git a/content/{0} b/content/{0}\n"
    for body in (
        head.format("new.md")
        + "new file mode 120000\n--- /dev/null\n+++ b/content/new.md\n@@ -0,0 +1 @@\n+/etc/passwd\n",
        head.format("pools.md") + "index 1..2 100644\nGIT binary patch\nliteral 3\nKcmZ\n",
        head.format("pools.md")
        + "deleted file mode 100644\n--- a/content/pools.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-# Pools\n",
    ):
        Path("evil.patch").write_text(body)
        assert main(["apply", "evil.patch"]) == 1
    assert "is a link" in capsys.readouterr().out
    assert [path.name for path in (folder / "content").iterdir()] == ["pools.md"]


def test_a_huge_patch_and_no_patch_are_bad_input(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    patch = write_patch(DECK, NEW)
    monkeypatch.setattr("commands.apply.MAX_PATCH_BYTES", 10)
    assert main(["apply", str(patch)]) == 2
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    patch.write_text("no patch at all\n")
    assert main(["apply", str(patch)]) == 2
    patch.write_text("--- a/x.md\n+++ b/x.md\n@@ -1,5 +1,5 @@\n a\n")
    assert main(["apply", str(patch)]) == 2
    assert capsys.readouterr().err.count("\n") == 3


def test_a_file_can_be_named_and_a_new_one_made(folder: Path) -> None:
    named = folder.parent / "elsewhere.md"
    named.write_text(DECK, encoding="utf-8")
    Path("p").write_text("\n".join(diff_lines(DECK, NEW, ("/tmp/old.md", "/tmp/new.md"))) + "\n")
    assert main(["apply", "p"]) == 1
    assert main(["apply", "p", str(named)]) == 0
    assert named.read_text(encoding="utf-8") == NEW
    body = "".join(f"+{line}\n" for line in DECK.split("\n")[:-1])
    Path("p").write_text(
        "diff --git a/content/b.md b/content/b.md\nnew file mode 100644\n--- /dev/null\n+++ b/content/b.md\n"
        f"@@ -0,0 +1,{DECK.count(chr(10))} @@\n{body}"
    )
    assert main(["apply", "p"]) == 0
    assert (folder / "content" / "b.md").read_text(encoding="utf-8") == DECK
    assert main(["apply", "p"]) == 1


def test_two_parts_of_a_patch_for_one_file_follow_each_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deck = folder / "content" / "pools.md"
    deck.write_text("<!-- one line more -->\n" + DECK, encoding="utf-8")
    last = NEW.replace("no cycles at all", "no cycles")
    names = ("a/content/pools.md", "b/content/pools.md")
    lines = [*diff_lines(DECK, NEW, names), *diff_lines(NEW, last, names)]
    Path("both.patch").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["apply", "both.patch"]) == 0
    assert deck.read_text(encoding="utf-8") == "<!-- one line more -->\n" + last
    told = capsys.readouterr().out
    assert told.count("1 line further down.") == 2 and told.endswith("content/pools.md: patched.\n")


def test_only_what_is_new_among_the_problems_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deck = folder / "content" / "pools.md"
    before = DECK.replace("{#q-queue}", "{#q-ten}")
    deck.write_text(before, encoding="utf-8")
    assert main(["apply", str(write_patch(before, before.replace("which burns", "that burns")))]) == 0
    assert capsys.readouterr().out == "content/pools.md: patched.\n"
    twice = before + "\n**Question:** And a lock? {#q-ten}\n\n**Answer:** It orders them.\n"
    deck.write_text(before, encoding="utf-8")
    assert main(["apply", str(write_patch(before, twice))]) == 1
    assert capsys.readouterr().out.count("The id “q-ten” occurs") == 1
    # What was only repaired is no problem of the patch.
    repaired = DECK.replace("# Pools\n", "# Pools\n\n#Spaces\n", 1)
    deck.write_text(DECK, encoding="utf-8")
    assert main(["apply", str(write_patch(DECK, repaired))]) == 0
    assert ": info:" not in capsys.readouterr().out


def test_a_patch_for_two_files_is_not_for_the_one_that_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = diff_lines(DECK, NEW, ("a/content/other.md", "b/content/other.md"))
    patch = write_patch(DECK, NEW)
    patch.write_text(patch.read_text() + "\n".join(other) + "\n")
    assert main(["apply", str(patch), "content/pools.md"]) == 2
    assert "The patch is for 2 files." in capsys.readouterr().err


def test_files_and_results_have_a_size_and_a_folder_is_no_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deck = folder / "content" / "pools.md"
    patch = str(write_patch(DECK, NEW))
    for limit, words in ((len(DECK) - 1, "the file is larger"), (len(DECK), "the result is larger")):
        monkeypatch.setattr("commands.apply.MAX_FILE_BYTES", limit)
        assert main(["apply", patch]) == 1
        assert words in capsys.readouterr().out and deck.read_text(encoding="utf-8") == DECK
    monkeypatch.setattr("commands.apply.MAX_FILE_BYTES", len(NEW))
    assert main(["apply", patch]) == 0
    deck.unlink()
    deck.mkdir()
    assert main(["apply", patch]) == 1
    assert "this is not a regular file." in capsys.readouterr().out


def test_of_a_git_patch_the_name_without_its_prefix_comes_first(folder: Path) -> None:
    for place in ("a/content", "b/content"):
        (folder / place).mkdir(parents=True)
        (folder / place / "pools.md").write_text(DECK, encoding="utf-8")
    lines = "\n".join(diff_lines(DECK, NEW, ("a/content/pools.md", "b/content/pools.md"))) + "\n"
    Path("plain.patch").write_text(lines)
    assert main(["apply", "plain.patch"]) == 0  # of diff -u: the name as it stands
    assert (folder / "a" / "content" / "pools.md").read_text(encoding="utf-8") == NEW
    assert (folder / "content" / "pools.md").read_text(encoding="utf-8") == DECK
    Path("git.patch").write_text("diff --git a/content/pools.md b/content/pools.md\n" + lines)
    assert main(["apply", "git.patch"]) == 0
    assert (folder / "content" / "pools.md").read_text(encoding="utf-8") == NEW


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_what_git_diff_and_git_format_patch_write_is_read(folder: Path) -> None:
    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@b.invalid", "-c", "commit.gpgsign=false", *arguments]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout

    git("init", "-q")
    git("add", "content")
    git("commit", "-qm", "start")
    deck = folder / "content" / "pools.md"
    deck.write_text(NEW, encoding="utf-8")
    Path("p").write_text(git("diff"), encoding="utf-8")
    git("commit", "-qam", "Say what they wait for\n\n--- it is clearer")
    Path("q").write_text(git("format-patch", "-1", "--stdout"), encoding="utf-8")
    for patch in ("p", "q"):
        deck.write_text(DECK, encoding="utf-8")
        assert main(["apply", patch]) == 0
        assert deck.read_text(encoding="utf-8") == NEW


def test_an_error_that_an_earlier_part_of_a_patch_brings_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = DECK.replace("{#q-queue}", "{#q-ten}")  # an id that is used twice
    mended = broken.replace("no cycles at all", "no cycles")
    first, second = (
        write_patch(old, new).read_text(encoding="utf-8") for old, new in ((DECK, broken), (broken, mended))
    )
    patch = Path("series.patch")
    for texts in ((first,), (first, second)):
        patch.write_text("".join(texts), encoding="utf-8")
        assert main(["apply", str(patch)]) == 1
        assert "q-ten" in capsys.readouterr().out
    assert (folder / "content" / "pools.md").read_text(encoding="utf-8") == DECK
