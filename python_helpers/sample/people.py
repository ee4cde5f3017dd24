"""What fictional people of the sample are made of: countries, names, numbers no one has, ways to write."""

import unicodedata
from collections import namedtuple
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1)
START = int(datetime(2021, 1, 1, 6, tzinfo=UTC).timestamp())  # when the export was switched on

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


def pool(text, *more):
    """What to pick from: ``text`` is "weight value|weight value"; ``more`` are values of weight 1 each."""
    pairs = (part.split(" ", 1) for part in text.split("|"))
    return [value for weight, value in pairs for _ in range(int(weight))] + list(more)


GENDERS = {
    "f": pool(
        "9 Female|6 female|6 F|6 f|3 w|3 Frau|3 weiblich|3 Mrs|3 Ms.|3 FEMALE|3 Femme|3 mujer|1  Female |1 fmale"
    ),
    "m": pool("9 Male|6 male|6 M|6 m|3 Mann|3 Herr|3 männlich|3 Mr.|3 MALE|3 Homme|3 hombre|3 man|1 Hr"),
    "d": ["divers", "non-binary", "X", "Other", "Unknown", "n/a", "prefer not to say", "", None, "Q", "9"],
}
HOSTS = ["example.com", "example.org", "contoso.com", "mail.example.com", "eu.contoso.com", "shop.example.org"]
# {a} the address, {u} in upper case, {l} its local part, {h} its host
EMAILS = pool(
    "180 {a}|8 {u}|2 {l} at {h}|2 {l}{h}|1  {a}|1 {a}  |1 {a}.|1 mailto:{a}|1 n/a|1 none|1 <{a}>|1 a..{a}|1 info {a}",
    "@", "", None,
)  # fmt: skip
# {c} calling code, {t} trunk prefix, {n} number, whose parts are {x} {y} {z}, {o} "(0)", {i} how one dials from abroad
PHONES = pool(
    "52 +{c}{n}|40 +{c} {x} {y} {z}|20 {t}{x} {y}{z}|16 ({t}{x}) {y}-{z}|12 {t}{x}.{y}.{z}|12 {t}{x}-{y}-{z}|8 {t}{n}|"
    "12 {i}{n}|6 +{c} {o}{x} {y} {z}|4 +{c} {x} {y}{z} ext. 12|2   +{c}-{x}-{y}-{z} |3 unknown|2 n/a|2 12345|"
    "1 call office|1 0|1 ask Anna|1 123-ABC-XYZ|1 +|1 00000",
    "", None, None,
)  # fmt: skip
STREETS = pool(
    '80 {}|5 {}\r\nFlat 7|3 c/o Reception\n{}|4 {}, 2nd floor|1 House "Rose", {}|1  {} |1 Suite 5\r\n"The Mill"\r\n{}',
    "", None,
)  # fmt: skip
BIRTHS = pool(
    "24 {:%Y-%m-%d}T00:00:00.0000000|24 {:%Y-%m-%d}T00:00:00.0000000Z|24 {:%Y-%m-%d}|9 {0.month}/{0.day}/{0.year}|"
    "9 {0.month}/{0.day}/{0.year} 12:00:00 AM|9 {:%Y-%m-%d}T00:00:00Z|9 {:%Y-%m-%d}T00:00:00.0000000+00:00|"
    "9 {:%Y-%m-%d}T00:00:00|1 1990-02-30|1 2087-05-01|1 1900-01-01|1 1900-01-01T00:00:00.0000000|1 unknown|"
    "1 13/45/1980|1 17.05.1984|1 0001-01-01",
    None, None, None,
)  # fmt: skip
TYPOS = {"United States": "Untied States", "United Kingdom": "Untied Kingdom", "Germany": "Germny", "Spain": "Spian"}
TESTS = [("Test", "User"), ("TEST", "Customer"), ("test", "do not use")]
USERS = [
    (f"{0xA0E1 + n:08x}-51d2-ec11-a7b5-000d3a{0xBE01 + n:06x}", f'"{name}"')
    for n, name in enumerate(["Ana Silva", "Ben Ode", "Cy Park", "Dee Roy", "Eve Holm", "# Import"])
]
UNITS = [("7d1c0f3a-02bb-ec11-983e-002248d5a001", '"contoso"'), ("7d1c0f3a-02bb-ec11-983e-002248d5a002", '"emea"')]
Country = namedtuple("Country", "currency rate calling trunk phones spellings cities women men families streets")


def _countries():
    names = {language: [part.split(",") for part in text.split(";")] for language, text in _NAME_ROWS.items()}
    for line in _COUNTRY_ROWS.strip().split("\n"):
        _, weight, language, currency, rate, calling, trunk, phones, spellings, cities = line.split(";")
        cities = [city.split(":") for city in cities.split(",")]
        lists = phones.split(","), spellings.split(","), cities, *names[language]
        yield from [Country(currency, float(rate), calling, trunk, *lists)] * int(weight)


def quoted(text):
    """The text as a cell; nothing for None."""
    return "" if text is None else '"' + text.replace('"', '""') + '"'


def iso(seconds, zone="Z"):
    """The time as Dataverse exports most times."""
    return f'"{(EPOCH + timedelta(seconds=seconds)).isoformat()}.0000000{zone}"'


def us(seconds):
    """The time as Synapse Link writes its own times."""
    at = EPOCH + timedelta(seconds=seconds)
    half = "AM" if at.hour < 12 else "PM"
    return f'"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at.minute:02}:{at.second:02} {half}"'


def seconds(text):
    """The time, in seconds, that ``us`` has written."""
    return int((datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p") - EPOCH).total_seconds())


def plain(name):
    """The name as an address has it: ASCII, lower case, no marks; 'kim' when nothing is left."""
    text = name.translate({ord("ł"): "l", ord("Ł"): "L", ord("ø"): "o", ord("ß"): "ss"})
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii() and c.isalnum()).lower() or "kim"


COUNTRIES = list(_countries())
BY_SPELLING = {f'"{spelling}"': country for country in COUNTRIES for spelling in country.spellings}
PLAIN = {name: plain(name) for row in COUNTRIES for name in (*row.women, *row.men, *row.families)}
