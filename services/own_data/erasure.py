"""Erasing a person: every row, file and session that is theirs. Backups that were made before keep them for a while."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from deck import images as deck_images
from errors import UserError
from exchange.importers.images import FOLDER as PICTURES
from services.configuration import get_configuration
from services.connections import connect
from services.learners.learners import FIRST_LEARNER
from services.library import drafts
from services.library.audience import make_private
from services.library.authors import FORMER_LEARNER
from services.library.images import IMAGE_NAME
from services.listening import shared_episodes
from services.object_storage import ObjectStoreError, open_remote_store, open_store
from services.operations.backups import list_copies_elsewhere, list_sent_copies
from services.own_data import local_traces
from services.roles import Role, require_administrator
from services.workspace import Workspace
from store import backup
from store.connection import Connection, purge_deleted, to_ms, transaction
from store.database_errors import StoreError
from store.tables.learners import accounts, erasure, learners
from store.tables.library import deck_audiences
from store.tables.library import decks as deck_table

LOGGER = logging.getLogger("rehearsal")
# The daily copies of the newest four weeks are kept: where one is made each day, the fifth week deletes the last one.
BACKUP_LIFETIME = timedelta(weeks=backup.WEEKLY_COPIES)


@dataclass(frozen=True, slots=True)
class KeptBackups:
    """Copies of the database that still hold somebody who is erased now: how many are `daily` and go by themselves (by `until`,
    if the app runs each day), and the names of the `others`, which stay until somebody deletes them.
    """

    daily: int
    until: date
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did. `is_overwritten` tells that the database holds no byte of it; else it frees the room later.
    `files_left` are names of files that could not be deleted.
    """

    is_overwritten: bool
    files_left: tuple[str, ...]
    backups: KeptBackups


@dataclass(frozen=True, slots=True)
class _Leftovers:
    """Files that go once the rows are gone: the ids of the decks that went, and pictures that stand in no deck any more."""

    decks: tuple[str, ...]
    pictures: frozenset[str]


def find_backups(ws: Workspace, now: datetime) -> KeptBackups:
    """Return the copies of the database that are there now: on this disk, in the object store, and the daily ones of other
    replicas. Raises ObjectStoreError.
    """
    folder, store = backup.get_backup_folder(ws.database, ws.data), open_remote_store()
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if isinstance(ws.database, Path):  # made before a migration, beside the database
        names |= {path.name for path in ws.data.glob(f"{ws.database.name}.before-*")}
    if store is not None:
        names |= {name.rpartition("/")[2] for name in list_sent_copies(store)}
    names |= set(list_copies_elsewhere(ws))
    daily = {name for name in names if backup.is_daily_copy(name)}
    return KeptBackups(daily=len(daily), until=(now + BACKUP_LIFETIME).date(), others=tuple(sorted(names - daily)))


def erase_self(ws: Workspace, learner: int, now: datetime) -> Erasure:
    """Erase the learner who asks. Raises UserError for the only administrator of other people."""
    return _erase(ws, learner, now)


def erase_person(ws: Workspace, learner: int, who: int, now: datetime) -> Erasure:
    """Erase somebody else. Raises UserError for a learner who is no administrator."""
    with connect(ws) as connection:
        require_administrator(connection, learner)
        if not learners.has_learner(connection, who):
            raise UserError("There is no such person.", "Choose one from the list.")
    return _erase(ws, who, now)


