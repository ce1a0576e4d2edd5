"""Replay an incident: `/incidents` is the list, `/incidents?incident=<id>` a replay, `&t=<minute>` where it begins."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import streamlit as st

from deck.model import Deck, Incident
from deck.timeline.elapsed_time import format_duration, format_minute
from deck.versioning.places import make_event_id
from errors import UserError
from services.labs import incident_runs as labs
from services.replays import replay_progress, replays
from ui import messages, navigation, own_suggestions, session
from ui.components import page_parts, replay_player
from ui.deck_text import blocks, limits, pager
from ui.deck_text.safe_markdown import draw_markdown, sanitize_inline
from ui.labs import what_if


def show_incident_list(deck: Deck) -> None:
    """List every incident of the deck, with what there is to see."""
    st.title("Incidents")
    if not deck.incidents:
        messages.show_empty(
            "No incidents in this deck",
            "An incident is a heading with a timeline below it, such as `**00:05** – what happened`. "
            "Write one, or paste a public post-mortem: it becomes a replay.",
            ":material/timeline:",
        )
        navigation.draw_link("author", "Open Author", icon=":material/edit_note:")
        return
    draw_markdown("Follow an outage minute by minute. The clock stops where you have to decide.")
    incidents = pager.select_range(deck.incidents, limits.MAX_BLOCKS, "incidents", "list")
    progress = replay_progress.load_progress(
        session.get_workspace(), session.get_learner(), session.get_deck_id(), deck
    )
    for card in replays.list_incidents(deck, incidents):
        with st.container(border=True):
            if progress[card.id].is_next:
                st.badge("Next up", icon=":material/arrow_forward:", color="green")
            navigation.draw_link(
                "incidents", f"**{sanitize_inline(card.title)}**", icon=":material/play_circle:", incident=card.id
            )
            st.caption(" · ".join((*_describe_progress(progress[card.id]), *_describe_incident(card))))
    show_missed_decisions(deck, {incident.id: incident.short_title for incident in deck.incidents})


def show_missed_decisions(deck: Deck, titles: dict[str, str]) -> None:
    """List the wrong choices that were saved, each with its answer, its moment and its card."""
    ws, deck_id, learner = session.get_workspace(), session.get_deck_id(), session.get_learner()
    misses = [miss for miss in replays.list_missed_decisions(ws, learner, deck_id) if miss.incident in titles]
    if not misses:
        return
    st.header("Decisions to practise")
    for miss in misses:
        question = miss.prompt.removeprefix(f"It is {format_minute(miss.minute)}. ")
        with st.expander(sanitize_inline(f"{format_minute(miss.minute)} · {question}"), icon=":material/style:"):
            draw_markdown(f"*{sanitize_inline(titles[miss.incident])}*")
            draw_markdown(f"You chose: {miss.chosen}")
            draw_markdown(f"**Better:** {miss.answer}")
            with st.container(horizontal=True):
                label = f"Decide again at {format_minute(miss.minute)}"
                target = {"incident": miss.incident, "t": f"{miss.minute:g}"}
                navigation.draw_link("incidents", label, icon=":material/replay:", **target)
                if any(stop.id == miss.stop for stop in replays.load_track(deck, miss.incident).decision_points):
                    navigation.draw_link(
                        "practice", "Practise this", icon=":material/style:", question=replays.get_card_id(miss)
                    )
                if st.button("I know it now", key=f"known-{miss.stop}", icon=":material/check:"):
                    replays.delete_missed_decision(ws, learner, deck_id, miss.stop)
                    st.rerun()


def _describe_progress(progress: replay_progress.IncidentProgress) -> list[str]:
    facts = [progress.difficulty.capitalize()]
    if progress.decided:
        facts.append(f"{progress.right} of {progress.decided} decisions right")
    elif progress.decisions:
        facts.append("Not watched yet")
    return facts


def _describe_incident(card: replays.IncidentCard) -> list[str]:
    counts = ((card.events, "event"), (card.curves, "curve"), (card.decisions, "decision"))
    facts = [f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count]
    if card.minutes:
        facts.append(f"lasted {format_duration(card.minutes)}")
    return [*facts, f"{max(1, round(card.seconds / 60))} min to watch"]


def show_incident(deck: Deck, incident: Incident) -> None:
    """Show one incident: its introduction, the player, the downloads, the lessons."""
    st.set_page_config(layout="wide")
    navigation.draw_link("incidents", "All incidents", icon=":material/arrow_back:")
    with st.container(key="deck-text-title"):
        st.title(sanitize_inline(incident.short_title))
    page_parts.ask_for_parts(language=page_parts.describe_language(deck.meta.language or "en"))
    blocks.draw_parts(incident.intro, deck)
    show_replay(deck, incident.id)
    navigation.draw_link("practice", "Practise this incident", icon=":material/style:", incident=incident.id)
    navigation.draw_link("tabletop", "Run it with a group", icon=":material/groups:", incident=incident.id)
    own_suggestions.draw_suggest_link(incident.id)
    with st.container(horizontal=True):
        name = f"{incident.id}-replay.html"
        st.download_button(
            "Download replay",
            partial(replays.export_page, deck, incident.id),
            name,
            "text/html",
            icon=":material/download:",
            help="One HTML file that opens in any browser, even offline",
            on_click="ignore",
        )
        st.download_button(
            "Download post-mortem",
            replays.write_post_mortem(deck, incident.id),
            f"{incident.id}-post-mortem.md",
            "text/markdown",
            icon=":material/description:",
            on_click="ignore",
        )
    show_what_if(incident)
    show_lessons(incident)
    for topic in (deck.find_section(name) for name in incident.topics):
        if topic is not None:
            navigation.draw_link("topics", sanitize_inline(topic.title), icon=":material/menu_book:", topic=topic.id)


@st.fragment
def show_lessons(incident: Incident) -> None:
    """Draw the lessons, once they are opened: until then nothing of them is in the page, since they tell how it ends."""
    if incident.lessons:
        lessons = st.expander("Lessons", icon=":material/lightbulb:", key=f"lessons-{incident.id}", on_change="rerun")
        if lessons.open:
            with lessons:
                draw_markdown("\n".join(f"- {lesson}" for lesson in incident.lessons))


def show_what_if(incident: Incident) -> None:
    """Draw the incident run again by its model, once the learner asks for it: it gives away how the curves go on."""
    lab = labs.find_lab(incident)
    if lab is None:
        return
    st.header("What if?")
    st.caption("Watch the replay first: this part shows how it ends.")
    if st.toggle("Run this incident again with a knob turned", key=f"what-if-{incident.id}"):
        try:
            what_if.draw_what_if(incident, lab)
        except UserError as error:
            messages.show_error(error)


@st.fragment
def show_replay(deck: Deck, incident_id: str) -> None:
    """Draw the player: a fragment, so that a decision reruns this much and no more."""
    ws, deck_id, learner = session.get_workspace(), session.get_deck_id(), session.get_learner()
    report = replay_player.draw_player(
        replays.build_payload(deck, incident_id),
        start=_parse_minute(st.query_params.get("t")),
        link="?" + urlencode({"deck": deck_id, "incident": incident_id}),
        kept_stops=replays.list_saved_stops(ws, learner, deck_id, incident_id),
        can_suggest=True,
    )
    if report.event is not None:
        navigation.go_to("suggest", deck=deck_id, place=make_event_id(incident_id, report.event))
    try:
        if report.decision:
            replays.save_decision(ws, learner, deck_id, deck, report.decision, session.get_now())
        if report.kept_decision:
            replays.save_missed_decision(ws, learner, deck_id, deck, report.kept_decision, session.get_now())
            # The player is told that the stop is kept now.
            st.rerun(scope="fragment")
    except UserError as error:
        messages.show_error(error)


def _parse_minute(text: str | None) -> float | None:
    """Return the minute in the address, None where it is missing or no number."""
    try:
        minute = float(text) if text else None
    except ValueError:
        return None
    # "inf" and "nan" are numbers to Python, and no minutes; the player takes care of those outside the incident.
    return minute if minute is None or abs(minute) < 1e9 else None


def main() -> None:
    """Show the incident in the address, else the list."""
    deck = session.load_deck()
    requested = st.query_params.get("incident")
    incident = next((i for i in deck.incidents if i.id == requested), None)
    if incident is not None:
        show_incident(deck, incident)
        return
    if requested:
        messages.show_error(
            UserError("This incident is not in the deck.", "It may have been renamed. Choose one below.")
        )
    show_incident_list(deck)


main()
