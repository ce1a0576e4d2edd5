"""One deck of everything in the library, and pages as a visitor opens them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from services.workspace import ROOT, Workspace

# A deck with what the pages list: topics, questions with follow-ups, an incident with a decision, a diagram.
DECK = """---
title: Pools
---

## Pools {#pools}

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Because **threads** wait for it at $5 a minute.

- [ ] threads outnumber connections

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge}
  → testing whether you see the database as a finite resource

  **Answer:** Because the queue moves into the database.

```mermaid
flowchart LR
  Client --> Pool
  Pool --> Database
```

## Queues {#queues}

**Question:** What does a queue hide? {#q-queue}

**Answer:** The waiting.

### Incident: The slow broker {#inc-broker}

**Topics:** queues

**00:00** – *Trigger:* Lag grows.

**Decision:** What do you do first? {#dec-lag}

- [ ] Add twelve partitions
  → keys move
- [x] Pause the batch consumers

**00:31** – *Recovery:* Lag is back to nought.

**Post-mortem lessons:**

- Measure the lag in minutes.
"""

Visit = Callable[..., AppTest]


@pytest.fixture
def ws(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """An instance whose content folder holds the deck `pools`."""
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (workspace.content / "pools.md").write_text(DECK, encoding="utf-8")
    return workspace


@pytest.fixture
def visit(ws: Workspace) -> Visit:
    """Open a page by its name, with the query of its address."""

    def open_page(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
        app.switch_page(f"../pages/{page}.py")
        app.query_params.update(query)
        app.run()
        assert not app.exception, app.exception
        return app

    return open_page


def read_texts(app: AppTest) -> str:
    """Return what a page says, top to bottom by kind."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.success, app.info, app.warning)
    return "\n".join(element.value for kind in (*kinds, app.error) for element in kind)


def list_links(app: AppTest) -> dict[str, str]:
    """Return the query of each link by its label."""
    return {link.proto.label: link.proto.query_string for link in app.get("page_link")}


def press(app: AppTest, label: str) -> AppTest:
    """Press the button whose label begins so."""
    next(button for button in app.button if button.label.startswith(label)).click()
    app.run()
    assert not app.exception, app.exception
    return app
