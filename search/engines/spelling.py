"""Words near a word, for a question that found nothing, and prefixes for one not finished."""

from collections.abc import Callable, Mapping

from search.engines.analysis import MAX_WORDS, WORD, normalise, stem_word

_SHORTEST = 3


def pick_closest(
    text: str, find_similar: Callable[[str], Mapping[str, int]]
) -> str | None:
    """The text with each unknown word replaced by the nearest known one, if that changes it.

    ``find_similar`` gives known words that begin like a word, and how many
    documents have them.
    """
    words = WORD.findall(normalise(text))[:MAX_WORDS]
    nearest = [_pick_word(stem_word("any", word), find_similar) for word in words]
    changed = [new or old for new, old in zip(nearest, words, strict=True)]
    return " ".join(changed) if changed != words and any(nearest) else None


def get_prefixes(word: str) -> tuple[str, ...]:
    """The word, and the word behind the Arabic article, which few people type."""
    return (word, f"ال{word}") if "\u0621" <= word[0] <= "\u064a" else (word,)


def _pick_word(
    word: str, find_similar: Callable[[str], Mapping[str, int]]
) -> str | None:
    if len(word) < _SHORTEST:
        return None
    most = 1 if len(word) < 6 else 2
    known = find_similar(word)
    if word in known:
        return None
    near = [
        (edits, -count, candidate)
        for candidate, count in known.items()
        if abs(len(candidate) - len(word)) <= most
        and (edits := count_edits(word, candidate)) <= most
    ]
    return min(near)[2] if near else None


def count_edits(a: str, b: str) -> int:
    """Letters added, left out, replaced or swapped with their neighbour between two words."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
