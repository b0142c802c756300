from search.engines.analysis import expand
from search.engines.highlight import mark, mark_snippets


def show(pieces):
    return "".join(f"[{p.text}]" if p.is_marked else p.text for p in pieces)


def test_mark_keeps_the_spelling_of_the_text():
    title = mark("La Deuxième Chance", expand("deuxieme chance"), lang="fr")

    assert show(title) == "La [Deuxième Chance]"


def test_mark_finds_synonyms_as_whole_phrases():
    text = "L’intelligence artificielle, une intelligence ?"

    assert show(mark(text, expand("IA"), lang="fr")) == (
        "L’[intelligence artificielle], une intelligence ?"
    )


def test_mark_finds_arabic_with_article_and_harakat():
    title = mark("مدخل إلى الذَّكاء الاصطناعي", expand("ذكاء اصطناعي"), lang="ar")

    assert show(title) == "مدخل إلى [الذَّكاء الاصطناعي]"


def test_mark_leaves_stop_words_alone():
    assert show(mark("Le pain de la ville", expand("la ville"), lang="fr")) == (
        "Le pain de la [ville]"
    )


def test_snippets_open_around_the_words_asked_for():
    text = "mot " * 200 + "couture " + "mot " * 200

    (snippet,) = mark_snippets(text, expand("couture"), lang="fr")

    assert show(snippet).startswith("… mot")
    assert "[couture]" in show(snippet)
    assert show(snippet).endswith("…")
    assert len(show(snippet)) < 180


def test_snippets_begin_at_the_beginning_if_nothing_is_there():
    (snippet,) = mark_snippets("Un texte court.", expand("couture"), lang="fr")

    assert show(snippet) == "Un texte court."


def test_snippets_are_two_at_most():
    text = ("couture " + "mot " * 100) * 5

    assert len(mark_snippets(text, expand("couture"), lang="fr")) == 2


def test_empty_text_has_no_snippet():
    assert mark_snippets("", expand("couture"), lang="fr") == ()
