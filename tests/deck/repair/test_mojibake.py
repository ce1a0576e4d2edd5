"""Text decoded with the wrong code page is mended; healthy text is never touched."""

from __future__ import annotations

import pytest

from deck.markdown.source import Source
from deck.repair import mojibake


def mended(text: str) -> str:
    source = Source.from_text(text)
    mojibake.repair_mojibake(source)
    return source.text


def damaged(text: str, codec: str, undefined: str, times: int = 1) -> str:
    for _ in range(times):
        parts = []
        for byte in text.encode():
            char = bytes([byte]).decode(codec, "ignore")
            parts.append(char or {"kept": chr(byte), "dropped": "", "replaced": "\ufffd"}[undefined])
        text = "".join(parts)
    return text


SENTENCES = [
    "Don’t “panic” – it’s 4× → ok… ≤ 50 — “yes.”",
    "café déjà vu à l’œuvre, Été, Àlors",
    "🎙️ 1. Simple 🔍 and 🚀",
    "┌─────┐\n│ a   │ ← x\n└──▼──┘",
    "╔══╗\n╚══╝",
    "a ≠ b ≈ c ✓ ✗ €5 © naïve",
]
# a byte that was dropped twice over leaves too little behind to tell these apart
LOST = {"a ≠ b ≈ c ✓ ✗ €5 © naïve"}


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("codec", ["cp1252", "cp1254"])
@pytest.mark.parametrize("undefined", ["kept", "dropped", "replaced"])
@pytest.mark.parametrize("times", [1, 2])
def test_damage_is_undone(sentence: str, codec: str, undefined: str, times: int) -> None:
    if times == 2 and undefined != "kept" and sentence in LOST:
        pytest.skip("not enough is left of it")
    assert mended(damaged(sentence, codec, undefined, times)) == sentence


@pytest.mark.parametrize("undefined", ["kept", "dropped", "replaced"])
def test_letters_of_other_alphabets(undefined: str) -> None:
    for sentence in ("Zażółć gęślą jaźń dziś", "Größe Österreich süß", "привет мир", "Łódź i Kraków są piękne"):
        assert mended(damaged(sentence, "cp1252", undefined)) == sentence
    turkish = "Çok güzel bir gün, İstanbul’da ığüşöç Şişli"
    assert mended(damaged(turkish, "cp1254", undefined)) == turkish


HEALTHY = [
    "“hâlâ” dedi; “hâlâ”… ve ‘hâlâ’ bekliyor — kâğıt, rüzgâr, İĞ… ŞĞ” dağ… “ağ”",
    "Pijamalı hasta yağız şoföre çabucak güvendi. “Öyle mi?” diye sordu…",
    "« déjà… » CAFÉ… “été…” “CAFÉ” à… É— là–bas, où « l’Œuvre » coûte 5 €",
    "Portez ce vieux whisky au juge blond qui fume : “Dès Noël, où un zéphyr haï me vêt…”",
    "AMANHÃ” IRMû MAÇÃ… “São” não… avô” Ênfase",
    "Łódź… “Ć” ŻÓŁĆ— gęś” jeżów ‘źdźbło’",
    "Zażółć gęślą jaźń – „Pchnąć w tę łódź jeża”",
    "😀👍🏽 🇹🇷 café™ naïve® 5 €… ½ ± µ",
    "Ä…” Ö… Ü” Über… “Ärger”",
    "ÀÉ’s “Ñ” ñ”… ã”… “São… Ã”…",
    "plain ASCII",
]


@pytest.mark.parametrize("sentence", HEALTHY)
def test_healthy_text_is_never_touched(sentence: str) -> None:
    source = Source.from_text(sentence)
    mojibake.repair_mojibake(source)
    assert source.text == sentence
    assert source.problems == []


def test_healthy_words_beside_damage_stay() -> None:
    text = damaged("It’s “broken” → here", "cp1252", "dropped") + "\n“hâlâ” dedi\n“été…” CAFÉ”"
    assert mended(text) == "It’s “broken” → here\n“hâlâ” dedi\n“été…” CAFÉ”"


def test_the_lines_are_told() -> None:
    source = Source.from_text("fine\ndonâ€™t\nfine\nâ€œxâ€")
    mojibake.repair_mojibake(source)
    (problem,) = source.problems
    assert (problem.line, problem.code, problem.severity) == (2, "mojibake", "info")
    assert "lines 2, 4" in problem.message
