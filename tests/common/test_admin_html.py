"""Lighter pages: white space that says nothing, classes that repeat, rows of inputs."""

import pytest
from django import forms
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextInputWidget

from common.admin_html import slim, squeezed
from common.templatetags.plain_rows import without_admin_links
from tests.factories.homes import AgreementFactory, SpaceFactory
from tests.factories.services import MenuEntryFactory, ServiceItemFactory


@pytest.mark.parametrize(
    ("page", "light"),
    [
        ("<p>\n\n   a</p>", "<p>\na</p>"),
        ("<p>a   b</p>", "<p>a b</p>"),
        ("<textarea>a   b\n\n c</textarea>  <b>", "<textarea>a   b\n\n c</textarea> <b>"),
        ("<pre>a   b</pre>", "<pre>a   b</pre>"),
        ("<script>a = 1;   // b\n\n c</script>", "<script>a = 1;   // b\n\n c</script>"),
        ('<a x-on="a()\n    b()">', '<a x-on="a()\nb()">'),
        (
            "<textarea></textarea>  <textarea>  </textarea>",
            "<textarea></textarea> <textarea>  </textarea>",
        ),
    ],
)
def test_white_space_that_says_nothing_goes(page, light):
    assert squeezed(page) == light


def test_a_field_keeps_the_classes_that_are_its_own():
    field = slim(forms.CharField(widget=UnfoldAdminTextInputWidget()))
    assert field.widget.attrs["class"] == "plain-input max-w-2xl"
    plain = slim(forms.CharField(widget=forms.TextInput(attrs={"class": "own"})))
    assert plain.widget.attrs["class"] == "own"


@pytest.mark.django_db
def test_the_form_of_a_home_with_much_in_it_is_light(client, county, home):
    for n in range(20):
        MenuEntryFactory(home=home, item=ServiceItemFactory(code=f"item{n}"), price_fen=500 * n)
        SpaceFactory(home=home)
        AgreementFactory(home=home)
    client.force_login(county)
    page = client.get(reverse("admin:homes_home_change", args=[home.pk])).content
    assert len(page) < 150_000
    shown = page.decode()
    assert "item19" in shown
    assert f"{reverse('admin:services_menuentry_add')}?home={home.pk}" in shown


@pytest.mark.django_db
def test_who_may_not_add_is_not_offered_to(client, viewer, home):
    client.force_login(viewer)
    page = client.get(reverse("admin:homes_home_change", args=[home.pk])).content.decode()
    assert reverse("admin:services_menuentry_add") not in page.split('id="menu-group"')[1]


def test_a_cell_leads_to_files_and_to_no_other_row():
    cell = '<a href="/admin/homes/facility/gym/change/">健身房</a>'
    assert without_admin_links(cell) == "健身房"
    file = '<a href="/media/a.pdf">a.pdf</a>'
    assert without_admin_links(file) == file


@pytest.mark.django_db
def test_rows_written_elsewhere_open_by_their_button(client, county, home):
    space = SpaceFactory(home=home)
    client.force_login(county)
    page = client.get(reverse("admin:homes_home_change", args=[home.pk])).content.decode()
    assert reverse("admin:homes_space_change", args=[space.pk]) in page
    assert reverse("admin:homes_facility_change", args=[space.facility_id]) not in page
