"""The secret of an installation that was given none."""

import secrets
import sys
from contextlib import suppress
from pathlib import Path

from config.disk import describe_full, is_full


def get_secret_key(folder: Path) -> str:
    """The key of this folder's data; made the first time, readable by its owner only.

    It is the first thing that is written, so here a full disk is told, once.
    """
    try:
        return _read_or_make(folder)
    except OSError as error:
        if is_full(error):
            sys.exit(describe_full(folder))
        raise


def _read_or_make(folder: Path) -> str:
    path = folder / "secret_key"
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        # Whole or not at all, whichever process is first.
        draft = folder / f"secret_key.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        try:
            draft.write_text(secrets.token_urlsafe(48))
            path.hardlink_to(draft)
        finally:
            draft.unlink()
    return path.read_text()
