"""The interviewer's voice: the one that Listen uses."""

from __future__ import annotations

from deck.model import Deck
from errors import UserError
from services.listening import voices
from services.listening.synthesizer import Synthesizer
from services.workspace import Workspace
from speech.audio import card_sound
from speech.script.card_audio import SpokenCard
from speech.text import reader


def speak_prompt(ws: Workspace, learner: int, deck: Deck | None, prompt: str) -> bytes | None:
    """Return a question as MP3, None where it cannot be spoken: then it is read. Sentences spoken before come from the cache."""
    text_reader = reader.create_reader(deck) if deck is not None else reader.TextReader()
    items = text_reader.read_markdown(prompt)
    try:
        settled = voices.settle_voices(voices.load_voices(ws, learner), text_reader.language)
        synthesizer = Synthesizer(ws, settled, text_reader.language)
    except UserError:
        return None
    card = SpokenCard(question_id="", side="question", items=items)
    # All are asked for before the first is waited for: the workers speak them at the same time.
    clips = {sentence: synthesizer.request_clip(sentence) for sentence in card.sentences}
    return card_sound.render_card(card, lambda sentence: clips[sentence].result())
