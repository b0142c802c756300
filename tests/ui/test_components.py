import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from ui.components.tables import Line


def draw(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        '{% icon nmae="home" %}',
        "{% icon %}",
        '{% icon "home" %}',
        '{% button kidn="quiet" %}Go{% endbutton %}',
    ],
    ids=["misspelt", "missing", "positional", "misspelt on a block"],
)
def test_component_refuses_wrong_props_when_compiled(source):
    with pytest.raises(TemplateSyntaxError):
        Template("{% load ui %}" + source)


@pytest.mark.parametrize(
    "source",
    ['{% button kind="loud" %}Go{% endbutton %}', '{% icon name="unicorn" %}'],
    ids=["value not listed", "icon not in the sprite"],
)
def test_component_refuses_wrong_values_when_rendered(source):
    with pytest.raises(TemplateSyntaxError):
        draw(source)


def test_button_escapes_what_it_is_given():
    assert draw(
        "{% button name=evil value=evil submit=False %}{{ evil }}{% endbutton %}",
        evil='"<b>',
    ) == (
        '<button class="btn" name="&quot;&lt;b&gt;" type="button" value="&quot;&lt;b&gt;">'
        "&quot;&lt;b&gt;</button>"
    )


def test_icon_turns_over_only_when_asked():
    assert 'class="icon"' in draw('{% icon name="check" %}')
    assert 'class="icon icon--turn"' in draw('{% icon name="arrow" turn=True %}')


@pytest.mark.parametrize(
    ("done", "total", "now", "steps"),
    [
        (0, 3, True, ["now", "", ""]),
        (2, 3, True, ["done", "done", "now"]),
        (3, 3, True, ["done", "done", "done"]),
        (5, 3, True, ["done", "done", "done"]),
        (1, 3, False, ["done", "", ""]),
        (0, 0, True, []),
    ],
)
def test_trail_draws_each_step(done, total, now, steps):
    drawn = draw(
        "{% trail done=done total=total now=now %}", done=done, total=total, now=now
    )

    expected = "".join(
        f'<i class="{step}"></i>' if step else "<i></i>" for step in steps
    )
    assert drawn == f'<span class="trail" aria-hidden="true">{expected}</span>'


def test_trail_with_a_label_is_read_aloud():
    drawn = draw('{% trail done=1 total=2 label="Step 2 of 2" %}')

    assert drawn.startswith('<span class="trail" aria-label="Step 2 of 2" role="img">')


def test_dots_draw_one_star_each():
    drawn = draw('{% dots on=49 total=67 label="49 of 67" %}')

    assert (drawn.count("M"), drawn.count("<path")) == (67, 2)
    assert 'viewBox="0 0 192 60"' in drawn


def test_dots_draw_nothing_for_nobody():
    assert "<path" not in draw('{% dots total=0 label="nobody" %}')


def test_bell_says_how_many_are_unread():
    with translation.override("en"):
        none, one, many = (
            draw('{% bell url="/n/" count=n %}', n=n) for n in (0, 1, 120)
        )

    assert ("Notifications" in none, "bell__n" in none) == (True, False)
    assert "1 unread notification<" in one
    assert ("99+" in many, "120 unread notifications" in many) == (True, True)


def test_demo_band_shows_only_on_demonstration_data(settings):
    settings.DEMO = False
    assert draw("{% demo_band %}") == ""

    settings.DEMO = True
    assert 'class="demo"' in draw("{% demo_band %}")


