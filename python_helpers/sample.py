"""Makes a Synapse Link export, and a finance file, of people who don't exist: the sample, and load for benchmarks.

The layout is the classic append-only CSV of Azure Synapse Link for Dataverse: ``model.json`` at the root, no header in
the CSV files, a row for each change, in the file of the year in which the record was created
(learn.microsoft.com, power-apps/maker/data-platform: azure-synapse-link-data-lake, azure-synapse-link-choice-labels and
export-data-lake-faq; rows of deletes as in SneaksAndData/arcane-stream-microsoft-synapse-link, SynapseMetadata.scala).
The data are as people type them: many notations, some mistakes, and some rows that no reader can use.
"""

import csv
import heapq
import json
import random
import unicodedata
import zlib
from collections import namedtuple
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

CONTAINER = "dataverse-contoso-org"
TABLE = "crc33_customer"
FINANCE = Path("finance", "customer_finance.csv")
# name:type, in the order in which Synapse Link exports the columns of a table of Dynamics 365 Sales:
# Id, Sink times, state, choices, lookups with their types, the rest.
_TYPED_COLUMNS = """
    Id:guid SinkCreatedOn:dateTime SinkModifiedOn:dateTime statecode:int64 statuscode:int64
    crc33_preferredcontactmethod:int64 createdby:guid createdby_entitytype:string modifiedby:guid
    modifiedby_entitytype:string ownerid:guid ownerid_entitytype:string owningbusinessunit:guid
    owningbusinessunit_entitytype:string crc33_customerid:guid crc33_cid:string crc33_name:string crc33_firstname:string
    crc33_lastname:string crc33_gender:string crc33_email:string crc33_telephone:string crc33_country:string
    crc33_city:string crc33_state:string crc33_postcode:string crc33_streetaddress:string crc33_dateofbirth:string
    createdbyname:string modifiedbyname:string owneridname:string owneridtype:string owningbusinessunitname:string
    importsequencenumber:int64 overriddencreatedon:dateTime timezoneruleversionnumber:int64
    utcconversiontimezonecode:int64 versionnumber:int64 createdon:dateTimeOffset modifiedon:dateTime IsDelete:boolean
"""
TYPES = dict(column.split(":") for column in _TYPED_COLUMNS.split())
COLUMNS = list(TYPES)
_QUOTED = [kind in ("string", "dateTime", "dateTimeOffset") for kind in TYPES.values()]
_AT = {column.removeprefix("crc33_"): place for place, column in enumerate(COLUMNS)}
_VERSION, _CREATED, _MODIFIED = _AT["versionnumber"], _AT["createdon"], _AT["modifiedon"]
_EPOCH = datetime(1970, 1, 1)
_START = int(datetime(2021, 1, 1, 6, tzinfo=UTC).timestamp())  # when the export was switched on
_MOST_ACTIVE = 100_000  # records that may change again; the others stay as they are, which bounds the memory

