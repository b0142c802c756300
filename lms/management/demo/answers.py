"""What a demonstration learner answers: rightly, or in a way people really get it wrong."""

import functools
import random
import uuid

from cms.api import Question, get_question
from lms.assessment.values import Answer

UNSURE = {"fr": "je ne sais pas encore", "ar": "لا أعرف بعد"}
REFLECTIONS = {
    "fr": (
        "Je garde l’idée de vérifier avant de croire.",
        "J’ai compris avec l’exemple du marché.",
        "Je veux encore m’entraîner sur ce point.",
        "Je vais le montrer à ma sœur ce soir.",
    ),
    "ar": (
        "سأتحقق قبل أن أصدق.",
        "فهمت الدرس من خلال مثال السوق.",
        "أحتاج إلى تمرين إضافي في هذه النقطة.",
        "سأشرح هذا لأختي هذا المساء.",
    ),
}

# Asked for once an item, whoever answers it.
find_question = functools.cache(get_question)


def give_answer(
    lesson_key: uuid.UUID,
    item_key: uuid.UUID,
    *,
    rightly: bool,
    language: str,
    rng: random.Random,
) -> tuple[Question, Answer]:
    question = find_question(lesson_key, item_key)
    match question.kind:
        case "survey":
            return question, {"choice": rng.choice(question.choices).key}
        case "reflection":
            return question, {"text": rng.choice(REFLECTIONS[language])}
        case _ if rightly:
            return question, _answer_rightly(question)
        case _:
            return question, _answer_wrongly(question, language, rng)


def _answer_rightly(question: Question) -> Answer:
    right = [choice.key for choice in question.choices if choice.right]
    match question.kind:
        case "one":
            return {"choice": right[0]}
        case "many":
            return {"choices": right}
        case "order":
            return {"order": [choice.key for choice in question.choices]}
        case "match":
            return {"pairs": {pair.key: pair.key for pair in question.pairs}}
        case "fill":
            return {"blanks": {blank.key: blank.accept[0] for blank in question.blanks}}
        case "number":
            return {"number": f"{question.answer:g}"}
        case _:
            return {"text": question.accept[0]}


def _answer_wrongly(question: Question, language: str, rng: random.Random) -> Answer:
    wrong = [choice.key for choice in question.choices if not choice.right]
    match question.kind:
        case "one":
            return {"choice": rng.choice(wrong)}
        case "many":
            return {
                "choices": [choice.key for choice in question.choices][:1] + wrong[:1]
            }
        case "order":
            keys = [choice.key for choice in question.choices]
            return {"order": [keys[1], keys[0], *keys[2:]]}
        case "match":
            keys = [pair.key for pair in question.pairs]
            return {"pairs": dict(zip(keys, keys[1:] + keys[:1], strict=True))}
        case "fill":
            return {
                "blanks": {
                    blank.key: blank.choices[-1] if blank.choices else UNSURE[language]
                    for blank in question.blanks
                }
            }
        case "number":
            return {"number": f"{(question.answer or 0) * 2 + 1:g}"}
        case _:
            return {"text": UNSURE[language]}