class Application(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the paper")
    phone = forms.CharField(
        label="Phone", widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    way = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    mine = forms.BooleanField(label="Mine", required=False)
    key = forms.CharField(widget=forms.HiddenInput)


def test_field_ties_hint_and_error_to_its_widget():
    form = Application({"phone": "06"})
    drawn = draw("{% field field=form.name %}", form=form)

    assert 'aria-describedby="id_name-hint id_name-error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert ('id="id_name-hint"' in drawn, 'id="id_name-error"' in drawn) == (True, True)
    assert drawn.startswith('<div class="field field--bad">')


def test_field_without_faults_says_nothing_of_them():
    drawn = draw("{% field field=form.phone optional=True %}", form=Application())

    assert ("error" in drawn, "aria-invalid" in drawn) == (False, False)
    assert 'inputmode="tel"' in drawn


def test_field_of_choices_is_a_fieldset_with_a_legend():
    drawn = draw("{% field field=form.way %}", form=Application())

    assert (drawn.count("<legend"), drawn.count('class="choice"')) == (1, 2)


def test_field_that_is_hidden_stays_hidden():
    drawn = draw("{% field field=form.key %}", form=Application())

    assert drawn == '<input type="hidden" name="key" id="id_key">'


def test_error_summary_links_to_each_field():
    form = Application({"phone": "06", "key": "k"})
    drawn = draw("{% error_summary form=form %}", form=form)

    assert 'href="#id_name"' in drawn
    assert 'href="#id_way"' in drawn
    assert draw("{% field field=form.way %}", form=form).count('id="id_way"') == 1


def test_error_summary_of_a_good_form_is_nothing():
    form = Application({"name": "S", "phone": "06", "way": "a", "key": "k"})

    assert draw("{% error_summary form=form %}", form=form) == ""


def test_error_summary_tells_faults_of_the_whole_form():
    form = Application({"name": "S", "phone": "06", "way": "a", "key": "k"})
    form.add_error(None, "The two names differ")

    assert "<p>The two names differ</p>" in draw(
        "{% error_summary form=form %}", form=form
    )


def test_pager_keeps_what_else_is_in_the_address(rf):
    page = Paginator(range(30), 10).page(2)
    drawn = draw("{% pager page=page %}", page=page, request=rf.get("/?q=ia&page=2"))

    assert 'href="?q=ia&amp;page=1"' in drawn
    assert 'aria-current="page" href="?q=ia&amp;page=2"' in drawn
    assert drawn.count('href="?q=ia&amp;page=3"') == 2


def test_pager_of_one_page_is_nothing(rf):
    page = Paginator(range(3), 10).page(1)

    assert draw("{% pager page=page %}", page=page, request=rf.get("/")) == ""


def test_line_chart_comes_with_its_numbers():
    lines = [Line("A", (96, 95)), Line("B", (95, 85), matters=True)]
    drawn = draw(
        '{% line_chart lines=lines labels=labels low=80 high=100 title="Attendance" %}',
        lines=lines,
        labels=["1", "2"],
    )

    assert 'aria-label="Attendance"' in drawn
    assert '<th scope="row">B</th><td>95</td><td>85</td>' in drawn
    assert drawn.index("line--warn") > drawn.index('class="line"')


def test_table_writes_its_roles_out():
    drawn = draw(
        '{% table label="T" %}{% table_head %}{% column %}A{% endcolumn %}{% endtable_head %}'
        "{% table_body %}{% table_row %}{% row_head %}x{% endrow_head %}"
        '{% cell label="A:" %}1{% endcell %}{% endtable_row %}{% endtable_body %}{% endtable %}'
    )

    roles = ["table", "rowgroup", "row", "columnheader", "rowheader", "cell"]
    assert [role for role in roles if f'role="{role}"' not in drawn] == []


def test_current_place_is_told_apart():
    drawn = draw(
        '{% nav_link url="/a/" current=True %}A{% endnav_link %}{% nav_link url="/b/" %}B{% endnav_link %}'
    )

    assert drawn == (
        '<li><a aria-current="page" href="/a/">A</a></li><li><a href="/b/">B</a></li>'
    )


def test_tab_bar_ends_with_help():
    drawn = draw(
        '{% tabbar label="Ways" %}{% tab_link url="/a/" icon="home" current=True %}A{% endtab_link %}'
        '{% tab_link url="/h/" icon="help" is_help=True %}Help{% endtab_link %}{% endtabbar %}'
    )

    assert drawn.startswith('<nav class="tabbar" aria-label="Ways"><ul>')
    assert 'class="tabbar__help" href="/h/"' in drawn


def test_search_link_is_nothing_without_a_search(settings):
    settings.ROOT_URLCONF = "tests.ui.urls"

    assert draw("{% search_link %}") == ""


def test_profile_link_names_who_is_signed_in():
    drawn = draw('{% profile_link url="/p/" initials="SB" name="Salma B." %}')

    assert "<bdi>Salma B.</bdi>" in drawn


def test_component_without_words_shows_none():
    assert draw('{% choices legend="L" %}{% endchoices %}').count("hint") == 0
    assert (
        draw('{% text_field id="a" name="a" label="A" rows=3 %}').count("<textarea")
        == 1
    )


def test_languages_lead_home_where_no_page_is_known():
    with translation.override("fr"):
        drawn = draw("{% language_switch %}")

    assert drawn == (
        '<a class="lang" href="/ar/" hreflang="ar" lang="ar">العربية</a>'
        '<a class="lang only-wide" href="/en/" hreflang="en" lang="en">English</a>'
    )
