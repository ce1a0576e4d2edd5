"""Archives that are not opened, and what is said of each."""

from __future__ import annotations

import io
import zipfile

import pytest

from errors import UserError
from exchange.importers import archive


def make_zip(files: dict[str, bytes], flags: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
        for entry in packed.infolist():
            entry.flag_bits |= flags
    return out.getvalue()


def test_an_encrypted_file_is_named() -> None:
    with pytest.raises(UserError, match=r"“deep/secret\.md” is encrypted\.") as caught:
        archive.open_archive(make_zip({"deep/secret.md": b"x"}, flags=0x1))
    assert caught.value.remedy == "Pack it without a password."


def test_a_bomb_is_named() -> None:
    with pytest.raises(UserError, match=r"“zeros\.md” grows more than"):
        archive.open_archive(make_zip({"zeros.md": bytes(3 * 1024 * 1024)}))


def test_the_sum_of_all_files_is_bounded_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 1024 * 1024)
    kept = make_zip({"a.md": bytes(512 * 1024), "b.md": bytes(512 * 1024)})
    assert len(archive.open_archive(kept).infolist()) == 2
    with pytest.raises(UserError, match=r"the archive has 2 MB; 1 MB is the most\.") as caught:
        archive.open_archive(make_zip({"a.md": bytes(1024 * 1024), "b.md": bytes(1024 * 1024)}))
    assert caught.value.remedy == "Pack less."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("/etc/a.md", "“/etc/a.md” would leave the archive's folder."),
        ("a/../../b.md", "“a/../../b.md” would leave the archive's folder."),
        ("a\\..\\b.md", "“a\\..\\b.md” would leave the archive's folder."),
        ("C:/a.md", "“C:/a.md” would leave the archive's folder."),
        ("ö/../b.md", "“?/../b.md” would leave the archive's folder."),
    ],
)
def test_a_path_that_leads_out_is_named(name: str, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        archive.open_archive(make_zip({name: b"x"}))
    assert (str(caught.value), caught.value.remedy) == (sentence, "The archive is not opened.")
    assert archive.open_archive(make_zip({"a/b:c/d..md": b"x"}))


def test_a_link_is_named_and_a_file_is_not() -> None:
    for kind, is_link in ((0o120777, True), (0o100644, False), (0o140644, False)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            entry = zipfile.ZipInfo("a.md")
            entry.external_attr = kind << 16
            packed.writestr(entry, b"/etc/passwd")
        if is_link:
            with pytest.raises(UserError, match=r"^“a\.md” is a link\.$") as caught:
                archive.open_archive(out.getvalue())
            assert caught.value.remedy == "Pack the file itself."
        else:
            assert archive.open_archive(out.getvalue()).namelist() == ["a.md"]


def test_no_archive_and_too_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match=r"^This is not a zip archive, or it is damaged\.$") as caught:
        archive.open_archive(b"x")
    assert caught.value.remedy == "Pack it again and try once more."
    monkeypatch.setattr(archive, "MAX_ENTRIES", 2)
    assert archive.open_archive(make_zip({"a": b"", "b": b""}))
    with pytest.raises(UserError, match=r"^The archive has 3 files; 2 is the most\.$") as caught:
        archive.open_archive(make_zip({"a": b"", "b": b"", "c": b""}))
    assert caught.value.remedy == "Pack less."


def test_text_that_packs_well_is_no_bomb() -> None:
    small = make_zip({"zeros.md": bytes(1024 * 1024)})  # a megabyte may grow as it likes
    assert archive.open_archive(small)
    with pytest.raises(UserError, match="200 times") as caught:
        archive.open_archive(make_zip({"zeros.md": bytes(1024 * 1024 + 1)}))
    assert caught.value.remedy == "It is not opened."


def test_a_member_is_read_up_to_its_bound() -> None:
    packed = archive.open_archive(make_zip({"a.md": b"x" * 1024}))
    assert archive.read_member(packed, "a.md", 1024) == b"x" * 1024
    with pytest.raises(UserError, match=r"^“a\.md” is larger than 0 MB\.$") as caught:
        archive.read_member(packed, "a.md", 1023)
    assert caught.value.remedy == "Split it."
    long = "n" * 90
    with pytest.raises(UserError, match=f"^“{long[:80]}” in the archive is damaged\\.$") as caught:
        archive.read_member(packed, long)
    assert caught.value.remedy == "Pack it again."


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damaged_bytes_are_a_sentence_in_each_kind_of_packing(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        packed.writestr("a.md", bytes(range(256)) * 40)
    data = bytearray(out.getvalue())
    data[45:95] = b"\xff" * 50
    with pytest.raises(UserError, match=r"^“a\.md” in the archive is damaged\.$"):
        archive.read_member(archive.open_archive(bytes(data)), "a.md")


def test_members_are_sorted_and_what_a_system_hides_is_not_listed() -> None:
    names = ["z.md", "B.MD", "a/c.txt", ".hidden.md", "__MACOSX/z.md", "a/.git/x.md", "d.pdf", "a/", "none"]
    packed = archive.open_archive(make_zip(dict.fromkeys(names, b"x") | {"a/": b""}))
    assert archive.list_members(packed, (".md", ".txt")) == ("B.MD", "a/c.txt", "z.md")
    assert archive.list_members(packed, None) == ("B.MD", "a/c.txt", "d.pdf", "none", "z.md")
