"""What weighs how much, the same on every engine; tuned on the judged queries."""

OWN_LANGUAGE = 2.0
"""A page in the reader's language, beside the same in another."""
TITLE = 1.0
SYNONYM = 0.6
"""A word that means the same, beside the word that was asked."""
EXACT = 1.0
"""The asked word as it is spelt, in any language."""
TIE_BREAKER = 0.1


def least_slots(slots: int) -> int:
    """How many of the words asked a page must have: half of them, one at least."""
    return max(1, slots // 2)