# code; weight; language; currency; its units to a dollar, about; calling code; trunk prefix; phone numbers (from ranges
# kept for films where a country has them); ways to write the country; cities as name:state:postcode
_COUNTRY_ROWS = """
US;24;en;USD;1;1;;212555####,617555####,415555####,312555####,206555####;United States,US,USA,United States of America,\
usa,U.S.A.;Boston:MA:021##,New York:NY:100##,Chicago:IL:606##,Seattle:WA:981##,Newark:NJ:071##
GB;12;en;GBP;0.8;44;0;7700900###,2079460###,1632960###,1134960###;United Kingdom,GB,UK,GBR,Great Britain,england,\
united kingdom;London::SW1A #??,Leeds::LS1 #??,Manchester::M2 #??,Bath:Somerset:BA1 #??
DE;14;de;EUR;0.9;49;0;3023125###,6990009###,152288####,1713920####;Germany,DE,Deutschland,DEU,germany,BRD;\
Berlin:Berlin:101##,München:Bayern:803##,Köln:NRW:506##,Dresden:Sachsen:010##,Leipzig:Sachsen:041##
FR;8;fr;EUR;0.9;33;0;19900####,63998####,26191####;France,FR,FRA,france,République française;\
Paris:Île-de-France:750##,Lyon::690##,Bourg-en-Bresse:Ain:01###,Nîmes:Gard:30###
NL;6;nl;EUR;0.9;31;0;6555#####,20555####;Netherlands,NL,Nederland,NLD,The Netherlands,Holland,netherlands;\
Amsterdam:NH:10## ??,Utrecht::35## ??,'s-Hertogenbosch:NB:52## ??
ES;5;es;EUR;0.9;34;;6005#####,91055####;Spain,ES,España,ESP,spain;\
Madrid:Madrid:280##,Málaga::290##,Barcelona:Cataluña:080##
IT;5;it;EUR;0.9;39;;3125######,0655#####;Italy,IT,Italia,ITA,italy;Roma:RM:001##,Torino:TO:101##,Forlì:FC:471##
AT;4;de;EUR;0.9;43;0;66455#####,1555####;Austria,AT,Österreich,AUT,austria;Wien:Wien:10##,Graz::80##
CH;3;de;CHF;0.9;41;0;44555####,79555####;Switzerland,CH,Schweiz,CHE,Suisse,switzerland;Zürich:ZH:80##,Genève:GE:12##
CA;5;en;CAD;1.4;1;;416555####,514555####,604555####;Canada,CA,CAN,canada;Toronto:ON:M5V #?#,Montréal:QC:H2X #?#
AU;4;en;AUD;1.5;61;0;49157####,25550####,75550####;Australia,AU,AUS,australia;Sydney:NSW:20##,Darwin:NT:08##
IE;2;en;EUR;0.9;353;0;20913####,85555####;Ireland,IE,Éire,IRL,ireland;Dublin::D0# ????,Cork::T12 ????
SE;2;nordic;SEK;10;46;0;70174####,8465####;Sweden,SE,Sverige,SWE,sweden;Malmö:Skåne:211 ##,Göteborg::411 ##
DK;2;nordic;DKK;7;45;;3255####,5055####;Denmark,DK,Danmark,DNK,denmark;København:Hovedstaden:21##,Århus::80##
PL;2;pl;PLN;4;48;;51255####,22555####;Poland,PL,Polska,POL,poland;Kraków:Małopolska:30-0##,Łódź::90-0##
IN;2;in;INR;40;91;0;98765#####,9955######;India,IN,Bharat,IND,india;Mumbai:MH:4000##,Bengaluru:KA:5600##
BR;2;pt;BRL;5;55;0;1195555####,2195555####;Brazil,BR,Brasil,BRA,brazil;São Paulo:SP:01###-000,Rio:RJ:20###-000
JP;2;ja;JPY;150;81;0;9055##0###,355##0###;Japan,JP,日本,JPN,japan;Tokyo:Tōkyō:100-00##,Ōsaka::530-00##
"""
_NAME_ROWS = {  # women; men; family names; streets
    "en": "Olivia,Emma,Zoë,Grace,Mary,Anne-Marie,Chloe,Ελένη,Hannah,Ruby,李娜;James,John,Robert,Liam,Noah,Jack,Omar,伟,"
    "Νίκος,Samuel,Ethan;Smith,Jones,Taylor,Brown,McDonald,O'Neil,Nguyen,Παπαδόπουλος,王,Davies,Evans,Wilson,Patel,"
    "MacLeod,Lopez,Clarke,van Dyke;{} Oak Avenue,{} High Street,{} Station Road,{} King's Lane,{} Maple Drive",
    "de": "Anna,Lena,Käthe,Sabine,Heike,Mia;Jürgen,Lukas,Björn,Max,Jörg,Hans-Peter,Felix;Müller,Schmidt,Weiß,Schröder,"
    "Bauer,Krüger,von der Heide,Fischer,Schäfer,Groß;Hauptstraße {},Bahnhofstr. {},Am Hügel {},Lindenallee {}",
    "fr": "Chloé,Hélène,Léa,Camille,Zoé;Jérôme,François,Hugo,Théo,Jean-Luc;Martin,Lefèvre,Dupont,d'Aubigné,Gauthier,"
    "Benoît,Moreau;{} rue de la Paix,{} avenue Foch,{} bd de l'Hôpital",
    "nl": "Sanne,Femke,Zoë,Lotte;Daan,Sem,Joost,Ruben;van der Berg,de Vries,Jansen,Bakker,van 't Hof,Visser;"
    "Dorpsstraat {},Keizersgracht {}",
    "es": "Lucía,María José,Íñiga,Begoña;José,Iñaki,Álvaro,Ángel;Muñoz,García López,Núñez,Ñíguez,Peña,Fernández;"
    "Calle Mayor {},Avda. de América {}",
    "it": "Giulia,Noemi,Chiara,Sofia;Nicolò,Marco,Luca,Gian Paolo;Rossi,D'Angelo,De Luca,Forlì,Bianchi;"
    "Via Roma {},Corso Italia {}",
    "nordic": "Astrid,Åsa,Maja,Freja;Søren,Björn,Erik,Jens;Sørensen,Åkesson,Lindström,Jørgensen,Nielsen;"
    "Storgatan {},Nørregade {}",
    "pl": "Zofia,Małgorzata,Agnieszka;Łukasz,Paweł,Michał;Kowalska,Wójcik,Dąbrowski,Łęcki;ul. Długa {},ul. Polna {}",
    "in": "Priya,Ananya,Lakshmi;Arjun,Rahul,Vijay;Sharma,Iyer,Kaur,Reddy;{} MG Road,{} Nehru Marg",
    "pt": "Beatriz,Conceição,Luísa;João,Antônio,Thiago;Gonçalves,da Silva,Araújo,Souza;Rua das Flores {},Av. Brasil {}",
    "ja": "Yui,陽菜,Sakura;Haruto,健太,Ren;Sato,鈴木,Tanaka,Kobayashi;{} Chiyoda,{} Umeda",
}


