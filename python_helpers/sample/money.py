"""Amounts in the currency of a country and in the base currency."""

from python_helpers.sample.journal import Record
from python_helpers.sample.tables import Table

_CURRENCIES = {
    "USD": "US Dollar", "GBP": "Pound Sterling", "EUR": "Euro", "CHF": "Swiss Franc", "CAD": "Canadian Dollar",
    "AUD": "Australian Dollar", "SEK": "Swedish Krona", "DKK": "Danish Krone", "PLN": "Polish Zloty",
    "INR": "Indian Rupee", "BRL": "Brazilian Real", "JPY": "Yen",
}  # fmt: skip
_CURRENCY = {
    code: Record(Table("transactioncurrency", {}, {}, {}), f"{n:08x}-3c1d-ec11-b6e6-000d3a4c5d01", [])
    for n, code in enumerate(_CURRENCIES, start=0xC0DE01)
}


def money(country, **amounts):
    """The amounts in the country's currency and in the base currency, US dollars, with the rate between them."""
    values = {"transactioncurrencyid": _CURRENCY[country.currency], "exchangerate": country.rate}
    values["transactioncurrencyidname"] = _CURRENCIES[country.currency]
    for name, amount in amounts.items():
        values |= {name: amount, f"{name}_base": round(amount / country.rate, 4)}
    return values
