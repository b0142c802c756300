from django.utils import translation

from config.management.commands.prepare import prepare_messages

TEXTS = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Nobody has said this before"
msgstr "Personne n’a encore dit ceci"
"""


def test_texts_compiled_at_the_first_start_are_spoken_by_it(settings, tmp_path):
    folder = tmp_path / "locale" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    settings.ROOT, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    with translation.override("fr"):
        assert translation.gettext("Nobody has said this before").startswith("Nobody")
    (folder / "django.po").write_text(TEXTS)

    prepare_messages()

    with translation.override("fr"):
        said = translation.gettext("Nobody has said this before")
    assert said == "Personne n’a encore dit ceci"
