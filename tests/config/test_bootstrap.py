"""`bootstrap` without the demo data; those are in test_demo."""

import pytest
from django.core.management import CommandError, call_command

from homes.models import Facility, Home
from unions.models import Person, Union


@pytest.mark.django_db
def test_reference_data_and_nothing_else_however_often(capsys):
    for _turn in range(2):
        call_command("bootstrap", verbosity=0)
    assert capsys.readouterr().out == "ready\nready\n"
    assert Union.objects.count() == 1 + 9 + 83
    assert Facility.objects.count() == 19
    assert (Home.objects.count(), Person.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_no_accounts_with_known_passwords_in_production(settings):
    settings.IN_PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("bootstrap", demo=True, verbosity=0)
    assert Person.objects.count() == 0
