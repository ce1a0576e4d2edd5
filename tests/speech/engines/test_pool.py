"""Workers: whole files from the real engine, and what a worker that hangs, dies or lies costs."""

from __future__ import annotations

import ctypes
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import wave
from pathlib import Path

import pytest

from errors import UserError
from speech.audio.clip_cache import read_wav
from speech.engines import pool as pool_module
from speech.engines import pyttsx3_engine
from speech.engines.pool import Pool, SynthesisError

FAULTY = Path(__file__).with_name("faulty_worker.py")
VOICE, RATE = "gmw/en-us", 260
linux = pytest.mark.skipif(sys.platform != "linux", reason="espeak-ng comes from a wheel on Linux only")
WORDS = [
    "pool",
    "thread",
    "wait",
    "latency",
    "retry",
    "ledger",
    "offset",
    "broker",
    "cache",
    "canary",
    "quota",
    "queue",
]


def faulty(mode: str, memory: Path) -> Pool:
    """A pool whose workers misbehave on the text `bad`, once or always; `memory` counts how often."""
    command = (sys.executable, str(FAULTY), mode, str(memory))
    return Pool("silent", size=1, command=command, timeout=2.5 if mode.startswith("hang") else 60.0)


@pytest.mark.parametrize("mode", ["die-once", "hang-once", "error-once", "garble-once", "kill-once"])
def test_a_worker_that_fails_once_costs_that_sentence_a_retry_and_nothing_else(mode: str, tmp_path: Path) -> None:
    pool = faulty(mode, tmp_path / "memory")
    try:
        for text in ("first", "bad", "last"):
            pool.synthesize(text, "", 100, tmp_path / f"{text}.wav")
            assert read_wav(tmp_path / f"{text}.wav")
        assert pool.started == (1 if mode == "error-once" else 2)
    finally:
        pool.close()


@pytest.mark.parametrize("mode", ["die", "hang", "error"])
def test_a_sentence_that_fails_twice_is_given_up_and_the_next_is_spoken(mode: str, tmp_path: Path) -> None:
    pool = faulty(mode, tmp_path / "memory")
    try:
        with pytest.raises(SynthesisError):
            pool.synthesize("bad", "", 100, tmp_path / "bad.wav")
        assert not (tmp_path / "bad.wav").exists()
        pool.synthesize("next", "", 100, tmp_path / "next.wav")
        assert (tmp_path / "memory").read_text().count("bad") == 2
    finally:
        pool.close()


def test_workers_start_when_needed_and_end_when_idle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    real = pool_module._Worker.end
    monkeypatch.setattr(pool_module._Worker, "end", lambda worker: (real(worker), ended.set()))
    pool = Pool("silent", size=2, idle=0.2)
    try:
        assert pool.started == 0
        pool.synthesize("one", "", 100, tmp_path / "one.wav")
        assert ended.wait(60)
        assert not pool._free
        pool.synthesize("two", "", 100, tmp_path / "two.wav")
        assert pool.started == 2
    finally:
        pool.close()


def test_what_cannot_be_written_says_so_and_the_next_sentence_is_spoken(tmp_path: Path, speaker: Pool) -> None:
    with pytest.raises(UserError, match="could not be written") as raised:
        speaker.synthesize("hello", VOICE, RATE, tmp_path / "missing" / "x.wav")
    assert "disk" in raised.value.remedy
    speaker.synthesize("hello", VOICE, RATE, tmp_path / "x.wav")
    assert read_wav(tmp_path / "x.wav")


@linux
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_reported_and_does_not_hang_the_engine() -> None:
    code = (
        "import pathlib, sys\n"
        "from speech.engines.pyttsx3_engine import Speaker\n"
        "speaker = Speaker()\n"
        "speaker._known = {'gmw/en-us'}\n"
        "pathlib.Path.unlink = lambda *a, **k: None\n"
        "try:\n"
        "    speaker.speak('hello', 'gmw/en-us', 200, pathlib.Path('/dev/full'))\n"
        "except OSError as error:\n"
        "    print('errno', error.errno, file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60, cwd=FAULTY.parents[3]
    )
    assert "errno 28" in run.stderr


def test_an_unknown_voice_is_a_sentence_for_a_person(tmp_path: Path, speaker: Pool) -> None:
    with pytest.raises(UserError, match="no voice “klingon”") as raised:
        speaker.synthesize("hello", "klingon", RATE, tmp_path / "x.wav")
    assert "Voice settings" in raised.value.remedy


