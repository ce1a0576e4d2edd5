"""Relive an incident: `/incidents` is the shelf, `/incidents?incident=<id>` a replay, `&t=<minute>` where it begins."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import streamlit as st

from deck.model import Deck, Incident
from deck.timeline.elapsed import clock, span
from errors import UserError
from services import replays
from ui import blocks, limits, messages, navigation, pager, replay_player, session
from ui.text import inline, md


def show_shelf(deck: Deck) -> None:
    """Every incident of the deck, with what there is to see."""
    st.title("Incidents")
    if not deck.incidents:
        messages.empty(
            "No incidents in this deck",
            "An incident is a heading with a timeline below it, such as `**00:05** – what happened`. "
            "Write one, or paste a public post-mortem: it becomes a replay.",
            ":material/timeline:",
        )
        navigation.link("author", "Open the author's page", icon=":material/edit_note:")
        return
    md("Live through somebody else's outage. The clock stops where you have to decide.")
    shelf = pager.of(deck.incidents, limits.MOST_BLOCKS, "incidents", "shelf")
    for card in replays.incidents(deck, shelf):
        with st.container(border=True):
            navigation.link("incidents", f"**{inline(card.title)}**", icon=":material/play_circle:", incident=card.id)
            st.caption(" · ".join(_facts(card)))
    show_misses(deck, {incident.id: incident.name for incident in deck.incidents})


def show_misses(deck: Deck, titles: dict[str, str]) -> None:
    """The wrong choices that were kept: the question, then the answer, the way back to the moment and to the card."""
    ws, deck_id, learner = session.workspace(), session.deck_id(), session.learner()
    kept = [miss for miss in replays.misses(ws, learner, deck_id) if miss.incident in titles]
    if not kept:
        return
    st.subheader("Decisions to practise")
    for miss in kept:
        asked = miss.prompt.removeprefix(f"It is {clock(miss.minute)}. ")
        with st.expander(inline(f"{clock(miss.minute)} · {asked}"), icon=":material/style:"):
            md(f"*{inline(titles[miss.incident])}*")
            md(f"You chose: {miss.chosen}")
            md(f"**Better:** {miss.answer}")
            with st.container(horizontal=True):
                label = f"Decide again at {clock(miss.minute)}"
                place = {"incident": miss.incident, "t": f"{miss.minute:g}"}
                navigation.link("incidents", label, icon=":material/replay:", **place)
                if any(stop.id == miss.stop for stop in replays.replay(deck, miss.incident).stops):
                    navigation.link("practice", "Practise it", icon=":material/style:", question=replays.card(miss))
                if st.button("I know it now", key=f"known-{miss.stop}", icon=":material/check:"):
                    replays.drop(ws, learner, deck_id, miss.stop)
                    st.rerun()


def _facts(card: replays.IncidentCard) -> list[str]:
    counted = ((card.events, "event"), (card.curves, "curve"), (card.decisions, "decision"))
    facts = [f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counted if count]
    if card.minutes:
        facts.append(f"{span(card.minutes)} of incident")
    minutes = card.seconds / 60
    return [*facts, f"{span(round(minutes) if minutes >= 1 else minutes)} to watch"]


def show_incident(deck: Deck, incident: Incident) -> None:
    """One incident: its story so far, the player, what one can take away."""
    st.set_page_config(layout="wide")
    navigation.link("incidents", "All incidents", icon=":material/arrow_back:")
    st.title(inline(incident.name))
    blocks.parts(incident.intro, deck)
    relive(deck, incident.id)
    with st.container(horizontal=True):
        name = f"{incident.id}-replay.html"
        st.download_button(
            "Replay as one file",
            partial(replays.page, deck, incident.id),
            name,
            "text/html",
            icon=":material/download:",
            help="Opens in any browser, without a network",
            on_click="ignore",
        )
        st.download_button(
            "Post-mortem",
            replays.post_mortem(deck, incident.id),
            f"{incident.id}-post-mortem.md",
            "text/markdown",
            icon=":material/description:",
            on_click="ignore",
        )
    if incident.lessons:
        with st.expander("Lessons", icon=":material/lightbulb:"):
            md("\n".join(f"- {lesson}" for lesson in incident.lessons))
    for topic in (deck.section(name) for name in incident.topics):
        if topic is not None:
            navigation.link("topics", inline(topic.title), icon=":material/menu_book:", topic=topic.id)


@st.fragment
def relive(deck: Deck, incident_id: str) -> None:
    """The player. A fragment, so that a decision reruns this much and no more."""
    ws, deck_id, learner = session.workspace(), session.deck_id(), session.learner()
    said = replay_player.play(
        replays.payload(deck, incident_id),
        start=_minute(st.query_params.get("t")),
        link="?" + urlencode({"deck": deck_id, "incident": incident_id}),
        kept=replays.kept(ws, learner, deck_id, incident_id),
    )
    try:
        if said.decided:
            replays.decide(ws, learner, deck_id, deck, said.decided, session.now())
        if said.keep:
            replays.keep(ws, learner, deck_id, deck, said.keep, session.now())
            st.rerun(scope="fragment")
    except UserError as error:
        messages.failed(error)


def _minute(text: str | None) -> float | None:
    """The minute in the address; nonsense is no minute."""
    try:
        minute = float(text) if text else None
    except ValueError:
        return None
    return minute if minute is None or abs(minute) < 1e9 else None


def main() -> None:
    """The shelf, or the incident in the address."""
    deck = session.deck()
    wish = st.query_params.get("incident")
    incident = next((i for i in deck.incidents if i.id == wish), None)
    if incident is not None:
        show_incident(deck, incident)
        return
    if wish:
        messages.failed(UserError("This incident is not in the deck.", "It may have been renamed. Choose one below."))
    show_shelf(deck)


main()
