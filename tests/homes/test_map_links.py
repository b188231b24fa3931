"""Deep links: the same door in three apps, whatever datum and axis order they want."""

from urllib.parse import parse_qs, urlsplit

from common.datum import Point
from homes.map_links import amap, baidu, map_links, tencent

# 福州, with the GCJ-02 position of the published test vector.
FUZHOU = Point(26.077379, 119.291596)
NAME, ADDRESS = "示例之家", "示例路 1 号"


def query(url: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}


def test_amap_takes_longitude_first_and_is_told_wgs84():
    sent = query(amap(NAME, FUZHOU))
    assert sent["position"] == "119.291596,26.077379"
    assert sent["coordinate"] == "wgs84"
    assert sent["name"] == NAME


def test_baidu_takes_latitude_first_and_is_told_wgs84():
    sent = query(baidu(NAME, ADDRESS, FUZHOU))
    assert sent["location"] == "26.077379,119.291596"
    assert sent["coord_type"] == "wgs84"
    assert (sent["title"], sent["content"]) == (NAME, ADDRESS)


def test_tencent_takes_latitude_first_in_gcj02():
    marker = query(tencent(NAME, ADDRESS, FUZHOU))["marker"]
    assert marker == f"coord:26.074268,119.296389;title:{NAME};addr:{ADDRESS}"


def test_a_name_cannot_break_out_of_tencents_marker():
    marker = query(tencent("甲;addr:乙", ADDRESS, FUZHOU))["marker"]
    assert marker.split(";")[1:] == ["title:甲 addr 乙", f"addr:{ADDRESS}"]


def test_a_name_with_signs_arrives_whole():
    assert query(amap("A&B ＃1 之家", FUZHOU))["name"] == "A&B ＃1 之家"


def test_all_three_are_https():
    links = map_links(NAME, ADDRESS, FUZHOU)
    assert [urlsplit(link.url).netloc for link in links] == [
        "uri.amap.com",
        "api.map.baidu.com",
        "apis.map.qq.com",
    ]
    assert {urlsplit(link.url).scheme for link in links} == {"https"}
