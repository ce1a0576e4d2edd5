"""Dutch."""

from __future__ import annotations

from deck.languages.language import build_language

DUTCH = build_language(
    "nl",
    "Dutch",
    labels={
        "question": "vraag, v, opgave, voorkant",
        "answer": "antwoord, oplossing, antwoorden, achterkant, modelantwoord, kort antwoord",
        "eli8": "in gewone woorden, eenvoudig uitgelegd",
        "architect": "visie van de architect, in detail, expertvisie",
        "counter": "tegenvragen, vervolgvragen, doorvragen",
        "key points": "kernpunten, belangrijkste punten, sleutelpunten",
        "choices": "keuzes, opties, mogelijkheden",
        "explanation": "uitleg, toelichting, verklaring",
        "lessons": "lessen, geleerde lessen, wat we leerden",
        "decision": "beslissing",
        "topics": "onderwerpen, thema's",
        "hint": "hint, aanwijzing",
    },
    openers="wat, hoe, waarom, wanneer, waar, wie, welke, welk, waarvoor, waarmee, waaruit, leg uit, beschrijf, vergelijk, "
    "definieer, noem, geef, verschil tussen, het verschil tussen, is, zijn, kan, kunnen, hoeveel",
    reveals="antwoord, toon antwoord, bekijk antwoord, oplossing, toon oplossing, antwoord tonen",
    correct="antwoord, juiste antwoord, goede antwoord, juist antwoord, correct antwoord, correct",
    months="januari, jan; februari, feb; maart, mrt; april, apr; mei; juni, jun; juli, jul; augustus, aug; september, sept, sep; "
    "oktober, okt; november, nov; december, dec",
    weekdays="maandag, ma; dinsdag, di; woensdag, wo; donderdag, do; vrijdag, vr; zaterdag, za; zondag, zo",
    common="het, een, van, en, niet, dat, zijn, voor, met, aan, naar, wordt, worden, ook, bij, deze, maar, om, heeft, uit, de",
    about="rond, omstreeks, ongeveer, circa, ca.",
    prepositions="om, rond, tussen, tot, vanaf, op",
    timelines="tijdlijn, verloop, chronologie, tijdsverloop, wat er gebeurde",
    incidents="incident, storing, uitval, storingen",
    troubles="fout, fouten, storing, uitval, waarschuwing, alarm, oorzaak, traag, onbereikbaar, herstart, opgelost, hersteld, "
    "teruggedraaid, melding, uitrol",
    no_events="openingstijden, agenda, dienstregeling, rooster, programma",
)
