"""Makes an export of fictional households in which it is hard to tell who is who.

Families with twins, juniors, widows and shared addresses, flats, room-mates, colleagues, companies and test records;
people who move, marry and have two jobs. Each record is typed by itself, with less than all that is true and with
errors. No record links to another, so that only what the records say tells who is who. The rates are what one may find
in a CRM; they come from neither the weights of the project nor the other sample.
"""

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime

from python_helpers.sample.dice import DAY
from python_helpers.sample.generate import new_folders
from python_helpers.sample.household_people import Population, latin, plain_name
from python_helpers.sample.journal import Dataverse
from python_helpers.sample.people import EPOCH
from python_helpers.sample.tables import CONTACT, CUSTOMER, LEAD, write_metadata
from python_helpers.sample.truth import Truth

# For each household:
COMPANY = 0.04
COMPANY_RECORD = 0.5  # of companies
TEST_RECORD = 0.02
# Of people, the number of records: 1.8 on average
RECORDS = {1: 45, 2: 35, 3: 15, 4: 5}
TABLES = {"contact": 40, "lead": 32, "crc33_customer": 28}
FINANCE_ROW = 0.8  # of customers
# Of records, or of those that have the value:
NICKNAME, INITIAL, MIDDLE_NAME, MIDDLE_IN_FIRST, NO_FIRST_NAME, SWAPPED = 0.25, 0.03, 0.08, 0.03, 0.015, 0.01
SUFFIX, OTHER_SPELLING, OTHER_CASE, LATIN_LETTERS = 0.35, 0.02, 0.05, 0.5
NAME_SLIP, EMAIL_SLIP, PHONE_SLIP, STREET_SLIP, BIRTH_SLIP, DAY_AND_MONTH = 0.025, 0.01, 0.015, 0.03, 0.015, 0.01
PLACEHOLDER = 0.006  # instead of a name, an e-mail address, a phone number or a date of birth, each
AT_WORK, OFFICE, USES_FAMILY_EMAIL, SECOND_EMAIL, TAGGED = 0.5, 0.6, 0.5, 0.5, 0.06
NO_EMAIL, NO_MOBILE, OTHER_PHONE, NO_COUNTRY = 0.22, 0.35, 0.5, 0.12
NO_BIRTH = {"contact": 0.4, "lead": 1.0, "crc33_customer": 0.2}
NO_STREET = {"contact": 0.2, "lead": 0.55, "crc33_customer": 0.1}
NO_GENDER = 0.3

