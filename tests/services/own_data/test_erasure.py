"""What is a person's goes out in one file and can be erased: every table and every file is counted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from errors import UserError
from exchange.importers.images import Picture
from quiz.scheduler import Rating
from services.connections import connect
from services.learners import accounts, learners, login_sessions, settings
from services.library import audience, catalog, drafts, images, publishing, suggestion_queue, suggestions
from services.library.audience import AudienceKind
from services.library.authors import FORMER_LEARNER
from services.library.deck_lookup import require_deck
from services.library.drafts import Draft
from services.own_data import data_export, erasure, local_traces
from services.practice import practice
from services.practice.context import Learner
from services.roles import Role
from services.search import search
from services.workspace import Workspace
from store import backup
from store.connection import Connection, transaction
from store.tables.practice import review_log
from tests.services.classes.conftest import TEXT

MARK = "zebrafinch"  # in no deck and no program
OTHER = "kingfisher"  # of somebody who stays
PICTURE = "0123456789abcdef0123456789abcdef.png"
PRIVATE = f"# {MARK} notes\n\n![{MARK}](pictures/{PICTURE})\n\n**Question:** What is {MARK}? {{#q-mark}}\n\n**Answer:** A bird.\n\n"

# Why the file that somebody takes away leaves a table out. Every other table with a learner in it is in the file.
DERIVED = "counted from the log, which is in the file"
LEFT_OUT = {
    "card_counts": DERIVED,
    "point_counts": DERIVED,
    "confidence_counts": DERIVED,
    "quarter_counts": DERIVED,
    "log_counted": DERIVED,
    "enrolments": "which revision of a deck the memories were made for",
}

# One row in each table, as somebody's with the marker in every text. `:l` is the learner, `:d` a deck, `:c` a card, `:k` a class.
ROWS = {
    "weights": "(learner, model, parameters, created_at, reviews) VALUES (:l, '{m}', '[1]', 1, 1)",
    "preferences": "(learner, name, value) VALUES (:l, 'favourite', '\"{m}\"')",
    "log": "(id, learner, deck, card, event, rating, at, key, session) VALUES (:i, :l, :d, :c, 'grade', 3, 1, 'k{m}', '{m}')",
    "states": "(learner, card, deck, position, shuffle) VALUES (:l, :c, :d, 1, 1)",
    "enrolments": "(learner, deck, revision) VALUES (:l, :d, 1)",
    "choices": "(learner, deck, incident, stop, minute, chosen, correct, at) VALUES (:l, :d, '{m}', 's', 1, '{m}', 1, 1)",
    "misses": "(learner, deck, stop, incident, minute, prompt, answer, chosen, kept_at)"
    " VALUES (:l, :d, 's', '{m}', 1, '{m}', '{m}', '{m}', 1)",
    "own_cards": "(learner, card, note, answer, prompt, changed_at) VALUES (:l, :c, '{m}', '{m}', '{m}', 1)",
    "own_texts": "(learner, deck, exercise, slot, text, saved_at) VALUES (:l, :d, 'e', 's', '{m}', 1)",
    "wordings": "(learner, deck, question, point, wording, said_at) VALUES (:l, :d, 'q', 'p', '{m}', 1)",
    "card_counts": "(card, learner, answers, failures, milliseconds, timed, confident_failures) VALUES (:c, :l, 1, 0, 0, 0, 0)",
    "point_counts": "(card, learner, points, answers) VALUES (:c, :l, '{m}', 1)",
    "confidence_counts": "(learner, deck, confidence, answers, failures) VALUES (:l, :d, 50, 1, 0)",
    "quarter_counts": "(learner, deck, quarter, answers, milliseconds, reviews, recalled) VALUES (:l, :d, 1, 1, 0, 0, 0)",
    "log_counted": "(learner, up_to) VALUES (:l, 0)",
    "interview_rounds": "(id, learner, key, origin, author, plan, rubric, started_at)"
    " VALUES (:n, :l, 'k', 'own', '{m}', '{m}', '{m}', 1)",
    "interview_turns": "(round, number, content, levels) VALUES (:n, 1, '{m}', :b)",
    "interview_scores": "(round, scorer, scores, note, saved_at) VALUES (:n, '{m}', '{{}}', '{m}', 1)",
    "tabletop_players": "(id, room, seat, learner, name, joined_at) VALUES (:n, 1, 'seat{m}', :l, '{m}', 1)",
    "tabletop_calls": "(player, kind, minute, at) VALUES (:n, 'detect', 1, 1)",
    "tabletop_votes": "(player, stop, choice, at) VALUES (:n, '{m}', 1, 1)",
    "lab_runs": "(learner, deck, model, first_at, last_at) VALUES (:l, :d, '{m}', 1, 1)",
    "class_members": "(class, learner, role, source, joined_at) VALUES (:k, :l, 'learner', 'invitation', 1)",
    "class_shares": "(class, learner, kind, deck, item, shared_at) VALUES (:k, :l, 'note', 'd', '{m}', 1)",
    "class_figure_parts": "(class, deck, kind, item, learner, content) VALUES (:k, :d, 'questions', 'q', :l, '\"{m}\"')",
    "access_tokens": "(learner, kind, name, secret_hash, created_at) VALUES (:l, 'feed', '{m}', :h, 1)",
    "suggestions": "(learner, deck, idempotency_key, kind, base, first_line, last_line, title, before_text, after_text,"
    " reason, created_at, status) VALUES (:l, :d, '{m}', 'edit', 1, 1, 1, '{m}', '{m}', '{m}', '{m}', 1, 'declined')",
    "open_tabs": "(tab, learner, content, saved_at) VALUES ('{m}', :l, '\"{m}\"', 1)",
    "class_looks": "(class, viewer, learner, what, at) VALUES (:k, NULL, :l, 'shared', 1)",
}
# Made by what people do in `plant`.
DONE = {"accounts", "login_sessions", "deck_audiences", "version_authors"}
# Tables whose rows belong to a row that is a learner's.
PARTS = {"interview_turns", "interview_scores", "tabletop_calls", "tabletop_votes"}
# What of a table's row is in the file, where the row has no text of the learner's.
SIGNS = {
    "states": '"memory":',
    "tabletop_calls": '"kind":"detect"',
    "class_members": '"joined_by":"invitation"',
    "class_looks": '"what":"shared"',
    "accounts": f'"subject":"{MARK}"',
    "login_sessions": f'"browser":"Browser of {MARK}"',
    "deck_audiences": f'"private_decks":[{{"deck":"{MARK}-deck"',
    "version_authors": '"note":"More"',
}


def list_personal_tables(connection: Connection) -> set[str]:
    """Return the tables with rows of a learner: those that point to `learners`, directly or by another such table."""
    points: set[tuple[str, str]] = set()
    if connection.identity.__class__ is str:
        sql = "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
        points = {(str(a), str(b)) for a, b in connection.execute(sql)}
        named = "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name IN ('learner', 'viewer') AND table_name IN (SELECT tablename FROM pg_tables)"
        personal = {str(name) for (name,) in connection.execute(named)}
    else:
        personal = set()
        for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            points |= {(table, row[2]) for row in connection.execute(f"PRAGMA foreign_key_list({table})")}
            if {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} & {"learner", "viewer"}:
                personal.add(table)
    while True:
        more = {table for table, other in points if other in personal | {"learners"}} - personal
        if not more:
            return personal
        personal |= more


@dataclass
class Person:
    """Somebody with a row in every table and a file of every kind."""

    id: int
    admin: int


def log_in(ws: Workspace, name: str, role: Role, now: datetime) -> int:
    who = accounts.Identity(issuer="i", subject=name, name=name, email=f"{name}@example.org", role=role)
    session_id = login_sessions.log_in(ws, who, f"state {name} {now}", f"Browser of {name}", now)
    here = login_sessions.find_logged_in(ws, session_id, now)
    assert here is not None
    return here.learner


def insert_rows(ws: Workspace, learner: int, mark: str) -> None:
    with connect(ws) as connection, transaction(connection):
        (deck,) = connection.execute("SELECT id FROM decks WHERE slug = 'd'").fetchone()
        (card,) = connection.execute("SELECT min(id) FROM cards WHERE deck = ?", (deck,)).fetchone()
        values = {
            "l": learner,
            "d": deck,
            "c": card,
            "k": 1,
            "n": learner,
            "b": b"",
            "h": mark.encode(),
            "i": review_log.compute_id_range(learner)[0] + 1,
        }
        for table, row in ROWS.items():
            sql = f"INSERT INTO {table} {row.format(m=f'{mark}-{table}')}"
            connection.execute(sql, {name: value for name, value in values.items() if f":{name}" in sql})


@pytest.fixture
def person(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Person:
    """An instance with two people in every table, and files of one of them."""
    ws = workspace
    for name, value in {"ISSUER": "https://i", "CLIENT_ID": "r", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"REHEARSAL_OIDC_{name}", value)
    admin = log_in(ws, OTHER, Role.ADMINISTRATOR, now)
    learner = log_in(ws, MARK, Role.MENTOR, now)
    publishing.publish_text(ws, admin, "d", TEXT, base=0, now=now)
    publishing.publish_text(ws, learner, "d", TEXT + "\nMore.\n", base=1, now=now, author=MARK, note="More")
    # Large enough to be kept as it was read.
    publishing.publish_text(ws, learner, f"{MARK}-deck", PRIVATE + "Text. " * 12_000, base=0, now=now, private=True)
    with connect(ws) as connection, transaction(connection):
        connection.execute("INSERT INTO classes (name, created_at) VALUES ('A', 1)")
        (deck,) = connection.execute("SELECT id FROM decks WHERE slug = 'd'").fetchone()
        figure = (
            "INSERT INTO class_figures (class, deck, kind, item, people, made_at) VALUES (1, ?, 'questions', 'q', 2, 1)"
        )
        connection.execute(figure, (deck,))
        connection.execute(
            "INSERT INTO tabletop_rooms (code, deck, incident, mentor_seat, vote_seconds, speed, phase, second, elapsed,"
            " next_stop, step, beat_at, created_at) VALUES ('A', ?, 'storm', 's', 60, 1, 'lobby', 0, 0, 0, 0, 1, 1)",
            (deck,),
        )
    insert_rows(ws, admin, OTHER)
    insert_rows(ws, learner, MARK)
    images.save_images(ws, [Picture(name=PICTURE, data=b"\x89PNG" + MARK.encode(), pixels=1)])
    drafts.save_draft(ws, learner, Draft("d", 1, f"A draft of {MARK}", "t"))
    drafts.save_draft(ws, learner, Draft("", 0, f"A new deck of {MARK}", "t"))
    assert search.search(ws, learner, MARK).hits
    fill_folder(ws)
    return Person(learner, admin)


def fill_folder(ws: Workspace) -> None:
    """Put a file with the marker wherever sound of a deck lies."""
    for folder, name in (("episodes", f"{MARK}-deck-all-0.mp3"), ("clips/ab", "ab.clip"), ("cards", "c.mp3")):
        (ws.audio / folder).mkdir(parents=True)
        (ws.audio / folder / name).write_bytes(MARK.encode())


def count_rows(connection: Connection, learner: int) -> dict[str, int]:
    """Return how many rows of a learner are in each table; in those that point to another table, how many there are."""
    counts = {}
    for table in ROWS:
        mine = "" if table in PARTS else f" WHERE learner = {learner}"
        counts[table] = int(connection.execute(f"SELECT count(*) FROM {table}{mine}").fetchone()[0])
    return counts


def find_mark(folder: Path, mark: str = MARK) -> list[str]:
    """Return the files that hold the marker, in their bytes or in their names."""
    found = []
    for path in sorted(folder.rglob("*")):
        named = mark in path.name
        if named or (path.is_file() and mark.encode() in path.read_bytes().lower()):
            found.append(path.relative_to(folder).as_posix())
    return found


def test_every_table_with_a_learner_is_in_the_file_or_has_a_reason(
    workspace: Workspace, person: Person, now: datetime
) -> None:
    with connect(workspace) as connection:
        tables = list_personal_tables(connection)
    assert tables == ROWS.keys() | DONE, "a table with a learner in it: export it, erase it, and plant a row here"
    whole = data_export.export_learner(workspace, person.id, now).decode()
    nobody = log_in(workspace, "newcomer", Role.LEARNER, now)
    empty = data_export.export_learner(workspace, nobody, now).decode()
    for table in tables - LEFT_OUT.keys():
        sign = SIGNS.get(table, f"{MARK}-{table}")
        assert sign in whole, table
        assert sign not in empty, table
    assert OTHER not in whole


def test_the_file_holds_drafts_and_private_decks_and_is_taken_in_elsewhere(
    workspace: Workspace, person: Person, now: datetime
) -> None:
    records = json.loads(data_export.export_learner(workspace, person.id, now))["records"]
    assert {one["deck"] for one in records["drafts"]} == {"d", ""}
    assert records["pictures"].keys() == {f"pictures/{PICTURE}"}
    newcomer = log_in(workspace, "newcomer", Role.LEARNER, now)
    given = {
        "format": data_export.FORMAT,
        "version": data_export.VERSION,
        "preferences": {},
        "weights": [],
        "decks": [],
        "log": [],
        "records": records,
    }
    data_export.import_learner(workspace, newcomer, json.dumps(given).encode(), now)
    again = json.loads(data_export.export_learner(workspace, newcomer, now))["records"]
    assert again["drafts"] == records["drafts"]
    assert again["lab_runs"] == records["lab_runs"]
    assert "classes" not in again  # nobody joins a class by a file


def test_nothing_of_an_erased_person_is_left(workspace: Workspace, person: Person, now: datetime, engine: str) -> None:
    ws = workspace
    backup.make_daily_copy(ws.database, now, ws.data)
    (backup.get_backup_folder(ws.database, ws.data) / "by-hand.sqlite3").write_bytes(b"")
    older = ["rehearsal.sqlite3.before-0002"] if engine == "sqlite" else []
    for name in older:
        (ws.data / name).write_bytes(b"")
    with connect(ws) as connection:
        before = count_rows(connection, person.admin)
    assert all(before.values())
    done = erasure.erase_person(ws, person.admin, person.id, now)
    assert done.is_overwritten == (engine == "sqlite")
    assert (done.backups.daily, done.backups.others) == (1, ("by-hand.sqlite3", *older))
    left = [name for name in find_mark(ws.data) if not name.startswith("backups/")]
    assert not left
    with connect(ws) as connection:
        assert count_rows(connection, person.admin) == {t: n if t not in PARTS else 1 for t, n in before.items()}
        for table in list_personal_tables(connection):
            rows = [str(tuple(row)) for row in connection.execute(f"SELECT * FROM {table}")]
            assert not [row for row in rows if MARK in row.lower()], table
        assert MARK not in str(connection.execute("SELECT * FROM versions").fetchall()).lower()
    assert [version.author for version in publishing.list_versions(ws, "d")] == [FORMER_LEARNER, OTHER]
    assert publishing.load_text(ws, "d", 2).endswith("More.\n")
    assert not search.search(ws, person.admin, MARK).hits
    assert find_mark(ws.data, OTHER) or engine == "postgresql"


def test_who_may_erase_whom(workspace: Workspace, person: Person, now: datetime) -> None:
    with pytest.raises(UserError, match="Only administrators"):
        erasure.erase_person(workspace, person.id, person.admin, now)
    with pytest.raises(UserError, match="no such person"):
        erasure.erase_person(workspace, person.admin, 999, now)
    with pytest.raises(UserError, match="Nobody would be left"):
        erasure.erase_self(workspace, person.admin, now)
    erasure.erase_self(workspace, person.id, now)
    with pytest.raises(UserError, match="no such person"):
        erasure.erase_self(workspace, person.id, now)
    assert (
        log_in(workspace, MARK, Role.LEARNER, now + timedelta(minutes=1)) > person.id
    )  # somebody new, with a new number


def test_a_private_deck_of_two_authors_goes_to_the_other(workspace: Workspace, person: Person, now: datetime) -> None:
    """It was a class's, and became private when the class was deleted."""
    deck = f"{MARK}-deck"
    audience.change_audience(workspace, person.id, deck, AudienceKind.EVERYBODY)
    publishing.publish_text(workspace, person.admin, deck, TEXT, base=1, now=now)
    with connect(workspace) as connection, transaction(connection):
        audience.make_private(connection, person.id, require_deck(connection, deck).id)
    erasure.erase_person(workspace, person.admin, person.id, now)
    assert audience.load_audience(workspace, person.admin, deck).kind is AudienceKind.OWNER
    assert publishing.list_versions(workspace, deck)[0].author == OTHER


