"""What many ask for at once is made once, and the oldest goes."""

from __future__ import annotations

import threading

from services.recent_values import RecentValues


def test_what_many_ask_for_at_once_is_made_once() -> None:
    recent: RecentValues[int] = RecentValues(2)
    begun, go_on, made = threading.Event(), threading.Event(), []

    def make() -> int:
        begun.set()
        assert go_on.wait(10)
        made.append(1)
        return 7

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(recent.get(("a",), make))) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert (found, made) == ([7] * 4, [1])
    assert recent.get(("b",), lambda: 8) + recent.get(("c",), lambda: 9) == 17
    assert recent.get(("a",), lambda: 1) == 1  # the oldest went


def test_nobody_makes_a_value_again_while_it_is_put_away() -> None:
    recent: RecentValues[int] = RecentValues(2)
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return 7

    class LockWithRival:
        """When it is first released after the value was made, somebody else asks for the same."""

        has_come = False

        def __enter__(self) -> None:
            pass

        def __exit__(self, *_: object) -> None:
            if made and not self.has_come:
                self.has_come = True
                assert recent.get(("a",), make) == 7

    recent._lock = LockWithRival()  # type: ignore[assignment]
    assert recent.get(("a",), make) == 7
    assert made == [1]
