"""Decks on disk: files of the content folder become versions when they change, and leave the list when they are gone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import deck as reader
from deck.markdown.source import decode_text
from deck.versioning import merge
from quiz import exercises
from services.connections import connect
from services.library import card_matching, content_folder, parsed_decks
from services.library.content_folder import ContentFile, ContentListing, FileState, SkippedFile, UnusableError
from services.library.versions import build_card_rows, load_parsed_version, publish_version, store_summary
from services.workspace import Workspace
from store.connection import Connection, DatabaseName, to_ms, transaction
from store.tables.library import deck_summaries
from store.tables.library import decks as table
from store.tables.practice import memory_states

LOGGER = logging.getLogger("rehearsal")
# How long a look at the folder holds: all reruns within a second share it.
LOOK_SECONDS = 1.0
# More than this is read in the background, not while somebody waits for their page: about half a second of reading.
MAX_INLINE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far the reading in the background is: `done` of `total` files, `name` is the one that is read."""

    done: int
    total: int
    name: str


@dataclass(slots=True)
class _FolderState:
    """What this process knows of one workspace's folder."""

    seen: dict[Path, FileState]
    skipped: tuple[SkippedFile, ...] = ()
    skipped_by_look: tuple[SkippedFile, ...] = ()
    synced: bool = False
    looked_at: float = float("-inf")
    folder_ns: int = -1
    progress: SyncProgress | None = None
    failure: str = ""


_states: dict[DatabaseName, _FolderState] = {}
_states_lock = threading.Lock()
# Held while files are read; nobody but the reading itself waits for it.
_sync_lock = threading.Lock()


def sync_content(ws: Workspace, now: datetime) -> None:
    """Take over every file whose text changed, as a new version, and retire decks whose file is gone. Blocks.

    A file that did not change since it was last taken over never overwrites a version made in the app. A file that is no deck
    is skipped, and `describe_skipped` tells why; its last version stays in the list. The first call of a process also renews
    card lists that another version of this program made.
    """
    state = _get_state(ws)
    with _sync_lock:
        try:
            listing = content_folder.list_content(ws.content)
        except OSError as error:
            _tell_failure(state, f"The content folder cannot be read: {error.strerror or error}.")
            listing = None
        if listing is not None:
            state.failure = ""
            _take_over(ws, state, listing, to_ms(now))
        if not state.synced:
            with connect(ws) as connection:
                _refresh_cards(connection, to_ms(now))
            state.synced = True


def sync_if_changed(ws: Workspace, now: datetime, *, is_first_run: bool = False) -> None:
    """Look at the folder, at most once a second, and read what changed: at once when it is little, else in the background.

    Never waits for another reading. Every rerun calls this; within a second of the last look it costs next to nothing. The
    first run of a page that was just loaded always looks: somebody who saves a file and reloads the page sees it.
    """
    state = _get_state(ws)
    moment = time.monotonic()
    if (
        not is_first_run
        and moment - state.looked_at < LOOK_SECONDS
        and state.folder_ns == _read_folder_time(ws.content)
    ):
        return
    state.looked_at, state.folder_ns = moment, _read_folder_time(ws.content)
    if _sync_lock.locked():
        return  # somebody reads the folder now; what changes meanwhile is seen by the next look
    try:
        listing = content_folder.list_content(ws.content)
    except OSError as error:
        _tell_failure(state, f"The content folder cannot be read: {error.strerror or error}.")
        return
    state.failure = ""  # it can be read again, whether or not anything in it has changed
    changed = _find_changed(state, listing)
    if state.synced and not changed and listing.skipped == state.skipped_by_look and not _find_gone(state, listing):
        return
    if sum(file.state.size for file in changed) <= MAX_INLINE_BYTES:
        sync_content(ws, now)
    else:
        sync_in_background(ws)


def sync_in_background(ws: Workspace) -> threading.Thread:
    """Read what changed in a thread of its own."""

    def work() -> None:
        try:
            sync_content(ws, datetime.now(UTC))
        except Exception:
            LOGGER.exception("the content folder could not be synchronised")

    thread = threading.Thread(target=work, name="content-sync", daemon=True)
    thread.start()
    return thread


def count_waiting_bytes(ws: Workspace) -> int:
    """Return how much text a synchronisation would look at now: what no process of this workspace has taken over yet."""
    try:
        listing = content_folder.list_content(ws.content)
    except OSError:
        return 0
    with connect(ws) as connection:
        slugs_on_record = {row.slug for row in table.list_decks(connection) if row.file_sha}
    slugs = content_folder.assign_slugs(listing.names)
    return sum(file.state.size for file in listing.files if slugs[file.path.name] not in slugs_on_record)


def describe_skipped(ws: Workspace) -> tuple[str, ...]:
    """Return a sentence for each file that is not read, and for a folder that cannot be."""
    state = _get_state(ws)
    sentences = (f"{file.name} in the content folder is not read: {file.reason}." for file in state.skipped)
    return (*((state.failure,) if state.failure else ()), *sentences)


def is_synced(ws: Workspace) -> bool:
    """Tell whether the folder has been read and nothing is being read now."""
    state = _get_state(ws)
    return state.synced and state.progress is None


def get_progress(ws: Workspace) -> SyncProgress | None:
    """Return how far a reading is; None when there is none."""
    return _get_state(ws).progress


def _get_state(ws: Workspace) -> _FolderState:
    with _states_lock:
        return _states.setdefault(ws.database, _FolderState(seen={}))


def _read_folder_time(folder: Path) -> int:
    """Return when a name in the folder last changed.

    New and renamed files are seen at once, edited ones within a second.
    """
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return -1