def _erase(ws: Workspace, learner: int, now: datetime) -> Erasure:
    # First, since it fails where files cannot be reached: then nothing is begun.
    backups = find_backups(ws, now)
    draft_pictures = {name for draft in drafts.list_drafts(ws, learner) for name in _list_pictures(draft.text.encode())}
    # Pictures are named by their content: the same one may stand in somebody else's draft.
    draft_pictures -= drafts.find_names_in_drafts(ws, draft_pictures, except_for=learner)
    with connect(ws) as connection, transaction(connection):
        names = learners.list_names(connection)
        if learner not in names:
            raise UserError("There is no such person.", "They were erased already.")
        _refuse_only_administrator(connection, learner)
        leftovers = _remove_private_decks(connection, learner, draft_pictures, now)
        for version in erasure.list_written_versions(connection, learner, names[learner]):
            erasure.rename_author(connection, version, FORMER_LEARNER)
        erasure.delete_learner(connection, learner, to_ms(now))
        if learner == FIRST_LEARNER:  # every database has one: without a log-in, whoever comes is that learner
            erasure.bring_back_first(connection, learner, learners.DEFAULT_NAME, to_ms(now))
    # Files go once the rows are gone for good: a rollback would not bring them back.
    files_left = (*_remove_objects(ws, learner, leftovers), *local_traces.forget_erased(ws, now, whatever=True))
    try:
        is_overwritten = purge_deleted(ws.database)
    except StoreError:  # the disk is full, or somebody reads without end: the rows are gone, their bytes go later
        is_overwritten = False
    if files_left or not is_overwritten:
        LOGGER.warning("erased learner=%d overwritten=%s files_left=%s", learner, is_overwritten, ", ".join(files_left))
    return Erasure(is_overwritten, files_left, backups)


def _refuse_only_administrator(connection: Connection, learner: int) -> None:
    """Raise UserError where people would be left whom nobody administers."""
    login = get_configuration().login
    if login is None or login.role_claim:
        return
    everybody = accounts.list_accounts(connection)
    administrators = {person.learner for person in everybody if person.role == Role.ADMINISTRATOR}
    if administrators == {learner} and len(everybody) > 1:
        raise UserError("Nobody would be left to administer.", "Make somebody else an administrator first.")


def _remove_private_decks(connection: Connection, learner: int, draft_pictures: set[str], now: datetime) -> _Leftovers:
    """Remove the decks that are one person's alone. One that somebody else wrote too becomes theirs; of one that others
    have practised the histories stay, without its words. `draft_pictures` are the pictures in the person's drafts.
    """
    slugs: list[str] = []
    pictures = set(draft_pictures)
    for deck in deck_audiences.list_private_decks(connection, learner):
        heir = erasure.find_other_author(connection, deck, learner)
        if heir is not None:
            make_private(connection, heir, deck)
            continue
        for version in deck_table.list_versions(connection, deck):
            pictures |= set(_list_pictures(deck_table.load_text(connection, version.id)))
        slugs.append(deck_table.load_slug(connection, deck))
        erasure.note_erased_deck(connection, local_traces.hash_beginning(slugs[-1]), to_ms(now))
        if erasure.has_other_histories(connection, deck, learner):
            erasure.empty_deck(connection, deck, to_ms(now))
        else:
            erasure.delete_deck(connection, deck)
    if pictures:
        for row in deck_table.list_decks(connection, retired=True):
            for version in deck_table.list_versions(connection, row.id):
                pictures -= set(_list_pictures(deck_table.load_text(connection, version.id)))
    return _Leftovers(decks=tuple(slugs), pictures=frozenset(pictures))


def _list_pictures(text: bytes) -> Iterator[str]:
    """Yield the names of the pictures in the data folder that a text shows."""
    for image in deck_images.find_images(text.decode("utf-8", errors="replace").split("\n")):
        folder, _, name = image.address.partition("/")
        if folder == PICTURES and IMAGE_NAME.fullmatch(name):
            yield name


def _remove_objects(ws: Workspace, learner: int, leftovers: _Leftovers) -> list[str]:
    """Remove what lies in the store of files, which may be a bucket; return what it did not take away."""
    failed: list[str] = []
    store, remote = open_store(ws), open_remote_store()
    try:
        names = [*drafts.list_draft_names(ws, learner), *(f"{PICTURES}/{name}" for name in leftovers.pictures)]
    except ObjectStoreError:
        return [f"drafts/{learner}"]
    for name in names:
        try:
            store.delete(name)
        except ObjectStoreError:
            failed.append(name)
    try:
        for episode in shared_episodes.list_names(remote) if remote is not None and leftovers.decks else ():
            if remote is not None and episode.startswith(
                tuple(f"{local_traces.get_beginning(slug)}-" for slug in leftovers.decks)
            ):
                shared_episodes.remove_episode(remote, episode)
    except ObjectStoreError:
        failed.append(shared_episodes.FOLDER)
    return failed