_PLACES = {  # the columns of what both the contact and the lead have
    "first": "firstname", "middle": "middlename", "last": "lastname", "full": "fullname", "email": "emailaddress1",
    "mobile": "mobilephone", "phone": "telephone1", "street": "address1_line1", "city": "address1_city",
    "state": "address1_stateorprovince", "postcode": "address1_postalcode", "country": "address1_country",
}  # fmt: skip
_CUSTOM = {
    "first": "firstname", "last": "lastname", "full": "name", "email": "email", "phone": "telephone",
    "street": "streetaddress", "city": "city", "state": "state", "postcode": "postcode", "country": "country",
}  # fmt: skip
_NICKNAMES = {
    name: nicknames.split(",")
    for name, nicknames in (
        pair.split(":")
        for pair in "Robert:Bob,Rob James:Jim,Jimmy John:Jack,Johnny William:Bill,Will Richard:Dick,Rick Michael:Mike "
        "David:Dave Charles:Chuck,Charlie Joseph:Joe Thomas:Tom Christopher:Chris Daniel:Dan,Danny Steven:Steve "
        "Edward:Ed,Ted Anthony:Tony Matthew:Matt Timothy:Tim Gregory:Greg Joshua:Josh Andrew:Andy,Drew Kenneth:Ken "
        "Ronald:Ron Donald:Don Jeffrey:Jeff Stephen:Steve Lawrence:Larry Nicholas:Nick Benjamin:Ben Samuel:Sam "
        "Patrick:Pat Alexander:Alex,Sasha Frederick:Fred Gerald:Jerry Raymond:Ray Walter:Walt Francis:Frank "
        "Mary:Molly,Polly Patricia:Pat,Trish Elizabeth:Liz,Beth,Betty Jennifer:Jen,Jenny Barbara:Barb Susan:Sue "
        "Margaret:Peggy,Maggie Dorothy:Dot,Dolly Deborah:Deb,Debbie Katherine:Kate,Kathy Catherine:Cathy Rebecca:Becky "
        "Kimberly:Kim Sandra:Sandy Jessica:Jess Cynthia:Cindy Kathleen:Kathy Virginia:Ginny Victoria:Vicky Judith:Judy "
        "Christine:Chris,Tina Theresa:Terry,Tess Jacqueline:Jackie Samantha:Sam Pamela:Pam Eleanor:Nell Martha:Patty "
        "Сергей:Серёжа Ольга:Оля Наталья:Наташа Γιώργος:Γιωργάκης Κατερίνα:Κατίνα".split()
    )
}
_SPELLINGS = [  # one name is written as the other
    ("ph", "f"), ("ck", "k"), ("ie", "y"), ("ei", "ie"), ("ae", "e"), ("Mc", "Mac"), ("Mc", "Mc "), ("tt", "t"),
    ("nn", "n"), ("ll", "l"), ("son", "sen"), ("mann", "man"), ("y", "i"), ("C", "K"), ("sh", "sch"), ("th", "t"),
]  # fmt: skip
_LOOKS_LIKE = [
    ("m", "rn"),
    ("l", "1"),
    ("o", "0"),
    ("i", "l"),
    ("cl", "d"),
    ("e", "c"),
    ("B", "8"),
    ("S", "5"),
    ("h", "b"),
]
_KEYS = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890"]
_BESIDE = {key: row[max(at - 1, 0) : at] + row[at + 1 : at + 2] for row in _KEYS for at, key in enumerate(row)}
_SHORT = [("Street", "St"), ("Avenue", "Ave"), ("Road", "Rd."), ("Drive", "Dr"), ("Lane", "Ln"), ("Court", "Ct.")]
_FLATS = ["#{}", "Apartment {}", "Unit {}", "apt. {}"]
_DIALLED = {
    "US": ["+1 {a} {b} {c}", "+1{a}{b}{c}", "({a}) {b}-{c}", "({a}) {b}-{c}", "{a}-{b}-{c}", "{a}.{b}.{c}", "{a}{b}{c}",
           "1-{a}-{b}-{c}", "({a}) {b}-{c} ext. 4"],
    "GB": ["+44 {a} {b} {c}", "+44{a}{b}{c}", "0{a} {b}{c}", "0{a} {b} {c}", "0{a}{b}{c}", "0044 {a}{b}{c}",
           "+44 (0){a} {b} {c}"],
}  # fmt: skip
_COUNTRIES = {"US": ["United States", "United States", "USA", "US"], "GB": ["United Kingdom", "UK", "Great Britain"]}
_NO_NAMES = ["Unknown", "n/a", "N/A", "Test", "-", "tbd", "None", "xxx"]
_NO_EMAILS = ["test@example.com", "none@example.com", "noemail@example.com", "na@example.com", "unknown@example.org"]
_NO_PHONES = ["000-000-0000", "(000) 000-0000", "555-555-5555", "999 999 9999", "1234567890", "0000000000", "n/a"]
_NO_BIRTHS = [date(1900, 1, 1), date(1970, 1, 1), date(1970, 1, 1)]
_TESTS = ["Test Test", "Test User", "asdf asdf", "Jane Doe", "Unknown Unknown", "Do Not Use", "N/A N/A", "Demo Account"]
_FIRMS = "Acorn Beacon Cobalt Delta Evergreen Falcon Granite Harborview Ironwood Juniper Keystone Lakeside".split()
_TRADES = "Bakery Builders Dental Electric Freight Holdings Legal Motors Plumbing Roofing Software Supply".split()
_FORMS = "Inc LLC Ltd Co Corp".split()
_JOBS = ["Owner", "Manager", "Buyer", "Clerk", "Engineer", None]


