"""What happens to the people of the sample: they are leads, contacts, both or twice, and things change."""

from contextlib import suppress

from python_helpers.sample.journal import NotYet
from python_helpers.sample.money import money
from python_helpers.sample.population import FIRST
from python_helpers.sample.sales import WISHES, Sales, shown
from python_helpers.sample.talks import Talks
from python_helpers.sample.typist import Typist

_JOBS = "Buyer,Head of Sales,Office Manager,CFO,Engineer,Marketing Lead,Owner,Assistant,IT Manager".split(",")
_OPT_OUTS = ["donotbulkemail", "donotbulkemail", "donotemail", "donotphone", "donotpostalmail"]


class Lives:
    """Writes the records of people, each typed by someone; ``truth`` learns whose they are."""

    def __init__(self, dice, data, truth, customers):
        self.dice, self.random, self.pick = dice, dice.random, dice.pick
        self.data, self.truth, self.customers = data, truth, customers
        self.typist, self.talks = Typist(dice), Talks(dice, data)
        self.sales = Sales(dice, data, self.talks)

    def life(self, person):
        """The records of a person, one story after the other; a story that isn't over by the end stays open."""
        custom = person.number <= self.customers
        is_lead = self.random() < (0.5 if custom else 0.62)
        is_contact = self.random() < (0.87 if custom else 0.76) or not is_lead
        start = self.dice.time(FIRST)
        if person.company:
            start = max(start, person.company.account.at + 60)
        with suppress(NotYet):
            lead = self._lead(person, start) if is_lead else None
            if is_contact:
                self._contact_story(person, lead, self.dice.after(lead.at, 60) if lead else start)
            elif lead:
                self._lead_story(lead)
        if is_lead and self.random() < 0.1:
            with suppress(NotYet):  # the same person fills in a form again
                self._lead_story(self._lead(person, self.dice.time(start)))

    def _lead(self, person, at):
        country, now = person.country, person.at(at)
        amount = {"estimatedamount": self.dice.price(country)} if self.random() < 0.5 else {}
        lead = self._person_record(
            "lead", at, now, statecode=0, statuscode=1, subject=self.pick(WISHES),
            leadqualitycode=self.pick([1, 2, 2, 3]), leadsourcecode=self.pick([1, 2, 3, 4, 6, 7, 8, 8, 8, 9, 10, None]),
            decisionmaker=self.random() < 0.2,
            companyname=now.company.name if now.company and self.random() < 0.9 else None,
            purchasetimeframe=self.pick([0, 1, 2, 3, 4, None]), budgetstatus=self.pick([0, 1, 2, 3, None, None]),
            **money(country, **amount),
        )  # fmt: skip
        if self.random() < 0.4:
            self.data.change(lead, self.dice.after(lead.at, 10), statuscode=2)
        self.talks.talk(lead, person, self.dice.after(lead.at, 10), 0.9)
        return lead

    def _lead_story(self, lead):
        """A lead that comes to nothing: lost, left open, or deleted."""
        chance = self.random()
        if chance < 0.55:
            self.data.change(lead, self.dice.after(lead.at, 60), statecode=2, statuscode=self.pick([4, 5, 6, 7]))
        if chance < 0.08:
            self.data.delete(lead, self.dice.after(lead.at, 200))

    def _contact_story(self, person, lead, at):
        qualified = lead if self.random() < 0.8 else None
        contact = self._contact(person, at, qualified)
        if qualified:
            self._qualify(lead, contact, person)
        elif lead:
            self._lead_story(lead)
        if not lead and self.random() < 0.04:
            self.data.delete(contact, self.dice.after(contact.at, 700))
            return
        if person.company and not person.company.account["primarycontactid"]:
            values = {"primarycontactid": contact, "primarycontactidname": shown(contact)}
            self.data.change(person.company.account, contact.at + 60, **values)
        customer = person.company.account if person.company and self.random() < 0.7 else contact
        for story in (self._changes, self.sales.opportunities, self.sales.orders, self._second_contact):
            with suppress(NotYet):
                story(person, contact, customer)
        self.talks.talk(contact, person, self.dice.after(at, 100), 1.6)

    def _contact(self, person, at, lead=None):
        now, marital = person.at(at), self.random()
        birth = self.typist.birth(now.birth)
        codes = {"m": 1, "f": 2}
        links = {"originatingleadid": lead} if lead else {}
        if now.company:
            links |= {"parentcustomerid": now.company.account, "parentcustomeridname": now.company.name}
        return self._person_record(
            "contact", at, now, statecode=0, statuscode=1, birthdate=birth,
            gendercode=codes.get(now.gender) if self.random() < 0.85 else self.pick([1, 2, None, None, None]),
            familystatuscode=None if marital < 0.6 else 2 if marital < 0.85 else self.pick([1, 3, 4]),
            **links, **money(now.country),
        )  # fmt: skip

    def _qualify(self, lead, contact, person):
        """The lead becomes the contact and an opportunity."""
        at = contact.at + 2
        company = person.company.account if person.company else None
        opportunity = self.sales.opportunity(person, contact, company or contact, at, originatingleadid=lead)
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
            facts.append((self.dice.after(contact.at, 900), {self.pick(_OPT_OUTS): True}))
        if self.random() < 0.15:
            facts.append(
                (self.dice.after(contact.at, 900), {"mobilephone": self.dice.dialled(person.country, person.phone)})
            )
        if self.random() < 0.05:
            facts.append((self.dice.after(contact.at, 1500), {"statecode": 1, "statuscode": 2}))
        for at, values in sorted(facts, key=lambda fact: fact[0]):
            self.data.change(contact, at, **values)

    def _second_contact(self, person, contact, _):
        """The same person entered again; some of these pairs are merged in Dataverse, which keeps both rows."""
        if self.random() > 0.09:
            return
        second = self._contact(person, self.dice.after(contact.at, 900))
        if self.random() < 0.3:
            at = self.dice.after(second.at, 100)
            self.data.change(second, at, statecode=1, statuscode=2, merged=True, masterid=contact)

    def test_records(self, at, person):
        """What someone typed to try the form; each is a person of its own, because it is none."""
        with suppress(NotYet):
            if self.random() < 0.7:
                contact = self._contact(person, at)
                if self.random() < 0.2:
                    self.data.delete(contact, self.dice.after(at, 90))
            else:
                self._lead(person, at)

    def _person_record(self, table, at, person, /, **values):
        """A contact or a lead of the person as someone types it: name, e-mail, phones, address, consents."""
        street, city, state, postcode = self.typist.address(person.address)
        has_address = self.random() < 0.9
        values |= self.typist.name(person) | self.typist.reach(person)
        values |= {
            "jobtitle": self.pick(_JOBS) if person.company and self.random() < 0.7 else None,
            "address1_line1": street if has_address else None,
            "address1_city": city if has_address or self.random() < 0.6 else None,
            "address1_stateorprovince": state if has_address else None,
            "address1_postalcode": postcode if has_address else None,
            "address1_country": self.dice.country_name(person.country) if self.random() < 0.93 else None,
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
