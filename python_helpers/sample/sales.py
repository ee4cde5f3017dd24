"""What customers of the sample ask for, buy and pay: opportunities, orders with their lines, and invoices."""

from contextlib import suppress

from python_helpers.sample.dice import DAY
from python_helpers.sample.journal import NotYet
from python_helpers.sample.money import money

_GOODS = [
    ("Standing desk", 480), ("Office chair", 230), ("Desk lamp", 45), ('Monitor 27"', 310), ("Keyboard, wireless", 70),
    ("Headset", 95), ("Filing cabinet", 190), ("Service contract; 1 year", 650), ("Whiteboard", 120),
]  # fmt: skip
WISHES = ["Refit of an office", "New chairs", "Home office", "Service contract", "Meeting room", "Framework agreement"]


class Sales:
    """Opportunities, orders and invoices of contacts and accounts."""

    def __init__(self, dice, data, talks):
        self.dice, self.random, self.pick = dice, dice.random, dice.pick
        self.data, self.talks = data, talks
        self.number_of_orders = self.number_of_invoices = 0

    def opportunities(self, person, contact, customer):
        """One contact in three becomes an opportunity."""
        if self.random() < 0.3:
            self.opportunity(person, contact, customer, self.dice.after(contact.at, 600))

    def opportunity(self, person, contact, customer, at, **links):
        """A new opportunity, which is then pursued."""
        country, name = person.country, self.pick(WISHES)
        value = self.dice.price(country) * (1 + int(self.random() * 8))
        opportunity = self.data.create(
            "opportunity", at, statecode=0, statuscode=1, name=name, customerid=customer, parentcontactid=contact,
            customeridname=shown(customer), opportunityratingcode=self.pick([1, 2, 2, 3]), pricingerrorcode=0,
            purchasetimeframe=self.pick([0, 1, 2, 3, 4, None]), budgetstatus=self.pick([0, 1, 2, 3, None]),
            closeprobability=self.pick([10, 25, 50, 50, 75, 90]), estimatedclosedate=at + 60 * DAY,
            stepname="2-Develop", decisionmaker=self.random() < 0.3, **links,
            **money(country, estimatedvalue=value, totalamount=0.0),
        )  # fmt: skip
        with suppress(NotYet):
            self._pursue(opportunity, person, customer, value)
        return opportunity

    def _pursue(self, opportunity, person, customer, value):
        """The opportunity is worked on, and won, lost or left open."""
        self.talks.talk(opportunity, person, self.dice.after(opportunity.at, 20), 0.9)
        if self.random() < 0.4:
            self.data.change(
                opportunity, self.dice.after(opportunity.at, 30), closeprobability=80, stepname="3-Propose"
            )
        chance, at = self.random(), self.dice.after(opportunity.at, 90)
        if chance < 0.45:
            closed = money(person.country, actualvalue=round(value * (0.8 + 0.3 * self.random()), 2))
            self.data.change(
                opportunity, at, statecode=1, statuscode=3, actualclosedate=at, closeprobability=100, **closed
            )
            self._order(person, customer, opportunity.at + 60, opportunity)
        elif chance < 0.75:
            lost = self.pick([4, 5])
            self.data.change(opportunity, at, statecode=2, statuscode=lost, actualclosedate=at, closeprobability=0)

    def orders(self, person, contact, customer):
        """Most never order of themselves, some once or twice, and a few in a rhythm of their own."""
        chance, at = self.random(), contact.at
        if chance < 0.6:
            return
        rhythm = 300 if chance < 0.94 else 30 + 150 * self.random()
        count = 1 + (chance > 0.85) if chance < 0.94 else 3 + int(self.random() * 4)
        for _ in range(count):
            at = int(at + rhythm * DAY * (0.6 + 0.8 * self.random()))
            self._order(person, customer, at)

    def _order(self, person, customer, at, opportunity=None):
        """Entered, submitted, fulfilled, invoiced, paid; or canceled, and sometimes deleted then."""
        self.number_of_orders += 1
        name, country = self.pick(WISHES), person.country
        number = f"ORD-{self.number_of_orders:06}-{self.data.guid()[:6].upper()}"
        goods = [(self.pick(_GOODS), 1 + int(self.random() ** 3 * 9)) for _ in range(1 + int(self.random() ** 2 * 4))]
        lines = [(text, count, round(price * country.rate, 2)) for (text, price), count in goods]
        net = round(sum(count * price for _, count, price in lines), 2)
        tax = round(net * 0.2, 2)
        street, city, _, postcode = person.at(at).address
        values = {
            "customerid": customer, "customeridname": shown(customer), "name": name, "billto_line1": street,
            "billto_city": city, "billto_postalcode": postcode, "billto_country": country.spellings[0],
            "paymenttermscode": self.pick([1, 1, 2, 3, 4]), "shippingmethodcode": self.pick([2, 3, 4, 5, 7]),
            "pricingerrorcode": 0, **({"opportunityid": opportunity} if opportunity else {}),
            **money(country, totallineitemamount=net, totaltax=tax, totalamount=round(net + tax, 2),
                          totaldiscountamount=0.0, freightamount=0.0),
        }  # fmt: skip
        order = self.data.create(
            "salesorder", at, statecode=0, statuscode=1, ordernumber=number, requestdeliveryby=at + 14 * DAY, **values
        )
        order.parts += [self._line(order, place, country, *line) for place, line in enumerate(lines, start=1)]
        if self.random() < 0.06:
            self.data.change(order, self.dice.after(order.at, 10), statecode=2, statuscode=4)
            if self.random() < 0.4:
                self.data.delete(order, self.dice.after(order.at, 60))
            return
        submitted = self.dice.after(order.at, 4)
        dates = {"submitdate": submitted}
        if self.random() < 0.4:  # otherwise the next change comes before the next export, which collapses the two
            self.data.change(order, submitted, statecode=1, statuscode=3, **dates)
        invoice = self._invoice(order, values, self.dice.after(submitted, 8)) if self.random() < 0.9 else None
        dates["datefulfilled"] = fulfilled = self.dice.after(submitted, 20)
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
            **money(country, priceperunit=price, baseamount=net, tax=round(net * 0.2, 2),
                          extendedamount=round(net * 1.2, 2)),
        )  # fmt: skip

    def _invoice(self, order, values, at):
        self.number_of_invoices += 1
        number = f"INV-{self.number_of_invoices:06}"
        return self.data.create(
            "invoice",
            at,
            statecode=0,
            statuscode=1,
            invoicenumber=number,
            salesorderid=order,
            duedate=at + 30 * DAY,
            **values,
        )

    def _settle(self, invoice):
        """Billed, then paid in time or late, in part, or not at all."""
        billed, chance = self.dice.after(invoice.at, 5), self.random()
        if self.random() < 0.4:
            self.data.change(invoice, billed, statuscode=4, datedelivered=billed)
        if chance < 0.03:
            self.data.change(invoice, self.dice.after(billed, 20), statecode=3, statuscode=100003)
        elif chance < 0.92:
            paid = billed + int((5 + 50 * self.random()) * DAY)
            part = 100002 if chance < 0.08 else 100001
            self.data.change(invoice, paid, statecode=2, statuscode=part, datedelivered=billed)


def shown(customer):
    """The name of a contact or an account, as lookups show it."""
    cell = customer["name" if customer.table.name == "account" else "fullname"]
    return cell[1:-1].replace('""', '"')
