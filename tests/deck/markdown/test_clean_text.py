"""Text that leaves for other programs steers none of them."""

from __future__ import annotations

import sys

from deck.markdown.clean_text import FORBIDDEN, UNSAFE, clean_text

ALL = [chr(code) for code in range(0x30000)]


def test_what_acts_instead_of_being_seen_is_left_out() -> None:
    gone = {ord(character) for character in ALL if not clean_text(character)}
    controls = {*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A}
    directions = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    assert gone == controls | directions | {*range(0xD800, 0xE000), 0xFFFE, 0xFFFF}
    assert clean_text("a\tb\nc \x1b[31mré\u202ed 日本 😀") == "a\tb\nc [31méd 日本 😀".replace("é", "ré", 1)


def test_what_no_text_of_a_deck_has() -> None:
    gone = {ord(character) for character in ALL if FORBIDDEN.match(character)}
    controls = {*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A}
    assert gone == controls | {*range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF, 0xFEFF, 0x2028, 0x2029}
    assert not UNSAFE.search(chr(sys.maxunicode))
