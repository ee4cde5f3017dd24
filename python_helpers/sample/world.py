"""One fictional world in the tables of Dynamics 365 Sales: people, companies, and what they ask for, buy and pay.

A person may be a lead, a contact (or two), a customer of the custom table, and a line of the finance file. Each record
is typed by itself: with nicknames, typing errors, swapped names, the address before or after a move, the name before or
after a marriage, the e-mail address of the family, the switchboard of the company. ``Truth`` writes who is who.
"""

from python_helpers.sample.dice import DAY, Dice
from python_helpers.sample.journal import Dataverse
from python_helpers.sample.lives import Lives
from python_helpers.sample.people import START
from python_helpers.sample.population import PEOPLE, Population
from python_helpers.sample.tables import SALES_TABLES

_COMPANIES = 0.2  # to a contact


def write_sales(root, truth, seed, end, contacts, customers, acquaintances):
    """Writes the stories of ``contacts`` contacts, about, and what goes with them, group of people by group."""
    data = Dataverse(root, SALES_TABLES, seed, end - DAY // 4)
    dice = Dice(data.random, data.pick, end)
    population = Population(dice, data, customers, acquaintances)
    lives = Lives(dice, data, truth, customers)
    people, made = max(round(contacts * PEOPLE), 1), 0
    companies = round(contacts * _COMPANIES)
    while made < people:
        if population.companies * people < companies * (made + 1):
            group = population.company(people - made)
        else:
            group = [population.person(people - made)]
            if dice.random() < 0.10:
                group += population.family(group[0])
        for person in group:
            lives.life(person)
        made += len(group)
        if dice.random() < len(group) / 80:
            at = dice.time(START)
            lives.test_records(at, population.test_person())
    data.journal.close()
