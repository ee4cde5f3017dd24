"""The people of fictional households: who they are, where they live, what they share.

A name is as common as in seeds/name_shares.csv. Names beyond that seed are built from parts, and their shares go on
falling as in the census; the seed also decides which of these names there are. Nothing here comes from the lists of
the other sample.
"""

# ruff: noqa: RUF001 - some names are in Cyrillic or Greek
import csv
import random
import unicodedata
from bisect import bisect
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from python_helpers.sample.dice import DAY
from python_helpers.sample.people import START

SHARES = Path(__file__).parents[2] / "seeds" / "name_shares.csv"
FIRST_RECORD = START - 3 * 365 * DAY

# Rates. Of households:
KINDS = {"single": 50, "couple": 20, "family": 18, "parent": 4, "room-mates": 5, "widow": 3}
BLOCK_OF_FLATS = 0.03  # begin one, in which the next ones of the town live as well
PO_BOX = 0.01
FOREIGN_SCRIPT = 0.02  # have names in Cyrillic or Greek
FAMILY_EMAIL = 0.20  # of those with two people or more
LANDLINE = 0.35
SHARED_BY_SPOUSES = 0.08  # the e-mail address, and as many the phone
# Of people:
OTHER_LAST_NAME = 0.18  # of wives
TWIN = 0.03  # of births
JUNIOR = 0.05  # of sons
LEFT_HOME = 0.6  # of children over 24
MOVED = 0.12
MARRIED = 0.04  # of women, who take another last name
TWO_EMAILS = 0.25

