"""The auditor's sense of local days: instants are milliseconds since 1970, days are ordinals of `datetime.date`."""

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

NEVER = (1 << 63) - 1


def add_months(day, months):
    """The same day of a later month, or the last that it has (rule 4.1)."""
    old = date.fromordinal(day)
    count = old.year * 12 + old.month - 1 + months
    year, month = divmod(count, 12)
    first = date(year, month + 1, 1).toordinal()
    return first + min(old.day, month_length(year, month + 1)) - 1


def month_length(year, month):
    following = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return (following - date(year, month, 1)).days


def month_end(day):
    """The last day of the month that a day lies in."""
    this = date.fromordinal(day)
    return day - this.day + month_length(this.year, this.month)


def month_start(day):
    return day - date.fromordinal(day).day + 1


def year_start(day):
    return date(date.fromordinal(day).year, 1, 1).toordinal()


def year_end(day):
    return date(date.fromordinal(day).year, 12, 31).toordinal()


def week_start(day):
    """The Monday of a day's week; ordinal 1 was a Monday."""
    return day - (day - 1) % 7


def from_iso(text):
    return date.fromisoformat(text).toordinal()


def anniversary(text, year):
    """The day on which a birthday falls in a year; 29 February counts on the 28th in other years."""
    born = date.fromisoformat(text)
    if (born.month, born.day) == (2, 29) and month_length(year, 2) == 28:
        return date(year, 2, 28).toordinal()
    return date(year, born.month, born.day).toordinal()


def year_of(day):
    return date.fromordinal(day).year


def iso(day):
    return date.fromordinal(day).isoformat()


class Zone:
    """A time zone's days."""

    def __init__(self, name):
        self.name = name
        self.zone = ZoneInfo(name)
        self.starts = {}

    def day(self, at):
        """The local day of an instant."""
        return datetime.fromtimestamp(at // 1000, self.zone).toordinal()

    def start(self, day):
        """The first instant of a local day: midnight, or the end of the gap that swallows it."""
        known = self.starts.get(day)
        if known is None:
            midnight = datetime.fromordinal(day).replace(tzinfo=self.zone)
            known = int(midnight.astimezone(timezone.utc).timestamp()) * 1000
            self.starts[day] = known
        return known

    def end(self, day):
        """The first instant after a local day (rule 4.2)."""
        return self.start(day + 1)
