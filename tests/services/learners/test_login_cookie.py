"""Which cookie is believed: under https only the one that no neighbouring host can set."""

from __future__ import annotations

import pytest

from services.learners import login_cookie

SECURE, PLAIN = login_cookie.list_session_cookies()
SECURE_OFFLINE, PLAIN_OFFLINE = login_cookie.list_offline_cookies()


def test_each_cookie_has_a_name_of_its_own_and_the_secure_one_a_prefix() -> None:
    assert len({SECURE, PLAIN, SECURE_OFFLINE, PLAIN_OFFLINE}) == 4
    assert all(name.startswith("__Host-") for name in (SECURE, SECURE_OFFLINE))
    assert not PLAIN.startswith("__Host-")
    assert not PLAIN_OFFLINE.startswith("__Host-")


@pytest.mark.parametrize(
    ("url", "is_plain_believed"),
    [("", True), ("http://learn.example.org", True), ("https://learn.example.org", False)],
)
def test_a_plain_cookie_counts_only_where_people_may_come_by_http(
    monkeypatch: pytest.MonkeyPatch, url: str, is_plain_believed: bool
) -> None:
    monkeypatch.setenv("REHEARSAL_URL", url)
    for read, secure, plain in (
        (login_cookie.read_session_id, SECURE, PLAIN),
        (login_cookie.read_offline_token, SECURE_OFFLINE, PLAIN_OFFLINE),
    ):
        assert read({}) == ""
        assert read({secure: "s"}) == "s"
        assert read({secure: "s", plain: "p"}) == "s"
        assert read({plain: "p"}) == ("p" if is_plain_believed else "")
    assert login_cookie.read_session_id({SECURE_OFFLINE: "s", PLAIN_OFFLINE: "p"}) == ""