# Of the first names in name_shares.csv, those that more men than women have, by the same census.
_MEN = frozenset(
    """
    james john robert michael william david richard charles joseph thomas christopher daniel paul mark donald george
    kenneth steven edward brian ronald anthony kevin jason matthew gary timothy jose larry jeffrey frank scott eric
    stephen andrew raymond jerry gregory joshua dennis walter willie patrick terry peter harold douglas henry carl
    arthur ryan joe roger juan jack albert jonathan justin gerald keith samuel lawrence ralph nicholas roy benjamin
    bruce brandon adam billy fred harry wayne louis steve jeremy aaron randy eugene bobby carlos howard russell
    shawn victor chris martin jesse ernest lee phillip todd craig alan dale francis sean clarence johnny philip tony
    earl jimmy antonio luis bryan danny mike leonard stanley nathan curtis manuel rodney norman allen marvin glenn
    vincent travis jeff jeffery chad jacob kyle melvin alfred bradley ray jesus eddie herbert frederick joel edwin
    don ricky troy randall alexander barry bernard mario francisco leroy micheal marcus clifford oscar theodore
    miguel jay jim alex angel ronnie tom jon calvin tommy leon bill derek lloyd warren darrell jerome dean floyd leo
    alvin wesley gordon greg jorge tim corey derrick dustin pedro dan lewis maurice zachary clyde roberto vernon
    herman charlie shane glen hector sam ricardo gene lester johnnie rick tyler brent ramon gilbert marc reginald
    brett casey cecil jaime ruben nathaniel rafael edgar milton raul adrian andre ben chester duane franklin gabriel
    christian elmer jimmie brad mitchell arnold cory harvey roland ron jared karl claude lonnie erik jordan darryl
    kerry neil clinton cody fernando javier darren julio mathew rene ted tyrone lance kurt allan nelson clayton guy
    hugh dwayne max armando dwight felix everett ian sidney wallace bob ken alfredo julian alberto dave freddie ivan
    byron daryl isaac morris perry clifton marshall ross virgil willard andy kirk salvador sergio kent seth terrance
    eduardo terrence donnie enrique joey austin frankie wade evan stuart alejandro arturo fredrick luther nick
    jeremiah julius wendell angelo otis shaun cameron doug gerard homer luke oliver trevor bennie hubert ira kenny
    alfonso lyle matt blake carlton ernesto loren neal orlando rex grant horace lorenzo noel omar pablo roderick
    rudy taylor wilbur abraham rickey willis andres cesar damon johnathan kelvin malcolm preston rudolph alton
    archie marco tommie wm carroll devin dominic ed felipe garry geoffrey gerardo jonathon merle pete randolph colin
    delbert earnest guillermo lucas benny edmund myron rodolfo spencer cedric garrett gregg lowell salvatore israel
    jermaine marty roosevelt sherman sylvester wilson forrest leland wilbert aubrey bryant clark dallas irving owen
    sammy simon drew ellis gustavo jake kristopher laurence levi mack marcos rufus woodrow clint gilberto ismael
    lionel nicolas orville al caleb cary dewey erick ervin hugo ignacio josh santos sheldon toby
    """.split()
)
_STARTS = (
    "Ab Ald Ash Bar Bel Ber Blan Bor Brad Bran Bro Bur Cal Car Chal Clay Col Cran Dal Dar Den Don Dray Dun Ed El Em "
    "Fal Far Fen Fitz For Gal Gar Gil Glen Gor Gran Hal Har Hav Hel Hol Hor Ing Jar Kel Ken Kirk Lan Lar Len Lin Lor "
    "Mal Mar Mel Mor Nar Nel Nor Oak Ol Or Par Pel Pem Per Pres Quar Ran Red Ric Ros Row Sal Sed Sel Shel Sol Stan "
    "Stav Sun Tal Tar Thorn Tol Trem Ul Van Ver Vil Wal War Wen Whit Wil Win Yar Zel Zim"
).split()
_MIDDLES = "a be ber chi da den di e er fi go ing ka ki la le ling lo ma mer mi na ne o ra ri sa ter ti va".split()
_ENDS = (
    "ach ard aux beck berg bert by cki cott croft dale der do ens er ett ez field ford gan gard ham iak ich ier in "
    "ini ison kin ko land ler ley lin lo man mann mont nell ney or ova pool rand ray rell rick ridge sen shaw sky son "
    "stead stein ston ter thorpe tis to ton tti vale ville wald ward well wick witz worth zak"
).split()
_FIRST_ENDS = {
    "m": "an ard bert den dric el ence eth ford fred gar ian ick in io ion is ley lin man mond nard o on or ric ro son "
    "ston ton us vin ward win wyn".split(),
    "f": "a abeth adora alie ana anda anne beth da della dina dra ella ena etta ette ia ica ie ina inda ine issa ita "
    "lene lyn mara na nelle ora ressa ria rose sha ta".split(),
}
_ALL = {"first": 5.5, "last": 88.8}  # names there are, to those in the seed, so that the shares fall without a step
_FOREIGN = [  # men; women; last names of men; what a woman's ends with
    ("Сергей Андрей Виктор Олег Борис Юрий Павел", "Ольга Наталья Светлана Ирина Людмила Татьяна",
     "Кузнецов Попов Волков Морозов Зайцев Орлов Ершов", "а"),
    ("Γιώργος Δημήτρης Κώστας Σταύρος Θανάσης", "Μαρία Κατερίνα Σοφία Βασιλική Δέσποινα",
     "Γεωργίου Δημητρίου Αντωνίου Ιωάννου Καραγιάννη", ""),
]  # fmt: skip
_LATIN = dict(
    pair.split(":")
    for pair in "а:a б:b в:v г:g д:d е:e ж:zh з:z и:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh "
    "ы:y ь: э:e ю:yu я:ya α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f "
    "χ:ch ω:o".split()
)
# City, state, postcode and phone numbers that nobody has; the first towns are the largest.
_TOWNS = [line.split(":") for line in """
Chicago:IL:606##:312555####|Houston:TX:770##:713555####|Phoenix:AZ:850##:602555####|Columbus:OH:432##:614555####
Denver:CO:802##:303555####|Portland:OR:972##:503555####|Tampa:FL:336##:813555####|Richmond:VA:232##:804555####
Omaha:NE:681##:402555####|Tulsa:OK:741##:918555####|Fresno:CA:937##:559555####|Buffalo:NY:142##:716555####
Boise:ID:837##:208555####|Springfield:MO:658##:417555####|London::SW# #??:2079460###|Springfield:MA:011##:413555####
Duluth:MN:558##:218555####|Racine:WI:534##:262555####|Salem:OR:973##:971555####|Leeds::LS# #??:1134960###
Dover:NH:038##:603555####|Bend:OR:977##:541555####|Bangor:ME:044##:207555####|Bristol::BS# #??:1174960###
Barre:VT:056##:802555####|Laredo:TX:780##:956555####|Reno:NV:895##:775555####|Glasgow::G# #??:1414960###
""".strip().replace("\n", "|").split("|")]  # fmt: skip
_STREETS = (
    "Main Park Oak Pine Maple Cedar Elm Washington Lake Hill Walnut Spring North Ridge Church Willow Mill Sunset "
    "Railroad Jackson West Highland Johnson Birch Center Locust Harbor Jefferson Quarry Franklin River Meadow Chestnut "
    "Lincoln Dogwood Hickory Adams Laurel Orchard Vine 2nd 3rd 5th 8th 11th".split()
)
_STREET_ENDS = "Street Street Street Avenue Avenue Road Drive Lane Court".split()
_HOSTS = "example.com example.com example.org example.net mail.example.com post.example.org web.contoso.com".split()


