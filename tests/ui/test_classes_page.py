"""The page Class: what is there without a log-in, joining by a link, and what each role sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from services.classes import assignments, classes, membership, sharing
from services.classes.assignments import AssignmentKind
from services.classes.sharing import SharedKind
from services.connections import connect
from services.learners.login_sessions import LoggedIn
from services.library import publishing
from services.roles import Role
from services.workspace import ROOT
from store.connection import to_ms, transaction
from store.tables import interviews
from tests.services.classes.conftest import TEXT, School, people, school
from ui import navigation, session

__all__ = ["people", "school"]  # fixtures


@pytest.fixture
def visit(school: School, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open the page as somebody."""
    monkeypatch.setenv("REHEARSAL_DATA", str(school.ws.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(school.ws.content))
    monkeypatch.setattr(session, "get_now", lambda: school.now)

    def open_page(who: int, role: Role, page: str = "classes", **query: str) -> AppTest:
        monkeypatch.setattr(session, "get_learner", lambda: who)
        monkeypatch.setattr(session, "get_role", lambda: role)
        logged_in = LoggedIn(learner=who, role=role, session=b"", used_at=school.now)
        monkeypatch.setattr(session, "get_logged_in", lambda: logged_in)
        app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return open_page


def read_texts(app: AppTest) -> str:
    return "\n".join(
        str(element.value) for element in (*app.markdown, *app.header, *app.success, *app.error, *app.info)
    )


def test_a_link_asks_before_it_lets_in(school: School, visit: Callable[..., AppTest]) -> None:
    mentor, ann = school.log_in("mentor", Role.MENTOR), school.log_in("ann")
    made = school.make_class(mentor, "Backend")
    classes.change_class(school.ws, mentor, made, name="Backend", interview=date(2026, 4, 1))
    token = membership.make_invitation(school.ws, mentor, made, days=1, uses=1, now=school.now)
    page = visit(ann, Role.LEARNER, join=token)
    assert "Join Backend?" in read_texts(page) and "never see your typed answers" in read_texts(page)
    assert classes.list_own_classes(school.ws, ann) == ()
    next(button for button in page.button if button.label == "Join the class").click().run()
    assert not page.exception and "You are in Backend." in read_texts(page)
    assert "join" not in page.query_params
    assert "Taught by Mentor." in read_texts(page)
    assert "no longer valid" in read_texts(visit(school.log_in("bob"), Role.LEARNER, join=token))


def test_who_chose_no_deck_begins_with_one_of_their_class(school: School, visit: Callable[..., AppTest]) -> None:
    mentor, ann, bob = school.log_in("mentor", Role.MENTOR), school.log_in("ann"), school.log_in("bob")
    larger = (
        TEXT.replace("{#q-", "{#other-") + "\n\n**Question:** And one more, to make it larger?\n\n**Answer:** Yes.\n"
    )
    publishing.publish_text(school.ws, mentor, "larger", f"---\ntitle: Larger\n---\n{larger}", base=0, now=school.now)
    school.make_class(mentor, "Backend", ann)
    for who, deck in ((ann, "d"), (bob, "larger")):
        page = visit(who, Role.LEARNER, "settings")
        assert not page.exception and page.radio[0].value == deck


def test_a_mentor_finds_people_figures_assignments_and_set_up(
    school: School, people: Callable[[int], list[int]], visit: Callable[..., AppTest]
) -> None:
    mentor, everybody = school.log_in("mentor", Role.MENTOR), people(5)
    made = school.make_class(mentor, "Backend", *everybody)
    for person in everybody:
        school.answer(person)
    assignments.assign(
        school.ws, mentor, made, "d", AssignmentKind.CARDS, amount=2, due=date(2026, 3, 5), now=school.now
    )
    page = visit(mentor, Role.MENTOR)
    for view, words in (
        ("People", "Learner 4"),
        ("Figures", "Questions"),
        ("Assignments", "2 cards in"),
        ("Shared", "Nothing is shared"),
        ("Set-up", "no date"),
    ):
        page.segmented_control[0].set_value(view).run()
        assert not page.exception and words in read_texts(page), view
    page.segmented_control[0].set_value("People").run()
    next(button for button in page.button if button.label == "Create a link").click().run()
    assert "/classes?join=" in page.code[0].value


def test_an_interview_is_named_by_its_time_in_the_zone_of_whoever_reads(
    school: School, people: Callable[[int], list[int]], visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    mentor, (ann,) = school.log_in("mentor", Role.MENTOR), people(1)
    made = school.make_class(mentor, "Backend", ann)
    started = to_ms(datetime(2026, 3, 2, 20, 30, tzinfo=UTC))
    with connect(school.ws) as connection, transaction(connection):
        one = interviews.RoundRow(0, "r", "own", "", "{}", "{}", True, False, started, started + 1)
        interviews.add_round(connection, ann, one)
    sharing.share_item(school.ws, ann, made, SharedKind.INTERVIEW, "", "r", school.now)
    monkeypatch.setattr(session, "get_zone", lambda: "Asia/Tokyo")
    assert "Mock interview: 3 Mar 2026, 05:30" in read_texts(visit(ann, Role.LEARNER))
    monkeypatch.setattr(session, "get_zone", lambda: "America/New_York")
    page = visit(mentor, Role.MENTOR)
    page.segmented_control[0].set_value("Shared").run()
    assert "2 Mar 2026, 15:30" in read_texts(page)


def test_a_learner_sees_what_is_to_do_and_who_looked(
    school: School, people: Callable[[int], list[int]], visit: Callable[..., AppTest]
) -> None:
    mentor, (ann,) = school.log_in("mentor", Role.MENTOR), people(1)
    made = school.make_class(mentor, "Backend", ann)
    assignments.assign(
        school.ws, mentor, made, "d", AssignmentKind.INCIDENT, target="storm", due=date(2026, 3, 5), now=school.now
    )
    assignments.list_class_assignments(school.ws, mentor, made, school.now)
    page = visit(ann, Role.LEARNER)
    assert not page.exception and "The storm" in read_texts(page)
    assert page.dataframe[0].value["Who"].tolist() == ["Mentor"]
    assert all("Learner" not in str(box.label) for box in page.selectbox)
    page.toggle[0].set_value(True).run()
    assert classes.list_own_classes(school.ws, ann)[0].consents
    today = visit(ann, Role.LEARNER, page="today")
    assert not today.exception and "Incident: The storm" in read_texts(today)
    # The number of another's class in the address leads to one's own.
    foreign = school.make_class(mentor, "Secret")
    assert "Secret" not in read_texts(visit(ann, Role.LEARNER, **{"class": str(foreign)}))


def test_the_page_appears_with_the_first_class(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "get_workspace", lambda: school.ws)
    assert navigation._has_classes()
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"REHEARSAL_OIDC_{name}")
    assert not navigation._has_classes() and navigation.is_offered("classes")
    classes.make_class(school.ws, 1, "At home", school.now)
    assert navigation._has_classes()
