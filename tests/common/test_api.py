"""Every error of the API is a code and a sentence."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rest_framework import exceptions

from common.api import exception_handler, sentence
from common.errors import Refusal


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Refusal("taken", "gone", status=409), 409, "taken"),
        (Refusal("quota", "enough"), 422, "quota"),
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (ValidationError("wrong"), 400, "invalid"),
        (exceptions.ValidationError({"places": ["too many"]}), 400, "invalid"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.Throttled(wait=7), 429, "throttled"),
        (exceptions.ParseError(), 400, "parse_error"),
    ],
)
def test_errors(error, status, code):
    answer = exception_handler(error, {})
    assert (answer.status_code, answer.data["code"]) == (status, code)
    assert answer.data["detail"]


def test_what_travels_along():
    refusal = Refusal("taken", "gone", status=409, alternatives=[1, 2])
    assert exception_handler(refusal, {}).data == {
        "code": "taken",
        "detail": "gone",
        "alternatives": [1, 2],
    }
    assert exception_handler(exceptions.Throttled(wait=7), {})["Retry-After"] == "7"


def test_a_fault_of_ours_is_not_hidden():
    assert exception_handler(KeyError("x"), {}) is None


def test_sentence_names_the_field():
    detail = {"places": ["too many"], "non_field_errors": ["and late"], "detail": "so there"}
    assert sentence(detail) == "places: too many and late so there"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/bookings/", 401, "not_authenticated"),
        ("/api/v1/homes/none/", 404, "not_found"),
        ("/api/v1/homes/?page=9999", 404, "not_found"),
        ("/api/v1/homes/?near=x", 400, "invalid"),
    ],
)
def test_on_the_wire(visitor, path, status, code):
    answer = visitor.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.django_db
def test_language_of_a_sentence_follows_the_reader(visitor):
    said = {
        language: visitor.get("/api/v1/homes/none/", headers={"Accept-Language": language}).json()[
            "detail"
        ]
        for language in ("zh-hans", "en")
    }
    assert said == {
        "zh-hans": "这个地址没有内容。",
        "en": "There is nothing at this address.",
    }
