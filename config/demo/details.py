"""What the import files don't say of a home: its rules, titles, menu, and words for visitors."""

from datetime import timedelta
from random import Random

from bookings import rule_sets
from config.demo.bulk import change
from config.demo.world import Habit, World
from homes.demo.roster import english_names
from homes.enums import Admission, Condition, DesignationKind, Regime, Scene, Status
from homes.models import Designation, Facility, Home, Space
from services.models import MenuEntry, ServiceItem

PILOTS = ("FJ-350102-PK-0002", "FJ-350206-PK-0001", "FJ-350502-PK-0001")
# Stars one to five as Fuzhou gave them: 25, 140, 197, 80 and 20 of 462 stations.
STARS = (25, 140, 197, 80, 20)
RATED_SHARE = 0.7
MENU_ALWAYS = ("enquiry", "rest", "charging")
OFFERED_WHEN = ("开放时间内", "开放时间内", "每周三下午", "每月第二个周六", "预约后")
NEEDS_APPROVAL = ("training_room", "counselling_room", "mediation_room")
INTRODUCTIONS = {
    Scene.PARK: "面向园区企业职工，工会会员和暂未入会的职工都可以来。",
    Scene.COMMUNITY: "职工和社区居民都可以来，下班后和周末常有课程。",
    Scene.COMMERCIAL: "为商户、店员和骑手准备的歇脚处和活动室。",
    Scene.BUILDING: "楼宇职工的休息、阅读和培训空间。",
    Scene.ENTERPRISE: "由企业提供场地，向周边职工开放。",
}
USUAL_INTRODUCTION = "职工就近享受工会服务的场所，免费开放。"


def make(world: World) -> None:
    """Fill in homes and spaces, give titles, and put services on each home's menu."""
    _homes(world)
    _out_of_use(world)
    _spaces(world)
    _designations(world)
    _menus(world)


def _homes(world: World) -> None:
    rng = world.random("details")
    english = english_names()
    for home in world.homes:
        home.name_en = english[home.code]
        home.admission = _admission(rng, home)
        home.regime = _regime(world, home)
        home.phone = "12351"
        home.entrance_note = "一楼临街入口，门口有统一标识" if home.scene != Scene.MOBILE else ""
        home.introduction = INTRODUCTIONS.get(Scene(home.scene), USUAL_INTRODUCTION)
    fields = ["name_en", "admission", "regime", "phone", "entrance_note", "introduction"]
    change(Home, world.homes, fields)


def _out_of_use(world: World) -> None:
    """Homes that are shut have been so for some weeks, and not just since their import."""
    for number, home in enumerate(world.homes):
        if home.status in (Status.SUSPENDED, Status.RECTIFYING, Status.CLOSED):
            since = world.today - timedelta(days=30 + number % 60)
            note = home.note.removeprefix("示例数据；")
            home.life.filter(status=home.status).update(on=since, note=note)


def _admission(rng: Random, home: Home) -> str:
    if home.scene == Scene.COMMUNITY:
        return Admission.EVERYONE
    if home.scene == Scene.ENTERPRISE and rng.random() < 0.2:
        return Admission.HOST
    return rng.choices((Admission.WORKERS, Admission.EVERYONE, Admission.MEMBERS), (70, 24, 6))[0]


def _regime(world: World, home: Home) -> str:
    week = [window for weekday in range(1, 8) for window in world.windows(home, weekday)]
    minutes = sum(end - start for start, end in week)
    if minutes == 7 * 24 * 60:
        return Regime.UNATTENDED_24H if home.area_m2 < 300 else Regime.ATTENDED_24H
    return Regime.EXTENDED if minutes > 50 * 60 else Regime.OFFICE


def _spaces(world: World) -> None:
    """Rules by facility: training and counselling rooms need approval; a few things are broken."""
    rng = world.random("spaces")
    halves = {"东半场": "east half", "西半场": "west half"}
    names = dict(Facility.objects.values_list("pk", "name_en"))
    samples = {home.pk for home in world.homes if world.is_sample(home)}
    spaces = [space for found in world.spaces.values() for space in found]
    for space in spaces:
        half = next((word for part, word in halves.items() if space.name.endswith(part)), "")
        whole = names[space.facility_id]
        space.name_en = f"{whole}, {half}" if half else whole
        space.needs_approval = space.facility_id in NEEDS_APPROVAL
        space.buffer_minutes = 15 if space.facility_id == "cinema" else 0
        space.cancel_minutes = 60 if space.facility_id == "badminton" else 0
        if space.home_id in samples and not half and rng.random() < 0.015:
            space.condition = Condition.FAULT
    fields = ["name_en", "needs_approval", "buffer_minutes", "cancel_minutes"]
    change(Space, spaces, [*fields, "condition"])
    rule_sets.adopt(Space.objects.all())


def _designations(world: World) -> None:
    """The three pilots that the article names, and this year's stars for the sample homes."""
    rng = world.random("designations")
    rows = [
        Designation(home=home, kind=DesignationKind.PILOT, year=2019)
        for home in world.homes
        if home.code in PILOTS
    ]
    year = world.today.year - 1
    for home in world.fixed:
        if world.is_sample(home) and world.habits[home.pk] != Habit.SILENT:
            stars = rng.choices(range(1, 6), STARS)[0]
            if rng.random() < RATED_SHARE:
                rows.append(
                    Designation(home=home, kind=DesignationKind.STAR, stars=stars, year=year)
                )
    Designation.objects.bulk_create(rows)


def _menus(world: World) -> None:
    rng = world.random("menus")
    items = list(ServiceItem.objects.order_by("order"))
    rows = []
    for home in world.running:
        for item in items:
            if item.pk in MENU_ALWAYS or rng.random() < _chance(world, home):
                when = rng.choice(OFFERED_WHEN) if item.pk not in MENU_ALWAYS else "开放时间内"
                rows.append(MenuEntry(home=home, item=item, when=when))
    MenuEntry.objects.bulk_create(rows, batch_size=2000)


def _chance(world: World, home: Home) -> float:
    return {Habit.LIVELY: 0.55, Habit.NORMAL: 0.35}.get(world.habits[home.pk], 0.15)
