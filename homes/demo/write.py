"""Writes data/*.csv: `python -m homes.demo.write`."""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from homes.demo import demand, money, people, rooms, use
from homes.demo.model import DemoHome
from homes.demo.roster import all_homes

DATA = Path(__file__).with_name("data")
HEADERS = {
    "unions": "编号 名称 层级 上级编号 行政区划代码",
    "workplaces": (
        "编号 名称 统一社会信用代码 行政区划代码 详细地址 经度 纬度"
        " 职工数 其中新就业形态 行业 调查日期"
    ),
    "homes": (
        "编号 名称 机制类型 场景类型 行政区划代码 主管工会 详细地址 经度 纬度"
        " 状态 建成日期 场地面积 无偿面积 建设模式 省级命名年度 备注"
    ),
    "hours": "家编号 星期 开门 关门",
    "spaces": "家编号 名称 设施 上级空间 方式 容量",
    "stops": "家编号 地点 经度 纬度 到达 离开 备注",
    "agreements": "家编号 共建单位 统一社会信用代码 签订日期 到期日期 提供面积 服务事项 备注",
    "staff": "家编号 姓名 角色 手机号 服务机构 备注",
    "funding": "日期 凭证号 来源 付款单位 收款单位 家编号 项目 类别 金额（元） 备注",
    "visits": "家编号 日期 人次 方式",
    "activities": "家编号 名称 日期 人次",
}
SAMPLE = "示例数据"


def files() -> dict[str, str]:
    """The text of each file by kind, in the order in which they are to be imported."""
    homes = all_homes()
    held = use.sessions(homes)
    rows: dict[str, Iterable[tuple[Any, ...]]] = {
        "unions": people.unions(homes),
        "workplaces": _workplaces(homes),
        "homes": _homes(homes),
        "hours": rooms.hours(homes),
        "spaces": (
            (r.home, r.name, r.facility, r.parent, r.mode, r.capacity) for r in rooms.spaces(homes)
        ),
        "stops": _stops(homes),
        "agreements": _agreements(homes),
        "staff": _staff(homes),
        "funding": _funding(homes),
        "visits": ((home, day, count, "typed") for home, day, count in use.visits(homes, held)),
        "activities": ((s.home, s.name, s.day, s.person_times) for s in held),
    }
    return {kind: _text(HEADERS[kind].split(" "), body) for kind, body in rows.items()}


def _text(header: list[str], rows: Iterable[tuple[Any, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _homes(homes: list[DemoHome]) -> Iterator[tuple[Any, ...]]:
    for h in homes:
        place = (h.county, h.union, h.address, h.lon, h.lat)
        areas = (h.area, h.free_area, h.modes)
        head = (h.code, h.name, h.mechanism, h.scene)
        yield *head, *place, h.status, h.opened_on, *areas, h.provincial_year, h.note


def _workplaces(homes: list[DemoHome]) -> Iterator[tuple[Any, ...]]:
    for w in demand.workplaces(homes):
        place = (w.county, w.address, w.lon, w.lat)
        yield w.code, w.name, w.uscc, *place, w.headcount, w.new_form, w.industry, w.surveyed_on


def _stops(homes: list[DemoHome]) -> Iterator[tuple[Any, ...]]:
    for home, site, lat, lon, arrives, leaves in rooms.stops(homes):
        yield home, site, lon, lat, f"{arrives:%Y-%m-%d %H:%M}", f"{leaves:%Y-%m-%d %H:%M}", SAMPLE


def _staff(homes: list[DemoHome]) -> Iterator[tuple[Any, ...]]:
    for p in people.staff(homes):
        yield p.home, p.name, p.role, p.phone, p.provider, SAMPLE


def _agreements(homes: list[DemoHome]) -> Iterator[tuple[Any, ...]]:
    for a in people.agreements(homes):
        yield a.home, a.partner, a.uscc, a.starts_on, a.ends_on, a.area, a.items, SAMPLE


def _funding(homes: list[DemoHome]) -> Iterator[tuple[Any, ...]]:
    for voucher, e in money.ledger(homes):
        flow = (e.source, e.payer, e.payee, e.home)
        yield e.day, voucher, *flow, e.project, e.category, Decimal(e.fen).scaleb(-2), e.note


def main() -> None:
    """Write every file anew."""
    DATA.mkdir(exist_ok=True)
    for kind, text in files().items():
        (DATA / f"{kind}.csv").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
