"""What is said with people of the sample: e-mails, calls, visits and tasks."""

from contextlib import suppress
from math import log

from python_helpers.sample.journal import NotYet

_TALKS = {
    "email": ["Your request", "Offer attached", "Re: delivery date", "Newsletter: spring sale", "Your order, thanks"],
    "phonecall": ["Called back", "No answer, left a message", 'Asked for a "better" price', "Complaint, chair squeaks"],
    "appointment": ["Visit to the showroom", "Meeting on the offer", "Site survey"],
    "task": ["Send catalogue", "Check credit", "Follow up"],
}  # fmt: skip


class Talks:
    """Activities about records."""

    def __init__(self, dice, data):
        self.dice, self.random, self.pick, self.data = dice, dice.random, dice.pick, data

    def talk(self, regarding, person, at, mean):
        """E-mails, calls, visits and tasks about a record; some still open, a few deleted."""
        count = int(-mean * log(1 - self.random() * 0.98))
        for _ in range(count):
            with suppress(NotYet):
                self._activity(regarding, person, at)
            at = self.dice.after(at, 200)

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
            self.data.delete(activity, self.dice.after(done, 100))
