"""An address is kept once its owner has typed the code that was sent to it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from common import clock
from messaging.email_codes import MOST_TRIES, PER_HOUR, VALID_SECONDS
from messaging.models import preferences_of

pytestmark = pytest.mark.django_db
ADDRESS = "zhang@example.com"


@pytest.fixture
def signed_in(client, worker):
    cache.delete(f"email-codes:{worker.pk}")
    client.force_login(worker)
    return client


def post(client, name: str, **data) -> str:
    return client.post(reverse(f"messaging:{name}"), data, follow=True).content.decode()


def code() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


def test_the_code_of_the_letter_confirms(signed_in, worker):
    assert "验证码已发到 zhang@example.com" in post(signed_in, "email", email=ADDRESS)
    assert preferences_of(worker).email == ""
    given = f"{code()[:3]} {code()[3:]}"
    assert "邮箱已验证。" in post(signed_in, "email_confirm", code=given)
    assert preferences_of(worker).email == ADDRESS


def test_a_wrong_code_may_be_corrected_a_few_times(signed_in, worker):
    post(signed_in, "email", email=ADDRESS)
    wrong = "000000" if code() != "000000" else "111111"
    for _try in range(MOST_TRIES - 1):
        assert "验证码不对" in post(signed_in, "email_confirm", code=wrong)
    assert "邮箱已验证。" in post(signed_in, "email_confirm", code=code())


def test_guessing_ends(signed_in, worker):
    post(signed_in, "email", email=ADDRESS)
    wrong = "000000" if code() != "000000" else "111111"
    for _try in range(MOST_TRIES):
        post(signed_in, "email_confirm", code=wrong)
    assert "验证码已过期" in post(signed_in, "email_confirm", code=code())
    assert preferences_of(worker).email == ""


def test_a_code_lives_ten_minutes(signed_in, worker):
    post(signed_in, "email", email=ADDRESS)
    with clock.stopped_at(clock.now() + timedelta(seconds=VALID_SECONDS)):
        assert "验证码已过期" in post(signed_in, "email_confirm", code=code())


def test_nobody_writes_to_strangers_by_the_dozen(signed_in):
    for _letter in range(PER_HOUR + 1):
        page = post(signed_in, "email", email=ADDRESS)
    assert "操作太频繁" in page
    assert len(mail.outbox) == PER_HOUR


def test_no_address_no_letter(signed_in):
    assert "请检查" in post(signed_in, "email", email="zhang")
    assert mail.outbox == []


def test_a_mail_server_that_is_away_is_said(signed_in, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert "邮件没有发出" in post(signed_in, "email", email=ADDRESS)


def test_it_can_be_deleted(signed_in, worker):
    post(signed_in, "email", email=ADDRESS)
    post(signed_in, "email_confirm", code=code())
    assert "邮箱已删除。" in post(signed_in, "email_remove")
    assert preferences_of(worker).email == ""


def test_another_address_instead(signed_in):
    post(signed_in, "email", email=ADDRESS)
    assert "验证码已发到" not in post(signed_in, "email_remove")
