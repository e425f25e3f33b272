"""Who sits at a browser: known by a secret of that browser, of which the store has only a digest.

Whoever reads the store, a link, a page or a log cannot act for a visitor: the secret is in none of them.
"""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A new visitor's secret: 256 bits that nobody can guess."""
    return secrets.token_urlsafe(32)


def visitor_id(token: str) -> str:
    """How the store knows the visitor with this secret: its SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()
