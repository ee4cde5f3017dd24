"""What chance decides in the tables of Dynamics 365 Sales: times, digits, places, prices."""

from datetime import date

from python_helpers.sample.people import PHONES

DAY = 86_400
_GOOD_PHONES = [form for form in PHONES if form and ("{n}" in form or "{z}" in form)]


class Dice:
    """One sequence of random numbers, so that the same arguments give the same bytes. Nothing happens after ``end``."""

    def __init__(self, random, pick, end):
        self.random, self.pick, self.end = random, pick, end

    def time(self, earliest):
        """Some time from ``earliest`` to a month before the end."""
        return int(earliest + self.random() * (self.end - 30 * DAY - earliest))

    def after(self, at, days):
        """Some time within that many days, at least an hour later."""
        return int(at + 3600 + self.random() * days * DAY)

    def birth(self):
        """A date of birth."""
        return date.fromordinal(713_000 + int(self.random() * 20_000))

    def filled(self, pattern):
        """The pattern with a digit for each # and a letter for each ?."""
        return "".join(
            str(int(self.random() * 10)) if c == "#" else self.pick("ABDEFGHJLNPQRSTUWXYZ") if c == "?" else c
            for c in pattern
        )

    def street(self, country):
        """A street with a number."""
        return self.pick(country.streets).format(1 + int(self.random() * 190))

    def address(self, country):
        """Street, city, state and postcode."""
        city, state, postcode = self.pick(country.cities)
        return self.street(country), city, state, self.filled(postcode)

    def price(self, country):
        """A price in the country's currency."""
        return round((200 + 4000 * self.random() ** 2) * country.rate, 2)

    def dialled(self, country, number):
        """The phone number in one of the ways to write it."""
        form, trunk = self.pick(_GOOD_PHONES), country.trunk
        abroad = "1-" if country.calling == "1" else f"00{country.calling} "
        parts = {"x": number[:3], "y": number[3:6], "z": number[6:], "o": trunk and f"({trunk})", "i": abroad}
        return form.format(c=country.calling, t=trunk, n=number, **parts)

    def country_name(self, country):
        """One of the ways to write the country, mostly its name."""
        return country.spellings[int(self.random() ** 2 * len(country.spellings))]
