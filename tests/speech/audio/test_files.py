"""From clips to files: the model, the decoder and the tags agree on durations, chapters and cues."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from PIL import Image

from errors import UserError
from services.listening import episode_files
from services.workspace import Workspace
from speech.audio import cover, id3, loudness, m4b, mp3
from speech.audio.clip import encode_wav, resample_sound
from speech.audio.clip_cache import ClipCache, Sound, read_wav, trim_silence
from speech.audio.mixer import MISSING_SECONDS, Cancelled, render_episode
from speech.audio.mp3 import Segment
from speech.model import AudioTimeline, Chapter, ChapterMark, Cue, Episode, Pause, Sentence, Utterance, Voices
from speech.publish import transcript
from speech.script.timing import CHAPTER_PAUSE, SENTENCE_PAUSE, sum_seconds

FRAME = mp3.FRAME / mp3.SAMPLE_RATE  # seconds: silences are whole frames
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ffprobe = pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not here")


def tone(seconds: float, rate: int = 22050) -> Sound:
    """A loud 440 Hz tone."""
    at = np.arange(round(seconds * rate))
    return Sound((12000 * np.sin(2 * np.pi * 440 * at / rate)).astype(np.int16), rate)


def sentence(text: str, role: str = "narrator") -> Sentence:
    return Sentence(text, text, role)  # type: ignore[arg-type]


def episode(chapters: int = 18) -> Episode:
    """Chapters with titles of different lengths (mutagen would reorder them)."""
    made = tuple(
        Chapter(
            f"Chapter {n} " + "x" * ((n * 7) % 11),
            (sentence(f"One {n} & <b>."), Pause(0.5, True), sentence(f"Two {n}.")),
        )
        for n in range(chapters)
    )
    return Episode("drill-all", "drill", "Drill: Pools & “quotes”", "About it.", made)


def fetch(one: Sentence) -> Future[Segment | None]:
    """A clip of 0.1 s a letter; none for a text with a question mark."""
    future: Future[Segment | None] = Future()
    future.set_result(None if "?" in one.spoken_text else mp3.encode_segment(tone(0.1 * len(one.spoken_text)).samples))
    return future


def rendered(what: Episode) -> tuple[AudioTimeline, bytes]:
    sink = io.BytesIO()
    timeline = render_episode(what, fetch, sink)
    return timeline, sink.getvalue()


@pytest.fixture
def kept(workspace: Workspace) -> episode_files.FinishedEpisode:
    what = episode()
    timeline, frames = rendered(what)
    return episode_files.save_episode(workspace, "drill-abc", what, timeline, "Pools", frames, NOW)


def test_cues_and_chapters_follow_from_the_samples() -> None:
    timeline, _ = rendered(episode(2))
    first, second = timeline.cues[:2]
    assert first.start == 0 and first.end == pytest.approx(0.1 * len("One 0 & <b>."), abs=1e-3)
    assert second.start == pytest.approx(first.end + SENTENCE_PAUSE + 0.5, abs=FRAME)
    assert (
        timeline.marks[0].end
        == timeline.marks[1].start
        == pytest.approx(second.end + SENTENCE_PAUSE + CHAPTER_PAUSE, abs=FRAME)
    )
    assert timeline.marks[-1].end == timeline.seconds


def test_the_length_before_is_the_length_after() -> None:
    what = episode(5)
    before = sum_seconds(what.chapters, lambda s: 0.1 * len(s.spoken_text))
    assert rendered(what)[0].seconds == pytest.approx(before, abs=FRAME)


def test_silence_makes_the_chapter_before_it_longer() -> None:
    what = episode(2)
    longer = replace(what, chapters=(*what.chapters, Chapter("", (Pause(5.0),))))
    before, after = rendered(what)[0], rendered(longer)[0]
    assert [mark.title for mark in after.marks] == [mark.title for mark in before.marks]
    assert after.seconds == after.marks[-1].end == pytest.approx(before.seconds + 5, abs=FRAME)


def test_a_sentence_that_failed_is_a_gap_that_the_transcript_names() -> None:
    what = Episode("x", "drill", "X", "", (Chapter("A", (sentence("Lost?"), sentence("Kept."))),))
    timeline, _ = rendered(what)
    assert timeline.cues[0].missing and timeline.cues[0].end - timeline.cues[0].start == pytest.approx(
        MISSING_SECONDS, abs=1e-3
    )
    assert "[not spoken] Lost?" in transcript.build_webvtt(timeline)


def test_a_cancel_stops_between_two_sentences_and_drops_what_waits() -> None:
    asked: list[Future[Segment | None]] = []
    done = 0

    def slow(_one: Sentence) -> Future[Segment | None]:
        asked.append(Future())
        if len(asked) <= 3:
            asked[-1].set_result(mp3.encode_segment(tone(0.1).samples))
        return asked[-1]

    def count(_progress: object) -> None:
        nonlocal done
        done += 1

    with pytest.raises(Cancelled):
        render_episode(episode(), slow, io.BytesIO(), count, lambda: done == 3)
    assert done == 3
    assert all(future.cancelled() for future in asked[3:])


def test_another_sample_rate_is_turned_into_the_file_s() -> None:
    turned = resample_sound(tone(1.0, 16000))
    assert len(turned) == pytest.approx(22050, abs=2)
    assert np.abs(turned.astype(int)).max() == pytest.approx(12000, rel=0.05)


def test_silence_keeps_the_bit_rate() -> None:
    data = mp3.encode_silence(0, 2297)
    assert mp3.count_frames(data) == 2297
    assert len(data) * 8 / (2297 * mp3.FRAME / mp3.SAMPLE_RATE) == pytest.approx(64_000, rel=1e-4)
    assert mp3.encode_silence(0, 100) + mp3.encode_silence(100, 50) == mp3.encode_silence(0, 150)


def test_what_is_no_whole_wav_becomes_no_clip(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_bytes(b"RIFF")
    assert encode_wav(tmp_path / "x.wav", 1.0) is None


@pytest.mark.parametrize("count", [0, 1, 18])
def test_the_size_of_an_mp3_is_known_before(count: int) -> None:
    timeline, data = rendered(episode(count))
    size = len(mp3.build_info_frame(data, round(timeline.seconds * mp3.SAMPLE_RATE))) + len(data)
    assert size - 20 * count <= mp3.compute_size(timeline.seconds) <= size + 2000


@pytest.mark.parametrize("count", [255, 256, 600])
def test_one_table_of_contents_leads_to_every_chapter(count: int) -> None:
    """A simple reader takes the first table that it finds, and follows what it holds."""
    marks = tuple(ChapterMark(float(n), float(n + 1), f"Chapter {n}") for n in range(count))
    tag = id3.build_tag(episode(1), AudioTimeline(float(count), marks), "album", b"")
    read = ID3(io.BytesIO(tag))
    tables = {table.element_id: table for table in read.getall("CTOC")}
    assert [name for name, table in tables.items() if table.flags & 2] == ["toc"]
    assert all(len(table.child_element_ids) <= 255 for table in tables.values())
    first = tag.index(b"CTOC") + 10
    assert tag[first : first + 4] == b"toc\0"

    def follow(name: str) -> list[str]:
        return (
            [leaf for child in tables[name].child_element_ids for leaf in follow(child)] if name in tables else [name]
        )

    titles = {chapter.element_id: str(chapter.sub_frames["TIT2"]) for chapter in read.getall("CHAP")}
    assert [titles[name] for name in follow("toc")] == [mark.title for mark in marks]


def test_the_tag_reads_back(workspace: Workspace, kept: episode_files.FinishedEpisode) -> None:
    path = episode_files.find_file(workspace, "drill-abc.mp3")
    tag = ID3(path)
    assert str(tag["TIT2"]) == "Drill: Pools & “quotes”"
    assert tag.version == (2, 3, 0)
    chapters = sorted(tag.getall("CHAP"), key=lambda c: c.element_id)
    assert [str(c.sub_frames["TIT2"]) for c in chapters] == [m.title for m in kept.timeline.marks]
    assert [c.start_time for c in chapters] == [round(m.start * 1000) for m in kept.timeline.marks]
    assert tag.getall("CTOC")[0].child_element_ids == [c.element_id for c in chapters]
    assert tag.getall("USLT")[0].text.splitlines() == [c.text for c in kept.timeline.cues]
    assert tag.getall("SYLT")[0].text[3][1] == round(kept.timeline.cues[3].start * 1000)
    assert Image.open(io.BytesIO(tag.getall("APIC")[0].data)).size == (cover.SMALL_SIDE, cover.SMALL_SIDE)
    assert MP3(path).info.length == pytest.approx(kept.timeline.seconds, abs=0.05)
    assert path.stat().st_size == kept.bytes


@ffprobe
def test_ffprobe_agrees_on_duration_and_chapters(workspace: Workspace, kept: episode_files.FinishedEpisode) -> None:
    command = ["ffprobe", "-v", "error", "-show_chapters", "-show_format", "-of", "json"]
    run = subprocess.run(
        [*command, str(episode_files.find_file(workspace, "drill-abc.mp3"))], capture_output=True, check=True
    )
    found = json.loads(run.stdout)
    assert float(found["format"]["duration"]) == pytest.approx(kept.timeline.seconds, abs=0.05)
    assert [c["tags"]["title"] for c in found["chapters"]] == [m.title for m in kept.timeline.marks]
    for chapter, mark in zip(found["chapters"], kept.timeline.marks, strict=True):
        assert float(chapter["start_time"]) == pytest.approx(mark.start, abs=0.002)
        assert float(chapter["end_time"]) == pytest.approx(mark.end, abs=0.002)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not here")
def test_a_decoder_hears_each_sentence_where_its_cue_says(
    workspace: Workspace, kept: episode_files.FinishedEpisode
) -> None:
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(episode_files.find_file(workspace, "drill-abc.mp3")),
        "-f",
        "s16le",
        "-",
    ]
    heard = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, dtype=np.int16)
    assert len(heard) / mp3.SAMPLE_RATE == pytest.approx(kept.timeline.seconds, abs=0.01)
    for cue in kept.timeline.cues:
        start, end = (round(second * mp3.SAMPLE_RATE) for second in (cue.start, cue.end))
        assert np.abs(heard[start + 200 : end - 200]).max() > 8000
        assert np.abs(heard[end + 1200 : end + 2400]).max() < 800


def test_webvtt_has_one_cue_a_sentence_and_no_markup_of_the_deck() -> None:
    timeline = rendered(episode(2))[0]
    text = transcript.build_webvtt(timeline)
    assert text.startswith("WEBVTT\n\n") and text.count(" --> ") == 4
    assert "One 0 &amp; &lt;b&gt;." in text
    assert transcript.format_cue_time(3725.0456) == "01:02:05.046"


def test_two_voices_are_named_in_the_transcript() -> None:
    cues = (Cue(0, 1, "Why?", "second"), Cue(1, 2, "Because."))
    text = transcript.build_webvtt(AudioTimeline(2, (ChapterMark(0, 2, "x"),), cues))
    assert "<v Interviewer>Why?" in text and "<v Candidate>Because." in text


def test_chapters_as_podcasting_wants_them(workspace: Workspace, kept: episode_files.FinishedEpisode) -> None:
    found = json.loads(episode_files.find_file(workspace, "drill-abc.json").read_text())
    assert found["version"] == "1.2.0"
    assert [c["startTime"] for c in found["chapters"]] == [round(m.start, 3) for m in kept.timeline.marks]


def test_a_finished_episode_is_found_again_whole(workspace: Workspace, kept: episode_files.FinishedEpisode) -> None:
    assert episode_files.find_episode(workspace, "drill-abc") == kept
    assert episode_files.list_episodes(workspace) == (kept,)


def test_the_zip_holds_audio_transcript_chapters_and_text(
    workspace: Workspace, kept: episode_files.FinishedEpisode
) -> None:
    with zipfile.ZipFile(episode_files.find_file(workspace, "drill-abc.zip")) as archive:
        assert sorted(archive.namelist()) == [f"drill-abc.{suffix}" for suffix in ("json", "mp3", "txt", "vtt")]
        assert archive.read("drill-abc.mp3") == episode_files.find_file(workspace, "drill-abc.mp3").read_bytes()


@pytest.mark.skipif(not m4b.is_available(), reason="PyAV is an optional extra")
def test_m4b_has_the_chapters(workspace: Workspace, kept: episode_files.FinishedEpisode) -> None:
    import av

    with av.open(str(episode_files.find_file(workspace, "drill-abc.m4b"))) as found:
        assert [c["metadata"]["title"] for c in found.chapters()] == [m.title for m in kept.timeline.marks]
        assert found.duration / 1e6 == pytest.approx(kept.timeline.seconds, abs=0.05)
        assert [stream.codec_context.name for stream in found.streams.video] == ["mjpeg"]  # the cover


def test_m4b_without_its_extra_says_what_to_install(
    workspace: Workspace, kept: episode_files.FinishedEpisode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(m4b, "is_available", lambda: False)
    with pytest.raises(UserError) as raised:
        episode_files.find_file(workspace, "drill-abc.m4b")
    assert "pip install av" in raised.value.remedy


@pytest.mark.parametrize(
    "name", ["../x.mp3", "x.exe", "X.mp3", "a/b.mp3", ".mp3", "drill-abc.made", "gone.mp3", "x.mp3\n"]
)
def test_a_name_that_is_none_reaches_nothing(
    workspace: Workspace, kept: episode_files.FinishedEpisode, name: str
) -> None:
    with pytest.raises(UserError):
        episode_files.find_file(workspace, name)


def test_old_episodes_go_when_there_is_too_much(workspace: Workspace) -> None:
    timeline, frames = rendered(episode(1))
    for name in ("old", "new"):
        episode_files.save_episode(workspace, name, episode(1), timeline, "Pools", frames, NOW)
    for file in episode_files.ensure_folder(workspace).glob("old.*"):
        import os

        os.utime(file, (1, 1))
    episode_files.prune_episodes(workspace, limit=1)
    assert not list(episode_files.ensure_folder(workspace).glob("[!.]*"))  # but for the locks, which others may hold
    episode_files.save_episode(workspace, "one", episode(1), timeline, "Pools", frames, NOW)
    episode_files.prune_episodes(workspace)
    assert episode_files.find_episode(workspace, "one")


def test_the_name_of_an_episode_changes_with_its_words_and_voices() -> None:
    base = episode_files.make_name("Deck ü", episode(2), Voices(), "1")
    others = {
        episode_files.make_name("Deck ü", episode(3), Voices(), "1"),
        episode_files.make_name("Deck ü", episode(2), Voices(rate=200), "1"),
        episode_files.make_name("Deck ü", episode(2), Voices(), "2"),
    }
    assert len(others | {base}) == 4
    assert episode_files.FILE_NAME.fullmatch(f"{base}.mp3")


def test_a_clip_is_trimmed_at_its_ends_and_silence_is_kept() -> None:
    loud = np.array([0, 10, 500, 0, 0, -600, 20, 0], dtype=np.int16)
    assert trim_silence(loud).tolist() == [500, 0, 0, -600]
    assert trim_silence(np.zeros(5, dtype=np.int16)).tolist() == [0] * 5


def test_a_clip_is_found_again_and_a_broken_one_is_made_again(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    utterance = Utterance("silent", "1", "", 100, "hello")
    assert cache.find_clip(utterance) is None
    cache.store_clip(utterance, Segment(3, b"frames"))
    assert cache.find_clip(utterance) == Segment(3, b"frames")
    for broken in (b"", b"RHC1", cache.get_clip_path(utterance.key).read_bytes()[:-1], b"XXXX" + bytes(20)):
        cache.get_clip_path(utterance.key).write_bytes(broken)
        assert cache.find_clip(utterance) is None
    assert read_wav(tmp_path / "nothing.wav") is None


def test_the_cache_knows_all_inputs_and_keeps_its_bound(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path, limit=250)
    base = Utterance("silent", "1", "a", 100, "hello")
    paths = {
        cache.get_clip_path(u.key)
        for u in (
            base,
            Utterance("piper", "1", "a", 100, "hello"),
            Utterance("silent", "2", "a", 100, "hello"),
            Utterance("silent", "1", "b", 100, "hello"),
            Utterance("silent", "1", "a", 101, "hello"),
            Utterance("silent", "1", "a", 100, "hello "),
        )
    }
    assert len(paths) == 6
    for at, path in enumerate(sorted(paths)):
        path.write_bytes(bytes(100))
        import os

        os.utime(path, (at, at))
    assert cache.remove_oldest() == 4
    assert [path.exists() for path in sorted(paths)] == [False] * 4 + [True] * 2


def test_levelling_brings_a_quiet_voice_up_and_never_clips() -> None:
    quiet = Sound((tone(4).samples // 12).astype(np.int16), 22050)
    factor = loudness.compute_gain(quiet.samples, quiet.rate)
    assert factor > 3
    loud = loudness.apply_gain(tone(1).samples, 9.0)
    assert np.abs(loud.astype(int)).max() <= 32767 * loudness.CEILING + 1
    assert loudness.compute_gain(np.zeros(44100, dtype=np.int16), 22050) == 1.0


def test_a_cover_is_as_large_as_apple_asks() -> None:
    image = Image.open(
        io.BytesIO(cover.draw_cover("A title that is rather long for a cover, and 日本", cover.LARGE_SIDE))
    )
    assert image.size == (1400, 1400) and image.format == "JPEG" and image.mode == "RGB"


def test_an_empty_timeline_still_has_a_tag() -> None:
    empty = Episode("x", "drill", "X", "", ())
    assert ID3(io.BytesIO(id3.build_tag(empty, AudioTimeline(0.0), "Pools", b"")))["TIT2"].text == ["X"]


def test_a_cover_has_four_lines_of_a_title_and_none_below_the_picture() -> None:
    lines = [f"Line {number} of the title" for number in range(1, 8)]
    long, four, three = (cover.draw_cover(" ".join(lines[:count]), cover.SMALL_SIDE) for count in (7, 4, 3))
    assert long == four != three
    assert Image.open(io.BytesIO(long)).size == (500, 500)
