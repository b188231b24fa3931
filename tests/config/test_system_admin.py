"""What superusers see of the libraries, and nobody else."""

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django_celery_beat.models import IntervalSchedule, PeriodicTask

TASKS = "/admin/django_celery_beat/periodictask/"
ATTEMPTS = "/admin/axes/accessattempt/"
FACTORS = "/admin/mfa/authenticator/"


@pytest.mark.parametrize("address", [TASKS, ATTEMPTS, FACTORS])
def test_superusers_only(client, province, superuser, address):
    client.force_login(province)
    assert client.get(address).status_code == 403
    client.force_login(superuser)
    assert client.get(address).status_code == 200


def test_a_timed_task_can_be_switched_off(client, superuser):
    every = IntervalSchedule.objects.create(every=5, period="minutes")
    task = PeriodicTask.objects.create(name="示例", task="common.tasks.say_alive", interval=every)
    client.force_login(superuser)
    client.post(f"{TASKS}{task.pk}/change/", {"name": "别名"})
    task.refresh_from_db()
    assert (task.name, task.enabled) == ("示例", False)


def test_deleting_an_attempt_lets_them_try_again(client, superuser):
    row = AccessAttempt.objects.create(
        username="13800000003", ip_address="10.0.0.1", failures_since_start=5
    )
    client.force_login(superuser)
    client.post(f"{ATTEMPTS}{row.pk}/delete/", {"post": "yes"})
    assert not AccessAttempt.objects.exists()


def test_a_lost_second_factor_is_taken_off_unread(client, superuser, county):
    factor = Authenticator.objects.create(user=county, type="totp", data={"secret": "hush"})
    client.force_login(superuser)
    assert "hush" not in client.get(f"{FACTORS}{factor.pk}/change/").content.decode()
    client.post(f"{FACTORS}{factor.pk}/delete/", {"post": "yes"})
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("address", ["auth/group", "authtoken/tokenproxy", "account/emailaddress"])
def test_what_is_not_used_is_not_shown(client, superuser, address):
    client.force_login(superuser)
    assert client.get(f"/admin/{address}/").status_code == 404
