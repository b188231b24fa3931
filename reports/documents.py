"""From a frozen payload to the tables that people read and sign.

Lists follow the order of their choices, not that of the payload: the database keeps no order of
keys, and the page must read like the file.
"""

from datetime import date, datetime

from django.utils.translation import gettext as _

from bookings.enums import State
from funding.enums import MoneySource
from homes.enums import Mechanism, Scene
from reports.definitions import DEFINITIONS, name_of
from reports.document import Cell, Column, Document, Kind, Table
from reports.enums import ReportKind
from reports.payloads import COMPARED

KINDS_OF_FIGURE = {
    "share": Kind.SHARE,
    "proven_share": Kind.SHARE,
    "no_show_share": Kind.SHARE,
    "filled_share": Kind.SHARE,
    "invested_fen": Kind.WAN,
    "transfers_fen": Kind.WAN,
    "leverage": Kind.RATIO,
    "free_area_m2": Kind.AREA,
}
HEADLINES = {
    ReportKind.COVERAGE: (
        "workers", "covered", "share", "homes", "provincial_designations", "person_times",
        "sessions",
    ),
    ReportKind.FUNDING: (
        "invested_fen", "transfers_fen", "leverage", "projects", "free_area_m2",
    ),
    ReportKind.OPERATIONS: ("homes", "person_times", "sessions", "bookings", "no_show_share"),
    ReportKind.STAFFING: ("homes", "shifts", "places", "filled", "filled_share"),
}  # fmt: skip


def document(payload: dict) -> Document:
    """The payload as a document in the active language."""
    kind = ReportKind(payload["kind"])
    texts = payload["definitions"]
    notes = [(_label(key), texts[key]) for key in (*DEFINITIONS, "radius_m") if key in texts]
    return Document(
        title=_("Shared Workers' Homes: report on %(kind)s") % {"kind": kind.label},
        union=payload["union_name"],
        starts_on=date.fromisoformat(payload["from"]),
        ends_on=date.fromisoformat(payload["to"]),
        generated_at=datetime.fromisoformat(payload["generated_at"]),
        digest=payload["hash"],
        tables=[_headlines(kind, payload), *(table(payload) for table in DETAILS[kind])],
        notes=notes,
    )


def _label(key: str) -> str:
    return name_of(key) if key in DEFINITIONS else _("radius")


def unit_of(figure: str) -> str:
    """The unit in which the figure is shown."""
    units = {Kind.WAN: _("¥10,000"), Kind.AREA: "m²"}
    return units.get(KINDS_OF_FIGURE.get(figure, Kind.COUNT), "")


def figure_cell(figure: str, value) -> Cell:
    """The value of a named figure, as that figure is read."""
    return Cell(value, KINDS_OF_FIGURE.get(figure, Kind.COUNT))


def _headlines(kind: ReportKind, payload: dict) -> Table:
    compared = payload["compared"]
    rows: list[list] = []
    for figure in HEADLINES[kind]:
        values = [payload[figure]]
        if figure in COMPARED[kind]:
            values += [compared[when][figure] for when in ("period_before", "year_before")]
        else:
            values += [None, None]
        cells = [figure_cell(figure, value) for value in values]
        rows.append([name_of(figure), unit_of(figure), *cells])
    columns = [
        Column(_("Figure"), Kind.TEXT),
        Column(_("Unit"), Kind.TEXT),
        Column(_("This period"), Kind.COUNT),
        Column(_("Period before"), Kind.COUNT),
        Column(_("A year before"), Kind.COUNT),
    ]
    return Table(_("Main figures"), columns, rows)


def _counted(title: str, labels: dict, counts: dict[str, int], unit: str) -> Table:
    columns = [Column(title, Kind.TEXT), Column(unit, Kind.COUNT)]
    rows: list[list] = [
        [str(label), counts[key]] for key, label in labels.items() if counts.get(key)
    ]
    return Table(title, columns, rows, [_("Total"), sum(counts.values())])


def _by_scene(payload: dict) -> Table:
    labels = dict(Scene.choices)
    return _counted(_("Homes by scene"), labels, payload["homes_by_scene"], _("number of homes"))


def _by_mechanism(payload: dict) -> Table:
    labels = dict(Mechanism.choices)
    return _counted(
        _("Homes by mechanism"), labels, payload["homes_by_mechanism"], _("number of homes")
    )


def _by_state(payload: dict) -> Table:
    labels = dict(State.choices)
    return _counted(_("Bookings by state"), labels, payload["bookings_by_state"], _("bookings"))


def _by_count(payload: dict) -> Table:
    labels = {
        "scanned": _("scanned at the door"),
        "typed": _("typed"),
        "sessions": _("attendance of sessions"),
    }
    counts = payload["person_times_by_count"]
    return _counted(_("Person-times by count"), labels, counts, _("person-times"))


def _by_county(payload: dict) -> Table:
    columns = [
        Column(_("County or district"), Kind.TEXT),
        Column(name_of("workers"), Kind.COUNT),
        Column(name_of("covered"), Kind.COUNT),
        Column(name_of("share"), Kind.SHARE),
    ]
    rows = [[r["name"], r["workers"], r["covered"], r["share"]] for r in payload["by_county"]]
    total = [_("Total"), payload["workers"], payload["covered"], payload["share"]]
    return Table(_("Coverage by county"), columns, rows, total)


def _without_home(payload: dict) -> Table:
    names = {row["code"]: row["name"] for row in payload["by_county"]}
    rows = [[code, names[code]] for code in payload["counties_without_home"]]
    rows = rows or [[None, _("none")]]
    columns = [Column(_("Code"), Kind.TEXT), Column(_("County or district"), Kind.TEXT)]
    return Table(name_of("counties_without_home"), columns, rows)


def _money_columns(title: str) -> list[Column]:
    return [
        Column(title, Kind.TEXT),
        Column(_("Amount (¥10,000)"), Kind.WAN),
        Column(_("Amount (fen)"), Kind.FEN),
        Column(_("Share"), Kind.SHARE),
    ]


def _money_rows(pairs, total: int) -> list[list]:
    return [[name, fen, fen, fen / total if total else 0.0] for name, fen in pairs]


def _by_source(payload: dict) -> Table:
    by_source, total = payload["by_source_fen"], payload["invested_fen"]
    pairs = [(str(label), by_source[source]) for source, label in MoneySource.choices]
    return Table(
        _("Money invested by source"),
        _money_columns(_("Source")),
        _money_rows(pairs, total),
        _money_rows([(_("Total"), total)], total)[0],
    )


def _by_union(payload: dict) -> Table:
    names, total = payload["union_names"], payload["invested_fen"]
    pairs = [(names[row["code"]], row["invested_fen"]) for row in payload["by_union"]]
    pairs.append((_("homes run by the union itself"), payload["own_homes_fen"]))
    return Table(
        _("Money invested by union"),
        _money_columns(_("Union")),
        _money_rows(pairs, total),
        _money_rows([(_("Total"), total)], total)[0],
    )


DETAILS = {
    ReportKind.COVERAGE: [_by_scene, _by_mechanism, _by_count, _by_county, _without_home],
    ReportKind.FUNDING: [_by_source, _by_union],
    ReportKind.OPERATIONS: [_by_scene, _by_count, _by_state],
    ReportKind.STAFFING: [],
}
