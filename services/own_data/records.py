"""What an instance holds about a learner beside their practice, for the file that they take away.

Most of it tells what this instance did or knows, and is not imported elsewhere. Lab runs and drafts are.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from errors import UserError
from services.library import audience, drafts, images
from services.workspace import Workspace
from store.connection import Connection, from_ms
from store.tables import tabletop
from store.tables.classes import class_assignments, class_figures, class_looks, classes
from store.tables.learners import accounts, learners, login_sessions, open_tabs
from store.tables.library import deck_audiences
from store.tables.library import decks as deck_table


def describe_records(ws: Workspace, connection: Connection, learner: int) -> dict[str, Any]:
    """Return everything as plain values; what there is nothing of is left out. Times are ISO 8601 in UTC."""
    titles = {row.id: row.name for row in classes.list_classes(connection)}
    names = learners.list_names(connection)
    records: dict[str, Any] = {
        "name": names[learner],
        "account": _describe_account(connection, learner),
        "login_sessions": [
            {
                "browser": row.browser,
                "created_at": _format(row.created_at),
                "used_at": _format(row.used_at),
                "expires_at": _format(row.expires_at),
            }
            # As of 1970: sessions that have expired and are still in the table belong to it.
            for row in login_sessions.list_sessions(connection, learner, 0)
        ],
        "classes": [
            {
                "class": titles[row.class_id],
                "role": row.role,
                "joined_by": row.source,
                "consents": row.consents,
                "joined_at": _format(row.joined_at),
            }
            for row in classes.list_memberships(connection, learner)
        ],
        "shared": [
            {
                "class": titles[row.class_id],
                "kind": row.kind,
                "deck": row.deck,
                "item": row.item,
                "shared_at": _format(row.shared_at),
            }
            for row in class_looks.list_shares(connection, learner=learner)
        ],
        "class_figures": [
            dict(zip(("class", "deck", "kind", "item", "content"), row, strict=True))
            for row in class_figures.list_figure_parts(connection, learner)
        ],
        "looks_at_you": [
            _describe_look(row, titles, by=names.get(row.viewer or 0, ""))
            for row in class_looks.list_looks(connection, learner)
        ],
        "looks_by_you": [
            _describe_look(row, titles, at=names.get(row.learner or 0, ""))
            for row in class_looks.list_own_looks(connection, learner)
        ],
        "lab_runs": [
            {"deck": slug, "model": model, "first_at": _format(first), "last_at": _format(last)}
            for slug, model, first, last in class_assignments.list_lab_runs(connection, learner)
        ],
        "tabletop": tabletop.list_appearances(connection, learner),
        "open_tabs": [
            {"content": content, "saved_at": _format(at)} for content, at in open_tabs.list_tabs(connection, learner)
        ],
        "versions": _describe_versions(connection, learner),
        "drafts": [
            {"deck": draft.deck, "base": draft.base, "text": draft.text} for draft in drafts.list_drafts(ws, learner)
        ],
    }
    records.update(_describe_private_decks(ws, connection, learner))
    return {name: value for name, value in records.items() if value}


def restore_lab_runs(connection: Connection, learner: int, runs: list[Mapping[str, Any]]) -> None:
    """Add the lab runs of a file for decks that are here and that the learner may see."""
    for run in runs:
        row = deck_table.find_deck(connection, str(run["deck"]))
        if row is not None and audience.is_visible(connection, learner, row.id):
            first, last = (_parse(run[name]) for name in ("first_at", "last_at"))
            class_assignments.restore_lab_run(connection, learner, row.id, str(run["model"]), first, last)


def restore_drafts(ws: Workspace, learner: int, exported: list[Mapping[str, Any]]) -> None:
    """Keep the drafts of a file for decks of which there is no draft here."""
    for values in exported:
        draft = drafts.Draft(str(values["deck"]), int(values["base"]), str(values["text"]), token="import")  # noqa: S106
        if drafts.load_draft(ws, learner, draft.deck) is None:
            drafts.save_draft(ws, learner, draft)


def _describe_account(connection: Connection, learner: int) -> dict[str, Any]:
    row = accounts.load_account(connection, learner)
    if row is None:
        return {}
    return {
        "issuer": row.issuer,
        "subject": row.subject,
        "email": row.email,
        "role": row.role,
        "created_at": _format(row.created_at),
        "seen_at": _format(row.seen_at),
    }


def _describe_look(row: class_looks.LookRow, titles: Mapping[int, str], **who: str) -> dict[str, Any]:
    return {"class": titles[row.class_id], **who, "what": row.what, "deck": row.slug, "at": _format(row.at)}


def _describe_versions(connection: Connection, learner: int) -> list[dict[str, Any]]:
    """Return the versions that a learner published, with their texts."""
    return [
        {
            "deck": slug,
            "number": number,
            "note": note,
            "created_at": _format(at),
            "text": _decode(deck_table.load_version_text(connection, slug, number)),
        }
        for slug, number, note, at in deck_audiences.list_written_versions(connection, learner)
    ]


def _describe_private_decks(ws: Workspace, connection: Connection, learner: int) -> dict[str, Any]:
    """Return the newest text of each deck that is the learner's alone, and the pictures in them (base64)."""
    decks, pictures = [], {}
    for number in deck_audiences.list_private_decks(connection, learner):
        version = deck_table.load_newest_version(connection, number)
        if version is None:
            continue
        text = _decode(deck_table.load_text(connection, version.id))
        decks.append({"deck": deck_table.load_slug(connection, number), "text": text})
        for address, path in images.find_deck_images(ws, text).items():
            try:
                pictures[address] = base64.b64encode(path.read_bytes()).decode()
            except OSError as error:
                raise UserError(f"A picture cannot be read: {address}.", "Try again in a moment.") from error
    return {"private_decks": decks, "pictures": pictures}


def _decode(text: bytes) -> str:
    return text.decode("utf-8", errors="replace")


def _format(ms: int) -> str:
    return from_ms(ms).isoformat()


def _parse(text: object) -> int:
    return round(datetime.fromisoformat(str(text)).timestamp() * 1000)