@dataclass(slots=True)
class Company:
    """A company: ``phone`` is the switchboard; direct numbers follow it."""

    id: str
    name: str
    host: str
    phone: str
    home: tuple


class Slips:
    """Errors of people and machines that type."""

    def __init__(self, chance):
        self.chance = chance

    def slip(self, text):
        """The text with one error; its first letter is mostly right."""
        if len(text) < 3:
            return text
        at, way = self.chance.number(1, len(text) - 2), self.chance.random()
        if way < 0.25:
            return text[:at] + self.chance.pick(_BESIDE.get(text[at].lower(), text[at])) + text[at + 1 :]
        if way < 0.45:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if way < 0.6:
            return text[:at] + text[at + 1 :]
        if way < 0.75:
            return text[:at] + text[at] + text[at:]
        return self.replaced(text, _LOOKS_LIKE if way < 0.85 else _SPELLINGS)

    def replaced(self, text, pairs):
        """The text with one of the pairs replaced that is in it."""
        found = [pair for pair in pairs if pair[0] in text]
        return text.replace(*self.chance.pick(found), 1) if found else text

    def number(self, digits):
        """The number with a wrong digit, or with two that have changed places."""
        at = self.chance.number(3, len(digits) - 2)
        if self.chance(0.4):
            return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        return digits[:at] + self.chance.pick("0123456789") + digits[at + 1 :]


class Typist:
    """Types what a record says of a person at some time."""

    def __init__(self, chance):
        self.chance, self.pick, self.slips = chance, chance.pick, Slips(chance)

    def name(self, person, at):
        """First, middle, last and full name."""
        chance = self.chance
        first, middle, last = person.first, None, person.last
        if at < person.married[0]:
            last = person.married[1]
        if first in _NICKNAMES and chance(NICKNAME):
            first = self.pick(_NICKNAMES[first])
        if chance(LATIN_LETTERS):
            first, last = latin(first), latin(last)
        if chance(MIDDLE_NAME):
            middle = self.pick([person.middle, f"{person.middle[0]}."])
        elif chance(MIDDLE_IN_FIRST):
            first = f"{first} {person.middle}"
        elif chance(INITIAL):
            first = self.pick([first[0], f"{first[0]}."])
        if chance(NAME_SLIP):
            first = self.slips.slip(first)
        if chance(NAME_SLIP):
            last = self.slips.slip(last)
        if chance(OTHER_SPELLING):
            last = self.slips.replaced(last, _SPELLINGS)
        if person.suffix and chance(SUFFIX):
            last = f"{last} {person.suffix}"
        if chance(SWAPPED):
            first, last = last, first
        elif chance(NO_FIRST_NAME):
            first = None
        if chance(PLACEHOLDER):
            first = self.pick(_NO_NAMES)
            last = self.pick([first, last])
        if chance(OTHER_CASE):
            change = self.pick([str.upper, str.lower])
            first, last = first and change(first), change(last)
        return {"first": first, "middle": middle, "last": last, "full": " ".join(filter(None, (first, middle, last)))}

    def reach(self, person, job, country):
        """E-mail address, mobile and other phone; of nobody there is neither."""
        chance = self.chance
        email = person.emails[-1] if chance(SECOND_EMAIL) else person.emails[0]
        if job:
            email = job[1]
        elif person.family_email and chance(USES_FAMILY_EMAIL):
            email = person.family_email
        name, host = email.split("@")
        if chance(TAGGED):
            plus = self.pick(["+shop", "+news", ""])
            email = f"{name if plus else name.replace('.', '')}{plus}@{host}"
        elif chance(EMAIL_SLIP):
            email = f"{self.slips.slip(name)}@{host}".replace(" ", "")
        mobile, phone = person.phone, job[2] if job else person.landline
        mobile = None if chance(NO_MOBILE) else self.dialled(mobile, country)
        phone = self.dialled(phone, country) if phone and (job or chance(OTHER_PHONE)) else None
        if chance(NO_EMAIL) and (mobile or phone):
            email = None
        if chance(PLACEHOLDER):
            email = self.pick(_NO_EMAILS)
        if chance(PLACEHOLDER):
            mobile = self.pick(_NO_PHONES)
        return {"email": email, "mobile": mobile, "phone": phone}

    def dialled(self, number, country):
        """The phone number in one of the ways to write it, now and then a wrong one."""
        if self.chance(PHONE_SLIP):
            number = self.slips.number(number)
        return self.pick(_DIALLED[country]).format(a=number[:3], b=number[3:6], c=number[6:])

    def address(self, home, table):
        """Street, city, state, postcode and country."""
        street, city, state, postcode, country = home
        chance = self.chance
        if chance(0.3):
            for long, short in _SHORT:
                street = street.replace(long, short)
        if ", Apt " in street and chance(0.35):
            line, flat = street.split(", Apt ")
            street = f"{line}, {self.pick(_FLATS).format(flat)}" if chance(0.85) else line
        if chance(STREET_SLIP):
            street = self.slips.slip(street)
        if chance(OTHER_CASE):
            street, city = street.upper(), city.upper()
        if chance(NO_STREET[table]):
            street = None
            postcode = self.pick([postcode, None])
        country = None if chance(NO_COUNTRY) else self.pick(_COUNTRIES[country])
        return {"street": street, "city": city, "state": state or None, "postcode": postcode, "country": country}

    def birth(self, birth, table):
        """The date of birth, a placeholder, or None."""
        chance = self.chance
        if chance(PLACEHOLDER):
            return self.pick(_NO_BIRTHS)
        if chance(NO_BIRTH[table]):
            return None
        if chance(DAY_AND_MONTH) and birth.day <= 12:
            return birth.replace(month=birth.day, day=birth.month)
        if chance(BIRTH_SLIP):
            part = self.pick(["day", "month", "year"])
            wrong = {
                "day": chance.number(1, 28),
                "month": chance.number(1, 12),
                "year": birth.year + self.pick([-10, -1, 1, 10]),
            }
            birth = birth.replace(day=min(birth.day, 28)).replace(**{part: wrong[part]})
        return birth


