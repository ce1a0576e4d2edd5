"""Listen: choose, see how long, make, play. `/listen?kind=incident&ref=…` opens an episode; `minutes` is for
the commute."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from deck.model import Deck
from errors import UserError
from services.listening import episodes, voices
from services.listening.files import Made
from speech.model import Kind
from speech.script.builder import Offer, offers
from speech.script.composer import Layers
from speech.script.request import Wish
from ui import listen, messages, navigation, session
from ui.listen import grading, making, podcast, ride, settings
from ui.text import inline

KINDS: dict[Kind, str] = {
    "commute": "Commute",
    "script": "Scripts",
    "topic": "Topics",
    "drill": "Drill",
    "incident": "Incidents",
    "diagrams": "Diagrams",
    "dialogue": "Conversations",
}
LAYERS: dict[Layers, str] = {"both": "Both layers", "simple": "In simple words", "deep": "In depth"}
LAYERED = {"topic", "drill", "commute"}
DEFAULT_MINUTES = 15


def _there_is(deck: Deck) -> dict[Kind, list[Offer]]:
    """What the deck has to hear, by kind, in the order of the page."""
    found: dict[Kind, list[Offer]] = {}
    if deck.questions or deck.counter_questions:
        found["commute"] = [Offer(Wish("commute"), "Today's commute")]
    for offer in offers(deck):
        found.setdefault(offer.wish.kind, []).append(offer)
    return {kind: found[kind] for kind in KINDS if kind in found}


def _title(offer: Offer) -> str:
    low, high = offer.minutes
    if not high:
        return inline(offer.title)
    return (
        f"{inline(offer.title)} ({low:g}–{high:g} min promised)"
        if low != high
        else f"{inline(offer.title)} ({low:g} min)"
    )


def choose(deck: Deck) -> Wish | None:
    """What to hear: a kind, then one of them, with its options. The address follows."""
    found = _there_is(deck)
    if not found:
        return None
    asked = st.query_params.get("kind", "")
    kinds = list(found)
    kind = st.segmented_control(
        "What do you want to hear?",
        kinds,
        default=asked if asked in kinds else kinds[0],
        format_func=lambda name: KINDS[name],
        key=f"listen-kind-{session.deck_id()}",
        required=True,
    )
    wishes = {offer.wish.ref: offer for offer in found[kind]}
    ref = next(iter(wishes))
    if len(wishes) > 1 or ref:
        wanted = st.query_params.get("ref", "")
        ref = st.selectbox(
            "Which one?",
            list(wishes),
            index=list(wishes).index(wanted) if wanted in wishes else 0,
            format_func=lambda name: _title(wishes[name]),
            key=f"listen-ref-{session.deck_id()}-{kind}",
        )
    wish = replace(wishes[ref].wish, minutes=_minutes() if kind == "commute" else 0.0)
    if kind in LAYERED and any(question.eli8 for question in deck.questions):
        st.session_state.setdefault(ride.LAYERS, next(iter(LAYERS)))
        layers = st.segmented_control(
            "Answers", list(LAYERS), format_func=lambda name: LAYERS[name], required=True, key=ride.LAYERS
        )
        wish = replace(wish, layers=layers or wish.layers)
    st.query_params.update({"kind": kind, "ref": ref})
    return wish


def _minutes() -> float:
    asked = st.query_params.get("minutes", "")
    default = int(asked) if asked.isdigit() and 3 <= int(asked) <= 120 else DEFAULT_MINUTES
    st.session_state.setdefault(ride.MINUTES, min(90, default))
    minutes = st.slider("How long is the ride? (minutes)", 3, 90, key=ride.MINUTES)
    st.query_params["minutes"] = str(minutes)
    return float(minutes)


def _plan(deck: Deck, wish: Wish) -> episodes.Plan:
    """What the wish comes to; the commute is today's."""
    ws, deck_id = session.workspace(), session.deck_id()
    if wish.kind == "commute":
        wish = ride.choose(wish)
    return episodes.plan(ws, deck_id, deck, wish, voices.chosen(ws, session.learner()))


def _summary(plan: episodes.Plan, made: Made | None) -> None:
    """How long, how many, what was added: as planned, and as it became once it is made."""
    what = made or plan.episode
    seconds = made.timeline.seconds if made else plan.seconds
    sentences = len(made.timeline.cues if made else plan.episode.sentences)
    facts = [f"{'' if made else 'about '}{max(1, round(seconds / 60))} min", f"{sentences} sentences"]
    if what.questions:
        facts.append(f"{len(what.questions)} question{'s' if len(what.questions) > 1 else ''}")
    st.caption(" · ".join(facts))
    if what.added:
        count = f"{len(what.added)} question was" if len(what.added) == 1 else f"{len(what.added)} questions were"
        with st.expander(f"{count} added to last what the script promises"):
            st.markdown("\n".join(f"- {inline(title)}" for title in what.added))
    if what.short:
        st.info(inline(what.short), icon=":material/timer:")


def show(deck: Deck, wish: Wish) -> None:
    """An episode: its length, then the button, the progress or the player."""
    plan = _plan(deck, wish)
    ws = session.workspace()
    made = episodes.made(ws, plan.name)
    _summary(plan, made)
    if made is None:
        making.show(plan)
        return
    position = episodes.position(ws, session.learner(), plan.name)
    stopped = listen.finished(made, session.deck_id(), position, making.asked(made.name), grading.done())
    if stopped:
        making.remember(stopped)
    if made.timeline.missing:
        count = len(made.timeline.missing)
        st.warning(
            f"{count} sentence{'s' if count > 1 else ''} could not be spoken; the transcript marks them. "
            "A voice of the text's language may help: see Voice settings.",
            icon=":material/volume_off:",
        )
    making.downloads(made)
    if stopped and stopped.heard:
        grading.show(deck, stopped.heard)


def main() -> None:
    """The page."""
    st.title("Listen")
    deck = session.deck()
    wish = choose(deck)
    if wish is None:
        messages.empty(
            "Nothing to hear in this deck yet",
            "Questions, incidents, spoken scripts and text all become episodes. Add some to the deck.",
            ":material/headphones:",
        )
        navigation.link("author", "Open the author's page", icon=":material/edit_note:")
    else:
        try:
            show(deck, wish)
        except UserError as error:
            messages.failed(error)
    settings.show(deck)
    if wish is not None:
        podcast.show()


main()
