"""The secret of an installation that was given none."""

import secrets
from contextlib import suppress
from pathlib import Path


def get_secret_key(folder: Path) -> str:
    """The key of this folder's data; made the first time, readable by its owner only."""
    path = folder / "secret_key"
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        # Whole or not at all, whichever process is first.
        draft = folder / f"secret_key.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(draft)
        finally:
            draft.unlink()
    return path.read_text()