@dataclass(slots=True)
class Person:
    """Who someone is. ``home`` is street, city, state, postcode and country; ``jobs`` are company, e-mail and phone."""

    id: str
    first: str
    middle: str
    last: str
    sex: str
    birth: date
    home: tuple
    emails: list
    phone: str
    suffix: str = None
    landline: str = None
    family_email: str = None
    jobs: list = field(default_factory=list)
    moved: tuple = (0, None)  # when, where from
    married: tuple = (0, None)  # when, the name before


class Chance:
    """What is decided by chance; the same seed decides the same."""

    def __init__(self, seed):
        self.random = random.Random(f"{seed} households").random

    def __call__(self, rate):
        """Whether something that happens at this rate happens."""
        return self.random() < rate

    def number(self, low, high):
        """A whole number from low to high."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, pool):
        """One of the pool."""
        return pool[int(self.random() * len(pool))]

    def weighted(self, weights):
        """A key of weights, by its weight."""
        sums = list(accumulate(weights.values()))
        return list(weights)[bisect(sums, self.random() * sums[-1])]

    def filled(self, pattern):
        """The pattern with a digit for each # and a letter for each ?."""
        fill = {"#": "0123456789", "?": "ABDEFGHJLNPQRSTUWXYZ"}
        return "".join(self.pick(fill[c]) if c in fill else c for c in pattern)


class Names:
    """Names as common as in the census."""

    def __init__(self, chance, seed):
        self.chance, self.seed, self.pools = chance, seed, {}
        with SHARES.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for sex, has in (("m", lambda name: name in _MEN), ("f", lambda name: name not in _MEN)):
            # half of all people are of this sex
            self._add(
                sex, [(r["name"], 2 * float(r["share"])) for r in rows if r["part"] == "first" and has(r["name"])]
            )
        self._add("last", [(r["name"], float(r["share"])) for r in rows if r["part"] == "last"])

    def _add(self, kind, shares):
        self.pools[kind] = [name for name, _ in shares], list(accumulate(share for _, share in shares))

    def first(self, sex):
        """A first name."""
        rank = self._listed_or_rank(sex, _ALL["first"])
        if isinstance(rank, str):
            return rank
        start, end = divmod(self._shuffled(rank, _STARTS, _FIRST_ENDS[sex]), len(_FIRST_ENDS[sex]))
        return _STARTS[start] + _FIRST_ENDS[sex][end]

    def last(self):
        """A last name."""
        rank = self._listed_or_rank("last", _ALL["last"])
        if isinstance(rank, str):
            return rank
        rest, end = divmod(self._shuffled(rank, _STARTS, _MIDDLES, _ENDS), len(_ENDS))
        start, middle = divmod(rest, len(_MIDDLES))
        return _STARTS[start] + _MIDDLES[middle] + _ENDS[end]

    def _listed_or_rank(self, kind, times):
        """A name of the seed, or the rank of another one: shares fall with the rank, as Zipf found."""
        names, sums = self.pools[kind]
        drawn = self.chance.random()
        if drawn < sums[-1]:
            return shown(names[bisect(sums, drawn)])
        return int(len(names) * times ** ((drawn - sums[-1]) / (1 - sums[-1])))

    def _shuffled(self, rank, *parts):
        """A place among all combinations of parts, another one for each rank."""
        count = 1
        for part in parts:
            count *= len(part)
        return (rank * 7919 + self.seed * 104_729) % count  # both are prime, and no part has so many


