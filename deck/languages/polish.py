"""Polish."""

from __future__ import annotations

from deck.languages.language import build_language

POLISH = build_language(
    "pl",
    "Polish",
    labels={
        "question": "pytanie, zadanie, przód, p",
        "answer": "odpowiedź, rozwiązanie, odpowiedzi, odp, tył, wzorcowa odpowiedź",
        "eli8": "prostymi słowami, w prostych słowach",
        "architect": "okiem architekta, szczegółowo, okiem eksperta",
        "counter": "pytania dodatkowe, pytania pomocnicze, kontrpytania, pytania uzupełniające",
        "key points": "kluczowe punkty, najważniejsze punkty, główne punkty, punkty kluczowe",
        "choices": "możliwości, opcje, warianty",
        "explanation": "wyjaśnienie, uzasadnienie",
        "lessons": "wnioski, wyciągnięte wnioski, lekcje",
        "decision": "decyzja",
        "topics": "tematy, powiązane tematy",
        "hint": "wskazówka, podpowiedź",
    },
    openers="co, co to, czym, jak, jaki, jaka, jakie, jakich, dlaczego, czemu, kiedy, gdzie, kto, który, która, które, których, "
    "ile, czy, po co, do czego, wyjaśnij, opisz, porównaj, zdefiniuj, wymień, podaj, omów, różnica między, w jaki, na czym",
    reveals="odpowiedź, pokaż odpowiedź, zobacz odpowiedź, rozwiązanie, pokaż rozwiązanie",
    correct="odpowiedź, poprawna odpowiedź, prawidłowa odpowiedź, poprawne odpowiedzi, poprawna",
    months="stycznia, styczeń, sty; lutego, luty, lut; marca, marzec, mar; kwietnia, kwiecień, kwi; maja, maj; czerwca, czerwiec, "
    "cze; lipca, lipiec, lip; sierpnia, sierpień, sie; września, wrzesień, wrz; października, październik, paź; "
    "listopada, listopad, lis; grudnia, grudzień, gru",
    weekdays="poniedziałek, pon; wtorek, wt; środa, śr; czwartek, czw; piątek, pt; sobota, sob; niedziela, niedz",
    common="i, w, na, nie, się, że, jest, do, to, z, jak, od, przez, dla, są, po, oraz, które, został, była, był, może",
    about="około, ok., mniej więcej",
    prepositions="o, o godzinie, od, do, między, godz., ok.",
    timelines="oś czasu, przebieg zdarzeń, przebieg, chronologia, kalendarium",
    incidents="incydent, awaria, incydenty, przerwa",
    troubles="błąd, błędy, błędów, awaria, alert, alarm, przyczyna, wolno, niedostępny, restart, naprawiono, przywrócono, "
    "wycofano, zgłoszenie, wdrożenie",
    no_events="godziny otwarcia, porządek obrad, rozkład jazdy, plan zajęć, program",
)
