"""Storage and health: what is on the disk and may be deleted, what works and what does not."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.operations import health, storage
from ui import messages, session
from ui.deck_text.safe_markdown import escape_markdown

_STATUS_BADGES = {
    "ok": ":green[:material/check_circle: Working]",
    "degraded": ":orange[:material/warning: Degraded]",
    "unavailable": ":red[:material/error: Not working]",
}


def show_storage() -> None:
    """Draw what the data folder holds, and what of it may be deleted."""
    try:
        report = storage.measure_storage(session.get_workspace(), session.get_learner())
    except UserError as error:
        messages.show_error(error)
        return
    data_size = sum(part.size for part in report.parts if part.name != "objects")
    with st.container(horizontal=True, gap="small"):
        st.metric("In the data folder", storage.format_size(data_size), border=True)
        st.metric("Free on the disk", storage.format_size(report.free), border=True)
    st.caption(f"Data folder: `{report.folder}`")
    for part in report.parts:
        with st.container(border=True):
            files = f" · {part.files:,} file{'' if part.files == 1 else 's'}" if part.files else ""
            st.markdown(f"**{escape_markdown(part.title)}** · {storage.format_size(part.size)}{files}")
            if part.cost:
                st.caption(f"May be deleted. {part.cost}")
                if st.button("Delete", key=f"clear {part.name}", icon=":material/delete:"):
                    _clear(part)


def _clear(part: storage.StoragePart) -> None:
    try:
        freed = storage.clear_storage(session.get_workspace(), session.get_learner(), part.name, session.get_now())
    except UserError as error:
        messages.show_error(error)
        return
    messages.announce(f"{storage.format_size(freed)} freed. Files from the last few minutes were kept.")
    st.rerun()


def show_health() -> None:
    """Draw each thing that the instance needs, with what is wrong about it."""
    for part in health.inspect_health(session.get_workspace(), session.get_learner(), session.get_now()):
        with st.container(border=True):
            st.markdown(f"**{part.title}** · {_STATUS_BADGES[part.status]}")
            for sentence in part.sentences:
                st.markdown(escape_markdown(sentence))
    st.caption("A load balancer or a monitor finds the same at `/readyz`.")