@linux
@pytest.mark.parametrize(
    "text", ["word " * 2200, "Съешь ещё этих мягких булок.", "漢字とかな", "x" * 10_000, "\x00\x07 bell"]
)
def test_odd_text_leaves_the_worker_well(text: str, tmp_path: Path, speaker: Pool) -> None:
    try:
        speaker.synthesize(text, VOICE, 400, tmp_path / "odd.wav")
    except SynthesisError:
        assert text.startswith("\x00")
    speaker.synthesize("hello", VOICE, RATE, tmp_path / "x.wav")
    assert read_wav(tmp_path / "x.wav")


@linux
def test_a_deep_data_folder_is_reached_by_a_short_way(tmp_path: Path) -> None:
    import espeakng_loader

    deep = tmp_path / ("d" * 60) / ("e" * 60) / ("f" * 60)
    deep.mkdir(parents=True)
    package = deep / "espeakng_loader"
    shutil.copytree(Path(espeakng_loader.__file__).parent, package)
    code = (
        "import sys, pathlib\n"
        "from speech.engines.pool import Pool\n"
        "pool = Pool('pyttsx3', size=1)\n"
        "try:\n"
        "    pool.synthesize('hello', 'gmw/en-us', 200, pathlib.Path(sys.argv[1]))\n"
        "    print(len(pool._build_environment()['ESPEAK_DATA_PATH']))\n"
        "finally:\n"
        "    pool.close()\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "ESPEAK_DATA_PATH"} | {"PYTHONPATH": str(deep)}
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(1, {str(FAULTY.parents[3])!r})\n{code}",
            str(tmp_path / "x.wav"),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        cwd=FAULTY.parents[3],
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) < 150
    assert read_wav(tmp_path / "x.wav")


def _expected(texts: list[str]) -> dict[str, int]:
    """Frames of each text by espeak-ng itself, in one process and synchronously, without pyttsx3: an independent length."""
    code = Path(__file__).with_name("espeak_lengths.py")
    run = subprocess.run(
        [sys.executable, str(code), VOICE, str(RATE)],
        input=json.dumps(texts),
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return dict(zip(texts, json.loads(run.stdout), strict=True))


@linux
@pytest.mark.slow
@pytest.mark.timeout(120)
def test_two_thousand_utterances_are_whole(tmp_path: Path, speaker: Pool) -> None:
    """Each file is as long as espeak-ng says, within two percent and 20 ms: none is truncated, empty, or another's."""
    chance = random.Random(7)
    texts = [" ".join(chance.choices(WORDS, k=chance.randint(1, 14))) + "." for _ in range(400)]
    expected = _expected(texts)
    jobs = []
    for number in range(2000):
        text = texts[number % len(texts)]
        path = tmp_path / f"{number}.wav"
        jobs.append(
            (text, path, speaker.submit_task(lambda text=text, path=path: speaker.synthesize(text, VOICE, RATE, path)))
        )
    wrong = []
    for text, path, job in jobs:
        job.result()
        with wave.open(str(path)) as file:
            frames = file.getnframes()
        if abs(frames - expected[text]) > 0.02 * expected[text] + 0.02 * 22050:
            wrong.append((text, frames, expected[text]))
        path.unlink()
    assert wrong == []


@linux
def test_the_library_of_the_wheel_is_what_pyttsx3_gets() -> None:
    code = (
        "from speech.engines import pyttsx3_engine as e; e.load_library()\n"
        "from pyttsx3.drivers import _espeak; print(_espeak.dll._name, _espeak.Info(None).decode())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60, cwd=FAULTY.parents[3]
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split()[-1] == "1.52.0"


def test_an_engine_that_is_missing_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_name: str) -> None:
        raise OSError

    monkeypatch.setattr(pyttsx3_engine, "find_spec", lambda name: None if name == "espeakng_loader" else object())
    monkeypatch.setattr(ctypes, "CDLL", absent)
    monkeypatch.setattr(sys, "platform", "linux")
    assert "pip install espeakng-loader" in pyttsx3_engine.explain_missing()
    monkeypatch.setattr(pyttsx3_engine, "find_spec", lambda _name: None)
    assert "pip install pyttsx3" in pyttsx3_engine.explain_missing()
