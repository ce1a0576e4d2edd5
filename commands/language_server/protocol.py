"""The Language Server Protocol over `pygls`: each handler asks `features` and says the answer in the protocol's words."""

from __future__ import annotations

import asyncio
from importlib.metadata import version as get_version
from pathlib import Path
from urllib.parse import unquote, urlparse

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from commands.check import find_text_problems
from commands.language_server import features
from commands.language_server.features import Symbol
from deck.editing.id_renaming import find_id_uses, list_declared_ids, rename_id
from deck.model import Deck, Problem
from deck.parser import parse
from deck.versioning.places import split_lines
from errors import UserError

SOURCE = "deck"
_PAUSE = 0.15  # seconds without a key before a document is read again
_SEVERITIES = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "info": lsp.DiagnosticSeverity.Information,
}
_KINDS = {
    "section": lsp.SymbolKind.Namespace,
    "question": lsp.SymbolKind.Field,
    "incident": lsp.SymbolKind.Event,
    "event": lsp.SymbolKind.Constant,
    "script": lsp.SymbolKind.File,
}


def build_server() -> LanguageServer:
    """Return a server with all features, ready to be started."""
    server = LanguageServer("rehearsal-decks", get_version("pygls"))
    _add_diagnostics(server)
    _add_navigation(server)
    _add_completion(server)
    _add_renaming(server)
    _add_quick_fixes(server)
    return server


def _add_diagnostics(server: LanguageServer) -> None:
    def publish(uri: str) -> None:
        document = server.workspace.get_text_document(uri)
        server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=uri, version=document.version, diagnostics=find_diagnostics(document))
        )

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        publish(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        # Only the last of many changes finds the document as it left it.
        uri, version = params.text_document.uri, params.text_document.version
        await asyncio.sleep(_PAUSE)
        if uri in server.workspace.text_documents and server.workspace.get_text_document(uri).version == version:
            publish(uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: lsp.DidSaveTextDocumentParams) -> None:
        publish(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=params.text_document.uri, diagnostics=[])
        )