def test_histories_of_others_stay_when_the_words_of_a_deck_go(
    workspace: Workspace, person: Person, now: datetime
) -> None:
    deck, who = f"{MARK}-deck", Learner(person.admin, "UTC", "s")
    audience.change_audience(workspace, person.id, deck, AudienceKind.EVERYBODY)
    shown = practice.load_card(workspace, who, deck, "q-mark", now)
    practice.answer_card(workspace, who, shown, Rating.GOOD, now, "kept")
    with connect(workspace) as connection, transaction(connection):
        audience.make_private(connection, person.id, require_deck(connection, deck).id)
    erasure.erase_person(workspace, person.admin, person.id, now)
    assert deck not in {one.id for one in catalog.list_decks(workspace)}
    with connect(workspace) as connection:
        assert review_log.find_by_key(connection, "kept") is not None
        assert not connection.execute("SELECT 1 FROM cards WHERE prompt LIKE ?", (f"%{MARK}%",)).fetchone()
        assert not connection.execute("SELECT 1 FROM versions WHERE note = ?", (MARK,)).fetchone()


@pytest.mark.engines("postgresql")
def test_a_replica_forgets_what_another_one_erased(
    workspace: Workspace, person: Person, now: datetime, tmp_path: Path
) -> None:
    replica = Workspace(tmp_path / "replica", workspace.content, address=str(workspace.database))
    fill_folder(replica)
    catalog.load_deck(replica, f"{MARK}-deck")
    assert local_traces.forget_erased(replica, now) == () and find_mark(replica.data)  # nobody is erased yet
    erasure.erase_person(workspace, person.admin, person.id, now)
    kept = replica.audio / "episodes" / "d-all-0.mp3"
    kept.write_bytes(OTHER.encode())
    assert local_traces.forget_erased(replica, now) == ()
    assert not find_mark(replica.data) and kept.exists()
    again = replica.audio / "clips" / "again.clip"
    again.parent.mkdir(parents=True)
    again.write_bytes(b"spoken since")
    assert local_traces.forget_erased(replica, now) == () and again.exists()  # looked through already
    late = replica.audio / "episodes" / f"{MARK}-deck-all-1.mp3"  # it was in the making
    late.write_bytes(b"")
    assert local_traces.forget_erased(replica, now + timedelta(hours=2)) == () and not late.exists()


