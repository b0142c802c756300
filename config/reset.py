"""Deletes the data of the embedded system, after asking."""

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    folder = Path(os.environ.get("VAR_DIR", ROOT / "var"))
    if not folder.exists():
        sys.exit("Nothing to delete.")
    question = f"Delete all data in {folder}: people, progress, pages? Type yes: "
    try:
        answer = input(question)
    except EOFError:
        answer = ""
    if answer.strip() != "yes":
        sys.exit("Nothing was deleted.")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