def _tell_failure(state: _FolderState, sentence: str) -> None:
    if state.failure != sentence:
        LOGGER.warning(sentence)
    state.failure = sentence


def _tell_skipped(state: _FolderState, skipped: Iterable[SkippedFile]) -> None:
    """Log what is newly skipped, once, and remember all of it."""
    earlier = set(state.skipped)
    state.skipped = tuple(skipped)
    for file in state.skipped:
        if file not in earlier:
            LOGGER.warning("content file=%s is not read: %s", file.name, file.reason)


def _find_changed(state: _FolderState, listing: ContentListing) -> list[ContentFile]:
    return [file for file in listing.files if state.seen.get(file.path) != file.state]


def _find_gone(state: _FolderState, listing: ContentListing) -> list[Path]:
    present = {file.path for file in listing.files}
    return [path for path in state.seen if path not in present]


def _take_over(ws: Workspace, state: _FolderState, listing: ContentListing, now: int) -> None:
    slugs = content_folder.assign_slugs(listing.names)
    changed = _find_changed(state, listing)
    missing_paths = _find_gone(state, listing)
    skipped = list(listing.skipped)
    state.skipped_by_look = listing.skipped
    with connect(ws) as connection:
        try:
            for position, file in enumerate(changed):
                state.progress = SyncProgress(done=position, total=len(changed), name=file.path.name)
                reason = _take_over_file(connection, slugs[file.path.name], file, ws.content, now)
                if reason:
                    skipped.append(SkippedFile(file.path.name, reason))
        finally:
            state.progress = None
        # By the names, not by what could be read: a file that is odd for a moment keeps its deck.
        _retire_missing(connection, set(slugs.values()), now)
    for path in missing_paths:
        del state.seen[path]
    state.seen.update({file.path: file.state for file in changed})
    # What was no deck when it was read stays so until it changes.
    unchanged = {file.path.name for file in listing.files} - {file.path.name for file in changed}
    skipped += [file for file in state.skipped if file.name in unchanged]
    _tell_skipped(state, skipped)


def _take_over_file(connection: Connection, slug: str, file: ContentFile, folder: Path, now: int) -> str:
    """Make a file the newest version of its deck; return why it is not read ("" when it is)."""
    # A file that cannot be read now must not close every screen; its last version stays in the list.
    try:
        data = content_folder.read_content(file, folder)
    except UnusableError as error:
        return str(error)
    except OSError as error:
        return f"it cannot be read ({error.strerror or error})"
    sha = table.compute_sha(data)
    row = table.find_deck(connection, slug)
    if row and row.file_sha == sha and row.retired_at is None:
        return ""
    merged, note = (
        _merge_with_published(connection, row, data, file.path.name) if row else (data, f"From {file.path.name}")
    )
    # Reading and making cards takes seconds for a large deck: nobody must wait for that to write.
    parsed = reader.parse(merged)
    rows = build_card_rows(parsed)
    parsed_decks.store_parsed(connection, table.compute_sha(merged), parsed, len(merged))
    with transaction(connection):
        current = table.create_deck(connection, slug, "content", now)
        # Another process may have taken it over meanwhile.
        if current.file_sha == sha:
            return ""
        overtaken = row is not None and current.revision != row.revision
        if not overtaken:
            if merged != data:
                # Kept beside it, so that the next change of the file has its ancestor.
                own = f"{file.path.name} itself"
                table.add_version(connection, current.id, data, parsed.meta.author, own, now, published=False)
            publish_version(connection, current, merged, parsed, parsed.meta.author, note, now, rows=rows)
            table.record_file_sha(connection, current.id, sha)
    # Somebody published in the app while the file was read: join it with that.
    return _take_over_file(connection, slug, file, folder, now) if overtaken else ""


def _merge_with_published(connection: Connection, row: table.DeckRow, data: bytes, name: str) -> tuple[bytes, str]:
    """Return the file's text with what was published in the app since it was last taken over, and a note that says so.

    Where both changed the same lines the file's text is taken as it is: the note names the version that is not in it.
    """
    current = table.load_newest_version(connection, row.id)
    by_sha = {version.sha: version for version in reversed(table.list_versions(connection, row.id))}
    ancestor = by_sha.get(row.file_sha)
    if current is None or ancestor is None or current.sha == row.file_sha:
        return data, f"From {name}"
    base, ours, theirs = (
        decode_text(text)[0]
        for text in (table.load_text(connection, ancestor.id), table.load_text(connection, current.id), data)
    )
    merged = merge.merge_texts(base, ours, theirs)
    if merged.conflicts:
        return data, f"From {name}; version {current.number} was written in the app and is not in it"
    return merged.text.encode("utf-8", errors="replace"), f"From {name}, joined with version {current.number}"


def _retire_missing(connection: Connection, present: set[str], now: int) -> None:
    for row in table.list_decks(connection):
        if row.origin == "content" and row.slug not in present:
            table.retire_deck(connection, row.id, now)


def _refresh_cards(connection: Connection, now: int) -> None:
    """Make the card lists again that another reader made: it may find other cards in the same text."""
    reader_version = parsed_decks.get_reader_version()
    for row in table.list_decks(connection):
        version = table.load_newest_version(connection, row.id)
        if version is None or deck_summaries.load_summary(connection, version.id, reader_version) is not None:
            continue
        parsed = load_parsed_version(connection, version)
        rows = build_card_rows(parsed)
        with transaction(connection):
            if table.compute_cards_sha(rows) != row.cards_sha:
                table.replace_cards(connection, row.id, rows, now)
                memory_states.adopt_memories(connection, row.id, exercises.FORMS)
                card_matching.repair_saved_decisions(connection, row.id, parsed)
            store_summary(connection, version, parsed)