def test_pictures_of_drafts_go_unless_somebody_else_needs_them(
    workspace: Workspace, person: Person, now: datetime
) -> None:
    names = [f"{digit * 32}.png" for digit in "abc"]
    images.save_images(workspace, [Picture(name=name, data=b"\x89PNG", pixels=1) for name in names])
    text = "".join(f"![](pictures/{name})\n\n" for name in names)
    drafts.save_draft(workspace, person.id, Draft("d", 1, text, "t"))
    drafts.save_draft(workspace, person.admin, Draft("d", 1, f"![](pictures/{names[1]})", "t"))
    publishing.publish_text(workspace, person.admin, "d", f"{TEXT}\n![](pictures/{names[2]})\n", base=2, now=now)
    erasure.erase_person(workspace, person.admin, person.id, now)
    there = [images.find_image(workspace, f"pictures/{name}") is not None for name in names]
    assert there == [False, True, True]


def test_a_note_names_nobody_who_was_erased(workspace: Workspace, person: Person, now: datetime) -> None:
    for who, words in ((person.id, "wait longer"), (person.admin, "wait for long")):
        place = suggestions.load_place(workspace, who, "d", "q-size" if who == person.id else "q-ten")
        text = place.text.replace("wait for", words, 1)
        suggestions.suggest_change(workspace, who, "d", place, text, f"Clearer to {who}.", "k", now)
    waiting = suggestion_queue.list_queue(workspace, person.admin, "d")
    keys = [entry.key for entry in waiting if entry.kind == "edit"]
    suggestion_queue.accept_entries(workspace, person.admin, "d", keys, version=2, now=now)
    erasure.erase_person(workspace, person.admin, person.id, now)
    note = publishing.list_versions(workspace, "d")[0].note
    assert MARK not in note and note.startswith(f"Suggested by {FORMER_LEARNER}, {OTHER}: ")


def test_without_a_log_in_the_first_learner_begins_anew(workspace: Workspace, now: datetime) -> None:
    settings.save_settings(workspace, 1, name="Ann", new_per_day=7)
    erasure.erase_self(workspace, 1, now)
    assert learners.list_names(workspace) == {1: "Learner"}
    assert settings.load_settings(workspace, 1).get("new_per_day") is None


def test_without_a_log_in_another_learner_can_be_erased(workspace: Workspace, now: datetime) -> None:
    other = learners.add_learner(workspace, 1, "Bo", now)
    settings.save_settings(workspace, other, new_per_day=7)
    erasure.erase_person(workspace, 1, other, now)
    assert learners.list_names(workspace) == {1: "Learner"}
    assert settings.load_settings(workspace, other).get("new_per_day") is None
