"""People: who logs in here, what they may do, and the histories from before the log-in."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.configuration import get_configuration
from services.learners import accounts, login_sessions
from services.learners.accounts import Account
from services.roles import Role
from ui import date_format, messages, session
from ui.account import erasure
from ui.deck_text import pager
from ui.deck_text.safe_markdown import escape_markdown

ROLE_TITLES = {Role.LEARNER: "Learner", Role.MENTOR: "Mentor", Role.ADMINISTRATOR: "Administrator"}
ROLES_IN_WORDS = {Role.LEARNER: "a learner", Role.MENTOR: "a mentor", Role.ADMINISTRATOR: "an administrator"}
# Rows with buttons of their own: more would make the page slow; the search finds the others.
MAX_SHOWN = 50


def show_view() -> None:
    """Draw the view."""
    erasure.show_done()
    own_id = session.get_learner()
    login = get_configuration().login
    people = accounts.list_accounts(session.get_workspace(), own_id)
    if login is not None and login.role_claim:
        st.markdown(f"Roles come from the claim `{login.role_claim}` of the identity provider, at each log-in.")
    for person in pager.search(people, MAX_SHOWN, "people by name or e-mail address", "people", _name_person):
        show_person(person, own_id, is_role_fixed=login is not None and bool(login.role_claim))
    show_histories(own_id)


def _name_person(person: Account) -> str:
    return f"{person.name}\n{person.email}"


def show_person(person: Account, own_id: int, *, is_role_fixed: bool) -> None:
    """Draw somebody's name and address, their role, and the ways to end their sessions and their account."""
    ws = session.get_workspace()
    with st.container(border=True):
        badges = " · you" if person.learner == own_id else ""
        badges += " · :red[:material/block: disabled]" if person.disabled_at else ""
        st.markdown(f"**{escape_markdown(person.name)}**{badges}")
        last_seen = date_format.format_moment(person.seen_at, session.get_zone())
        email = f"{escape_markdown(person.email)} · " if person.email else ""
        st.caption(f"{email}last logged in on {last_seen}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            role = st.selectbox(
                "Role",
                list(Role),
                index=list(Role).index(person.role),
                format_func=ROLE_TITLES.__getitem__,
                # With the role: under a lasting key the choice of before would stay, and set back a role changed elsewhere.
                key=f"role {person.learner} {person.role}",
                disabled=is_role_fixed,
            )
            if st.button("Log out everywhere", key=f"log out {person.learner}", icon=":material/logout:"):
                messages.apply_change(
                    lambda: login_sessions.log_out_other(ws, own_id, person.learner),
                    f"{person.name} is logged out in every browser.",
                )
            if person.disabled_at:
                if st.button("Enable", key=f"enable {person.learner}", icon=":material/check_circle:"):
                    messages.apply_change(
                        lambda: accounts.enable_account(ws, own_id, person.learner),
                        f"{person.name} can log in again.",
                    )
            elif st.button(
                "Disable",
                key=f"disable {person.learner}",
                icon=":material/block:",
                help="Ends all sessions, feed addresses and offline devices. What this person learned is kept.",
            ):
                messages.apply_change(
                    lambda: accounts.disable_account(ws, own_id, person.learner, session.get_now()),
                    f"{person.name} can no longer log in, and their sessions, feed addresses and offline devices no longer work.",
                )
            if person.learner != own_id:
                erasure.show_person_erasure(person.learner, person.name)
        if role is not None and role != person.role:
            messages.apply_change(
                lambda: accounts.change_role(ws, own_id, person.learner, role),
                f"{person.name} is now {ROLES_IN_WORDS[role]}.",
            )


def show_histories(own_id: int) -> None:
    """Draw the learners nobody logs in as, and the way to take over the history of one."""
    unclaimed = accounts.list_unclaimed_learners(session.get_workspace(), own_id)
    if not unclaimed:
        return
    st.header("Histories from before the log-in")
    st.markdown(
        "Nobody logs in as these learners. If one of them is you, take over the history and continue where "
        "that learner stopped. What you learned since your first log-in is kept and appears here instead. "
        "A learner that belongs to nobody can be erased."
    )
    target = st.selectbox("Learner", list(unclaimed), format_func=unclaimed.__getitem__)
    with st.container(horizontal=True):
        if st.button("This is me", key="claim", type="primary", icon=":material/history:"):
            claim_history(own_id, target)
        erasure.show_person_erasure(target, unclaimed[target])


def claim_history(own_id: int, target: int) -> None:
    """Take over a history. The page begins anew as that learner."""
    try:
        accounts.claim_learner(session.get_workspace(), own_id, target)
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state.clear()  # it was opened for the learner of before, and would be taken for somebody else's
    messages.announce("You have taken over the history.")
    st.rerun()
