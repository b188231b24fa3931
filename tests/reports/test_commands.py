"""The commands as they are typed: one JSON object, or one clear error and exit 1."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from common import clock
from tests.factories.funding import EntryFactory
from tests.factories.homes import DoorCheckFactory, HoursFactory
from tests.reports.world import at, make_home, make_workplace

pytestmark = pytest.mark.usefixtures("standards")


def run(*args):
    """What the command prints; nothing may go to stderr."""
    out, err = StringIO(), StringIO()
    with clock.stopped_at(at("2026-11-23T12:00")):
        call_command(*args, stdout=out, stderr=err)
    assert err.getvalue() == ""
    return out.getvalue()


@pytest.fixture
def town(tree):
    """A home open from 8 to 22 with 30 workers near and 10 far away."""
    home = make_home(tree["350581"])
    HoursFactory(home=home)
    make_workplace(tree["350581"], 30)
    make_workplace(tree["350581"], 10, lat=25.007)
    return home


def test_coverage_json(town):
    answer = json.loads(run("coverage", "--union", "350581", "--json"))
    assert answer == {
        "workers": 40,
        "covered": 30,
        "share": 0.75,
        "radius_m": 553.8461538461538,
        "by_county": [
            {"code": "350581", "name": "石狮市", "workers": 40, "covered": 30, "share": 0.75}
        ],
        "standard": "ten-minutes",
    }


@pytest.mark.parametrize(
    ("options", "covered"),
    [
        (["--standard", "acftu-1km"], 40),
        (["--standard", "十分钟服务圈"], 30),
        (["--at", "2026-11-28T20:00"], 30),
        (["--at", "2026-11-28T22:00"], 0),
        (["--at", "2026-11-28T13:00+00:00"], 30),
        (["--verified"], 0),
    ],
)
def test_coverage_options(town, options, covered):
    answer = json.loads(run("coverage", "--union", "350500", *options, "--json"))
    assert answer["covered"] == covered


def test_coverage_of_homes_proven_open(town):
    DoorCheckFactory(home=town, at=at("2026-11-22T09:00"))
    answer = json.loads(run("coverage", "--union", "350500", "--verified", "--json"))
    assert answer["covered"] == 30


def test_coverage_for_people_names_its_standard(town):
    lines = run("coverage", "--union", "350500").splitlines()
    assert "553.8" in lines[0]
    assert "30" in lines[1]
    assert lines[2] == "石狮市\t30\t40"


def test_plan_sites_json(town):
    answer = json.loads(run("plan_sites", "--union", "350500", "--count", "2", "--json"))
    (site,) = answer.pop("sites")
    assert site["newly_covered"] == 10
    assert abs(site["lat"] - 25.007) < 0.005
    assert answer == {
        "workers": 40,
        "covered_before": 30,
        "covered": 40,
        "upper_bound": 40,
        "gap": 0.0,
        "radius_m": 553.8461538461538,
    }


@pytest.mark.parametrize("headers", [("lat", "lon"), ("纬度", "经度")])
def test_plan_sites_among_candidates_of_a_file(town, tmp_path, headers):
    path = tmp_path / "candidates.xlsx"
    book = Workbook()
    for row in (headers, (25.0, 118.0), (25.0071, 118.0001), (25.5, 118.0)):
        book.active.append(row)
    book.save(path)
    args = ("--union", "350500", "--count", "2", "--candidates", str(path), "--json")
    answer = json.loads(run("plan_sites", *args))
    assert answer["sites"] == [{"lat": 25.0071, "lon": 118.0001, "newly_covered": 10}]


def test_plan_sites_for_people(town):
    lines = run("plan_sites", "--union", "350500", "--count", "1").splitlines()
    assert lines[0].endswith("\t+10")
    assert "40" in lines[1]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("lat,lon\n25.0,118.0\n118.0,25.0\n", "3"),
        ("lat,lon\n25.0,118.0\nfar,118.0\n", "3"),
        ("lat,lon\n25.0,\n", "2"),
        ("lat,lon\n24.0,120.5\n", "2"),
        ("lat,name\n25.0,x\n", "经度"),
        ("lat,lon\n", "candidates.csv"),
    ],
)
def test_plan_sites_names_the_wrong_row_of_a_file(tree, tmp_path, content, named):
    path = tmp_path / "candidates.csv"
    path.write_text(content)
    with pytest.raises(CommandError) as error:
        run("plan_sites", "--union", "350500", "--count", "2", "--candidates", str(path))
    assert error.value.returncode == 1
    assert named in str(error.value)


def test_build_report_writes_the_file_and_nothing_else(tree, tmp_path):
    EntryFactory(home=make_home(tree["350581"]), source="province", amount_fen=400)
    path = tmp_path / "report.json"
    period = ("--from", "2020-01-01", "--to", "2020-12-31")
    args = ("funding", "--union", "350000", *period, "--format", "json", "--out", str(path))
    assert run("build_report", *args) == ""
    payload = json.loads(path.read_text())
    assert (payload["union"], payload["by_source_fen"]["province"]) == ("350000", 400)
    assert payload["generated_at"] == "2026-11-23T12:00:00+08:00"


REPORT = ["build_report", "funding", "--union", "350000", "--from", "2020-01-01"]


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (["coverage", "--union", "nowhere"], "nowhere"),
        (["coverage", "--union", "350000", "--standard", "mile"], "ten-minutes"),
        (["coverage", "--union", "350000", "--at", "tonight"], "tonight"),
        (["plan_sites", "--union", "nowhere", "--count", "2"], "nowhere"),
        (["plan_sites", "--union", "350000", "--count", "0"], "0"),
        (["plan_sites", "--union", "350000", "--count", "two"], "two"),
        (
            ["plan_sites", "--union", "350000", "--count", "1", "--candidates", "none.csv"],
            "none.csv",
        ),
        ([*REPORT, "--to", "2019-12-31", "--format", "json", "--out", "x"], ""),
        ([*REPORT, "--to", "2020-13-31", "--format", "json", "--out", "x"], "2020-13-31"),
        ([*REPORT, "--to", "2020-12-31", "--format", "doc", "--out", "x"], "doc"),
        ([*REPORT, "--to", "2020-12-31", "--format", "json", "--out", "/no/such/x"], "/no/such/x"),
        (["build_report", "weather", *REPORT[2:], "--to", "2020-12-31", "--format", "json",
          "--out", "x"], "weather"),
    ],
)  # fmt: skip
def test_errors_say_what_was_wrong(tree, args, named):
    with pytest.raises(CommandError) as error:
        run(*args)
    assert error.value.returncode == 1
    assert named in str(error.value)
