"""French."""

from __future__ import annotations

from deck.languages.language import build_language

FRENCH = build_language(
    "fr",
    "French",
    labels={
        "question": "question, énoncé, recto",
        "answer": "réponse, réponses, solution, corrigé, verso, rép, réponse modèle, réponse courte",
        "eli8": "en termes simples, en mots simples, expliqué simplement",
        "architect": "vue d'expert, vue d'architecte, en détail, point de vue de l'architecte",
        "counter": "contre-questions, questions de relance, questions de suivi, relances",
        "key points": "points clés, points-clés, points clefs, point clé, points essentiels",
        "choices": "choix, options, propositions",
        "explanation": "explication, explications, justification",
        "lessons": "leçons, leçons apprises, enseignements, retour d'expérience, leçons tirées",
        "decision": "décision",
        "topics": "sujets, thèmes, sujets liés",
        "hint": "indice, astuce",
    },
    openers="qu'est-ce que, qu'est-ce qu'un, qu'est-ce qu'une, quel, quelle, quels, quelles, comment, pourquoi, quand, où, qui, que, "
    "quoi, à quoi, combien, expliquez, explique, décrivez, décris, comparez, définissez, définir, citez, nommez, donnez, "
    "est-ce que, différence entre, la différence entre, quelle est la différence, dans quel, dans quels, dans quelle, de quoi, "
    "en quoi, lequel, laquelle, lesquels, lesquelles, peut-on, faut-il",
    reveals="réponse, voir la réponse, afficher la réponse, solution, voir la solution, montrer la réponse, corrigé",
    correct="réponse, bonne réponse, bonnes réponses, réponse correcte, réponses correctes, solution, réponse exacte",
    months="janvier, janv; février, févr, fév; mars; avril, avr; mai; juin; juillet, juil; août; septembre, sept; octobre, oct; "
    "novembre, nov; décembre, déc",
    weekdays="lundi, lun; mardi, mar; mercredi, mer; jeudi, jeu; vendredi, ven; samedi, sam; dimanche, dim",
    common="le, la, les, des, et, est, une, un, du, que, qui, pour, dans, pas, sur, avec, au, aux, par, sont, ce, se, il, elle",
    about="vers, environ, aux alentours de, à peu près, autour de",
    prepositions="à, vers, entre, le, jusqu'à, dès, depuis",
    timelines="chronologie, déroulement, déroulé, fil des événements, chronologie des événements, historique de l'incident",
    incidents="incident, panne, interruption, incidents, coupure",
    troubles="erreur, erreurs, alerte, alertes, rétabli, rétablie, cause, panne, lenteur, lent, indisponible, redémarrage, "
    "redémarré, coupure, corrigé, correctif, retour à la normale, déploiement",
    no_events="horaires, ordre du jour, emploi du temps, programme, calendrier",
)
