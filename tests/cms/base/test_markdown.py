import pytest

from cms.base.markdown import to_html, to_line


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("`index` هنا", '<code dir="ltr">index</code> هنا'),
        ("1 < 2", "1 &lt; 2"),
        ("**fort**", "<strong>fort</strong>"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("[a](javascript:x)", "[a](javascript:x)"),
        (
            "[a](https://example.org)",
            '<a href="https://example.org" rel="noopener noreferrer">a</a>',
        ),
    ],
)
def test_a_line_is_safe_html(text, html):
    assert to_line(text) == html


def test_a_sample_of_code_reads_left_to_right():
    assert to_html("    x = 1") == '<pre dir="ltr"><code dir="ltr">x = 1\n</code></pre>'


def test_a_picture_in_running_text_is_left_out():
    assert to_html("![x](https://example.org/x.png)") == "<p></p>"
