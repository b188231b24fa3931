import json
import logging
import sys

from common.logs import JsonFormatter


def entry(**more) -> dict:
    record = logging.LogRecord("bookings", logging.INFO, "x.py", 1, "%s 已预约", ("A",), None)
    vars(record).update(more)
    return json.loads(JsonFormatter().format(record))


def test_one_object_a_line():
    line = entry()
    assert (line["level"], line["logger"], line["message"]) == ("INFO", "bookings", "A 已预约")
    assert set(line) == {"time", "level", "logger", "message"}


def test_a_traceback_stays_on_the_line():
    try:
        raise ValueError("wrong")
    except ValueError:
        line = entry(exc_info=sys.exc_info())
    assert line["error"].endswith("ValueError: wrong")
