"""German."""

from __future__ import annotations

from deck.languages.language import build_language

GERMAN = build_language(
    "de",
    "German",
    labels={
        "question": "frage, fragestellung, aufgabe, f, vorderseite",
        "answer": "antwort, lösung, musterantwort, musterlösung, rückseite, kurzantwort",
        "eli8": "einfach gesagt, einfach erklärt, in einfachen worten",
        "architect": "expertensicht, architektensicht, im detail",
        "counter": "gegenfragen, nachfragen, rückfragen, anschlussfragen, folgefragen",
        "key points": "kernpunkte, stichpunkte, stichworte, schlüsselpunkte, wichtige punkte, hauptpunkte",
        "choices": "antwortmöglichkeiten, auswahl, optionen, auswahlmöglichkeiten",
        "explanation": "erklärung, begründung, erläuterung",
        "lessons": "lehren, erkenntnisse, lessons learned, gelernt, was wir gelernt haben",
        "decision": "entscheidung",
        "topics": "themen, verwandte themen",
        "hint": "hinweis, tipp",
    },
    openers="was, wie, warum, wieso, weshalb, wann, wo, wer, welche, welcher, welches, welchen, wem, wen, wozu, wodurch, "
    "woran, womit, worin, wofür, wovon, erkläre, erklären sie, beschreibe, beschreiben sie, nenne, nennen sie, vergleiche, "
    "vergleichen sie, definiere, definieren sie, erläutere, erläutern sie, unterschied zwischen, was ist, ist, sind, kann, "
    "können, inwiefern",
    reveals="antwort, lösung, antwort anzeigen, lösung anzeigen, antwort zeigen, lösung zeigen",
    correct="antwort, lösung, richtige antwort, richtige antworten, richtig, korrekte antwort, richtig ist",
    months="januar, jänner, jan; februar, feb; märz, mär, mrz; april, apr; mai; juni, jun; juli, jul; august, aug; "
    "september, sept, sep; oktober, okt; november, nov; dezember, dez",
    weekdays="montag, mo; dienstag, di; mittwoch, mi; donnerstag, do; freitag, fr; samstag, sonnabend, sa; sonntag, so",
    common="der, die, das, und, ist, nicht, ein, eine, einen, mit, auf, für, von, wird, werden, sind, den, dem, sich, auch, wenn, "
    "wie, was",
    about="ca., etwa, gegen, ungefähr, rund, circa",
    prepositions="um, gegen, ab, am, zwischen, bis, seit, von",
    timelines="zeitlicher ablauf, zeitlicher verlauf, zeitleiste, ablauf, verlauf, chronologie, hergang, zeitverlauf",
    incidents="störung, störungen, ausfall, vorfall, panne, störfall, zwischenfall",
    troubles="fehler, fehlermeldungen, störung, ausfall, ausgefallen, behoben, ursache, neustart, panne, langsam, rollback, "
    "gemeldet, alarm, wiederhergestellt, neu gestartet, nicht erreichbar, überlastet",
    no_events="öffnungszeiten, tagesordnung, fahrplan, stundenplan, terminplan, sprechzeiten, programm",
)