def _add_navigation(server: LanguageServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outline(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        document = server.workspace.get_text_document(params.text_document.uri)
        lines = split_lines(document.source)
        return [_build_symbol(document, symbol, lines) for symbol in features.list_symbols(parse(document.source))]

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> lsp.Location | None:
        document = server.workspace.get_text_document(params.text_document.uri)
        position = _read_position(document, params.position)
        name = features.find_id_at(document.source, *position)
        line = features.find_declared_line(parse(document.source), name) if name else None
        return None if line is None else lsp.Location(uri=document.uri, range=_build_range(document, line, 0, line, 0))

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def references(params: lsp.ReferenceParams) -> list[lsp.Location]:
        document = server.workspace.get_text_document(params.text_document.uri)
        name = _find_name(document, params.position)
        uses = find_id_uses(document.source, name) if name else iter(())
        return [
            lsp.Location(uri=document.uri, range=_build_range(document, line, column, line, column + len(name)))
            for line, column in uses
        ]


def _add_completion(server: LanguageServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=["*", "#", ",", "["]))
    def completion(params: lsp.CompletionParams) -> lsp.CompletionList:
        document = server.workspace.get_text_document(params.text_document.uri)
        line, column = _read_position(document, params.position)
        items = []
        for option in features.suggest(document.source, parse(document.source), line, column):
            place = _build_range(document, line, column - option.replaces, line, column)
            items.append(
                lsp.CompletionItem(
                    label=option.label,
                    detail=option.detail,
                    filter_text=split_lines(document.source)[line][column - option.replaces : column] or None,
                    text_edit=lsp.TextEdit(range=place, new_text=option.text),
                )
            )
        return lsp.CompletionList(is_incomplete=False, items=items)


def _add_renaming(server: LanguageServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
        document = server.workspace.get_text_document(params.text_document.uri)
        line, _ = _read_position(document, params.position)
        name = _find_name(document, params.position)
        if not name:
            return None
        column = next((at for number, at in find_id_uses(document.source, name) if number == line), None)
        end = column + len(name) if column is not None else 0
        return lsp.PrepareRenamePlaceholder(
            range=_build_range(document, line, column or 0, line, end), placeholder=name
        )

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        document = server.workspace.get_text_document(params.text_document.uri)
        name = _find_name(document, params.position)
        if not name:
            return None
        try:
            after = rename_id(document.source, name, params.new_name)
        except UserError as error:
            server.window_show_message(
                lsp.ShowMessageParams(type=lsp.MessageType.Error, message=f"{error} {error.remedy}".strip())
            )
            return None
        edits = features.list_line_edits(document.source, after)
        return lsp.WorkspaceEdit(changes={document.uri: [_build_line_edit(document, edit) for edit in edits]})


def _add_quick_fixes(server: LanguageServer) -> None:
    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )
    def code_action(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        document = server.workspace.get_text_document(params.text_document.uri)
        lines = split_lines(document.source)
        actions = []
        for problem in _find_problems(document):
            line = max(problem.line - 1, 0)
            if not problem.fix or not params.range.start.line <= line <= params.range.end.line or line >= len(lines):
                continue
            edit = features.LineEdit(line, line + 1, tuple(problem.fix.split("\n")))
            actions.append(
                lsp.CodeAction(
                    title=problem.remedy or f"Write “{problem.fix.strip()}”",
                    kind=lsp.CodeActionKind.QuickFix,
                    diagnostics=[_build_diagnostic(document, problem, lines)],
                    is_preferred=True,
                    edit=lsp.WorkspaceEdit(changes={document.uri: [_build_line_edit(document, edit)]}),
                )
            )
        return actions


def find_diagnostics(document: TextDocument) -> list[lsp.Diagnostic]:
    """Return the problems of a document in the protocol's form."""
    lines = split_lines(document.source)
    return [_build_diagnostic(document, problem, lines) for problem in _find_problems(document)]


def _find_problems(document: TextDocument) -> list[Problem]:
    path = unquote(urlparse(document.uri).path) or "untitled.md"
    data = document.source.encode("utf-8", errors="surrogatepass")
    try:
        return [finding.problem for finding in find_text_problems(str(Path(path)), data)]
    except UserError as error:
        return [Problem(1, "error", "unreadable", str(error), error.remedy)]


def _find_name(document: TextDocument, position: lsp.Position) -> str:
    """Return the id under the cursor, or that of the question, incident or section whose line it stands in."""
    line, column = _read_position(document, position)
    deck: Deck = parse(document.source)
    name = features.find_id_at(document.source, line, column) or features.find_id_of_line(deck, line)
    return name if name in list_declared_ids(deck) else ""


def _read_position(document: TextDocument, position: lsp.Position) -> tuple[int, int]:
    """Return a position in lines and code points: editors count columns in UTF-16 units unless they agree on another."""
    native = document.position_codec.position_from_client_units(document.lines, position)
    return native.line, native.character


def _build_range(document: TextDocument, first: int, start: int, last: int, stop: int) -> lsp.Range:
    place = lsp.Range(start=lsp.Position(first, max(start, 0)), end=lsp.Position(last, max(stop, 0)))
    return document.position_codec.range_to_client_units(document.lines, place)


def _build_diagnostic(document: TextDocument, problem: Problem, lines: list[str]) -> lsp.Diagnostic:
    line = min(max(problem.line - 1, 0), len(lines) - 1)
    text = lines[line]
    start = len(text) - len(text.lstrip())
    return lsp.Diagnostic(
        range=_build_range(document, line, start, line, len(text)),
        severity=_SEVERITIES[problem.severity],
        code=problem.code,
        source=SOURCE,
        message=f"{problem.message} {problem.remedy}".strip(),
    )


def _build_symbol(document: TextDocument, symbol: Symbol, lines: list[str]) -> lsp.DocumentSymbol:
    first, last = min(symbol.first, len(lines) - 1), min(symbol.last, len(lines) - 1)
    head = _build_range(document, first, 0, first, len(lines[first]))
    # The protocol wants each entry to hold its children whole.
    last = max(first, last, *(child.last for child in symbol.children)) if symbol.children else max(first, last)
    last = min(last, len(lines) - 1)
    return lsp.DocumentSymbol(
        name=symbol.name or "Untitled",
        detail=symbol.detail,
        kind=_KINDS.get(symbol.kind, lsp.SymbolKind.Field),
        range=_build_range(document, first, 0, last, len(lines[last])),
        selection_range=head,
        children=[_build_symbol(document, child, lines) for child in symbol.children],
    )


def _build_line_edit(document: TextDocument, edit: features.LineEdit) -> lsp.TextEdit:
    """Return an edit of whole lines; at the end of a text without a final line break, the text before the break is kept."""
    lines = split_lines(document.source)
    end = "\r\n" if "\r\n" in document.source else "\n"
    text = end.join(edit.lines)
    if edit.stop < len(lines):
        place = _build_range(document, edit.first, 0, edit.stop, 0)
        return lsp.TextEdit(range=place, new_text=f"{text}{end}" if edit.lines else "")
    place = _build_range(document, edit.first, 0, len(lines) - 1, len(lines[-1]))
    return lsp.TextEdit(range=place, new_text=text)