class Records:
    """Writes records into the tables, and whose they are into the truth."""

    def __init__(self, folder, root, population, seed, end):
        self.population, self.chance, self.pick = population, population.chance, population.chance.pick
        self.typist, self.truth = Typist(self.chance), Truth(folder)
        self.data = Dataverse(root, [CONTACT, LEAD, CUSTOMER], seed, end)
        self.root, self.tests, self.cids, self.finance = root, 0, 0, []

    def person(self, person):
        """A record of the person, as known at some time, at home or at work."""
        at, table = self.population.time(), self.chance.weighted(TABLES)
        job = self.pick(person.jobs) if person.jobs and self.chance(AT_WORK) else None
        moved, before = person.moved
        home = job[0].home if job and self.chance(OFFICE) else before if at < moved else person.home
        values = self.typist.name(person, at) | self.typist.reach(person, job, person.home[4])
        values |= self.typist.address(home, table)
        birth = self.typist.birth(person.birth, table)
        sex = None if self.chance(NO_GENDER) else person.sex
        self._create(table, at, person.id, values, birth, sex, job)

    def company(self, company):
        """A company that someone has entered as a person."""
        at, table = self.population.time(), self.chance.weighted(TABLES)
        phone = self.typist.dialled(company.phone, company.home[4])
        values = {"last": company.name, "full": company.name, "email": f"info@{company.host}", "phone": phone}
        self._create(table, at, company.id, values | self.typist.address(company.home, table))

    def test(self, town):
        """What someone typed to try a form: a person of its own, because it is none."""
        self.tests += 1
        at, table = self.population.time(), self.chance.weighted(TABLES)
        first, last = self.pick(_TESTS).rsplit(" ", 1)
        values = {"first": first, "last": last, "full": f"{first} {last}", "email": self.pick([*_NO_EMAILS, None])}
        values["phone"] = self.pick([*_NO_PHONES, None])
        values |= self.typist.address(self.population.home(town), table)
        self._create(table, at, f"T{self.tests:07}", values, self.pick([*_NO_BIRTHS, None]))

    def _create(self, table, at, person_id, values, birth=None, sex=None, job=None):
        if table == "crc33_customer":
            self.cids += 1
            cid = f"CID{self.cids:07}"
            values["phone"] = values.get("mobile") or values["phone"]
            more = {f"crc33_{column}": values.get(key) for key, column in _CUSTOM.items()}
            more |= {"crc33_cid": cid, "crc33_dateofbirth": birth and f"{birth}"}
            more |= {"crc33_gender": sex and self.pick({"m": ["Male", "M"], "f": ["Female", "F"]}[sex])}
            if self.chance(FINANCE_ROW):
                self.finance.append(cid)
                self.truth.add("customer_finance", cid, person_id)
        else:
            more = {column: values.get(key) for key, column in _PLACES.items()}
            more["jobtitle"] = job and self.pick(_JOBS)
            if table == "contact":
                more["birthdate"] = birth and (birth - EPOCH.date()).days * DAY
                more["gendercode"] = sex and {"m": 1, "f": 2}[sex]
            else:
                more["companyname"] = job and job[0].name
        record = self.data.create(table, at, statecode=0, statuscode=1, **more)
        self.truth.add(table, record.guid, person_id)

    def close(self, finance, as_of):
        """Writes what is held back, the metadata and the finance file."""
        self.data.journal.close()
        write_metadata(self.root, [CONTACT, LEAD, CUSTOMER])
        with finance.open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow("cid income spend credit_limit currency as_of_date".split())
            for cid in self.finance:
                income = self.chance.number(20_000, 150_000)
                spend = self.chance.number(0, income // 2)
                lines.writerow([cid, f"{income}.00", f"{spend}.00", f"{income // 4}.00", "USD", as_of])
        self.truth.close()


def new_company(number, population, town, adults):
    """A company of two to eight of these adults, with its people's e-mail addresses and phones; some have two jobs."""
    chance, pick = population.chance, population.chance.pick
    name = f"{pick(_FIRMS)} {pick(_TRADES)}"
    host = f"{plain_name(name)}{number}.example.com"
    office = population.at(f"{population.street()}, Suite {chance.number(1, 40)}", town, name)
    phone = population.phone(town)[:-2] + "00"
    company = Company(f"C{number:07}", f"{name} {pick(_FORMS)}", host, phone, office)
    staff = []
    for _ in range(chance.number(2, 8)):
        person = pick(adults)
        if person in staff or len(person.jobs) > 1:
            continue
        staff.append(person)
        email = f"{plain_name(person.first)[0]}.{plain_name(person.last)}{len(staff)}@{host}"
        direct = str(int(phone) + len(staff))
        person.jobs.append((company, f"info@{host}" if chance(0.1) else email, direct if chance(0.5) else phone))
    return company


def generate_households(folder, households, seed=360, as_of=date(2026, 10, 31)):
    """Writes an export of the people of so many households, with their finance file and the truth, into ``folder``.

    A household has 3.5 records, about, in the tables contact, lead and crc33_customer. Same arguments, same bytes.
    Raises ``FileExistsError`` when an export is there already.
    """
    root, finance = new_folders(folder)
    end = int(datetime(as_of.year, as_of.month, as_of.day, 20, tzinfo=UTC).timestamp())
    population = Population(seed, end)
    chance, records = population.chance, Records(folder, root, population, seed, end)
    founded = 0
    while households > 0:  # neighbourhood by neighbourhood, so that colleagues live in one town
        count, town = min(30, households), population.town()
        people = [person for _ in range(count) for person in population.household(town)]
        adults = [person for person in people if person.birth.year < 2004]
        companies = []
        for _ in range(count):
            if adults and chance(COMPANY):
                founded += 1
                companies.append(new_company(founded, population, town, adults))
        for person in people:
            for _ in range(chance.weighted(RECORDS)):
                records.person(person)
        for company in companies:
            if chance(COMPANY_RECORD):
                records.company(company)
        for _ in range(count):
            if chance(TEST_RECORD):
                records.test(town)
        households -= count
    records.close(finance, as_of)
