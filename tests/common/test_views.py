"""What every page has: language, elder mode, errors that help."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

ELDER, LANGUAGE = reverse("elder_mode"), reverse("set_language")
pytestmark = pytest.mark.django_db


def test_elder_mode_is_kept_and_leads_back(client):
    answer = client.post(ELDER, {"elder": "1", "next": "/privacy/?a=1"})
    assert (answer.status_code, answer.url) == (302, "/privacy/?a=1")
    assert client.cookies["elder"]["max-age"] == 365 * 24 * 3600
    assert 'data-theme="light" class="elder"' in client.get("/privacy/").content.decode()
    client.post(ELDER, {"elder": "0"})
    assert 'class="elder"' not in client.get("/privacy/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://example.com/", "//example.com", "javascript:alert(1)", ""]
)
def test_a_switch_never_leads_off_the_site(client, target):
    assert client.post(ELDER, {"elder": "1", "next": target}).url == "/"


def test_a_link_does_not_switch(client):
    assert client.get(ELDER).status_code == 405


def test_the_language_is_chosen_in_the_header_and_kept(client):
    page = client.get("/privacy/").content.decode()
    assert '<html lang="zh-Hans"' in page
    assert 'name="language" value="en" lang="en">English</button>' in page
    assert client.post(LANGUAGE, {"language": "en", "next": "/privacy/"}).url == "/privacy/"
    page = client.get("/privacy/").content.decode()
    assert '<html lang="en"' in page
    assert "How we handle your data" in page
    assert 'value="zh-hans" lang="zh-Hans">中文</button>' in page


def test_filing_numbers_come_from_the_settings(client, settings):
    assert "beian" not in client.get("/privacy/").content.decode()
    settings.PORTAL_ICP, settings.PORTAL_POLICE_FILING = "闽ICP备00000000号", "闽公网安备00000000号"
    page = client.get("/privacy/").content.decode()
    assert "闽ICP备00000000号" in page
    assert "闽公网安备00000000号" in page


def test_the_banner_is_there_in_demo_mode_only(client, settings):
    assert "demo-banner" not in client.get("/privacy/").content.decode()
    settings.PORTAL_DEMO = True
    assert "演示环境" in client.get("/privacy/").content.decode()


def test_an_unknown_address_leads_on(client):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()


def test_what_one_may_not_see_says_whom_to_ask(rf: RequestFactory, client):
    request = rf.get("/")
    request.user, request._messages = client.get("/privacy/").wsgi_request.user, []
    answer = defaults.permission_denied(request, PermissionDenied())
    assert answer.status_code == 403
    assert "请联系主管工会为您授权" in answer.content.decode()


def test_a_form_without_its_token_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post(ELDER, {"elder": "1"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_the_page_for_our_own_errors_needs_nothing(rf):
    answer = defaults.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "系统出错了" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/privacy/", "/map/", "/bookings/", "/account/login/"])
def test_no_script_or_style_stands_in_a_page(client, address):
    page = client.get(address).content.decode()
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page)
    assert inline == []
    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=\"", page) == []


@pytest.mark.parametrize("address", ["/", "/privacy/", "/map/", "/bookings/", "/account/login/"])
def test_nothing_is_loaded_from_another_host(client, address):
    page = client.get(address).content.decode()
    loaded = re.findall(r"<(?:script|link|img)\b[^>]*?(?:src|href)=\"([^\"]+)\"", page)
    assert loaded != []
    assert [url for url in loaded if not url.startswith("/static/")] == []
