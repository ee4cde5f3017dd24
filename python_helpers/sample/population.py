"""The people and companies whom the tables of Dynamics 365 Sales know."""

import marshal
import random
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from python_helpers.sample.dice import DAY
from python_helpers.sample.journal import NotYet, Record
from python_helpers.sample.money import money
from python_helpers.sample.people import COUNTRIES, HOSTS, START
from python_helpers.sample.typist import address_name

FIRST = START - 3 * 365 * DAY  # the oldest records
PEOPLE = 1.05  # to a contact
_CUSTOMER_SHARE = 0.55  # of the people are customers of the custom table as well
_COUNTRY_OF = {(country.calling, country.currency): country for country in COUNTRIES}
_MORE_NAMES = {  # of those who aren't customers of the custom table
    "f": "Elizabeth,Margaret,Katherine,Jennifer,Susan,Patricia,Alexandra,Victoria".split(","),
    "m": "William,Richard,Michael,Edward,Thomas,Charles,Christopher,Robert".split(","),
}
_FIRMS = "Fabrikam,Northwind,Adatum,Litware,Tailspin,Proseware,Woodgrove,Humongous,Trey,Alpine,Lucerne,Margie".split(
    ","
)
_TRADES = "Traders,Consulting,Logistics,Foods,Insurance,Tools,Travel,Publishing,Textiles".split(",")
_FORMS = {"GB": "Ltd", "DE": "GmbH", "FR": "SARL", "NL": "B.V.", "AT": "GmbH", "CH": "AG", "IT": "S.r.l.", "ES": "S.L."}


@dataclass(slots=True)
class Company:
    """A firm: its account, the number of its switchboard, and the host of its e-mail addresses."""

    account: Record
    name: str
    phone: str
    host: str


@dataclass(slots=True)
class Person:
    """Who someone is: what each record of theirs would say if nobody ever made a mistake."""

    id: str
    number: int
    country: object
    gender: str
    first: str
    last: str
    email: str
    phone: str
    address: tuple  # line1, city, state, postcode
    birth: date
    company: Company = None
    shared_email: str = None  # of the family
    landline: str = None  # of the family
    moves: tuple = (0, None)  # when, where to
    marries: tuple = (0, None)  # when, new last name

    def at(self, when):
        """The person as of a time: before or after the move and the marriage."""
        moved, address = self.moves
        married, last = self.marries
        address = address if address and when >= moved else self.address
        return replace(self, address=address, last=last if last and when >= married else self.last)


class Acquaintances:
    """The customers of the custom table whom the sales tables know as well, in a temporary file, in their order."""

    def __init__(self, customers, contacts, seed):
        self.share, self.count = min(contacts * PEOPLE * _CUSTOMER_SHARE / customers, 1), 0
        self.random = random.Random(f"{seed} acquaintances").random
        self.file = tempfile.TemporaryFile(prefix="c360-sample-")  # noqa: SIM115 - closed by people()

    def meet(self, person_id, number, facts):
        """``facts``: what _Dataverse.create knows of a customer, all but the country plain values."""
        if self.random() >= self.share:
            return
        country = facts["country"]
        plain_facts = {**facts, "country": (country.calling, country.currency)}
        marshal.dump((person_id, number, plain_facts), self.file)
        self.count += 1

    def people(self):
        """Their id, number and facts, once."""
        with self.file:
            self.file.seek(0)
            for _ in range(self.count):
                person_id, number, facts = marshal.load(self.file)
                yield person_id, number, {**facts, "country": _COUNTRY_OF[facts["country"]]}


