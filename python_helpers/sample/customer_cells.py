"""How the cells of a customer of the custom table are typed: many notations, some mistakes."""

from datetime import date

from python_helpers.sample.people import BIRTHS, EMAILS, HOSTS, PHONES, PLAIN, STREETS, TYPOS, plain, quoted
from python_helpers.sample.tables import CUSTOMER

COLUMNS = list(CUSTOMER.types)
AT = {column.removeprefix("crc33_"): place for place, column in enumerate(COLUMNS)}


class Cells:
    """Types cells with a sequence of random numbers; ``facts`` are what is true of the customer."""

    def __init__(self, random):
        self.random, self.facts = random, {}

    def pick(self, pool):
        """One of the pool."""
        return pool[int(self.random() * len(pool))]

    def filled(self, pattern):
        """The pattern with a digit for each # and a letter for each ?."""
        digits = pattern.count("#")
        parts = pattern.split("#")
        number = f"{int(self.random() * 10**digits):0{digits}}" if digits else ""
        text = "".join(part + digit for part, digit in zip(parts, number, strict=False)) + parts[-1]
        while "?" in text:
            text = text.replace("?", self.pick("ABDEFGHJLNPQRSTUWXYZ"), 1)
        return text

    def name(self, cells, first, last):
        """crc33_name, crc33_firstname and crc33_lastname, now and then in another writing."""
        full, way = f"{first} {last}", self.random() * 100
        if way < 3:
            full, first, last = full.upper(), first.upper(), last.upper()
        elif way < 6:
            full, first, last = full.lower(), first.lower(), last.lower()
        elif way < 8:
            full, first, last = f" {first}  {last} ", f" {first}", f"{last}  "
        elif way < 8.4:
            full = f"{last.upper()}, {first}"
        elif way < 9:
            full = f'{first} "{first[:3]}" {last}'
        elif way < 10:
            full = None
        elif way < 11:
            first, last = (None, None) if way < 10.5 else ("", "")
        at = AT["name"]
        cells[at : at + 3] = quoted(full), quoted(first), quoted(last)

    def email(self, cells, first, last):
        """crc33_email."""
        number = cells[AT["cid"]].strip('"')[3:].lstrip("0")
        name = f"{PLAIN.get(first) or plain(first)}.{PLAIN.get(last) or plain(last)}{number}"
        form, host = self.pick(EMAILS), self.pick(HOSTS)
        address = f"{name}@{host}"
        self.facts["email"] = address
        cells[AT["email"]] = quoted(form and form.format(a=address, u=address.upper(), l=name, h=host))

    def phone(self, cells, country):
        """crc33_telephone."""
        form, number, trunk = self.pick(PHONES), self.filled(self.pick(country.phones)), country.trunk
        self.facts["phone"] = number
        abroad = "1-" if country.calling == "1" else f"00{country.calling} "
        parts = {"x": number[:3], "y": number[3:6], "z": number[6:], "o": trunk and f"({trunk})", "i": abroad}
        cells[AT["telephone"]] = quoted(form and form.format(c=country.calling, t=trunk, n=number, **parts))

    def birth(self, cells):
        """crc33_dateofbirth."""
        form = self.pick(BIRTHS)
        self.facts["birth"] = birth = form and 713_000 + int(self.random() * 20_000)
        cells[AT["dateofbirth"]] = quoted(form and form.format(date.fromordinal(birth)))

    def address(self, cells, country):
        """crc33_country to crc33_streetaddress."""
        (city, state, postcode), form, way = self.pick(country.cities), self.pick(STREETS), self.random() * 100
        street = form and self.pick(country.streets).format(1 + int(self.random() * 190))
        name = country.spellings[int(self.random() ** 2 * len(country.spellings))]
        postcode = self.filled(postcode)
        self.facts.update(street=street, city=city, state=state, postcode=postcode)
        street = form and form.format(street)
        if way < 5:
            postcode = postcode.lower()
        elif way < 8:
            postcode = f" {postcode} " if way < 7 else None
        elif way < 10:
            city = city.upper() if way < 9 else city.lower()
        elif way < 13:
            name = TYPOS.get(name, name)
        elif way < 14:
            name = self.pick(["Atlantis", "Neverland", "??", "", None])
        at = AT["country"]
        cells[at : at + 5] = map(quoted, (name, city, state or None, postcode, street))