def _pool(text, *more):
    """What to pick from: ``text`` is "weight value|weight value"; ``more`` are values of weight 1 each."""
    pairs = (part.split(" ", 1) for part in text.split("|"))
    return [value for weight, value in pairs for _ in range(int(weight))] + list(more)


_GENDERS = {
    "f": _pool(
        "9 Female|6 female|6 F|6 f|3 w|3 Frau|3 weiblich|3 Mrs|3 Ms.|3 FEMALE|3 Femme|3 mujer|1  Female |1 fmale"
    ),
    "m": _pool("9 Male|6 male|6 M|6 m|3 Mann|3 Herr|3 männlich|3 Mr.|3 MALE|3 Homme|3 hombre|3 man|1 Hr"),
    "d": ["divers", "non-binary", "X", "Other", "Unknown", "n/a", "prefer not to say", "", None, "Q", "9"],
}
_HOSTS = ["example.com", "example.org", "contoso.com", "mail.example.com", "eu.contoso.com", "shop.example.org"]
# {a} the address, {u} in upper case, {l} its local part, {h} its host
_EMAILS = _pool(
    "180 {a}|8 {u}|2 {l} at {h}|2 {l}{h}|1  {a}|1 {a}  |1 {a}.|1 mailto:{a}|1 n/a|1 none|1 <{a}>|1 a..{a}|1 info {a}",
    "@", "", None,
)  # fmt: skip
# {c} calling code, {t} trunk prefix, {n} number, whose parts are {x} {y} {z}, {o} "(0)", {i} how one dials from abroad
_PHONES = _pool(
    "52 +{c}{n}|40 +{c} {x} {y} {z}|20 {t}{x} {y}{z}|16 ({t}{x}) {y}-{z}|12 {t}{x}.{y}.{z}|12 {t}{x}-{y}-{z}|8 {t}{n}|"
    "12 {i}{n}|6 +{c} {o}{x} {y} {z}|4 +{c} {x} {y}{z} ext. 12|2   +{c}-{x}-{y}-{z} |3 unknown|2 n/a|2 12345|"
    "1 call office|1 0|1 ask Anna|1 123-ABC-XYZ|1 +|1 00000",
    "", None, None,
)  # fmt: skip
_STREETS = _pool(
    '80 {}|5 {}\r\nFlat 7|3 c/o Reception\n{}|4 {}, 2nd floor|1 House "Rose", {}|1  {} |1 Suite 5\r\n"The Mill"\r\n{}',
    "", None,
)  # fmt: skip
_BIRTHS = _pool(
    "24 {:%Y-%m-%d}T00:00:00.0000000|24 {:%Y-%m-%d}T00:00:00.0000000Z|24 {:%Y-%m-%d}|9 {0.month}/{0.day}/{0.year}|"
    "9 {0.month}/{0.day}/{0.year} 12:00:00 AM|9 {:%Y-%m-%d}T00:00:00Z|9 {:%Y-%m-%d}T00:00:00.0000000+00:00|"
    "9 {:%Y-%m-%d}T00:00:00|1 1990-02-30|1 2087-05-01|1 1900-01-01|1 1900-01-01T00:00:00.0000000|1 unknown|"
    "1 13/45/1980|1 17.05.1984|1 0001-01-01",
    None, None, None,
)  # fmt: skip
_TYPOS = {"United States": "Untied States", "United Kingdom": "Untied Kingdom", "Germany": "Germny", "Spain": "Spian"}
_TESTS = [("Test", "User"), ("TEST", "Customer"), ("test", "do not use")]
_USERS = [
    (f"{0xA0E1 + n:08x}-51d2-ec11-a7b5-000d3a{0xBE01 + n:06x}", f'"{name}"')
    for n, name in enumerate(["Ana Silva", "Ben Ode", "Cy Park", "Dee Roy", "Eve Holm", "# Import"])
]
_UNITS = [("7d1c0f3a-02bb-ec11-983e-002248d5a001", '"contoso"'), ("7d1c0f3a-02bb-ec11-983e-002248d5a002", '"emea"')]
# Labels in English and German: Dataverse's own for the contact method, and a list of another table with marks in it.
_METHODS = [("Any", "Beliebig"), ("Email", "E-Mail"), ("Phone", "Telefon"), ("Fax", "Fax"), ("Mail", "Post")]
_REGIONS = [("Americas", "Amerika"), ("Europe, Middle East", "Europa, Naher Osten"), ('The "rest"', "Übrige")]
_STATES = [("Active", "Aktiv"), ("Inactive", "Inaktiv")]


