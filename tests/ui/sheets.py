"""Where the static files of the look are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "ui" / "static" / "ui"
SHEETS = sorted(STATIC.glob("*.css"))
