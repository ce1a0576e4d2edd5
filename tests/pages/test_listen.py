"""Listen: what can be heard, how long it is, the feed's addresses; and what was heard, graded afterwards."""

from __future__ import annotations

from datetime import UTC, datetime

from services.learners import access_tokens
from services.listening import feeds, voices
from services.workspace import Workspace
from speech.model import Voices
from tests.pages.conftest import Visit, list_links, press, read_texts


def speak_silently(ws: Workspace) -> None:
    voices.save_voices(ws, 1, Voices(engine="silent"))


def test_the_address_chooses_the_episode_and_keeps_the_minutes_of_a_ride(visit: Visit, ws: Workspace) -> None:
    speak_silently(ws)
    app = visit("listen", kind="incident", ref="inc-broker")
    assert "About " in read_texts(app) and " sentences" in read_texts(app)
    assert any(button.label == "Create and play" for button in app.button)
    for asked, minutes in (("3", 3), ("121", 15), ("²", 15), ("9" * 5_000, 15)):
        ride = visit("listen", kind="commute", minutes=asked)
        [slider] = [one for one in ride.slider if one.label.startswith("How long is the ride")]
        assert slider.value == minutes, asked
    assert "question" in read_texts(ride)


def test_a_feed_address_is_shown_once_and_revoked(visit: Visit, ws: Workspace) -> None:
    speak_silently(ws)
    app = visit("listen", kind="topic")
    next(field for field in app.text_input if field.label.startswith("Podcast app")).set_value("My *phone*")
    press(app, "Create my feed address")
    [token] = access_tokens.list_tokens(ws, 1)
    assert (token.name, token.kind) == ("My *phone*", "feed")
    [address] = [code.value for code in app.code if "/feed/" in code.value]
    assert address.startswith("http://localhost:8501/feed/1-") and address.endswith("/pools.xml")
    told = read_texts(app)
    assert r"**My \*phone\*** · podcast feed" in told and "never used" in told and "it is not shown again" in told
    press(app, "Revoke")
    assert not access_tokens.list_tokens(ws, 1) and not [code for code in app.code if "/feed/" in code.value]


def test_what_was_heard_is_graded_once_and_only_so_many_questions_are_asked(visit: Visit, ws: Workspace) -> None:
    speak_silently(ws)
    nothing = visit("heard", episode="topic-pools")
    assert "No episode to grade" in read_texts(nothing) and "Open Listen" in list_links(nothing)
    feeds.subscribe(ws, 1, datetime.now(UTC))
    owner = feeds.load_subscription(ws, 1)
    assert owner is not None
    app = visit("heard", episode="series-pools")
    assert "What did you know?" in read_texts(app)
    assert "(3 left)" in read_texts(app)
    app.slider[0].set_value(1).run()
    assert "(1 left)" in read_texts(app) and "What does a queue hide?" not in read_texts(app)
    press(app, "Good")
    told = read_texts(app)
    assert ":material/check: Good" in told and "left)" not in told
    app.slider[0].set_value(2).run()
    assert "(1 left)" in read_texts(app) and ":material/check: Good" in read_texts(app)
    unknown = visit("heard", episode="gone")
    assert unknown.error
