"""Italian."""

from __future__ import annotations

from deck.languages.language import build_language

ITALIAN = build_language(
    "it",
    "Italian",
    labels={
        "question": "domanda, quesito, d, fronte, esercizio",
        "answer": "risposta, soluzione, risposte, risp, retro, risposta modello, risposta breve",
        "eli8": "in parole semplici, spiegato semplicemente",
        "architect": "vista da architetto, in dettaglio, visione da esperto",
        "counter": "controdomande, domande di approfondimento, domande successive",
        "key points": "punti chiave, punto chiave, punti principali",
        "choices": "scelte, opzioni, alternative",
        "explanation": "spiegazione, motivazione, motivo",
        "lessons": "lezioni, lezioni apprese, lezioni imparate",
        "decision": "decisione",
        "topics": "argomenti, temi",
        "hint": "suggerimento, indizio",
    },
    openers="che cosa, cosa, che cos'è, cos'è, come, perché, quando, dove, chi, quale, quali, qual è, quanto, quanti, quante, "
    "spiega, spiegare, descrivi, descrivere, confronta, definisci, elenca, differenza tra, la differenza tra, a cosa, di che, "
    "in che, è, sono, può, si può",
    reveals="risposta, mostra risposta, vedi risposta, soluzione, mostra soluzione, vedi soluzione",
    correct="risposta, risposta corretta, risposte corrette, risposta esatta, corretta, soluzione, risposta giusta",
    months="gennaio, gen; febbraio, feb; marzo, mar; aprile, apr; maggio, mag; giugno, giu; luglio, lug; agosto, ago; "
    "settembre, set, sett; ottobre, ott; novembre, nov; dicembre, dic",
    weekdays="lunedì, lun; martedì, mar; mercoledì, mer; giovedì, gio; venerdì, ven; sabato, sab; domenica, dom",
    common="il, lo, gli, di, che, è, una, un, del, della, per, con, non, sono, si, nel, nella, alla, più, anche, delle, dei, da",
    about="circa alle, verso le, intorno alle, circa, approssimativamente",
    prepositions="alle, ore, il, tra le, dalle, fino alle, verso le, tra",
    timelines="cronologia, sequenza degli eventi, cronologia dell'incidente, linea temporale, cosa è successo",
    incidents="incidente, interruzione, guasto, disservizio, incidenti",
    troubles="errore, errori, guasto, guasti, avviso, allarme, causa, lento, lentezza, non disponibile, riavvio, riavviato, "
    "corretto, ripristinato, ripristino, annullato, rilascio",
    no_events="orario, orari, ordine del giorno, agenda, calendario, programma",
)
