"""Listen: choose an episode, see its length, create it, play it. `/listen?kind=incident&ref=…` opens an episode; `minutes` is for
the commute."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from deck.model import Deck
from errors import UserError
from services.listening import episodes, voices
from services.listening.commute import LONGEST_RIDE, SHORTEST_RIDE
from services.listening.episode_files import FinishedEpisode
from speech.model import EpisodeKind
from speech.script.episode_kinds import EpisodeOffer, list_offers
from speech.script.request import EpisodeRequest
from speech.script.script_builder import AnswerLayers
from ui import messages, navigation, session
from ui.deck_text.safe_markdown import sanitize_inline
from ui.listen import commute_choice, drill_grading, episode_job, player, podcast, voice_settings

KIND_TITLES: dict[EpisodeKind, str] = {
    "commute": "Commute",
    "script": "Scripts",
    "topic": "Topics",
    "drill": "Drill",
    "incident": "Incidents",
    "diagrams": "Diagrams",
    "dialogue": "Conversations",
}
LAYER_TITLES: dict[AnswerLayers, str] = {"both": "Both", "simple": "Plain words", "deep": "Full answer"}
KINDS_WITH_LAYERS = {"topic", "drill", "commute"}
# The ride of somebody who never chose a length.
DEFAULT_MINUTES = 15


def _find_offers(deck: Deck) -> dict[EpisodeKind, list[EpisodeOffer]]:
    """Return the episodes that can be made of the deck, by kind, in the order of the page."""
    offers_by_kind: dict[EpisodeKind, list[EpisodeOffer]] = {}
    if deck.questions or deck.counter_questions:
        offers_by_kind["commute"] = [EpisodeOffer(EpisodeRequest("commute"), "Today's commute")]
    for offer in list_offers(deck):
        offers_by_kind.setdefault(offer.request.kind, []).append(offer)
    return {kind: offers_by_kind[kind] for kind in KIND_TITLES if kind in offers_by_kind}


def _format_offer(offer: EpisodeOffer) -> str:
    low, high = offer.promised_minutes
    if not high:
        return sanitize_inline(offer.title)
    return (
        f"{sanitize_inline(offer.title)} ({low:g}–{high:g} min)"
        if low != high
        else f"{sanitize_inline(offer.title)} ({low:g} min)"
    )


def choose_episode(deck: Deck) -> EpisodeRequest | None:
    """Draw the choice of a kind, of one episode and its options; return it. The address follows."""
    offers_by_kind = _find_offers(deck)
    if not offers_by_kind:
        return None
    requested = st.query_params.get("kind", "")
    kinds = list(offers_by_kind)
    kind = st.segmented_control(
        "What do you want to hear?",
        kinds,
        default=requested if requested in kinds else kinds[0],
        format_func=lambda name: KIND_TITLES[name],
        key=f"listen-kind-{session.get_deck_id()}",
        required=True,
    )
    offers = {offer.request.target_id: offer for offer in offers_by_kind[kind]}
    ref = next(iter(offers))
    if len(offers) > 1 or ref:
        requested_ref = st.query_params.get("ref", "")
        ref = st.selectbox(
            "Which one?",
            list(offers),
            index=list(offers).index(requested_ref) if requested_ref in offers else 0,
            format_func=lambda name: _format_offer(offers[name]),
            key=f"listen-ref-{session.get_deck_id()}-{kind}",
        )
    # Only the commute has a length to choose: the others are as long as what they read.
    request = replace(offers[ref].request, minutes=_choose_minutes() if kind == "commute" else 0.0)
    if kind in KINDS_WITH_LAYERS and any(question.eli8 for question in deck.questions):
        st.session_state.setdefault(commute_choice.LAYERS_KEY, next(iter(LAYER_TITLES)))
        layers = st.segmented_control(
            "Answers",
            list(LAYER_TITLES),
            format_func=lambda name: LAYER_TITLES[name],
            required=True,
            key=commute_choice.LAYERS_KEY,
        )
        request = replace(request, layers=layers or request.layers)
    st.query_params.update({"kind": kind, "ref": ref})
    return request


def _choose_minutes() -> float:
    requested = st.query_params.get("minutes", "")
    # Three digits of our own: `²` is a digit too, and no number.
    is_number = requested.isascii() and requested.isdigit() and len(requested) <= 3
    is_possible = is_number and SHORTEST_RIDE <= int(requested) <= LONGEST_RIDE
    st.session_state.setdefault(commute_choice.MINUTES_KEY, int(requested) if is_possible else DEFAULT_MINUTES)
    minutes = st.slider("How long is the ride? (minutes)", SHORTEST_RIDE, LONGEST_RIDE, key=commute_choice.MINUTES_KEY)
    st.query_params["minutes"] = str(minutes)
    return float(minutes)


def _plan_episode(deck: Deck, request: EpisodeRequest) -> episodes.EpisodePlan:
    """Return the plan for a request; the commute is today's."""
    ws, deck_id = session.get_workspace(), session.get_deck_id()
    voices.remember_locale(ws, session.get_learner(), st.context.locale or "")
    if request.kind == "commute":
        request = commute_choice.choose_commute(request)
    return episodes.plan_episode(ws, deck_id, deck, request, voices.load_voices(ws, session.get_learner()))


