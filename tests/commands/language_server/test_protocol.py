"""The language server as an editor meets it: a client that speaks the protocol over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the language server's library is not installed")

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

import deck
from deck.versioning.matching import match_decks
from tests.conftest import run_async

ROOT = Path(__file__).parents[3]
URI = "file:///deck.md"
PATIENCE = 60  # seconds for an answer; a slow machine is no failure
TEXT = """---
title: Pools
must-know: [q-pools]
---

# Pools

## Thread pools {#pools}

See [the question](#q-pools).

**Question:** Why is a pool of 10 behind 200 threads dangerous? 🏊 {#q-pools}

**Anwser:** Threads wait for connections.

**Question:** What is a queue?

**Answer:** A line.

## Incident: The storm {#inc-storm}

**Topics:** pools

**00:00** – Traffic doubles

**00:05** – Threads are exhausted

"""


class Editor:
    """An editor with one document open, and the problems it was last told."""

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.published: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()
        self.messages: list[str] = []

        @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def told(params: lsp.PublishDiagnosticsParams) -> None:
            self.published.put_nowait(params)

        @client.feature(lsp.WINDOW_SHOW_MESSAGE)
        def said(params: lsp.ShowMessageParams) -> None:
            self.messages.append(params.message)

    async def get_problems(self, version: int) -> list[lsp.Diagnostic]:
        while True:
            told = await asyncio.wait_for(self.published.get(), PATIENCE)
            if told.version == version:
                return list(told.diagnostics)


@asynccontextmanager
async def open_editor(text: str) -> AsyncIterator[Editor]:
    client = LanguageClient("test", "1")
    editor = Editor(client)
    await client.start_io(sys.executable, "-m", "deck", "language-server", cwd=ROOT)
    await client.initialize_async(lsp.InitializeParams(capabilities=lsp.ClientCapabilities(), root_uri=ROOT.as_uri()))
    client.initialized(lsp.InitializedParams())
    item = lsp.TextDocumentItem(uri=URI, language_id="markdown", version=1, text=text)
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))
    yield editor
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()


def at(text: str, phrase: str, offset: int = 0) -> lsp.Position:
    """Return the position of a phrase as editors count it: lines, and columns in UTF-16 units."""
    before = text[: text.index(phrase) + offset]
    return lsp.Position(before.count("\n"), len(before.rsplit("\n", 1)[-1].encode("utf-16-le")) // 2)


def apply(text: str, edits: list[lsp.TextEdit]) -> str:
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda e: -e.range.start.line):
        head = lines[edit.range.start.line].encode("utf-16-le")[: 2 * edit.range.start.character].decode("utf-16-le")
        tail = lines[edit.range.end.line].encode("utf-16-le")[2 * edit.range.end.character :].decode("utf-16-le")
        lines[edit.range.start.line : edit.range.end.line + 1] = f"{head}{edit.new_text}{tail}".split("\n")
    return "\n".join(lines)


THIS = lsp.TextDocumentIdentifier(uri=URI)


async def check_problems_and_fixes(editor: Editor) -> None:
    """Problems come and go while typing, and a fix is offered."""
    problems = await editor.get_problems(1)
    (typo,) = [p for p in problems if p.code == "label-misspelt"]
    assert typo.range.start.line == TEXT[: TEXT.index("**Anwser")].count("\n")
    assert typo.source == "deck"
    params = lsp.CodeActionParams(THIS, typo.range, lsp.CodeActionContext(diagnostics=[typo]))
    (action,) = await editor.client.text_document_code_action_async(params) or []
    assert isinstance(action, lsp.CodeAction)
    assert action.edit is not None and action.edit.changes is not None
    mended = apply(TEXT, list(action.edit.changes[URI]))
    assert mended == TEXT.replace("Anwser", "Answer")
    change = lsp.TextDocumentContentChangeWholeDocument(text=mended)
    editor.client.text_document_did_change(
        lsp.DidChangeTextDocumentParams(lsp.VersionedTextDocumentIdentifier(2, URI), [change])
    )
    assert "label-misspelt" not in {p.code for p in await editor.get_problems(2)}


async def check_outline(editor: Editor) -> None:
    """The outline has sections, questions, incidents and events."""
    symbols = await editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(THIS)) or []
    names = [s.name for s in symbols]
    assert names == ["Thread pools", "Incident: The storm"]
    questions = [c.name for c in symbols[0].children or []]  # type: ignore[union-attr]
    assert questions[1] == "What is a queue?"
    assert symbols[1].kind == lsp.SymbolKind.Event
    assert [c.name for c in symbols[1].children or []] == ["00:00 Traffic doubles", "00:05 Threads are exhausted"]  # type: ignore[union-attr]


async def check_completion(editor: Editor) -> None:
    """Labels and ids are completed."""

    async def labels(position: lsp.Position) -> list[str]:
        found = await editor.client.text_document_completion_async(lsp.CompletionParams(THIS, position))
        assert isinstance(found, lsp.CompletionList)
        return [item.label for item in found.items]

    assert {"pools", "inc-storm"} <= set(await labels(at(TEXT, "**Topics:** pools", 12)))
    assert await labels(at(TEXT, "](#q-pools", 5)) == [
        i for i in await labels(at(TEXT, "](#q-pools", 5)) if i[0] == "q"
    ]
    assert "Question" in await labels(lsp.Position(TEXT.count("\n"), 0))
    assert await labels(at(TEXT, "**Anwser", 3)) == ["Answer", "Architect view"]


async def check_definition(editor: Editor) -> None:
    """An id leads to its question."""
    for phrase, offset in (("](#q-pools", 5), ("[q-pools]", 3)):
        place = await editor.client.text_document_definition_async(lsp.DefinitionParams(THIS, at(TEXT, phrase, offset)))
        assert isinstance(place, lsp.Location)
        assert place.range.start.line == TEXT[: TEXT.index("**Question:** Why")].count("\n")
    params = lsp.ReferenceParams(
        context=lsp.ReferenceContext(True), text_document=THIS, position=at(TEXT, "](#q-pools", 5)
    )
    assert len(await editor.client.text_document_references_async(params) or []) == 3


async def check_rename(editor: Editor) -> None:
    """A renamed id keeps its history."""
    params = lsp.RenameParams(text_document=THIS, position=at(TEXT, "{#q-pools", 5), new_name="q-thread-pools")
    edit = await editor.client.text_document_rename_async(params)
    assert edit is not None and edit.changes is not None
    after = apply(TEXT, list(edit.changes[URI]))
    assert after.count("q-thread-pools") == 4
    assert after.count("q-pools") == 1  # in the front matter, where the next publication looks
    edited = after.replace("Why is a pool of 10 behind 200 threads dangerous?", "Tell me something else entirely.")
    (match,) = [m for m in match_decks(deck.parse(TEXT), deck.parse(edited)).matches if m.new.id == "q-thread-pools"]
    assert (match.old.id, match.reason) == ("q-pools", "same id")


async def check_refused_rename(editor: Editor) -> None:
    """A name that is taken is refused with a sentence."""
    params = lsp.RenameParams(text_document=THIS, position=at(TEXT, "{#q-pools", 5), new_name="pools")
    assert await editor.client.text_document_rename_async(params) is None
    assert any("taken" in message for message in editor.messages)


def test_an_editor_works_with_a_deck() -> None:
    async def walk() -> None:
        async with open_editor(TEXT) as editor:
            await check_problems_and_fixes(editor)
            await check_outline(editor)
            await check_completion(editor)
            await check_definition(editor)
            await check_rename(editor)
            await check_refused_rename(editor)

    run_async(walk())
