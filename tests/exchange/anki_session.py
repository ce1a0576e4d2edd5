"""Run inside an environment that has Anki's own library (AGPL, hence apart): imports, reviews, imports again.

Arguments: a folder, the first package, the second package, a CSV file. Prints one JSON object.
"""

import json
import sys
from pathlib import Path

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
    ImportCsvRequest,
)
from anki.scheduler.v3 import CardAnswer


def take_in(collection, package):
    options = ImportAnkiPackageOptions(merge_notetypes=True, with_scheduling=True)
    request = ImportAnkiPackageRequest(package_path=str(Path(package).resolve()), options=options)
    log = collection.import_anki_package(request).log
    return {name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")}


def _asked(collection, card):
    return collection.get_card(card.id).question_av_tags()


def _told(collection, card):
    return collection.get_card(card.id).answer_av_tags()


def read_csv(folder, table):
    """The first note of a table taken into an empty collection."""
    collection = Collection(str(Path(folder) / "table.anki2"))
    metadata = collection.get_csv_metadata(path=table, delimiter=None)
    collection.import_csv(ImportCsvRequest(path=table, metadata=metadata))
    note = collection.get_note(collection.find_notes("")[0])
    said = [note.guid, note.note_type()["name"], dict(note.items()), note.tags, collection.note_count()]
    collection.close()
    return said


def main(folder, first, second, table):
    collection = Collection(str(Path(folder) / "collection.anki2"))
    said = {"first": take_in(collection, first), "table": read_csv(folder, table)}
    collection.decks.select(collection.decks.id_for_name("Pools"))
    queued = collection.sched.get_queued_cards().cards[0]
    card = collection.get_card(queued.card.id)
    card.start_timer()
    collection.sched.answer_card(collection.sched.build_answer(card=card, states=queued.states, rating=CardAnswer.GOOD))
    said["reviews before"] = collection.db.scalar("select count(*) from revlog where cid = ?", card.id)
    said["second"] = take_in(collection, second)
    said["reviews after"] = collection.db.scalar("select count(*) from revlog where cid = ?", card.id)
    said["reps"] = collection.get_card(card.id).reps
    said["cards"] = collection.card_count()
    said["answers"] = [dict(collection.get_note(n).items())["Answer"] for n in collection.find_notes("")]
    said["fields"] = [dict(collection.get_note(n).items()) for n in collection.find_notes("")]
    said["tags"] = sorted(collection.tags.all())
    said["question"] = collection.get_card(card.id).question()
    said["media"] = sorted(path.name for path in (Path(folder) / "collection.media").iterdir())
    said["heard"] = [[tag.filename for tag in tags] for tags in (_asked(collection, card), _told(collection, card))]
    said["integrity"] = collection.fix_integrity()[1]
    for name, legacy in (("old", True), ("new", False)):
        options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=legacy)
        collection.export_anki_package(out_path=str(Path(folder) / f"{name}.apkg"), options=options, limit=None)
    collection.export_note_csv(
        out_path=str(Path(folder) / "notes.txt"),
        limit=None,
        with_html=True,
        with_tags=True,
        with_deck=True,
        with_notetype=True,
        with_guid=True,
    )
    collection.close()
    print(json.dumps(said))


main(*sys.argv[1:])
