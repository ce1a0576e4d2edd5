"""Portuguese, as written in Brazil and Portugal."""

from __future__ import annotations

from deck.languages.language import build_language

PORTUGUESE = build_language(
    "pt",
    "Portuguese",
    labels={
        "question": "pergunta, questão, enunciado, frente, exercício",
        "answer": "resposta, solução, respostas, resp, verso, resposta modelo, gabarito",
        "eli8": "em palavras simples, explicado de forma simples",
        "architect": "visão de arquiteto, visão do arquiteto, em detalhe, visão de especialista",
        "counter": "contraperguntas, perguntas de seguimento, perguntas de acompanhamento",
        "key points": "pontos-chave, pontos chave, ponto-chave, pontos principais",
        "choices": "opções, alternativas, escolhas",
        "explanation": "explicação, justificativa, justificação, motivo",
        "lessons": "lições, lições aprendidas, aprendizados",
        "decision": "decisão",
        "topics": "tópicos, temas, assuntos",
        "hint": "dica, pista",
    },
    openers="o que, o que é, qual, quais, como, por que, porque, por quê, quando, onde, quem, quanto, quantos, quantas, para que, "
    "explique, descreva, compare, defina, cite, liste, enumere, diferença entre, a diferença entre, em que, de que, é, são, "
    "pode, é possível",
    reveals="resposta, ver resposta, mostrar resposta, solução, ver solução, gabarito, mostrar solução",
    correct="resposta, resposta correta, respostas corretas, correta, gabarito, alternativa correta, resposta certa",
    months="janeiro, jan; fevereiro, fev; março, mar; abril, abr; maio, mai; junho, jun; julho, jul; agosto, ago; "
    "setembro, set; outubro, out; novembro, nov; dezembro, dez",
    weekdays="segunda-feira, segunda, seg; terça-feira, terça, ter; quarta-feira, quarta, qua; quinta-feira, quinta, qui; "
    "sexta-feira, sexta, sex; sábado, sáb; domingo, dom",
    common="não, uma, um, os, as, da, do, das, dos, em, no, na, que, para, com, por, é, são, mais, ao, foi, você, pelo, pela",
    about="por volta das, cerca das, cerca de, aproximadamente, aprox., em torno das",
    prepositions="às, à, as, entre, até, desde, por volta das, em",
    timelines="cronologia, linha do tempo, sequência de eventos, cronologia do incidente, o que aconteceu",
    incidents="incidente, interrupção, queda, indisponibilidade, incidentes, falha",
    troubles="erro, erros, falha, falhas, alerta, alertas, causa, queda, lento, lentidão, indisponível, reinício, reiniciado, "
    "corrigido, correção, revertido, restaurado, restabelecido, implantação, deploy",
    no_events="horário, horários, pauta, agenda, calendário, programação",
)
