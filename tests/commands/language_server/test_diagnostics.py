"""The problems of a document in the protocol's form: place, severity, what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the language server's library is not installed")

from lsprotocol import types as lsp
from pygls.workspace import PositionCodec, TextDocument

from commands.language_server import protocol

TEXT = (
    "# A deck\n\n## One {#x}\n\n## Two 🏊 {#x}\n\n**Question:** Why?\n\n  **Anwser:** 🏊 So.\n\n![a pool](none.png)\n"
)


def open_document(path: Path, text: str, encoding: lsp.PositionEncodingKind) -> TextDocument:
    return TextDocument(path.as_uri(), text, 1, "markdown", position_codec=PositionCodec(encoding))


@pytest.mark.parametrize(
    ("encoding", "width"), [(lsp.PositionEncodingKind.Utf16, 2), (lsp.PositionEncodingKind.Utf32, 1)]
)
def test_a_problem_covers_the_text_of_its_line_and_says_what_to_do(
    tmp_path: Path, encoding: lsp.PositionEncodingKind, width: int
) -> None:
    found = protocol.find_diagnostics(open_document(tmp_path / "a deck.md", TEXT, encoding))
    by_code = {diagnostic.code: diagnostic for diagnostic in found}
    typo = by_code["label-misspelt"]
    assert (typo.range.start, typo.range.end) == (lsp.Position(8, 2), lsp.Position(8, 18 + width))
    assert (typo.severity, typo.source) == (lsp.DiagnosticSeverity.Warning, "deck")
    [twice] = [diagnostic for diagnostic in found if diagnostic.severity == lsp.DiagnosticSeverity.Error]
    assert twice.range.start.line == 4 and "occurs twice" in twice.message and twice.message.endswith(".")
    assert [diagnostic.range.start.line for diagnostic in found] == sorted(d.range.start.line for d in found)
    assert any("none.png" in diagnostic.message for diagnostic in found)


def test_a_picture_beside_the_document_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "none.png").write_bytes(b"\x89PNG")
    found = protocol.find_diagnostics(open_document(tmp_path / "a deck.md", TEXT, lsp.PositionEncodingKind.Utf16))
    assert not any("none.png" in diagnostic.message for diagnostic in found)


def test_the_server_offers_what_editors_ask_for() -> None:
    features = set(protocol.build_server().protocol.fm.features)
    assert {
        lsp.TEXT_DOCUMENT_DID_OPEN,
        lsp.TEXT_DOCUMENT_DID_CHANGE,
        lsp.TEXT_DOCUMENT_DID_SAVE,
        lsp.TEXT_DOCUMENT_DID_CLOSE,
        lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL,
        lsp.TEXT_DOCUMENT_DEFINITION,
        lsp.TEXT_DOCUMENT_REFERENCES,
        lsp.TEXT_DOCUMENT_COMPLETION,
        lsp.TEXT_DOCUMENT_PREPARE_RENAME,
        lsp.TEXT_DOCUMENT_RENAME,
        lsp.TEXT_DOCUMENT_CODE_ACTION,
    } <= features
