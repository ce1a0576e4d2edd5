"""One contract for both kinds of store, and what a store that cannot be used says."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from errors import UserError
from objects import s3, transfer
from objects.folder import FolderStore
from objects.interface import ObjectMissingError, ObjectStore, ObjectStoreError
from objects.s3 import S3Store, parse_address
from services.workspace import ROOT
from tests.conftest import free_port
from tests.objects.s3_server import Line, open_line


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "folder":
        return FolderStore(tmp_path / "objects")
    settings = request.getfixturevalue("s3_environment")
    return S3Store(settings["REHEARSAL_OBJECTS"], settings["REHEARSAL_OBJECTS_ENDPOINT"])


@pytest.fixture
def line(s3_url: str, s3_environment: dict[str, str]) -> Iterator[Line]:
    with open_line(s3_url) as line:
        yield line


def connect(line: Line, environment: dict[str, str], **settings: float) -> S3Store:
    return S3Store(environment["REHEARSAL_OBJECTS"], line.url, **settings)


def test_what_is_put_is_read_whole_and_in_parts(store: ObjectStore) -> None:
    store.put("a/b.txt", b"hello world")
    assert store.read("a/b.txt") == b"hello world"
    assert store.read_range("a/b.txt", 2, 3) == b"llo"
    assert store.read_range("a/b.txt", 6, 100) == b"world"
    found = store.find("a/b.txt")
    assert found is not None and (found.name, found.size) == ("a/b.txt", 11) and found.modified.tzinfo is not None
    store.put("a/b.txt", b"")
    assert store.read("a/b.txt") == b""


def test_a_large_file_arrives_in_parts_and_whole(store: ObjectStore, tmp_path: Path) -> None:
    content = os.urandom(transfer.PART_BYTES + 12345)
    source, target = tmp_path / "large", tmp_path / "fetched"
    source.write_bytes(content)
    store.put("large.bin", source)
    sha256 = transfer.hash_object(store, store.find("large.bin"))
    transfer.fetch_file(store, "large.bin", target, len(content), sha256)
    assert target.read_bytes() == content
    with pytest.raises(transfer.DamagedObjectError, match=r"^large\.bin is damaged, or it was changed"):
        transfer.fetch_file(store, "large.bin", tmp_path / "other", len(content), "0" * 64)
    assert not list(tmp_path.glob("*other*"))


def test_the_first_to_create_a_name_has_it(store: ObjectStore) -> None:
    taken: list[int] = []

    def create(number: int) -> None:
        if store.create("once", str(number).encode()):
            taken.append(number)

    threads = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1 and store.read("once") == str(taken[0]).encode()


def test_objects_are_listed_below_a_prefix_and_removed(store: ObjectStore) -> None:
    for name in ("pictures/a.png", "pictures/b/c.png", "picturesque.png"):
        store.put(name, b"x")
    assert sorted(found.name for found in store.list("pictures/")) == ["pictures/a.png", "pictures/b/c.png"]
    assert len(list(store.list(""))) == 3 and not list(store.list("none/"))
    store.delete("pictures/a.png")
    store.delete("pictures/a.png")
    assert store.find("pictures/a.png") is None
    for read in (lambda: store.read("pictures/a.png"), lambda: store.read_range("pictures/a.png", 0, 1)):
        with pytest.raises(ObjectMissingError):
            read()


@pytest.mark.parametrize(
    "name", ["../x", "/x", "a//b", "a/", ".hidden", "a/../b", "a/.b", "a b", "a\\b", "", "a\n", "é"]
)
def test_a_name_that_leads_elsewhere_is_refused(store: ObjectStore, name: str) -> None:
    for use in (
        store.read,
        store.find,
        store.delete,
        lambda one: store.put(one, b""),
        lambda one: store.create(one, b""),
    ):
        with pytest.raises(ValueError):
            use(name)


def test_a_signed_address_gives_the_object_to_anybody(s3_environment: dict[str, str], tmp_path: Path) -> None:
    import urllib.request

    store = S3Store(s3_environment["REHEARSAL_OBJECTS"], s3_environment["REHEARSAL_OBJECTS_ENDPOINT"])
    store.put("a.mp3", b"sound")
    with urllib.request.urlopen(store.sign_address("a.mp3", 60), timeout=10) as answer:
        assert answer.read() == b"sound"
    assert FolderStore(tmp_path).sign_address("a.mp3", 60) is None


USES: list[Callable[[ObjectStore], object]] = [
    lambda store: store.read("x"),
    lambda store: store.find("x"),
    lambda store: store.put("x", b"1"),
    lambda store: store.create("x", b"1"),
    lambda store: list(store.list("")),
    lambda store: store.delete("x"),
]


def refuse_all(store_for: Callable[[], ObjectStore]) -> set[tuple[str, str]]:
    said = set()
    for use in USES:
        with pytest.raises(ObjectStoreError) as raised:
            use(store_for())
        assert not isinstance(raised.value, ObjectMissingError)
        said.add((str(raised.value), raised.value.remedy))
    return said


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(503, "overloaded"), (403, "refuses our keys"), (507, "full")],
)
def test_a_refusal_is_a_sentence(line: Line, s3_environment: dict[str, str], status: int, sentence: str) -> None:
    line.status = status
    said = refuse_all(lambda: connect(line, s3_environment))
    assert len(said) == 1 and sentence in next(iter(said))[0] and next(iter(said))[1]


def test_a_slow_store_is_not_waited_for_for_ever(line: Line, s3_environment: dict[str, str]) -> None:
    line.delay = 0.6
    with pytest.raises(ObjectStoreError, match="too slowly"):
        connect(line, s3_environment, request_seconds=0.2).read("x")
    line.delay = 0.1
    connect(line, s3_environment).put("x", b"1")  # slow, and fast enough


def test_a_store_that_is_not_there_and_a_bucket_that_is_not_there(s3_environment: dict[str, str]) -> None:
    away = f"http://127.0.0.1:{free_port()}"
    said = refuse_all(lambda: S3Store(s3_environment["REHEARSAL_OBJECTS"], away))
    assert len(said) == 1 and "cannot be reached" in next(iter(said))[0]
    store = S3Store("s3://no-such-bucket/x", s3_environment["REHEARSAL_OBJECTS_ENDPOINT"])
    with pytest.raises(ObjectStoreError, match="no bucket no-such-bucket"):
        store.put("x", b"1")
    with pytest.raises(ObjectStoreError, match="no bucket no-such-bucket"):
        store.read("x")


def test_what_is_down_is_not_asked_again_at_once(line: Line, s3_environment: dict[str, str]) -> None:
    now = [100.0]
    store = connect(line, s3_environment, clock=lambda: now[0])
    store.put("x", b"1")
    line.status = 503
    with pytest.raises(ObjectStoreError):
        store.read("x")
    asked = dict(line.requests)
    with pytest.raises(ObjectStoreError, match="overloaded"):
        store.read("x")
    assert line.requests == asked
    line.status = 0
    now[0] += s3.PAUSE_SECONDS
    assert store.read("x") == b"1"


def test_a_refusal_that_passes_is_tried_again(line: Line, s3_environment: dict[str, str]) -> None:
    store = connect(line, s3_environment)
    store.put("x", b"1")
    line.status = 503
    timer = threading.Timer(0.05, lambda: setattr(line, "status", 0))
    timer.start()
    assert store.read("x") == b"1"
    timer.join()


@pytest.mark.parametrize(
    "text", ["https://bucket", "s3://", "s3://Bucket/x", "s3://b/x", "s3://bucket/../x", "s3://bucket//x/y//z", "/data"]
)
def test_an_address_that_is_none(text: str) -> None:
    with pytest.raises(ValueError):
        parse_address(text)


def test_addresses() -> None:
    assert parse_address("s3://bucket") == ("bucket", "")
    assert parse_address("s3://my.bucket/a/b/") == ("my.bucket", "a/b")


def test_a_copy_is_counted_and_hashed_and_goes_on_where_it_stopped(
    s3_environment: dict[str, str], tmp_path: Path, line: Line
) -> None:
    folder, other = FolderStore(tmp_path / "from"), FolderStore(tmp_path / "to")
    remote = connect(line, s3_environment)
    for number in range(5):
        folder.put(f"pictures/{number}.png", os.urandom(2000))
    scratch = tmp_path / "scratch"

    def break_off(name: str) -> None:
        if name.endswith("2.png"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transfer.copy_objects(folder, remote, "pictures/", scratch, break_off)
    folder.put("pictures/1.png", os.urandom(2000))  # changed since
    there = transfer.copy_objects(folder, remote, "pictures/", scratch)
    assert (there.objects, there.bytes, there.present) == (5, 10_000, 2)
    back = transfer.copy_objects(remote, other, "pictures/", scratch)
    assert (back.objects, back.present, back.sha256) == (5, 0, there.sha256)
    assert {f.name: folder.read(f.name) for f in folder.list("")} == {
        f.name: other.read(f.name) for f in other.list("")
    }


def test_a_folder_lists_its_objects_in_order_and_nothing_that_is_half_written(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    for name in ("b.txt", "a/z.txt", "a/b.txt"):
        assert store.create(name, b"first") and not store.create(name, b"second")
    (tmp_path / "a" / ".b.txt.tmp").write_bytes(b"half")
    assert [found.name for found in store.list("")] == ["a/b.txt", "a/z.txt", "b.txt"]
    assert store.read("b.txt") == b"first"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b.txt"]  # nothing is left of the second try


def test_a_folder_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    place = tmp_path / "no-folder"
    place.write_bytes(b"a file")
    store = FolderStore(place)
    for use in (lambda: store.put("x", b"1"), lambda: store.create("x", b"1"), lambda: store.put("x", tmp_path / "y")):
        with pytest.raises(ObjectStoreError, match="The data folder cannot be written: ") as raised:
            use()
        assert "room" in raised.value.remedy
    with pytest.raises(ObjectStoreError, match="The data folder cannot be read: "):
        store.read("x")
    with pytest.raises(ObjectMissingError, match="There is no x in the data folder"):
        FolderStore(tmp_path).read("x")


def test_what_arrives_damaged_ends_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = FolderStore(tmp_path / "from"), FolderStore(tmp_path / "to")
    source.put("pictures/a.png", b"sound")
    put = target.put
    monkeypatch.setattr(target, "put", lambda name, content: put(name, b"noise"))
    with pytest.raises(transfer.DamagedObjectError, match="did not arrive as it was sent"):
        transfer.copy_objects(source, target, "pictures/", tmp_path / "scratch")


def test_without_the_setting_the_library_is_not_loaded(tmp_path: Path) -> None:
    script = (
        "import sys, services.object_storage as o, services.workspace as w; from pathlib import Path;"
        f"o.open_store(w.Workspace(data=Path({str(tmp_path)!r}), content=Path({str(tmp_path)!r})));"
        "import services.listening.episodes, services.library.drafts; print('obstore' in sys.modules)"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("REHEARSAL_")}
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"


def test_without_the_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(UserError) as raised:
        S3Store("s3://bucket/x")
    assert "requirements-objects.txt" in raised.value.remedy
