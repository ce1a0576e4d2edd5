"""Drawing from memory: the name first, then the checklist; the score of last time is kept."""

from __future__ import annotations

from tests.pages.conftest import Visit, list_links, press, read_texts


def test_a_diagram_is_drawn_checked_and_drawn_again(visit: Visit) -> None:
    listed = visit("draw")
    assert "3 boxes, 2 arrows" in read_texts(listed) and "last time" not in read_texts(listed)
    [query] = [query for query in list_links(listed).values() if "diagram=" in query]
    name = query.partition("diagram=")[2].partition("&")[0]
    app = visit("draw", diagram=name)
    assert "**3 boxes, 2 arrows**" in read_texts(app) and not app.checkbox
    press(app, "I have drawn it")
    assert [box.label for box in app.checkbox][:3] == ["Client", "Pool", "Database"] and len(app.checkbox) == 5
    app.checkbox[0].check()
    app.checkbox[3].check()
    app.run()
    assert "**1 of 3 boxes, 1 of 2 arrows.**" in read_texts(app)
    press(app, "Draw it again")
    assert not app.checkbox
    press(app, "I have drawn it")
    assert "**0 of 3 boxes, 0 of 2 arrows.** Last time: 1 of 3 boxes, 1 of 2 arrows." in read_texts(app)
    assert "last time 0%" in read_texts(visit("draw"))


def test_a_diagram_that_is_gone_leads_to_the_list(visit: Visit) -> None:
    app = visit("draw", diagram="renamed")
    assert "no such diagram" in app.warning[0].value and app.title[0].value == "Draw"
