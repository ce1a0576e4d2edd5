"""Compress what Streamlit needs for the first card as far as it goes: `python -m scripts.compress_scripts`.

Done once, when the app is installed, for it takes three seconds of a processor: 45 kB less on the way to the first card,
which is a quarter of a second on a line of 1.6 Mbit/s. The server does without where it was not done.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from server.middleware.assets import BEST_FOLDER, keep_best
from server.streamlit_runtime.index_page import find_first_files


def main() -> int:
    """Return the exit status: 0 also when the environment cannot be written to, for then the server compresses by itself."""
    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # brotli lets go of the interpreter
            list(pool.map(keep_best, find_first_files()))
    except OSError as error:
        print(f"The scripts are not compressed ahead: {error}. Pages load as before, a little slower.", file=sys.stderr)
        return 0
    print(f"Compressed scripts lie in {BEST_FOLDER}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
