"""Deep links into the three map apps, each in the datum and axis order that it expects.

Amap: longitude first, takes WGS84 when told so. Baidu: latitude first, takes WGS84 when told
so. Tencent: latitude first, GCJ-02 only. A link in the wrong datum ends 590 m from the door.
"""

from typing import NamedTuple
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from common.datum import Point, from_wgs84

SOURCE = "gongxiang-zhigong-zhijia"


class MapLink(NamedTuple):
    name: str
    url: str


def map_links(name: str, address: str, point: Point) -> list[MapLink]:
    """Links that show `point` (WGS84) under `name` in Amap, Baidu and Tencent maps."""
    return [
        MapLink(_("Amap"), amap(name, point)),
        MapLink(_("Baidu Maps"), baidu(name, address, point)),
        MapLink(_("Tencent Maps"), tencent(name, address, point)),
    ]


def amap(name: str, point: Point) -> str:
    query = {
        "position": f"{point.lon:.6f},{point.lat:.6f}",
        "name": name,
        "src": SOURCE,
        "coordinate": "wgs84",
        "callnative": 1,
    }
    return "https://uri.amap.com/marker?" + urlencode(query, safe=",", quote_via=quote)


def baidu(name: str, address: str, point: Point) -> str:
    query = {
        "location": f"{point.lat:.6f},{point.lon:.6f}",
        "title": name,
        "content": address,
        "output": "html",
        "coord_type": "wgs84",
        "src": SOURCE,
    }
    return "https://api.map.baidu.com/marker?" + urlencode(query, safe=",", quote_via=quote)


def tencent(name: str, address: str, point: Point) -> str:
    gcj = from_wgs84(*point, "gcj02")
    # ; and : part the fields of the marker, so they may not stand in the texts.
    title, place = (text.translate({ord(";"): " ", ord(":"): " "}) for text in (name, address))
    marker = f"coord:{gcj.lat:.6f},{gcj.lon:.6f};title:{title};addr:{place}"
    query = urlencode({"marker": marker, "referer": SOURCE}, safe=",:;", quote_via=quote)
    return "https://apis.map.qq.com/uri/v1/marker?" + query
