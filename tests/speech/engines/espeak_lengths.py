"""How many samples espeak-ng makes of each text: `espeak_lengths.py VOICE RATE`, texts as JSON in, numbers as JSON out.

Straight through ctypes in the library's synchronous mode: no threads, no pyttsx3.
"""

from __future__ import annotations

import ctypes
import json
import sys

import espeakng_loader

SYNCHRONOUS, UTF8, ENDPAUSE, RATE = 2, 1, 0x1000, 1
library = ctypes.CDLL(espeakng_loader.get_library_path())
Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
heard_so_far = []


def heard(_samples: object, number: int, _events: object) -> int:
    heard_so_far.append(number)
    return 0


callback = Callback(heard)
assert library.espeak_Initialize(SYNCHRONOUS, 1000, espeakng_loader.get_data_path().encode(), 0) == 22050
library.espeak_SetSynthCallback(callback)
assert library.espeak_SetVoiceByName(sys.argv[1].encode()) == 0
assert library.espeak_SetParameter(RATE, int(sys.argv[2]), 0) == 0
lengths = []
for text in json.load(sys.stdin):
    heard_so_far.clear()
    data = text.encode()
    library.espeak_Synth(data, len(data) + 1, 0, 1, 0, UTF8 | ENDPAUSE, None, None)
    lengths.append(sum(heard_so_far))
print(json.dumps(lengths))
