"""How people type what they know of a person: with nicknames, slips, swapped names, and less than all."""

import unicodedata

from python_helpers.sample.dice import DAY
from python_helpers.sample.people import EPOCH, PLAIN, plain

_NICKNAMES = {
    name: nicknames.split(",")
    for name, nicknames in (
        pair.split(":")
        for pair in "Robert:Bob,Rob,Bobby James:Jim,Jimmy,Jamie John:Johnny,Jack Samuel:Sam,Sammy Ethan:Eth "
        "Olivia:Liv,Livvy Emma:Em,Emmy Grace:Gracie Mary:Molly,Polly Anne-Marie:Annie,Anne William:Bill,Will,Billy "
        "Elizabeth:Liz,Beth,Betty Margaret:Peggy,Maggie,Meg Richard:Dick,Rick,Rich Katherine:Kate,Kathy,Katie "
        "Michael:Mike,Mick Edward:Ted,Ed,Eddie Thomas:Tom,Tommy Jennifer:Jen,Jenny Susan:Sue,Susie Patricia:Pat,Trish "
        "Charles:Charlie,Chuck Alexandra:Sandra,Alex Christopher:Chris Victoria:Vicky,Tori "
        "Hans-Peter:Hans,Hape Lukas:Luke Sabine:Bine François:Fanfan Hélène:Nène "
        "José:Pepe Begoña:Bego Nicolò:Nico Giulia:Giuli Małgorzata:Gosia Agnieszka:Aga Zofia:Zosia Conceição:São "
        "Antônio:Toninho Vijay:Vij Lakshmi:Lux Femke:Fem".split()
    )
}
_SHORT_STREETS = [
    ("Street", "St"), ("Avenue", "Ave"), ("Road", "Rd"), ("Lane", "Ln"), ("straße", "str."), ("rue", "r."),
    ("straat", "str."), ("Calle", "C/"), ("Drive", "Dr"),
]  # fmt: skip


class Typist:
    """Types what a contact or a lead says of a person."""

    def __init__(self, dice):
        self.dice, self.random, self.pick = dice, dice.random, dice.pick

    def name(self, person):
        """First, middle, last and full name."""
        first, last, middle, way = person.first, person.last, None, self.random()
        nicknames = _NICKNAMES.get(first)
        if nicknames and self.random() < 0.3:
            first = self.pick(nicknames)
        if way < 0.02:
            first = self._slip(first)
        elif way < 0.05:
            last = self._slip(last)
        elif way < 0.07:
            first, last = last, first
        elif way < 0.09:
            first, last = first.upper(), last.upper()
        elif way < 0.11:
            first, last = first.lower(), last.lower()
        elif way < 0.16:
            first, last = _without_marks(first), _without_marks(last)
        elif way < 0.19:
            middle = self.pick("ABCDEHJKLMPRST") + "."
        elif way < 0.20:
            first = f"{first[0]}."
        full = " ".join(part for part in (first, middle, last) if part)
        return {"firstname": first, "middlename": middle, "lastname": last, "fullname": full}

    def reach(self, person):
        """E-mail address and phones; of hardly anyone there is neither that is theirs."""
        country, email, mobile, phone = person.country, person.email, None, None
        if person.company and self.random() < 0.5:
            email = f"{address_name(person.first)}.{address_name(person.last)}@{person.company.host}"
        elif person.shared_email and self.random() < 0.5:
            email = person.shared_email
        way = self.random()
        if way < 0.16:
            email = None
        elif way < 0.18:
            name, host = email.split("@")
            email = f"{self._slip(name)}@{host}"
        elif way < 0.21:
            email = email.upper()
        if self.random() < (0.62 if email == person.email else 0.93):
            wrong = self.random() < 0.03
            mobile = self.dice.dialled(country, self._slip_digit(person.phone) if wrong else person.phone)
        if person.company and self.random() < 0.65:
            phone = self.dice.dialled(country, person.company.phone)
        elif person.landline and self.random() < 0.6:
            phone = self.dice.dialled(country, person.landline)
        return {"emailaddress1": email, "mobilephone": mobile, "telephone1": phone}

    def address(self, address):
        """Street, city, state and postcode."""
        street, city, state, postcode = address
        way = self.random()
        if way < 0.15:
            for long, short in _SHORT_STREETS:
                street = street.replace(long, short)
        elif way < 0.19:
            street = self._slip(street)
        elif way < 0.21:
            city = self._slip(city)
        elif way < 0.24:
            postcode = postcode.replace(" ", "") if " " in postcode else self._slip_digit(postcode)
        elif way < 0.27:
            street, city = street.upper(), city.upper()
        return street, city, state or None, postcode

    def birth(self, birth):
        """In seconds, as dates are exported; now and then missing, with day and month swapped, or with a wrong year."""
        way = self.random()
        if way < 0.28:
            return None
        if way < 0.30 and birth.day <= 12:
            birth = birth.replace(month=birth.day, day=birth.month)
        elif way < 0.32:
            birth = birth.replace(year=birth.year + self.pick([-10, -1, 1, 10]), day=min(birth.day, 28))
        return (birth - EPOCH.date()).days * DAY

    def _slip(self, text):
        """The text with one typing error that leaves its first letter alone, mostly."""
        if len(text) < 3:
            return text + text[-1:]
        place, way = 1 + int(self.random() * (len(text) - 2)), self.random()
        if way < 0.3:
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        if way < 0.55:
            return text[:place] + text[place + 1 :]
        if way < 0.75:
            return text[:place] + text[place] + text[place:]
        return text[:place] + self.pick("aeinrst") + text[place + 1 :]

    def _slip_digit(self, text):
        places = [place for place, letter in enumerate(text) if letter.isdigit()]
        if not places:
            return text
        place = self.pick(places)
        return text[:place] + str((int(text[place]) + 1 + int(self.random() * 8)) % 10) + text[place + 1 :]


def address_name(name):
    """The name as an e-mail address has it."""
    return PLAIN.get(name) or plain(name)


def _without_marks(name):
    """As typed on a keyboard without marks; a name in another script stays as it is."""
    typed = name.translate(
        str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "å": "a", "ł": "l", "Ł": "L"})
    )
    ascii_only = "".join(c for c in unicodedata.normalize("NFKD", typed) if c.isascii())
    return ascii_only if len(ascii_only) >= len(typed) else name
