"""Before the answer is given nothing on the page gives it away: no text, role, order, attribute, title or address.

Every answer, explanation, key point and role of the deck below holds a word that stands nowhere else; options hold one that is
shown. The whole page is searched for the others, shadow trees included.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from quiz import exercises

# Sources of cards, and the words that only their answers hold. A form that offers a key point as an option shows one.
DECK = """---
title: Pools
---

## Pools {#pools}

**Question:** Why is a pool of ten dangerous for callers? {#q-ten}

**Answer:** Because every caller **quagga** waits in line behind the slowest query of all.

- [ ] callers wait behind the okapi query

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge} → testing whether the candidate knows the kudu limit behind

**Question:** Which size of a pool holds under load? {#q-size}

- [x] About twice the processor cores of the server
  → measured by the gnu team
- [ ] About twice the number of all the callers
  → more lines, said the eland team
- [ ] About half the number of all the callers
  → fewer, said the eland team

**Estimate:** A service takes {rps: 200..900 /s} and holds a connection for {hold: 5..40 ms}. How many are busy? {#e-busy}

**Answer:** {rps * hold} connections

Little's law, after bongo.

## Queues {#queues}

**Question:** What does a queue hide from its callers? {#q-queue}

**Answer:** The **serval** time that a request spends before any work on it begins.

- [ ] the time before work begins, or caracal time

**Counter-questions:**

- *"When is a queue wrong?"* {#cq-wrong} → testing sense of lynx deadlines in the room

### Incident: The pool ran dry {#inc-dry}

**00:00** – *Trigger:* Traffic doubles after the batch window

**00:02** – *Symptom:* Latency leaves its band on three pods

**00:05** – *False signal:* The room blames the database for it

**Decision:** They say the database is slow. What do you do? {#dec-dry}

- [ ] Double the size of the pool on all pods
  → the queue only moves, said puku
- [x] Compare busy threads with connections in use
  → this ended it, said puku
- [ ] Restart each of the pods one after another
  → the line comes back, said puku

**00:09** – *Diagnosis:* Two hundred threads share ten connections

**00:12** – *Mitigation:* Load is shed at the edge of the zone

**00:15** – *Recovery:* Latency is in its band again

**Post-mortem lessons:**

- Size the pool from the database, said oribi.
"""
SECRETS = ("quagga", "okapi", "kudu", "gnu team", "eland", "bongo", "serval", "caracal", "lynx", "puku", "oribi")
READ_PAGE = """() => {
  const read = (root) => [...root.querySelectorAll('*')].map((node) => node.shadowRoot ? read(node.shadowRoot) : '').join('')
    + (root === document ? document.documentElement.outerHTML : root.innerHTML);
  return location.href + document.title + read(document);
}"""
# Whatever tells two options apart besides their words: the place, and the place in the key of a widget.
OPTION = "[class*='st-key-options-'] button"


def find_leaks(page: Page, allowed: tuple[str, ...] = ()) -> list[str]:
    text = page.evaluate(READ_PAGE)
    return [word for word in SECRETS if word in text and word not in allowed]


def list_shapes(page: Page) -> set[str]:
    """The options without their words and numbers: they must not differ."""
    shapes = set()
    for outer in page.locator(OPTION).evaluate_all("nodes => nodes.map((node) => [node.outerHTML, node.innerText])"):
        html, words = outer
        bare = re.sub(r">[^<]*<", "><", html)
        shapes.add(re.sub(r"\d+", "0", bare).replace(words, ""))
    return shapes


def list_cards(data: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(data / "rehearsal.sqlite3")
    rows = connection.execute("SELECT name, kind FROM cards WHERE retired_at IS NULL").fetchall()
    connection.close()
    return rows


def test_no_exercise_gives_its_answer_away(page: Page, goto: Callable[..., None], serve_app, tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "pools.md").write_text(DECK, encoding="utf-8")
    server = serve_app(content=content)
    goto(page, "/practice", base=server.url)
    kinds = {kind for _, kind in list_cards(server.data)}
    assert {"recall", "choice", "order", "next", "decision", "estimate"} <= kinds
    # All kinds on; each card is asked when it is new, in its own kind, and when it was met, in the forms that its seed gives.
    connection = sqlite3.connect(server.data / "rehearsal.sqlite3", isolation_level=None)
    connection.execute(
        "INSERT OR REPLACE INTO preferences (learner, name, value) VALUES (1, 'kinds', ?)",
        (json.dumps(list(exercises.KINDS)),),
    )
    connection.execute("DELETE FROM enrolments")
    seen = 0
    for reps in range(2):
        if reps:
            connection.execute(
                "UPDATE states SET phase = 2, step = NULL, stability = 5, difficulty = 5, due = 1, last_review = 1, reps = ?"
                " WHERE NOT retired",
                (reps,),
            )
        for name, _ in list_cards(server.data):
            goto(page, f"/practice?question={name}", base=server.url)
            expect(page.get_by_role("button", name="Show the answer")).to_be_visible()
            shown = page.locator("[class*='st-key-practice-card']").inner_text()
            # One of the key points, or what is tested, stands among the options of "pick" and "tests".
            options = page.locator(OPTION).all_inner_texts()
            allowed = tuple(word for word in SECRETS if any(word in option for option in options))
            assert find_leaks(page, allowed) == [], (name, shown)
            assert len(list_shapes(page)) <= 1, (name, list_shapes(page))
            seen += 1
    connection.close()
    assert seen >= 18

    goto(page, "/incidents?deck=pools&incident=inc-dry", base=server.url)
    expect(page.locator(".player[data-ready=true]")).to_be_visible()
    page.keyboard.press("End")  # as far as the decision that waits
    expect(page.locator(".stop")).to_be_visible()
    leaks = find_leaks(page)
    assert leaks == []
    text = page.evaluate(READ_PAGE)
    assert "False signal" not in text
    assert "Two hundred threads share" not in text
    shapes = page.evaluate(
        "() => { const host = [...document.querySelectorAll('*')].find((node) => node.shadowRoot?.querySelector('fieldset'));"
        " return [...host.shadowRoot.querySelectorAll('fieldset label')].map((node) => {"
        " const copy = node.cloneNode(true); copy.querySelector('.wording').textContent = '';"
        " return copy.outerHTML.replace(/\\d/g, '0'); }); }"
    )
    assert len(set(shapes)) == 1, shapes
