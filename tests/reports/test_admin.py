"""The province's rule on typical homes, kept in the admin."""

import pytest

from reports.models import TypicalRule

pytestmark = pytest.mark.django_db
LIST = "/admin/reports/typicalrule/"


def test_the_province_writes_the_rule_once(client, province):
    client.force_login(province)
    client.post(f"{LIST}add/", {"kinds": ["pilot", "star"], "least_stars": "5"})
    rule = TypicalRule.objects.get()
    assert (rule.kinds, rule.least_stars) == (["pilot", "star"], 5)
    assert "省级试点, 星级" in client.get(LIST).content.decode()
    assert client.get(f"{LIST}add/").status_code == 403


def test_a_rule_that_makes_no_sense_comes_back(client, province):
    client.force_login(province)
    for wrong in ({"kinds": [], "least_stars": "4"}, {"kinds": ["star"], "least_stars": "6"}):
        assert client.post(f"{LIST}add/", wrong).status_code == 200
    assert not TypicalRule.objects.exists()


def test_others_read_it(client, city):
    TypicalRule.objects.create()
    client.force_login(city)
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}add/").status_code == 403