_Country = namedtuple("_Country", "currency rate calling trunk phones spellings cities women men families streets")


def _countries():
    names = {language: [part.split(",") for part in text.split(";")] for language, text in _NAME_ROWS.items()}
    for line in _COUNTRY_ROWS.strip().split("\n"):
        _, weight, language, currency, rate, calling, trunk, phones, spellings, cities = line.split(";")
        cities = [city.split(":") for city in cities.split(",")]
        lists = phones.split(","), spellings.split(","), cities, *names[language]
        yield from [_Country(currency, float(rate), calling, trunk, *lists)] * int(weight)


def _quoted(text):
    return "" if text is None else '"' + text.replace('"', '""') + '"'


def _iso(seconds, zone="Z"):
    return f'"{(_EPOCH + timedelta(seconds=seconds)).isoformat()}.0000000{zone}"'


def _us(seconds):
    at = _EPOCH + timedelta(seconds=seconds)
    half = "AM" if at.hour < 12 else "PM"
    return f'"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at.minute:02}:{at.second:02} {half}"'


def _seconds(text):
    return int((datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p") - _EPOCH).total_seconds())


def _plain(name):
    """The name as it stands in an address: ASCII, lower case, no marks; 'kim' when nothing is left."""
    text = name.translate({ord("ł"): "l", ord("Ł"): "L", ord("ø"): "o", ord("ß"): "ss"})
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii() and c.isalnum()).lower() or "kim"


_COUNTRIES = list(_countries())
_BY_SPELLING = {f'"{spelling}"': country for country in _COUNTRIES for spelling in country.spellings}
_PLAIN = {name: _plain(name) for row in _COUNTRIES for name in (*row.women, *row.men, *row.families)}


class _Dataverse:
    """Records that live, and their rows: each event changes a record and writes what Synapse Link would export.

    A record is the list of its cells, as they stand in the CSV. ``live`` and ``gone`` are records that may change;
    ``sink`` is the time, in seconds, at which rows reach the export now.
    """

    def __init__(self, table_folder, seed, version, number):
        self.folder, self.version, self.number = table_folder, version, number
        self.random = random.Random(seed).random
        self.bits = random.Random(seed + 1).getrandbits
        self.live, self.gone, self.files, self.later = [], [], {}, []
        self.written = self.sink = self.postponed = 0

    def pick(self, pool):
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

    def guid(self):
        text = f"{self.bits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def next_version(self):
        self.version += 1 + int(self.random() * 40)
        return str(self.version)

    def put(self, partition, line):
        file = self.files.get(partition)
        if file is None:
            path = self.folder / f"{partition}.csv"
            file = self.files[partition] = path.open("ab", buffering=1 << 20)
        file.write(line.encode())
        self.written += 1

    def write(self, cells):
        """Writes the row now, with the Id in upper case now and then; returns its partition and its text."""
        cells[_AT["SinkModifiedOn"]] = _us(self.sink)
        text = ",".join(cells) + "\r\n"
        if self.random() < 0.03:
            text = cells[0].upper() + text[len(cells[0]) :]
        line = (cells[_CREATED][1:5].lstrip("0"), text)
        self.put(*line)
        return line

    def write_later(self, row):
        """``row``: the cells of a row that gets the Sink time of then, or a written line to repeat as it is."""
        self.postponed += 1
        heapq.heappush(self.later, (self.written + 2 + int(self.random() * 60), self.postponed, row))

    def write_due(self, everything=False):
        while self.later and (everything or self.later[0][0] <= self.written):
            row = heapq.heappop(self.later)[2]
            self.put(*row) if isinstance(row, tuple) else self.write(row)

    def close(self):
        self.write_due(everything=True)
        for file in self.files.values():
            file.close()

    def name_cells(self, cells, first, last):
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
        at = _AT["name"]
        cells[at : at + 3] = _quoted(full), _quoted(first), _quoted(last)

    def email_cell(self, cells, first, last):
        number = cells[_AT["cid"]].strip('"')[3:].lstrip("0")
        name = f"{_PLAIN.get(first) or _plain(first)}.{_PLAIN.get(last) or _plain(last)}{number}"
        form, host = self.pick(_EMAILS), self.pick(_HOSTS)
        address = f"{name}@{host}"
        cells[_AT["email"]] = _quoted(form and form.format(a=address, u=address.upper(), l=name, h=host))

    def phone_cell(self, cells, country):
        form, number, trunk = self.pick(_PHONES), self.filled(self.pick(country.phones)), country.trunk
        abroad = "1-" if country.calling == "1" else f"00{country.calling} "
        parts = {"x": number[:3], "y": number[3:6], "z": number[6:], "o": trunk and f"({trunk})", "i": abroad}
        cells[_AT["telephone"]] = _quoted(form and form.format(c=country.calling, t=trunk, n=number, **parts))

    def birth_cell(self, cells):
        form = self.pick(_BIRTHS)
        cells[_AT["dateofbirth"]] = _quoted(
            form and form.format(date.fromordinal(713_000 + int(self.random() * 20_000)))
        )

    def address_cells(self, cells, country):
        """crc33_country to crc33_streetaddress."""
        (city, state, postcode), form, way = self.pick(country.cities), self.pick(_STREETS), self.random() * 100
        street = form and form.format(self.pick(country.streets).format(1 + int(self.random() * 190)))
        name = country.spellings[int(self.random() ** 2 * len(country.spellings))]
        postcode = self.filled(postcode)
        if way < 5:
            postcode = postcode.lower()
        elif way < 8:
            postcode = f" {postcode} " if way < 7 else None
        elif way < 10:
            city = city.upper() if way < 9 else city.lower()
        elif way < 13:
            name = _TYPOS.get(name, name)
        elif way < 14:
            name = self.pick(["Atlantis", "Neverland", "??", "", None])
        at = _AT["country"]
        cells[at : at + 5] = map(_quoted, (name, city, state or None, postcode, street))

    def create(self, at, created=None):
        """A new record, created at ``created`` when it is older than the export; returns its country."""
        self.number += 1
        number, country, guid, chance = self.number, self.pick(_COUNTRIES), self.guid(), self.random()
        user, owner, unit = self.pick(_USERS), self.pick(_USERS), self.pick(_UNITS)
        gender = "d" if self.random() < 0.06 else "f" if self.random() < 0.52 else "m"
        first, last = self.pick(country.men if gender == "m" else country.women), self.pick(country.families)
        if number % 331 == 7:
            first, last = self.pick(_TESTS)
        cells = [""] * len(COLUMNS)
        method = str(1 + int(chance * 5.4)) if chance < 0.92 else "" if chance < 0.98 else self.pick(["7", "99"])
        cells[:6] = guid, _us(self.sink), "", "0", "1", method
        cells[6:12] = user[0], '"systemuser"', user[0], '"systemuser"', owner[0], '"systemuser"'
        cells[12:16] = unit[0], '"businessunit"', guid, f'"CID{number:07}"'
        if number % 317 == 0 and self.live:  # a number that another live record has already
            shared = self.pick(self.live)[_AT["cid"]]
            cells[_AT["cid"]] = shared if number % 2 else shared.lower()
        if number % 97 == 0 and self.live:  # a person who is there already, under another number
            twin = self.pick(self.live)
            cells[_AT["name"] : _AT["createdbyname"]] = twin[_AT["name"] : _AT["createdbyname"]]
        else:
            self.name_cells(cells, first, last)
            cells[_AT["gender"]] = _quoted(self.pick(_GENDERS[gender]))
            self.email_cell(cells, first, last)
            self.phone_cell(cells, country)
            self.address_cells(cells, country)
            self.birth_cell(cells)
        cells[_AT["createdbyname"] : _AT["importsequencenumber"]] = user[1], user[1], owner[1], '"systemuser"', unit[1]
        if created is not None:
            cells[_AT["importsequencenumber"]], cells[_AT["overriddencreatedon"]] = "1", _iso(created)
        cells[_AT["timezoneruleversionnumber"]] = "4" if chance < 0.5 else ""
        cells[_VERSION], cells[_MODIFIED], cells[-1] = self.next_version(), _iso(at), "" if chance < 0.9 else "False"
        cells[_CREATED] = _iso(at if created is None else created, "+00:00")
        self.write(cells)
        if len(self.live) < _MOST_ACTIVE:
            self.live.append(cells)
        else:
            self.live[int(self.random() * _MOST_ACTIVE)] = cells
        return country

    def change(self, cells, at):
        """Changes one thing of the record, or nothing but who changed it, without writing the row."""
        home, what = _BY_SPELLING.get(cells[_AT["country"]]) or self.pick(_COUNTRIES), self.random()
        first, last = (cells[_AT[name]][1:-1].replace('""', '"').strip() for name in ("firstname", "lastname"))
        if what < 0.25 and first and last:
            self.email_cell(cells, first, last)
        elif what < 0.45:
            self.phone_cell(cells, home)
        elif what < 0.60:
            self.address_cells(cells, home if what < 0.57 else self.pick(_COUNTRIES))
        elif what < 0.75:
            cells[_AT["preferredcontactmethod"]] = str(1 + int(self.random() * 5))
        elif what < 0.83:
            cells[3:5] = ("1", "2") if cells[3] == "0" else ("0", "1")
        elif what < 0.88 and first and last:
            self.name_cells(cells, first.title() if first.isupper() else first, self.pick(home.families))
        elif what < 0.93:
            self.birth_cell(cells)
        cells[_AT["modifiedby"]], cells[_AT["modifiedbyname"]] = self.pick(_USERS)
        cells[_VERSION], cells[_MODIFIED] = self.next_version(), _iso(at)

    def delete(self, guid, sink_created):
        """A delete as Synapse Link writes it: nearly empty, created in year 1, and often without a version."""
        cells, version = [""] * len(COLUMNS), self.next_version()
        cells[0], cells[1], cells[-1] = guid, sink_created, "True"
        cells[_VERSION] = version if self.random() < 0.5 else ""
        cells[_CREATED] = '"0001-01-03T00:00:00.0000000"'
        self.write(cells)

    def event(self, at, replays=True):
        """Something happens to a record that is there; ``replays`` lets written rows be written again as well."""
        what, place = self.random(), int(self.random() * len(self.live))
        cells = self.live[place]
        if what < 0.002:  # created and deleted between two exports: only the delete is seen
            self.delete(self.guid(), _us(self.sink))
        elif what < 0.09 and len(self.live) > 1:
            if what < 0.02:  # changed and deleted within one second
                self.change(cells, at)
                self.write(cells)
            self.delete(cells[0], cells[1])
            self.live[place] = self.live[-1]
            self.live.pop()
            if len(self.gone) < _MOST_ACTIVE:
                self.gone.append(cells)
        elif what < 0.13 and self.gone:
            cells = self.gone.pop(int(self.random() * len(self.gone)))
            cells[_VERSION], cells[_MODIFIED] = self.next_version(), _iso(at)
            self.write(cells)
            self.live.append(cells)
        elif what < 0.17:  # the older version arrives after the newer
            self.change(cells, at)
            self.write_later(cells[:])
            self.change(cells, at + 1)
            self.write(cells)
        elif what < 0.21 and replays:  # exported again: same version, newer Sink time
            self.write(cells)
        else:
            self.change(cells, at)
            line = self.write(cells)
            if what < 0.25 and replays:
                self.put(*line)
            elif what < 0.29 and replays:
                self.write_later(line)


def generate(folder, customers=2000, changes=None, seed=360, as_of=date(2026, 10, 31)):
    """Writes an export under ``folder/dataverse-contoso-org`` and the file ``folder/finance/customer_finance.csv``.

    ``customers`` records are created, a tenth of them before the export began in 2021; the table gets about ``changes``
    rows (1.7 a customer unless told), none later than the day ``as_of``. Same arguments, same bytes.
    Raises ``ValueError`` for numbers that make no sense, ``FileExistsError`` when an export is there already.
    """
    changes = int(customers * 1.7) if changes is None else changes
    if customers < 1:
        raise ValueError(f"customers is {customers}; an export needs at least 1.")
    if changes < customers:
        raise ValueError(f"changes is {changes}, but each of the {customers} customers needs a row of its own.")
    end = int(datetime(as_of.year, as_of.month, as_of.day, 20, tzinfo=UTC).timestamp())
    if end < _START + 86_400:
        raise ValueError(f"as_of is {as_of}; the export begins on 2021-01-01, so it must be later.")
    root, finance = Path(folder, CONTAINER), Path(folder, FINANCE)
    for path in (root, finance):
        if path.exists():
            raise FileExistsError(f"{path} is there already. Delete it first, or choose another folder.")
    (root / TABLE).mkdir(parents=True)
    finance.parent.mkdir(parents=True, exist_ok=True)
    world = _Dataverse(root / TABLE, seed, version=4_000_000, number=0)
    without_id = [changes // 4, changes // 2, changes * 3 // 4]  # rows that nobody can use
    countries = []
    early = customers // 10
    while world.written < changes or len(countries) < customers:
        if len(countries) < early:
            world.sink = _START + 600 * len(countries) // early
            created = _START - 3600 - int(world.random() * 4 * 365 * 86_400)
            countries.append(world.create(created + int(world.random() * (_START - 3600 - created)), created))
            continue
        at = _START + 3600 + int((end - _START - 7200) * min((world.written + world.random()) / changes, 1))
        world.sink = max(world.sink, at + int(world.random() * 90))
        if world.random() * 0.93 * (changes - world.written) < customers - len(countries) or not world.live:
            countries.append(world.create(at))
        else:
            world.event(at)
        if without_id and world.written >= without_id[0]:
            without_id.pop(0)
            row = world.pick(world.live)[:]
            row[0] = row[_AT["customerid"]] = ""
            world.write(row)
        world.write_due()
    world.close()
    _write_metadata(root)
    _write_finance(finance, countries, seed, as_of)


def append_changes(folder, changes, seed):
    """Appends about ``changes`` rows (updates, creates, deletes, records that come back) to the export in ``folder``.

    ``folder`` is what ``generate`` got. Bytes are only added at the end of the partition files; versions and Sink times
    are newer than any before, within a quarter of an hour. The partition of a new year isn't entered in model.json,
    which lags behind in real exports too.
    Raises ``ValueError`` when ``changes`` < 1, ``FileNotFoundError`` when there is no export.
    """
    if changes < 1:
        raise ValueError(f"changes is {changes}; append at least 1.")
    table = Path(folder, CONTAINER, TABLE)
    files = sorted(table.glob("*.csv"))
    if not files:
        raise FileNotFoundError(f"{table} holds no CSV files; make an export with generate() first.")
    rows = sum(file.stat().st_size for file in files) // 600
    one_of = max(1, rows // min(max(2 * changes, 1000), _MOST_ACTIVE))  # this part of the records is kept in memory
    version = number = 0
    last_sink, newest, deleted = _START, {}, {}
    for file in files:
        row = None
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                version = max(version, int(row[_VERSION] or 0))
                number = max(number, int(row[_AT["cid"]][3:] or 0))
                key = row[0].lower()
                if not key or zlib.crc32(key.encode()) % one_of:
                    continue
                if row[-1] == "True":
                    deleted[key] = max(deleted.get(key, 0), _seconds(row[_AT["SinkModifiedOn"]]))
                elif key not in newest or int(newest[key][_VERSION]) < int(row[_VERSION]):
                    newest[key] = row
        if row:
            last_sink = max(last_sink, _seconds(row[_AT["SinkModifiedOn"]]))
    world = _Dataverse(table, seed, version, number)
    for key, row in newest.items():
        cells = [_quoted(cell) if quoted and cell else cell for cell, quoted in zip(row, _QUOTED, strict=True)]
        gone = key in deleted and deleted[key] >= _seconds(row[_AT["SinkModifiedOn"]])
        (world.gone if gone else world.live).append([key, *cells[1:]])
    while world.written < changes:
        at = last_sink + 300 + 600 * world.written // changes
        world.sink = max(world.sink, at + 1)
        if world.random() < 0.2 or not world.live:
            world.create(at)
        else:
            world.event(at, replays=False)
        world.write_due()
    world.close()


def _write_metadata(root):
    """model.json, the table's own model and metadata, and the labels of choices in English (1033) and German (1031)."""
    constrained = {"traitReference": "is.constrained", "arguments": [{"name": "maximumLength", "value": 400}]}
    attributes = [
        {"name": name, "dataType": kind, "maxLength": 400, "cdm:traits": [constrained]}
        if kind == "string"
        else {"name": name, "dataType": kind, "maxLength": -1}
        for name, kind in TYPES.items()
    ]
    csv_format = {"$type": "CsvFormatSettings", "columnHeaders": False, "delimiter": ","}
    address = f"https://contosolake.dfs.core.windows.net/{CONTAINER}/{TABLE}"
    entity = {
        "$type": "LocalEntity",
        "name": TABLE,
        "description": TABLE,
        "annotations": [
            {"name": "Athena:PartitionGranularity", "value": "Year"},
            {"name": "Athena:InitialSyncState", "value": "Completed"},
            {"name": "Athena:InitialSyncDataCompletedTime", "value": _us(_START + 900).strip('"')},
        ],
        "attributes": attributes,
        "partitions": [
            {"name": file.stem, "location": f"{address}/{file.name}", "fileFormatSettings": csv_format}
            for file in sorted((root / TABLE).iterdir())
        ],
    }
    model = {"name": "cdm", "description": "cdm", "version": "1.0", "culture": "en-US", "entities": [entity]}
    method, label = "crc33_preferredcontactmethod", "IsUserLocalizedLabel LocalizedLabelLanguageCode LocalizedLabel"
    columns = {
        "OptionsetMetadata": f"EntityName OptionSetName Option {label} ExternalValue",
        "GlobalOptionsetMetadata": f"OptionSetName Option {label} GlobalOptionSetName EntityName ExternalValue",
        "StateMetadata": f"EntityName State {label}",
        "StatusMetadata": f"EntityName State Status {label}",
    }
    lists = {name: [] for name in columns}
    for language, is_user, place in ((1033, True, 0), (1031, False, 1)):
        for code, labels in enumerate(_METHODS, start=1):
            lists["OptionsetMetadata"].append((TABLE, method, code, is_user, language, labels[place], None))
        for code, labels in enumerate(_REGIONS, start=1):
            row = ("crc33_region", code, is_user, language, labels[place], "crc33_region", "account", None)
            lists["GlobalOptionsetMetadata"].append(row)
        for code, labels in enumerate(_STATES):
            lists["StateMetadata"].append((TABLE, code, is_user, language, labels[place]))
            lists["StatusMetadata"].append((TABLE, code, code + 1, is_user, language, labels[place]))
    kinds = {"guid": "Lookup", "int64": "Integer", "boolean": "Boolean", "string": "String"}
    kinds |= {"Id": "Uniqueidentifier", "statecode": "State", "statuscode": "Status", method: "Picklist"}
    metadata = {
        "AttributeMetadata": [
            {"EntityName": TABLE, "AttributeName": name, "AttributeType": kinds.get(name, kinds.get(kind, "DateTime"))}
            for name, kind in TYPES.items()
        ]
    }
    (root / "OptionsetMetadata").mkdir()
    for name, rows in lists.items():
        dicts = [dict(zip(columns[name].split(), row, strict=True)) for row in rows]
        metadata[name.replace("Optionset", "OptionSet")] = [row for row in dicts if row["EntityName"] == TABLE]
        lines = (",".join(str(c) if isinstance(c, int) else _quoted(c) for c in row) + "\r\n" for row in rows)
        (root / "OptionsetMetadata" / f"{name}.csv").write_bytes("".join(lines).encode())
    service = root / "Microsoft.Athena.TrickleFeedService"
    service.mkdir()
    files = {
        root / "model.json": model,
        service / f"{TABLE}-model.json": model,
        service / f"{TABLE}-EntityMetadata.json": metadata,
    }
    for path, content in files.items():
        path.write_bytes(json.dumps(content, ensure_ascii=False, indent=1).encode())


_FINANCE_SLIPS = [
    {1: "n/a"}, {2: "12,5"}, {1: "-250.00"}, {3: "EUR 5"}, {5: "31.13.2026"}, {5: "2026/10/31"}, {4: "Dollar"},
    {1: " 42000.50 "}, {0: "lower"}, {2: ""}, {0: "blank"}, {4: "eur"}, {3: ""}, {0: "twice"}, {5: ""}, {4: ""},
]  # fmt: skip


def _write_finance(path, countries, seed, as_of):
    """The finance CSV: a row for nine customers in ten, records end in CR alone, every 50th row has a slip."""
    rng = random.Random(seed + 2)
    lines = ["cid,income,spend,credit_limit,currency,as_of_date"]

    def put(cells):
        lines.append(",".join(f'"{cell}"' if "," in cell else cell for cell in cells))

    for number, country in enumerate(countries, start=1):
        chance, share = rng.random(), rng.random()
        if chance < 0.10:
            continue
        income = rng.lognormvariate(10.6, 0.5) * country.rate
        spend = income * (share * 0.7 + 0.03 if share < 0.97 else 1.0 + (share - 0.97) * 10)
        limit = round(income * (0.2 + rng.random() * 0.9), -2)
        cells = [f"CID{number:07}", f"{income:.2f}", f"{spend:.2f}", f"{limit:.2f}", country.currency, f"{as_of}"]
        if chance < 0.112:  # an older row of the same customer
            put([*cells[:2], f"{spend * 0.8:.2f}", *cells[3:5], f"{as_of - timedelta(days=92)}"])
        elif chance < 0.148:  # a row that no customer has
            put([f"CID9{number:06}", *cells[1:]])
        if number in (40, 80):
            put(["", *cells[1:]])
        if len(lines) % 50 == 25:
            for place, slip in _FINANCE_SLIPS[len(lines) // 50 % len(_FINANCE_SLIPS)].items():
                if slip == "twice":
                    put(cells)
                else:
                    cells[place] = {"lower": cells[0].lower(), "blank": f" {cells[0]}  "}.get(slip, slip)
        put(cells)
    path.write_bytes("".join(f"{line}\r" for line in lines).encode())
