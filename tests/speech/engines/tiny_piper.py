"""A voice for Piper small enough for a test: it hums, and the more phonemes and the slower, the longer.

A real voice is a network with these inputs and this output; ours is the same from outside.
"""

from __future__ import annotations

import json
from pathlib import Path

SAMPLE_RATE = 16_000
SAMPLES = 900.0  # a phoneme id at a length scale of 1
LETTERS = "abcdefghijklmnopqrstuvwxyzæðŋɐɑɒɔəɚɛɜɡɪɹɾʃʊʌʒʔˈˌːθᵻ .,;:!?-'"


def write(folder: Path, name: str, pitch: float = 0.1, language: str = "en_US") -> Path:
    """Write `<name>.onnx` and `<name>.onnx.json`. `pitch` is in radians a sample. Needs the package `onnx`."""
    from onnx import TensorProto, checker, helper, save

    def number(key: str, kind: int, value: float, shape: tuple[int, ...] = ()) -> object:
        return helper.make_tensor(key, kind, shape, [value])

    nodes = [
        helper.make_node("ReduceSum", ["input_lengths"], ["ids"], keepdims=0),
        helper.make_node("Cast", ["ids"], ["count"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["scales", "one"], ["scale"]),
        helper.make_node("Mul", ["count", "scale"], ["stretched"]),
        helper.make_node("Mul", ["stretched", "samples"], ["length"]),
        helper.make_node("Range", ["zero", "length", "step"], ["at"]),
        helper.make_node("Mul", ["at", "pitch"], ["angle"]),
        helper.make_node("Sin", ["angle"], ["hum"]),
        helper.make_node("Reshape", ["hum", "shape"], ["output"]),
    ]
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, ["batch", "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["batch"]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch", 1, 1, "time"])
    constants = [
        number("one", TensorProto.INT64, 1),
        number("samples", TensorProto.FLOAT, SAMPLES),
        number("zero", TensorProto.FLOAT, 0.0),
        number("step", TensorProto.FLOAT, 1.0),
        number("pitch", TensorProto.FLOAT, pitch),
        helper.make_tensor("shape", TensorProto.INT64, (4,), [1, 1, 1, -1]),
    ]
    graph = helper.make_graph(nodes, "hum", inputs, [output], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    path = folder / f"{name}.onnx"
    save(model, str(path))
    about = {
        "audio": {"sample_rate": SAMPLE_RATE},
        "espeak": {"voice": language.replace("_", "-").lower()},
        "language": {"code": language},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "num_symbols": len(LETTERS) + 3,
        "num_speakers": 1,
        "phoneme_id_map": {"_": [0], "^": [1], "$": [2]} | {letter: [at] for at, letter in enumerate(LETTERS, start=3)},
    }
    path.with_name(f"{name}.onnx.json").write_text(json.dumps(about), encoding="utf-8")
    return path
