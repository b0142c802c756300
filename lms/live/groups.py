"""Names of the groups a socket joins; always made from the person on the server."""

import uuid


def person_group(person_key: uuid.UUID) -> str:
    return f"person.{person_key}"


def board_group(group_id: int) -> str:
    return f"board.{group_id}"
