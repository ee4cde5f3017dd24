"""The finance file of the sample: amounts of most customers, with some slips."""

import random
from datetime import timedelta

_FINANCE_SLIPS = [
    {1: "n/a"}, {2: "12,5"}, {1: "-250.00"}, {3: "EUR 5"}, {5: "31.13.2026"}, {5: "2026/10/31"}, {4: "Dollar"},
    {1: " 42000.50 "}, {0: "lower"}, {2: ""}, {0: "blank"}, {4: "eur"}, {3: ""}, {0: "twice"}, {5: ""}, {4: ""},
]  # fmt: skip


def write_finance(path, countries, seed, as_of, truth, twins):
    """The finance CSV: a row for nine customers in ten, records end in CR alone, every 50th row has a slip.

    ``truth`` learns whose they are; ``twins`` maps numbers of customers who are there twice to the person's number.
    """
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
        truth.add("customer_finance", f"CID{number:07}", f"P{twins.get(number, number):07}")
        cells = [f"CID{number:07}", f"{income:.2f}", f"{spend:.2f}", f"{limit:.2f}", country.currency, f"{as_of}"]
        if chance < 0.112:  # an older row of the same customer
            put([*cells[:2], f"{spend * 0.8:.2f}", *cells[3:5], f"{as_of - timedelta(days=92)}"])
        elif chance < 0.148:  # a row that no customer has
            put([f"CID9{number:06}", *cells[1:]])
            truth.add("customer_finance", f"CID9{number:06}", f"F{number:07}")
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
