"""A process of its own that reads a deck's text for the ear: `python -m speech.script.read_ahead [ENGINE …]`.

To cut a long deck into sentences and to find the words for each takes seconds of computing, in which a server would answer
nobody else. The deck's markdown comes on standard input; its sentences go to standard output as one JSON object.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress

from deck.model import Deck
from deck.parser import parse
from errors import UserError
from speech.script import series
from speech.script.duration_estimate import REFERENCE_RATE, estimate_sentence
from speech.script.episode_kinds import compose_episode
from speech.script.request import EpisodeRequest
from speech.script.script_builder import ScriptBuilder
from speech.text.reader import Sentences, TextReader, add_readings, create_reader, list_readings


def read_deck(deck: Deck, reader: TextReader) -> dict[str, Sentences]:
    """Return the sentences of all that a deck has to say, by the text they are from."""
    builder = ScriptBuilder(deck, reader, lambda sentence: estimate_sentence(sentence, REFERENCE_RATE))
    requests = [EpisodeRequest("script", script.id) for script in deck.scripts]
    requests += [EpisodeRequest("incident", incident.id) for incident in deck.incidents]
    for request in (*series.plan_series(builder), *requests):
        with suppress(UserError):  # nothing in it can be said
            compose_episode(builder, request)
    return list_readings(reader)


def take_over_reply(reader: TextReader, reply: str) -> None:
    """Add the sentences that such a process wrote to the reader's. Raises ValueError when the reply is damaged."""
    try:
        readings = {
            str(text): tuple((str(original), str(spoken)) for original, spoken in sentences)
            for text, sentences in json.loads(reply)["sentences"].items()
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("no sentences of a deck") from error
    add_readings(reader, readings)


def main(engines: list[str]) -> None:
    """Read the deck on standard input for a voice of these engines."""
    deck = parse(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps({"sentences": read_deck(deck, create_reader(deck, tuple(engines)))}))


if __name__ == "__main__":
    main(sys.argv[1:])
