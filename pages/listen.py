"""Listen: choose, see how long, make, play. `/listen?kind=incident&ref=…` opens an episode; `minutes` is for
the commute."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from deck.model import Deck
from errors import UserError
from services.listening import episodes, voices
from services.listening.episode_files import FinishedEpisode
from speech.model import EpisodeKind
from speech.script.episode_kinds import EpisodeOffer, list_offers
from speech.script.request import EpisodeRequest
from speech.script.script_builder import AnswerLayers
from ui import listen, messages, navigation, session
from ui.listen import commute_choice, episode_job, grading, podcast, voice_settings
from ui.safe_markdown import sanitize_inline

KIND_TITLES: dict[EpisodeKind, str] = {
    "commute": "Commute",
    "script": "Scripts",
    "topic": "Topics",
    "drill": "Drill",
    "incident": "Incidents",
    "diagrams": "Diagrams",
    "dialogue": "Conversations",
}
LAYER_TITLES: dict[AnswerLayers, str] = {"both": "Both layers", "simple": "In simple words", "deep": "In depth"}
KINDS_WITH_LAYERS = {"topic", "drill", "commute"}
DEFAULT_MINUTES = 15


def _find_offers(deck: Deck) -> dict[EpisodeKind, list[EpisodeOffer]]:
    """What the deck has to hear, by kind, in the order of the page."""
    found: dict[EpisodeKind, list[EpisodeOffer]] = {}
    if deck.questions or deck.counter_questions:
        found["commute"] = [EpisodeOffer(EpisodeRequest("commute"), "Today's commute")]
    for offer in list_offers(deck):
        found.setdefault(offer.request.kind, []).append(offer)
    return {kind: found[kind] for kind in KIND_TITLES if kind in found}


def _format_offer(offer: EpisodeOffer) -> str:
    low, high = offer.promised_minutes
    if not high:
        return sanitize_inline(offer.title)
    return (
        f"{sanitize_inline(offer.title)} ({low:g}–{high:g} min promised)"
        if low != high
        else f"{sanitize_inline(offer.title)} ({low:g} min)"
    )


def choose_episode(deck: Deck) -> EpisodeRequest | None:
    """What to hear: a kind, then one of them, with its options. The address follows."""
    found = _find_offers(deck)
    if not found:
        return None
    asked = st.query_params.get("kind", "")
    kinds = list(found)
    kind = st.segmented_control(
        "What do you want to hear?",
        kinds,
        default=asked if asked in kinds else kinds[0],
        format_func=lambda name: KIND_TITLES[name],
        key=f"listen-kind-{session.get_deck_id()}",
        required=True,
    )
    wishes = {offer.request.target_id: offer for offer in found[kind]}
    ref = next(iter(wishes))
    if len(wishes) > 1 or ref:
        wanted = st.query_params.get("ref", "")
        ref = st.selectbox(
            "Which one?",
            list(wishes),
            index=list(wishes).index(wanted) if wanted in wishes else 0,
            format_func=lambda name: _format_offer(wishes[name]),
            key=f"listen-ref-{session.get_deck_id()}-{kind}",
        )
    wish = replace(wishes[ref].request, minutes=_choose_minutes() if kind == "commute" else 0.0)
    if kind in KINDS_WITH_LAYERS and any(question.eli8 for question in deck.questions):
        st.session_state.setdefault(commute_choice.LAYERS_KEY, next(iter(LAYER_TITLES)))
        layers = st.segmented_control(
            "Answers",
            list(LAYER_TITLES),
            format_func=lambda name: LAYER_TITLES[name],
            required=True,
            key=commute_choice.LAYERS_KEY,
        )
        wish = replace(wish, layers=layers or wish.layers)
    st.query_params.update({"kind": kind, "ref": ref})
    return wish


def _choose_minutes() -> float:
    asked = st.query_params.get("minutes", "")
    default = int(asked) if asked.isdigit() and 3 <= int(asked) <= 120 else DEFAULT_MINUTES
    st.session_state.setdefault(commute_choice.MINUTES_KEY, min(90, default))
    minutes = st.slider("How long is the ride? (minutes)", 3, 90, key=commute_choice.MINUTES_KEY)
    st.query_params["minutes"] = str(minutes)
    return float(minutes)


def _plan_episode(deck: Deck, request: EpisodeRequest) -> episodes.EpisodePlan:
    """What the wish comes to; the commute is today's."""
    ws, deck_id = session.get_workspace(), session.get_deck_id()
    if request.kind == "commute":
        request = commute_choice.choose_commute(request)
    return episodes.plan_episode(ws, deck_id, deck, request, voices.load_voices(ws, session.get_learner()))


def _show_summary(plan: episodes.EpisodePlan, finished: FinishedEpisode | None) -> None:
    """How long, how many, what was added: as planned, and as it became once it is made."""
    what = finished or plan.episode
    seconds = finished.timeline.seconds if finished else plan.seconds
    sentences = len(finished.timeline.cues if finished else plan.episode.sentences)
    facts = [f"{'' if finished else 'about '}{max(1, round(seconds / 60))} min", f"{sentences} sentences"]
    if what.question_ids:
        facts.append(f"{len(what.question_ids)} question{'s' if len(what.question_ids) > 1 else ''}")
    st.caption(" · ".join(facts))
    if what.added_titles:
        count = (
            f"{len(what.added_titles)} question was"
            if len(what.added_titles) == 1
            else f"{len(what.added_titles)} questions were"
        )
        with st.expander(f"{count} added to last what the script promises"):
            st.markdown("\n".join(f"- {sanitize_inline(title)}" for title in what.added_titles))
    if what.shortfall:
        st.info(sanitize_inline(what.shortfall), icon=":material/timer:")


def show_episode(deck: Deck, request: EpisodeRequest) -> None:
    """An episode: its length, then the button, the progress or the player."""
    plan = _plan_episode(deck, request)
    ws = session.get_workspace()
    made = episodes.find_finished(ws, plan.name)
    _show_summary(plan, made)
    if made is None:
        episode_job.show_job(plan)
        return
    position = episodes.load_position(ws, session.get_learner(), plan.name)
    stopped = listen.draw_episode_player(
        made, session.get_deck_id(), position, episode_job.get_play_request(made.name), grading.list_graded_questions()
    )
    if stopped:
        episode_job.store_position(stopped)
    if made.timeline.missing:
        count = len(made.timeline.missing)
        st.warning(
            f"{count} sentence{'s' if count > 1 else ''} could not be spoken; the transcript marks them. "
            "A voice of the text's language may help: see Voice settings.",
            icon=":material/volume_off:",
        )
    episode_job.draw_downloads(made)
    if stopped and stopped.heard_questions:
        grading.show_grading(deck, stopped.heard_questions)


def main() -> None:
    """The page."""
    st.title("Listen")
    deck = session.load_deck()
    wish = choose_episode(deck)
    if wish is None:
        messages.show_empty(
            "Nothing to hear in this deck yet",
            "Questions, incidents, spoken scripts and text all become episodes. Add some to the deck.",
            ":material/headphones:",
        )
        navigation.draw_link("author", "Open the author's page", icon=":material/edit_note:")
    else:
        try:
            show_episode(deck, wish)
        except UserError as error:
            messages.show_error(error)
    voice_settings.show_settings(deck)
    if wish is not None:
        podcast.show_feed()


main()
