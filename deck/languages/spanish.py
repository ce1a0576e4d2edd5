"""Spanish."""

from __future__ import annotations

from deck.languages.language import build_language

SPANISH = build_language(
    "es",
    "Spanish",
    labels={
        "question": "pregunta, enunciado, p, anverso, ejercicio",
        "answer": "respuesta, solución, respuestas, r, resp, reverso, respuesta modelo, respuesta corta",
        "eli8": "en palabras sencillas, explicado de forma sencilla, en términos sencillos",
        "architect": "vista de arquitecto, visión de arquitecto, en detalle, vista de experto",
        "counter": "contrapreguntas, preguntas de seguimiento, repreguntas",
        "key points": "puntos clave, punto clave, ideas clave, puntos principales",
        "choices": "opciones, alternativas",
        "explanation": "explicación, justificación, motivo",
        "lessons": "lecciones, lecciones aprendidas, aprendizajes",
        "decision": "decisión",
        "topics": "temas, temas relacionados",
        "hint": "pista, consejo",
    },
    openers="qué, que es, cómo, por qué, cuándo, dónde, quién, quiénes, cuál, cuáles, cuánto, cuántos, cuánta, cuántas, para qué, "
    "explica, explique, describe, describa, compara, compare, define, defina, enumera, enumere, menciona, nombra, "
    "diferencia entre, la diferencia entre, en qué, a qué, de qué, con qué, es, son, puede, se puede",
    reveals="respuesta, ver respuesta, mostrar respuesta, solución, ver solución, mostrar solución",
    correct="respuesta, respuesta correcta, respuestas correctas, correcta, solución, opción correcta",
    months="enero, ene; febrero, feb; marzo, mar; abril, abr; mayo, may; junio, jun; julio, jul; agosto, ago; "
    "septiembre, setiembre, sept, sep; octubre, oct; noviembre, nov; diciembre, dic",
    weekdays="lunes, lun; martes, mar; miércoles, mié; jueves, jue; viernes, vie; sábado, sáb; domingo, dom",
    common="el, los, las, que, del, una, un, es, en, por, con, para, se, no, su, como, al, lo, más, está, son, pero",
    am="a. m., a.m., am",
    pm="p. m., p.m., pm",
    about="sobre las, hacia las, alrededor de las, aproximadamente, aprox., cerca de las",
    prepositions="a las, a la, el, entre, hasta, desde, sobre las, hacia las",
    timelines="cronología, línea de tiempo, línea temporal, secuencia de eventos, cronología del incidente, qué pasó",
    incidents="incidente, interrupción, caída, incidencia, incidentes",
    troubles="caída, fallo, fallos, error, errores, alerta, alertas, restablecido, restablecida, causa, lento, lentitud, "
    "reinicio, reiniciado, corregido, revertido, indisponible, despliegue, servicio",
    no_events="horario, horarios, orden del día, agenda, calendario, programa",
)
