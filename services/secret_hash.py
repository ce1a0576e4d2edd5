"""What the database keeps of a secret: its hash, with which whoever reads the database can open nothing.

Secrets here are long and drawn at random, so that one round of SHA-256 is enough: nobody can try them all.
"""

from __future__ import annotations

import hashlib


def hash_secret(secret: str) -> bytes:
    """Return what is kept of a secret. Any text has a hash, even a lone surrogate in a made-up address."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