class Population:
    """Makes households, town by town."""

    def __init__(self, seed, end):
        self.chance, self.end = Chance(seed), end
        self.names = Names(self.chance, seed)
        self.taken, self.people, self.blocks = set(), 0, {}

    def time(self):
        """Some time in the years of the records."""
        return int(FIRST_RECORD + self.chance.random() * (self.end - 5 * DAY - FIRST_RECORD))

    def town(self):
        """A town, a large one more often than a small one."""
        return _TOWNS[int(self.chance.random() ** 2 * len(_TOWNS))]

    def home(self, town):
        """An address; in a block of flats it differs from the neighbour's by the number of the flat."""
        left, street = self.blocks.get(town[2], (0, ""))
        if not left:
            street = self.street()
            if self.chance(PO_BOX):
                street = f"P.O. Box {self.chance.number(1, 99)}"
            elif self.chance(BLOCK_OF_FLATS):
                left = self.chance.number(2, 8)
        if not left:
            return self.at(street, town, street)
        self.blocks[town[2]] = left - 1, street
        return self.at(f"{street}, Apt {2 * left}", town, street)

    def at(self, street, town, key):
        """The address of a street in a town; ``key`` decides the postcode, so that neighbours have one."""
        city, state, postcode, _ = town
        postcode = Chance(f"{key} {city}").filled(postcode)
        return street, city, state, postcode, "US" if state else "GB"

    def street(self):
        """A street with a number."""
        number = int(10 ** (1 + 2.9 * self.chance.random()))
        return f"{number} {self.chance.pick(_STREETS)} {self.chance.pick(_STREET_ENDS)}"

    def new(self, make):
        """What ``make`` makes and nobody has yet, if it finds any."""
        for _ in range(20):
            made = make()
            if made not in self.taken:
                break
        self.taken.add(made)
        return made

    def phone(self, town):
        """A phone number of the town, or of another one, because people take theirs with them."""
        other = self.chance(0.25)
        same_country = [one for one in _TOWNS if bool(one[1]) == bool(town[1])]
        return self.new(lambda: self.chance.filled((self.chance.pick(same_country) if other else town)[3]))

    def email(self, first, last, birth):
        """An e-mail address."""
        first, last = plain_name(first), plain_name(last)
        forms = [f"{first}.{last}", f"{first[0]}{last}", f"{first}{last}", f"{last}.{first}", f"{first}_{last}"]
        forms += [f"{first}{birth.year % 100:02}", f"{first}.{last}{birth.year}"]

        def make():
            more = "" if self.chance(0.5) else self.chance.number(1, 99)
            return f"{self.chance.pick(forms)}{more}@{self.chance.pick(_HOSTS)}"

        return self.new(make)

    def person(self, town, home, born, last=None, sex=None, foreign=None, birth=None):
        """Someone born in that year, or on the day ``birth``."""
        sex = sex or self.chance.pick("mf")
        self.people += 1
        if foreign:
            men, women, lasts, ending = foreign
            first, middle = (self.chance.pick((men if sex == "m" else women).split()) for _ in range(2))
            last = last or self.chance.pick(lasts.split())
            if ending:
                last = last.removesuffix(ending) + ending * (sex == "f")
        else:
            first, middle, last = self.names.first(sex), self.names.first(sex), last or self.names.last()
        birth = birth or date(born, 1, 1) + timedelta(days=self.chance.number(0, 364))
        emails = [self.email(first, last, birth) for _ in range(2 if self.chance(TWO_EMAILS) else 1)]
        person = Person(f"H{self.people:07}", first, middle, last, sex, birth, home, emails, self.phone(town))
        if self.chance(MARRIED) and sex == "f" and not foreign:
            person.married = self.time(), self.names.last()
        return person

    def household(self, town):
        """The people of a household; grown children may have moved out."""
        kind, home, born = self.chance.weighted(KINDS), self.home(town), self.chance.number(1940, 1998)
        if kind == "room-mates":
            people = [self.person(town, home, born + self.chance.number(0, 6)) for _ in range(self.chance.number(2, 4))]
            return self.linked(people, None, town)
        foreign = self.chance.pick(_FOREIGN) if self.chance(FOREIGN_SCRIPT) else None
        born = self.chance.number(1930, 1950) if kind == "widow" else min(born, 1985) if kind != "single" else born
        people = [self.person(town, home, born, sex=None if kind in ("single", "parent") else "m", foreign=foreign)]
        head = people[0]
        if kind in ("couple", "family", "widow"):
            last = None if self.chance(OTHER_LAST_NAME) else head.last
            people.append(self.person(town, home, born + self.chance.number(-4, 7), last, "f", foreign))
            if self.chance(SHARED_BY_SPOUSES):
                people[1].emails[0] = head.emails[0]
            if self.chance(SHARED_BY_SPOUSES):
                people[1].phone = head.phone
        if kind in ("family", "parent"):
            people += self.children(town, head, foreign)
        self.linked(people, kind, town)
        if self.chance(MOVED):
            moved = self.time(), self.home(town if self.chance(0.5) else self.town())
            for person in people:
                if person.home == home:
                    person.moved = moved
        return people

    def children(self, town, head, foreign):
        """One to three; now and then twins, or a son who has his father's name."""
        children = []
        for _ in range(self.chance.number(1, 3)):
            born = min(head.birth.year + self.chance.number(20, 36), 2010)
            child = self.person(town, head.home, born, head.last, foreign=foreign)
            if child.sex == head.sex == "m" and not foreign and not head.suffix and self.chance(JUNIOR):
                child.first, child.suffix, head.suffix = head.first, self.chance.pick(["Jr.", "Jr", "III"]), "Sr."
                child.emails[0] = self.email(child.first, child.last, child.birth)
            children.append(child)
            if self.chance(TWIN):
                children.append(self.person(town, head.home, born, head.last, foreign=foreign, birth=child.birth))
            elif born < 2002 and self.chance(LEFT_HOME):
                child.home = self.home(town)
        return children

    def linked(self, people, kind, town):
        """The people with what they share: a landline, and an e-mail address of the family."""
        if len(people) > 1 and self.chance(LANDLINE):
            landline = self.phone(town)
            for person in people:
                person.landline = landline
        if len(people) > 1 and kind and (kind == "widow" or self.chance(FAMILY_EMAIL)):
            last = plain_name(people[0].last)
            email = self.new(
                lambda: (
                    self.chance.pick([f"the{last}s", f"{last}family", f"{last}.home"])
                    + f"{self.chance.number(1, 999)}@{self.chance.pick(_HOSTS)}"
                )
            )
            for person in people:
                person.family_email = email
        return people


def plain_name(name):
    """The name as an e-mail address has it."""
    return "".join(c for c in latin(name).lower() if c.isascii() and c.isalnum())


def shown(name):
    """A name of the census, which has no capitals, as people write it."""
    return f"Mc{name[2:].title()}" if name.startswith("mc") and len(name) > 4 else name.title()


def latin(name):
    """The name in Latin letters."""
    name = unicodedata.normalize("NFC", name)
    if name.isascii():
        return name
    plain = "".join(c for c in unicodedata.normalize("NFD", name.replace("й", "y")) if not unicodedata.combining(c))
    return plain.lower().translate(str.maketrans(_LATIN)).title()