def _show_summary(plan: episodes.EpisodePlan, finished: FinishedEpisode | None) -> None:
    """Show how long the episode is, how many sentences it has and what was added: as planned, or as it was made."""
    source = finished or plan.episode
    seconds = finished.timeline.seconds if finished else plan.seconds
    sentences = len(finished.timeline.cues if finished else plan.episode.sentences)
    facts = [
        f"{'' if finished else 'About '}{max(1, round(seconds / 60))} min",
        f"{sentences} sentence{'' if sentences == 1 else 's'}",
    ]
    if source.question_ids:
        facts.append(f"{len(source.question_ids)} question{'s' if len(source.question_ids) > 1 else ''}")
    st.caption(" · ".join(facts))
    if source.added_titles:
        count = (
            f"{len(source.added_titles)} question was"
            if len(source.added_titles) == 1
            else f"{len(source.added_titles)} questions were"
        )
        with st.expander(f"{count} added to reach the promised length"):
            st.markdown("\n".join(f"- {sanitize_inline(title)}" for title in source.added_titles))
    if source.shortfall:
        st.info(sanitize_inline(source.shortfall), icon=":material/timer:")


def show_episode(deck: Deck, request: EpisodeRequest) -> None:
    """Show an episode: its length, then the button, the progress or the player."""
    plan = _plan_episode(deck, request)
    ws = session.get_workspace()
    finished = episodes.find_finished(ws, plan.name)
    _show_summary(plan, finished)
    if finished is None:
        episode_job.show_job(plan)
        return
    position = episodes.load_position(ws, session.get_learner(), plan.name)
    stopped = player.draw_episode_player(
        finished,
        session.get_deck_id(),
        position,
        episode_job.get_play_request(finished.name),
        drill_grading.list_graded_questions(),
        drill_grading.make_tickets(finished),
        session.get_learner(),
    )
    if stopped:
        episode_job.store_position(stopped)
    if finished.timeline.missing:
        count = len(finished.timeline.missing)
        st.warning(
            f"{count} sentence{'s' if count > 1 else ''} could not be spoken; the transcript marks them. "
            "Choose a voice for the text's language under Voice settings.",
            icon=":material/volume_off:",
        )
    episode_job.draw_downloads(finished)
    if stopped and stopped.heard_questions:
        drill_grading.show_grading(deck, stopped.heard_questions)


def main() -> None:
    """Draw the page."""
    st.title("Listen")
    deck = session.load_deck()
    request = choose_episode(deck)
    if request is None:
        messages.show_empty(
            "Nothing to listen to in this deck yet",
            "Questions, incidents, spoken scripts and text become episodes. Add some to the deck.",
            ":material/headphones:",
        )
        navigation.draw_link("author", "Open Author", icon=":material/edit_note:")
    else:
        try:
            show_episode(deck, request)
        except UserError as error:
            messages.show_error(error)
    voice_settings.show_settings(deck)
    if request is not None:
        podcast.show_feed()


main()
