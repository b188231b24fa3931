"""By which channels a person wants a message."""

from messaging.enums import Channel, Level
from messaging.kinds import Kind
from messaging.models import Notice, Preferences, levels_of, preferences_of
from unions.models import Person
from unions.phones import is_mobile


def is_wanted(kind: Kind, level: str) -> bool:
    """Whether a message of this kind is sent by a channel set to `level`."""
    return level == Level.ALL or (level == Level.IMPORTANT and kind.important)


def address_of(person: Person, channel: str, preferences: Preferences) -> str:
    """Where the channel reaches the person; "" where it does not."""
    if channel == Channel.EMAIL:
        return preferences.email
    return person.phone if is_mobile(person.phone) else ""


def number_of(notice: Notice) -> str:
    """The mobile number that an SMS of a message goes to; "" where there is none."""
    phone = notice.phone if notice.person is None else notice.person.phone
    return phone if is_mobile(phone) else ""


def channels_for(person: Person, kind: Kind) -> list[Channel]:
    """The channels by which this person wants this kind and can be reached."""
    levels = levels_of(person)
    wanted = [
        channel for channel in Channel if is_wanted(kind, levels.get((kind.group, channel), ""))
    ]
    if not wanted:
        return []
    preferences = preferences_of(person)
    return [channel for channel in wanted if address_of(person, channel, preferences)]
