"""What of Streamlit a tab needs that comes back to a process which does not know it."""

from __future__ import annotations

import inspect
from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from server.streamlit_runtime import reconnecting


class Client:
    def __init__(self) -> None:
        self.messages: list[ForwardMsg] = []

    def write_forward_msg(self, message: ForwardMsg) -> None:
        self.messages.append(message)


class Session:
    _awaits_first_run = False


class Manager:
    def __init__(self) -> None:
        self.session = Session()

    def get_active_session_info(self, session_id: str) -> Any:
        assert session_id == "new"
        return type("Info", (), {"session": self.session})


def connect(former: str | None, given: str) -> tuple[Client, Session]:
    client, manager = Client(), Manager()
    got = reconnecting._connect_session(lambda *_, **__: given, manager, client, existing_session_id=former)
    assert got == given
    return client, manager.session


def test_streamlit_still_has_what_is_replaced() -> None:
    assert "existing_session_id" in inspect.signature(WebsocketSessionManager.connect_session).parameters
    assert "client_state" in inspect.signature(AppSession.request_rerun).parameters
    assert hasattr(WebsocketSessionManager, "get_active_session_info")


def test_only_a_tab_that_is_not_known_is_asked_to_run_again() -> None:
    for former in (None, "", "new"):
        client, session = connect(former, "new")
        assert client.messages == [] and not session._awaits_first_run
    client, session = connect("another", "new")
    [message] = client.messages
    assert message.auto_rerun.fragment_id == reconnecting.REQUEST
    assert session._awaits_first_run


def test_its_first_run_is_one_of_the_whole_page_and_what_comes_later_is_left_alone() -> None:
    _, session = connect("another", "new")
    asked: list[tuple[str, bool]] = []

    def run(_session: object, state: ClientState | None) -> None:
        asked.append((state.fragment_id, state.is_auto_rerun) if state else ("none", False))

    reconnecting._request_rerun(run, session, None)
    for fragment in (reconnecting.REQUEST, "part"):
        reconnecting._request_rerun(run, session, ClientState(fragment_id=fragment, is_auto_rerun=True))
    assert asked == [("none", False), ("", False), ("part", True)]