class Population:
    """Makes people and companies: those whom the custom table knows, and as many new ones as it takes."""

    def __init__(self, dice, data, customers, acquaintances):
        self.dice, self.random, self.pick = dice, dice.random, dice.pick
        self.data, self.customers = data, customers
        self.left, self.known = acquaintances.count, acquaintances.people()
        self.new = self.companies = 0

    def person(self, left, country=None):
        """Someone the custom table knows, or someone new; as many of those as it takes to have all in the end."""
        if self.left and self.random() < self.left / left:
            self.left -= 1
            person_id, number, facts = next(self.known)
            person = self._known_person(person_id, number, facts)
        else:
            person = self._new_person(country or self.pick(COUNTRIES))
        self._plan(person)
        return person

    def _known_person(self, person_id, number, facts):
        country = facts["country"]
        street, birth = facts["street"] or self.dice.street(country), facts["birth"]
        return Person(
            person_id, number, country, facts["gender"], facts["first"], facts["last"], facts["email"], facts["phone"],
            (street, facts["city"], facts["state"], facts["postcode"]),
            date.fromordinal(birth) if birth else self.dice.birth(),
        )  # fmt: skip

    def _new_person(self, country, last=None):
        self.new += 1
        number, chance = self.customers + self.new, self.random()
        gender = "d" if chance < 0.02 else "f" if chance < 0.52 else "m"
        first = self.pick(country.men if gender == "m" else country.women)
        if country.women[0] == "Olivia" and self.random() < 0.4:
            first = self.pick(_MORE_NAMES["m" if gender == "m" else "f"])
        last = last or self.pick(country.families)
        email = f"{address_name(first)}.{address_name(last)}{number}@{self.pick(HOSTS)}"
        phone = self.dice.filled(self.pick(country.phones))
        return Person(
            f"W{self.new:07}",
            number,
            country,
            gender,
            first,
            last,
            email,
            phone,
            self.dice.address(country),
            self.dice.birth(),
        )

    def _plan(self, person):
        """Who moves house, and who takes another name."""
        if self.random() < 0.10:
            person.moves = self.dice.time(START), self.dice.address(person.country)
        if self.random() < 0.05:
            person.marries = self.dice.time(START), self.pick(person.country.families)

    def family(self, head):
        """One or two at the same address; they share an e-mail address and a phone at home."""
        head.shared_email = f"familie.{address_name(head.last)}{head.number}@{self.pick(HOSTS)}"
        head.landline = self.dice.filled(self.pick(head.country.phones))
        members = []
        for _ in range(1 + (self.random() < 0.3)):
            member = self._new_person(head.country, head.last)
            if member.first in {other.first for other in (head, *members)}:
                continue
            member.address = head.address
            member.shared_email, member.landline = head.shared_email, head.landline
            members.append(member)
        return members

    def company(self, left):
        """An account and one to four people who work there."""
        self.companies += 1
        boss, number = self.person(left), self.companies
        country = boss.country
        firm = f"{self.pick(_FIRMS)} {self.pick(_TRADES)}"
        form = _FORMS.get(country.spellings[1], "Inc.")
        host = f"{address_name(firm)}{number}.example.com"
        phone = self.dice.filled(self.pick(country.phones))
        street, city, state, postcode = self.dice.address(country)
        region = 1 if country.calling in ("1", "55") else 2 if country.rate <= 4 else 3
        at = self.dice.time(FIRST)
        revenue = round(10 ** (5 + 3 * self.random()) * country.rate, 2)
        account = self.data.create(
            "account", at, statecode=0, statuscode=1, name=f"{firm} {form}", accountnumber=f"ACC-{number:05}",
            industrycode=self.pick([1, 6, 7, 12, 16, 19, 23, 33]), customertypecode=self.pick([3, 3, 3, 8, 5]),
            preferredcontactmethodcode=1, crc33_region=region, telephone1=self.dice.dialled(country, phone),
            emailaddress1=f"info@{host}", websiteurl=f"https://www.{host}", address1_line1=street, address1_city=city,
            address1_stateorprovince=state, address1_postalcode=postcode,
            address1_country=self.dice.country_name(country),
            numberofemployees=int(10 ** (1 + 2.5 * self.random())), **money(country, revenue=revenue),
        )  # fmt: skip
        company = Company(account, f"{firm} {form}", phone, host)
        colleagues = min(int(self.random() ** 2 * 4), left - 1)
        people = [boss, *(self.person(left - made, country) for made in range(1, colleagues + 1))]
        for person in people:
            person.company = company
        with suppress(NotYet):
            if self.random() < 0.3:
                self.data.change(account, self.dice.after(account.at, 300), customertypecode=3)
            if self.random() < 0.1:
                self.data.change(account, self.dice.after(account.at, 900), statecode=1, statuscode=2)
        return people

    def test_person(self):
        """Someone who is none: what a form is tried with."""
        country = self.pick(COUNTRIES)
        first, last = self.pick([("Test", "Test"), ("test", "User"), ("TEST", "do not use"), ("Max", "Mustermann")])
        self.new += 1
        return Person(
            f"W{self.new:07}", 0, country, "d", first, last, "test@example.com", "5550000000",
            self.dice.address(country), date(1990, 1, 1),
        )  # fmt: skip
