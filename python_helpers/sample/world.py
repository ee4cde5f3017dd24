"""One fictional world in the tables of Dynamics 365 Sales: people, companies, and what they ask for, buy and pay.

A person may be a lead, a contact (or two), a customer of the custom table, and a line of the finance file. Each record
is typed anew: with nicknames, typing errors, swapped names, the address before or after a move, the name before or
after a marriage, the e-mail address of the family, the switchboard of the company. ``Truth`` writes who is who.
"""

import marshal
import random
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from math import log
from pathlib import Path

from python_helpers.sample.journal import Dataverse, NotYet, Record
from python_helpers.sample.people import COUNTRIES, EPOCH, HOSTS, PHONES, PLAIN, START, plain
from python_helpers.sample.tables import SALES_TABLES, Table

TRUTH = Path("truth", "person_records.csv")
_DAY = 86_400
_FIRST = START - 3 * 365 * _DAY  # the oldest records
_CUSTOMER_SHARE = 0.55  # of the people are customers of the custom table as well
_PEOPLE, _COMPANIES = 1.05, 0.2  # to a contact
_COUNTRY_OF = {(country.calling, country.currency): country for country in COUNTRIES}
_CURRENCIES = {
    "USD": "US Dollar", "GBP": "Pound Sterling", "EUR": "Euro", "CHF": "Swiss Franc", "CAD": "Canadian Dollar",
    "AUD": "Australian Dollar", "SEK": "Swedish Krona", "DKK": "Danish Krone", "PLN": "Polish Zloty",
    "INR": "Indian Rupee", "BRL": "Brazilian Real", "JPY": "Yen",
}  # fmt: skip
_CURRENCY = {
    code: Record(Table("transactioncurrency", {}, {}, {}), f"{n:08x}-3c1d-ec11-b6e6-000d3a4c5d01", [])
    for n, code in enumerate(_CURRENCIES, start=0xC0DE01)
}
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
_MORE_NAMES = {  # of those who aren't customers of the custom table
    "f": "Elizabeth,Margaret,Katherine,Jennifer,Susan,Patricia,Alexandra,Victoria".split(","),
    "m": "William,Richard,Michael,Edward,Thomas,Charles,Christopher,Robert".split(","),
}
_SHORT_STREETS = [
    ("Street", "St"), ("Avenue", "Ave"), ("Road", "Rd"), ("Lane", "Ln"), ("straße", "str."), ("rue", "r."),
    ("straat", "str."), ("Calle", "C/"), ("Drive", "Dr"),
]  # fmt: skip
_FIRMS = "Fabrikam,Northwind,Adatum,Litware,Tailspin,Proseware,Woodgrove,Humongous,Trey,Alpine,Lucerne,Margie".split(
    ","
)
_TRADES = "Traders,Consulting,Logistics,Foods,Insurance,Tools,Travel,Publishing,Textiles".split(",")
_FORMS = {"GB": "Ltd", "DE": "GmbH", "FR": "SARL", "NL": "B.V.", "AT": "GmbH", "CH": "AG", "IT": "S.r.l.", "ES": "S.L."}
_JOBS = "Buyer,Head of Sales,Office Manager,CFO,Engineer,Marketing Lead,Owner,Assistant,IT Manager".split(",")
_GOODS = [
    ("Standing desk", 480), ("Office chair", 230), ("Desk lamp", 45), ('Monitor 27"', 310), ("Keyboard, wireless", 70),
    ("Headset", 95), ("Filing cabinet", 190), ("Service contract; 1 year", 650), ("Whiteboard", 120),
]  # fmt: skip
_WISHES = ["Refit of an office", "New chairs", "Home office", "Service contract", "Meeting room", "Framework agreement"]
_TALKS = {
    "email": ["Your request", "Offer attached", "Re: delivery date", "Newsletter: spring sale", "Your order, thanks"],
    "phonecall": ["Called back", "No answer, left a message", 'Asked for a "better" price', "Complaint, chair squeaks"],
    "appointment": ["Visit to the showroom", "Meeting on the offer", "Site survey"],
    "task": ["Send catalogue", "Check credit", "Follow up"],
}  # fmt: skip


@dataclass(slots=True)
class Company:
    """A firm: its account, the number of its switchboard, and the host of its e-mail addresses."""

    account: Record
    name: str
    phone: str
    host: str


