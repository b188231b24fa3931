"""The inbox, the choices and the address: one's own, read by a POST, in the header's count."""

import re

import pytest
from django.urls import reverse

from messaging.enums import Channel, Group, Level
from messaging.models import Choice, Notice, preferences_of
from tests.factories.messaging import NoticeFactory, PreferencesFactory

pytestmark = pytest.mark.django_db
INBOX, CHOICES = "/me/messages/", "/me/messages/choices/"


@pytest.fixture
def signed_in(client, worker):
    client.force_login(worker)
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_newest_first_and_unread_said_in_words(signed_in, worker):
    old = NoticeFactory(person=worker, values={"note": "较早的"})
    signed_in.post(reverse("messaging:open", args=[old.pk]))
    NoticeFactory(person=worker)
    page = text(signed_in.get(INBOX))
    assert page.index("停电检修") < page.index("较早的")
    assert page.count('<span class="badge wait">未读</span>') == 1


def test_of_others_nothing(signed_in, member):
    notice = NoticeFactory(person=member)
    assert "还没有消息" in text(signed_in.get(INBOX))
    assert signed_in.post(reverse("messaging:open", args=[notice.pk])).status_code == 404
    signed_in.post(reverse("messaging:read_all"))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_opening_marks_as_read_and_leads_on(signed_in, worker):
    notice = NoticeFactory(person=worker, url="/bookings/")
    answer = signed_in.post(reverse("messaging:open", args=[notice.pk]))
    assert (answer.status_code, answer.url) == (302, "/bookings/")
    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.parametrize("url", ["", "https://evil.example/", "//evil.example/"])
def test_opening_never_leads_off_the_site(url, signed_in, worker):
    notice = NoticeFactory(person=worker, url=url)
    assert signed_in.post(reverse("messaging:open", args=[notice.pk])).url == INBOX


@pytest.mark.parametrize("name", ["read_all", "email", "email_confirm", "email_remove"])
def test_get_changes_nothing(name, signed_in):
    assert signed_in.get(reverse(f"messaging:{name}")).status_code == 405


def test_all_at_once_and_only_the_unread(signed_in, worker):
    NoticeFactory.create_batch(2, person=worker)
    assert "未读 2" in text(signed_in.get(INBOX))
    page = text(signed_in.post(reverse("messaging:read_all"), follow=True))
    assert "已将 2 条消息标为已读。" in page
    assert "全部标为已读" not in page
    assert "没有未读消息" in text(signed_in.get(INBOX, {"unread": "1"}))


def test_the_header_counts(client, worker):
    assert 'class="count"' not in text(client.get("/"))
    client.force_login(worker)
    assert 'class="count"' not in text(client.get("/privacy/"))
    NoticeFactory.create_batch(3, person=worker)
    assert '<strong class="count">3<span class="visually-hidden"> 条未读' in text(
        client.get("/privacy/")
    )


def test_of_very_many_it_says_many(client, worker):
    client.force_login(worker)
    NoticeFactory.create_batch(100, person=worker)
    assert '<strong class="count">99+<' in text(client.get("/privacy/"))


def test_no_count_is_asked_for_a_visitor(client, django_assert_num_queries):
    client.get("/privacy/")
    with django_assert_num_queries(0):
        client.get("/privacy/")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_inbox_takes_the_same_queries(count, signed_in, worker, django_assert_num_queries):
    NoticeFactory.create_batch(count, person=worker)
    signed_in.get(INBOX)
    with django_assert_num_queries(4):  # the person, the count, the page, the unread
        signed_in.get(INBOX)


def test_many_are_paged(signed_in, worker):
    NoticeFactory.create_batch(21, person=worker)
    assert "第 2 页" in text(signed_in.get(INBOX, {"page": "2"}))


def chosen(**changes) -> dict:
    """The form of the page as a worker without an address sends it."""
    groups = ("bookings", "reminders", "waitlist", "activities", "other")
    return {"language": "zh-hans"} | {f"{group}_sms": "none" for group in groups} | changes


def test_choices_are_kept(signed_in, worker):
    answer = signed_in.post(CHOICES, chosen(reminders_sms="all", language="en"))
    assert answer.status_code == 302
    kept = Choice.objects.get(person=worker, group=Group.REMINDERS, channel=Channel.SMS)
    assert kept.level == Level.ALL
    assert preferences_of(worker).language == "en"


def test_of_reminders_all_or_nothing(signed_in):
    """None of them is important, so a third choice would mean nothing."""
    page = text(signed_in.get(CHOICES))
    field = page[page.index('id="id_reminders_sms"') :].partition("</select>")[0]
    assert re.findall(r'value="(\w+)"', field) == ["none", "all"]
    assert '<option value="none" selected>' in field


def test_nonsense_is_refused_and_nothing_kept(signed_in):
    page = text(signed_in.post(CHOICES, chosen(bookings_sms="sometimes")))
    assert "请检查" in page
    assert not Choice.objects.exists()


def test_only_cadres_choose_about_requests_and_tickets(client, worker, home_cadre):
    for person, shown in ((worker, False), (home_cadre, True)):
        client.force_login(person)
        assert ("requests_sms" in text(client.get(CHOICES))) is shown


def test_without_an_address_nothing_is_asked_about_letters(signed_in, worker):
    assert "bookings_email" not in text(signed_in.get(CHOICES))
    PreferencesFactory(person=worker, email="zhang@example.com")
    page = text(signed_in.get(CHOICES))
    assert "bookings_email" in page
    assert "zhang@example.com" in page


def test_the_language_last_chosen_is_kept_for_messages(signed_in, worker):
    signed_in.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert preferences_of(worker).language == "en"
    signed_in.post(reverse("set_language"), {"language": "tlh", "next": "/"})
    assert preferences_of(worker).language == "en"


def test_a_visitor_chooses_for_the_visit_only(client):
    assert client.post(reverse("set_language"), {"language": "en", "next": "/"}).status_code == 302
    assert Notice.objects.count() == 0