@dataclass(slots=True)
class Person:
    """Who someone is: what would stand in each record of theirs if nobody ever made a mistake."""

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


class Truth:
    """``truth/person_records.csv``: table_name, record_id, person_id; a row for each record of a person.

    For the finance file, record_id is the cid, in upper case and without blanks.
    """

    def __init__(self, folder):
        path = Path(folder, TRUTH)
        path.parent.mkdir(exist_ok=True)
        self.file = path.open("a", encoding="utf-8", newline="")
        if not self.file.tell():
            self.file.write("table_name,record_id,person_id\r\n")

    def add(self, table, record, person):
        self.file.write(f"{table},{record},{person}\r\n")

    def close(self):
        self.file.close()


class Acquaintances:
    """The customers of the custom table whom the sales tables know as well, in a temporary file, in their order."""

    def __init__(self, customers, contacts, seed):
        self.share, self.count = min(contacts * _PEOPLE * _CUSTOMER_SHARE / customers, 1), 0
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


class World:
    """Tells the stories of ``contacts`` contacts, about, and what goes with them."""

    def __init__(self, root, truth, seed, end, contacts, customers, acquaintances):
        self.data = Dataverse(root, SALES_TABLES, seed, end - _DAY // 4)
        self.random, self.pick = self.data.random, self.data.pick
        self.truth, self.end, self.contacts, self.customers = truth, end, contacts, customers
        self.left, self.known = acquaintances.count, acquaintances.people()
        self.new = self.orders = self.invoices = self.companies = 0

    def tell(self):
        """Everything, group of people by group of people."""
        people, made = max(round(self.contacts * _PEOPLE), 1), 0
        companies = round(self.contacts * _COMPANIES)
        while made < people:
            if self.companies * people < companies * (made + 1):
                group = self._company(people - made)
            else:
                group = [self._person(people - made)]
                if self.random() < 0.10:
                    group += self._family(group[0])
            for person in group:
                self._life(person)
            made += len(group)
            if self.random() < len(group) / 80:
                self._test_records()
        self.data.journal.close()

    # ---- who there is

    def _person(self, left, country=None):
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
        street, birth = facts["street"] or self._street(country), facts["birth"]
        return Person(
            person_id, number, country, facts["gender"], facts["first"], facts["last"], facts["email"], facts["phone"],
            (street, facts["city"], facts["state"], facts["postcode"]),
            date.fromordinal(birth) if birth else self._birth(),
        )  # fmt: skip

    def _new_person(self, country, last=None):
        self.new += 1
        number, chance = self.customers + self.new, self.random()
        gender = "d" if chance < 0.02 else "f" if chance < 0.52 else "m"
        first = self.pick(country.men if gender == "m" else country.women)
        if country.women[0] == "Olivia" and self.random() < 0.4:
            first = self.pick(_MORE_NAMES["m" if gender == "m" else "f"])
        last = last or self.pick(country.families)
        email = f"{_plain(first)}.{_plain(last)}{number}@{self.pick(HOSTS)}"
        phone = self._filled(self.pick(country.phones))
        return Person(
            f"W{self.new:07}", number, country, gender, first, last, email, phone, self._address(country), self._birth()
        )

    def _plan(self, person):
        """Who moves house, and who takes another name."""
        if self.random() < 0.10:
            person.moves = self._time(START), self._address(person.country)
        if self.random() < 0.05:
            person.marries = self._time(START), self.pick(person.country.families)

    def _family(self, head):
        """One or two at the same address; they share an e-mail address and a phone at home."""
        head.shared_email = f"familie.{_plain(head.last)}{head.number}@{self.pick(HOSTS)}"
        head.landline = self._filled(self.pick(head.country.phones))
        members = []
        for _ in range(1 + (self.random() < 0.3)):
            member = self._new_person(head.country, head.last)
            if member.first in {other.first for other in (head, *members)}:
                continue
            member.address = head.address
            member.shared_email, member.landline = head.shared_email, head.landline
            members.append(member)
        return members

    def _company(self, left):
        """An account and one to four people who work there."""
        self.companies += 1
        boss, number = self._person(left), self.companies
        country = boss.country
        firm = f"{self.pick(_FIRMS)} {self.pick(_TRADES)}"
        form = _FORMS.get(country.spellings[1], "Inc.")
        host = f"{_plain(firm)}{number}.example.com"
        phone = self._filled(self.pick(country.phones))
        street, city, state, postcode = self._address(country)
        region = 1 if country.calling in ("1", "55") else 2 if country.rate <= 4 else 3
        at = self._time(_FIRST)
        revenue = round(10 ** (5 + 3 * self.random()) * country.rate, 2)
        account = self.data.create(
            "account", at, statecode=0, statuscode=1, name=f"{firm} {form}", accountnumber=f"ACC-{number:05}",
            industrycode=self.pick([1, 6, 7, 12, 16, 19, 23, 33]), customertypecode=self.pick([3, 3, 3, 8, 5]),
            preferredcontactmethodcode=1, crc33_region=region, telephone1=self._dialled(country, phone),
            emailaddress1=f"info@{host}", websiteurl=f"https://www.{host}", address1_line1=street, address1_city=city,
            address1_stateorprovince=state, address1_postalcode=postcode, address1_country=self._country_name(country),
            numberofemployees=int(10 ** (1 + 2.5 * self.random())), **self._money(country, revenue=revenue),
        )  # fmt: skip
        company = Company(account, f"{firm} {form}", phone, host)
        colleagues = min(int(self.random() ** 2 * 4), left - 1)
        people = [boss, *(self._person(left - made, country) for made in range(1, colleagues + 1))]
        for person in people:
            person.company = company
        with suppress(NotYet):
            if self.random() < 0.3:
                self.data.change(account, self._after(account.at, 300), customertypecode=3)
            if self.random() < 0.1:
                self.data.change(account, self._after(account.at, 900), statecode=1, statuscode=2)
        return people

    # ---- what happens to them

    def _life(self, person):
        """The records of a person, one story after the other; a story that isn't over by the end stays open."""
        custom = person.number <= self.customers
        is_lead = self.random() < (0.5 if custom else 0.62)
        is_contact = self.random() < (0.87 if custom else 0.76) or not is_lead
        start = self._time(_FIRST)
        if person.company:
            start = max(start, person.company.account.at + 60)
        with suppress(NotYet):
            lead = self._lead(person, start) if is_lead else None
            if is_contact:
                self._contact_story(person, lead, self._after(lead.at, 60) if lead else start)
            elif lead:
                self._lead_story(lead)
        if is_lead and self.random() < 0.1:
            with suppress(NotYet):  # the same person fills in a form again
                self._lead_story(self._lead(person, self._time(start)))

    def _lead(self, person, at):
        country, now = person.country, person.at(at)
        amount = {"estimatedamount": self._price(country)} if self.random() < 0.5 else {}
        lead = self._person_record(
            "lead", at, now, statecode=0, statuscode=1, subject=self.pick(_WISHES),
            leadqualitycode=self.pick([1, 2, 2, 3]), leadsourcecode=self.pick([1, 2, 3, 4, 6, 7, 8, 8, 8, 9, 10, None]),
            decisionmaker=self.random() < 0.2,
            companyname=now.company.name if now.company and self.random() < 0.9 else None,
            purchasetimeframe=self.pick([0, 1, 2, 3, 4, None]), budgetstatus=self.pick([0, 1, 2, 3, None, None]),
            **self._money(country, **amount),
        )  # fmt: skip
        if self.random() < 0.4:
            self.data.change(lead, self._after(lead.at, 10), statuscode=2)
        self._talk(lead, person, self._after(lead.at, 10), 0.9)
        return lead

    def _lead_story(self, lead):
        """A lead that comes to nothing: lost, left open, or deleted."""
        chance = self.random()
        if chance < 0.55:
            self.data.change(lead, self._after(lead.at, 60), statecode=2, statuscode=self.pick([4, 5, 6, 7]))
        if chance < 0.08:
            self.data.delete(lead, self._after(lead.at, 200))

    def _contact_story(self, person, lead, at):
        qualified = lead if self.random() < 0.8 else None
        contact = self._contact(person, at, qualified)
        if qualified:
            self._qualify(lead, contact, person)
        elif lead:
            self._lead_story(lead)
        if not lead and self.random() < 0.04:
            self.data.delete(contact, self._after(contact.at, 700))
            return
        if person.company and not person.company.account["primarycontactid"]:
            values = {"primarycontactid": contact, "primarycontactidname": self._shown(contact)}
            self.data.change(person.company.account, contact.at + 60, **values)
        customer = person.company.account if person.company and self.random() < 0.7 else contact
        for story in (self._changes, self._opportunities, self._orders, self._second_contact):
            with suppress(NotYet):
                story(person, contact, customer)
        self._talk(contact, person, self._after(at, 100), 1.6)

    def _contact(self, person, at, lead=None):
        now, marital = person.at(at), self.random()
        birth = self._typed_birth(now.birth)
        codes = {"m": 1, "f": 2}
        links = {"originatingleadid": lead} if lead else {}
        if now.company:
            links |= {"parentcustomerid": now.company.account, "parentcustomeridname": now.company.name}
        return self._person_record(
            "contact", at, now, statecode=0, statuscode=1, birthdate=birth,
            gendercode=codes.get(now.gender) if self.random() < 0.85 else self.pick([1, 2, None, None, None]),
            familystatuscode=None if marital < 0.6 else 2 if marital < 0.85 else self.pick([1, 3, 4]),
            **links, **self._money(now.country),
        )  # fmt: skip

    def _qualify(self, lead, contact, person):
        """The lead becomes the contact and an opportunity."""
        at = contact.at + 2
        company = person.company.account if person.company else None
        opportunity = self._opportunity(person, contact, company or contact, at, originatingleadid=lead)
        links = {"parentcontactid": contact, "qualifyingopportunityid": opportunity}
        if company:
            links["parentaccountid"] = company
        self.data.change(lead, at, statecode=1, statuscode=3, **links)

    def _changes(self, person, contact, _):
        """What is entered later: the move, the new name, consents, another phone, and that someone is gone."""
        facts = []
        moved, address = person.moves
        if address and moved > contact.at and self.random() < 0.7:
            street, city, state, postcode = address
            facts.append((moved, {"address1_line1": street, "address1_city": city, "address1_stateorprovince": state,
                                  "address1_postalcode": postcode}))  # fmt: skip
        married, last = person.marries
        if last and married > contact.at and self.random() < 0.7:
            facts.append((married, {"lastname": last, "fullname": f"{person.first} {last}", "familystatuscode": 2}))
        if self.random() < 0.2:
            facts.append((self._after(contact.at, 900), {self.pick(_OPT_OUTS): True}))
        if self.random() < 0.15:
            facts.append((self._after(contact.at, 900), {"mobilephone": self._dialled(person.country, person.phone)}))
        if self.random() < 0.05:
            facts.append((self._after(contact.at, 1500), {"statecode": 1, "statuscode": 2}))
        for at, values in sorted(facts, key=lambda fact: fact[0]):
            self.data.change(contact, at, **values)

    def _second_contact(self, person, contact, _):
        """The same person entered again; some of these pairs are merged in Dataverse, which keeps both rows."""
        if self.random() > 0.09:
            return
        second = self._contact(person, self._after(contact.at, 900))
        if self.random() < 0.3:
            at = self._after(second.at, 100)
            self.data.change(second, at, statecode=1, statuscode=2, merged=True, masterid=contact)

    def _opportunities(self, person, contact, customer):
        if self.random() < 0.3:
            self._opportunity(person, contact, customer, self._after(contact.at, 600))

    def _opportunity(self, person, contact, customer, at, **links):
        country, name = person.country, self.pick(_WISHES)
        value = self._price(country) * (1 + int(self.random() * 8))
        opportunity = self.data.create(
            "opportunity", at, statecode=0, statuscode=1, name=name, customerid=customer, parentcontactid=contact,
            customeridname=self._shown(customer), opportunityratingcode=self.pick([1, 2, 2, 3]), pricingerrorcode=0,
            purchasetimeframe=self.pick([0, 1, 2, 3, 4, None]), budgetstatus=self.pick([0, 1, 2, 3, None]),
            closeprobability=self.pick([10, 25, 50, 50, 75, 90]), estimatedclosedate=at + 60 * _DAY,
            stepname="2-Develop", decisionmaker=self.random() < 0.3, **links,
            **self._money(country, estimatedvalue=value, totalamount=0.0),
        )  # fmt: skip
        with suppress(NotYet):
            self._pursue(opportunity, person, customer, value)
        return opportunity

    def _pursue(self, opportunity, person, customer, value):
        """The opportunity is worked on, and won, lost or left open."""
        self._talk(opportunity, person, self._after(opportunity.at, 20), 0.9)
        if self.random() < 0.4:
            self.data.change(opportunity, self._after(opportunity.at, 30), closeprobability=80, stepname="3-Propose")
        chance, at = self.random(), self._after(opportunity.at, 90)
        if chance < 0.45:
            closed = self._money(person.country, actualvalue=round(value * (0.8 + 0.3 * self.random()), 2))
            self.data.change(
                opportunity, at, statecode=1, statuscode=3, actualclosedate=at, closeprobability=100, **closed
            )
            self._order(person, customer, opportunity.at + 60, opportunity)
        elif chance < 0.75:
            lost = self.pick([4, 5])
            self.data.change(opportunity, at, statecode=2, statuscode=lost, actualclosedate=at, closeprobability=0)

    def _orders(self, person, contact, customer):
        """Most never order of themselves, some once or twice, and a few in a rhythm of their own."""
        chance, at = self.random(), contact.at
        if chance < 0.6:
            return
        rhythm = 300 if chance < 0.94 else 30 + 150 * self.random()
        count = 1 + (chance > 0.85) if chance < 0.94 else 3 + int(self.random() * 4)
        for _ in range(count):
            at = int(at + rhythm * _DAY * (0.6 + 0.8 * self.random()))
            self._order(person, customer, at)

    def _order(self, person, customer, at, opportunity=None):
        """Entered, submitted, fulfilled, invoiced, paid; or canceled, and sometimes deleted then."""
        self.orders += 1
        name, country = self.pick(_WISHES), person.country
        number = f"ORD-{self.orders:06}-{self.data.guid()[:6].upper()}"
        goods = [(self.pick(_GOODS), 1 + int(self.random() ** 3 * 9)) for _ in range(1 + int(self.random() ** 2 * 4))]
        lines = [(text, count, round(price * country.rate, 2)) for (text, price), count in goods]
        net = round(sum(count * price for _, count, price in lines), 2)
        tax = round(net * 0.2, 2)
        street, city, _, postcode = person.at(at).address
        values = {
            "customerid": customer, "customeridname": self._shown(customer), "name": name, "billto_line1": street,
            "billto_city": city, "billto_postalcode": postcode, "billto_country": country.spellings[0],
            "paymenttermscode": self.pick([1, 1, 2, 3, 4]), "shippingmethodcode": self.pick([2, 3, 4, 5, 7]),
            "pricingerrorcode": 0, **({"opportunityid": opportunity} if opportunity else {}),
            **self._money(country, totallineitemamount=net, totaltax=tax, totalamount=round(net + tax, 2),
                          totaldiscountamount=0.0, freightamount=0.0),
        }  # fmt: skip
        order = self.data.create(
            "salesorder", at, statecode=0, statuscode=1, ordernumber=number, requestdeliveryby=at + 14 * _DAY, **values
        )
        order.parts += [self._line(order, place, country, *line) for place, line in enumerate(lines, start=1)]
        if self.random() < 0.06:
            self.data.change(order, self._after(order.at, 10), statecode=2, statuscode=4)
            if self.random() < 0.4:
                self.data.delete(order, self._after(order.at, 60))
            return
        submitted = self._after(order.at, 4)
        dates = {"submitdate": submitted}
        if self.random() < 0.4:  # otherwise the next change comes before the next export, which collapses the two
            self.data.change(order, submitted, statecode=1, statuscode=3, **dates)
        invoice = self._invoice(order, values, self._after(submitted, 8)) if self.random() < 0.9 else None
        dates["datefulfilled"] = fulfilled = self._after(submitted, 20)
        if not invoice or self.random() < 0.2:
            self.data.change(order, fulfilled, statecode=3, statuscode=100001, **dates)
        if invoice:
            self.data.change(order, fulfilled + 3600, statecode=4, statuscode=100003, **dates)
            self._settle(invoice)

    def _line(self, order, place, country, text, count, price):
        net = round(count * price, 2)
        return self.data.create(
            "salesorderdetail", order.at + place, salesorderid=order, productdescription=text, quantity=count,
            lineitemnumber=place, producttypecode=1, pricingerrorcode=0, isproductoverridden=True,
            **self._money(country, priceperunit=price, baseamount=net, tax=round(net * 0.2, 2),
                          extendedamount=round(net * 1.2, 2)),
        )  # fmt: skip

    def _invoice(self, order, values, at):
        self.invoices += 1
        number = f"INV-{self.invoices:06}"
        return self.data.create(
            "invoice",
            at,
            statecode=0,
            statuscode=1,
            invoicenumber=number,
            salesorderid=order,
            duedate=at + 30 * _DAY,
            **values,
        )

    def _settle(self, invoice):
        """Billed, then paid in time or late, in part, or not at all."""
        billed, chance = self._after(invoice.at, 5), self.random()
        if self.random() < 0.4:
            self.data.change(invoice, billed, statuscode=4, datedelivered=billed)
        if chance < 0.03:
            self.data.change(invoice, self._after(billed, 20), statecode=3, statuscode=100003)
        elif chance < 0.92:
            paid = billed + int((5 + 50 * self.random()) * _DAY)
            part = 100002 if chance < 0.08 else 100001
            self.data.change(invoice, paid, statecode=2, statuscode=part, datedelivered=billed)

    def _talk(self, regarding, person, at, mean):
        """E-mails, calls, visits and tasks about a record; some still open, a few deleted."""
        count = int(-mean * log(1 - self.random() * 0.98))
        for _ in range(count):
            with suppress(NotYet):
                self._activity(regarding, person, at)
            at = self._after(at, 200)

    def _activity(self, regarding, person, at):
        kind, minutes = (
            self.pick(["email", "email", "email", "phonecall", "phonecall", "appointment", "task"]),
            self.random(),
        )
        minutes = 15 * (1 + int(minutes * 6))
        done = at + minutes * 60
        activity = self.data.create(
            "activitypointer", at, statecode=3 * (kind == "appointment"), statuscode=4 if kind == "appointment" else 1,
            activitytypecode=kind, subject=self.pick(_TALKS[kind]), regardingobjectid=regarding,
            regardingobjecttypecode=regarding.table.name, regardingobjectidname=f"{person.first} {person.last}",
            description="Dear customer,\r\nplease see below." if kind == "email" and self.random() < 0.2 else None,
            prioritycode=self.pick([0, 1, 1, 1, 2]), deliveryprioritycode=1, instancetypecode=0, isregularactivity=True,
            leftvoicemail=kind == "phonecall" and self.random() < 0.2, scheduledstart=at, scheduledend=done,
        )  # fmt: skip
        regarding.parts.append(activity)
        if kind == "email" or self.random() < 0.8:
            values = {"senton": done} if kind == "email" else {"actualdurationminutes": minutes}
            state = (1, 2) if self.random() < 0.93 else (2, 3)
            self.data.change(
                activity, done, statecode=state[0], statuscode=state[1], actualstart=at, actualend=done, **values
            )
        if self.random() < 0.02:
            self.data.delete(activity, self._after(done, 100))

    def _test_records(self):
        """What someone typed to try the form; each is a person of its own, because it is none."""
        at, country = self._time(START), self.pick(COUNTRIES)
        first, last = self.pick([("Test", "Test"), ("test", "User"), ("TEST", "do not use"), ("Max", "Mustermann")])
        self.new += 1
        person = Person(
            f"W{self.new:07}", 0, country, "d", first, last, "test@example.com", "5550000000",
            self._address(country), date(1990, 1, 1),
        )  # fmt: skip
        with suppress(NotYet):
            if self.random() < 0.7:
                contact = self._contact(person, at)
                if self.random() < 0.2:
                    self.data.delete(contact, self._after(at, 90))
            else:
                self._lead(person, at)

    # ---- how it is typed

    def _person_record(self, table, at, person, /, **values):
        """A contact or a lead of the person as someone types it: name, e-mail, phones, address, consents."""
        street, city, state, postcode = self._typed_address(person.address)
        has_address = self.random() < 0.9
        values |= self._typed_name(person) | self._typed_reach(person)
        values |= {
            "jobtitle": self.pick(_JOBS) if person.company and self.random() < 0.7 else None,
            "address1_line1": street if has_address else None,
            "address1_city": city if has_address or self.random() < 0.6 else None,
            "address1_stateorprovince": state if has_address else None,
            "address1_postalcode": postcode if has_address else None,
            "address1_country": self._country_name(person.country) if self.random() < 0.93 else None,
            "preferredcontactmethodcode": self.pick([1, 1, 1, 2, 2, 3, 5]),
            "followemail": self.random() < 0.8,
            "donotbulkemail": self.random() < 0.15,
            "donotemail": self.random() < 0.04,
            "donotphone": self.random() < 0.07,
            "donotpostalmail": self.random() < 0.05,
        }
        record = self.data.create(table, at, **values)
        self.truth.add(table, record.guid, person.id)
        return record

    def _typed_name(self, person):
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

    def _typed_reach(self, person):
        """E-mail address and phones; of hardly anyone there is neither that is theirs."""
        country, email, mobile, phone = person.country, person.email, None, None
        if person.company and self.random() < 0.5:
            email = f"{_plain(person.first)}.{_plain(person.last)}@{person.company.host}"
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
            mobile = self._dialled(country, self._slip_digit(person.phone) if wrong else person.phone)
        if person.company and self.random() < 0.65:
            phone = self._dialled(country, person.company.phone)
        elif person.landline and self.random() < 0.6:
            phone = self._dialled(country, person.landline)
        return {"emailaddress1": email, "mobilephone": mobile, "telephone1": phone}

    def _typed_address(self, address):
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

    def _typed_birth(self, birth):
        """In seconds, as dates are exported; now and then missing, with day and month swapped, or with a wrong year."""
        way = self.random()
        if way < 0.28:
            return None
        if way < 0.30 and birth.day <= 12:
            birth = birth.replace(month=birth.day, day=birth.month)
        elif way < 0.32:
            birth = birth.replace(year=birth.year + self.pick([-10, -1, 1, 10]), day=min(birth.day, 28))
        return (birth - EPOCH.date()).days * _DAY

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

    def _dialled(self, country, number):
        form, trunk = self.pick(_GOOD_PHONES), country.trunk
        abroad = "1-" if country.calling == "1" else f"00{country.calling} "
        parts = {"x": number[:3], "y": number[3:6], "z": number[6:], "o": trunk and f"({trunk})", "i": abroad}
        return form.format(c=country.calling, t=trunk, n=number, **parts)

    def _country_name(self, country):
        return country.spellings[int(self.random() ** 2 * len(country.spellings))]

    # ---- small things

    def _time(self, earliest):
        return int(earliest + self.random() * (self.end - 30 * _DAY - earliest))

    def _after(self, at, days):
        """Some time within that many days, at least an hour later."""
        return int(at + 3600 + self.random() * days * _DAY)

    def _birth(self):
        return date.fromordinal(713_000 + int(self.random() * 20_000))

    def _filled(self, pattern):
        """The pattern with a digit for each # and a letter for each ?."""
        return "".join(
            str(int(self.random() * 10)) if c == "#" else self.pick("ABDEFGHJLNPQRSTUWXYZ") if c == "?" else c
            for c in pattern
        )

    def _street(self, country):
        return self.pick(country.streets).format(1 + int(self.random() * 190))

    def _address(self, country):
        city, state, postcode = self.pick(country.cities)
        return self._street(country), city, state, self._filled(postcode)

    def _price(self, country):
        return round((200 + 4000 * self.random() ** 2) * country.rate, 2)

    def _money(self, country, **amounts):
        """The amounts in the country's currency and in the base currency, US dollars, with the rate between them."""
        values = {"transactioncurrencyid": _CURRENCY[country.currency], "exchangerate": country.rate}
        values["transactioncurrencyidname"] = _CURRENCIES[country.currency]
        for name, amount in amounts.items():
            values |= {name: amount, f"{name}_base": round(amount / country.rate, 4)}
        return values

    def _shown(self, customer):
        """The name of a contact or an account, as lookups show it."""
        cell = customer["name" if customer.table.name == "account" else "fullname"]
        return cell[1:-1].replace('""', '"')


_OPT_OUTS = ["donotbulkemail", "donotbulkemail", "donotemail", "donotphone", "donotpostalmail"]
_GOOD_PHONES = [form for form in PHONES if form and ("{n}" in form or "{z}" in form)]


def _plain(name):
    return PLAIN.get(name) or plain(name)


def _without_marks(name):
    """As typed on a keyboard without marks; a name in another script stays as it is."""
    typed = name.translate(
        str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "å": "a", "ł": "l", "Ł": "L"})
    )
    ascii_only = "".join(c for c in unicodedata.normalize("NFKD", typed) if c.isascii())
    return ascii_only if len(ascii_only) >= len(typed) else name
