"""What each service is officially called, what its keys look like and how they map to the official list
(``tables/services.tsv``).
"""

from price_book.tables import table

Service = tuple[str, str, str, str]
"""Official code or id in the price API, title, pattern of the keys, mapping of a key to attributes of the official
list.
"""

SERVICES: dict[tuple[str, str], Service] = {
    (row["provider"], row["service"]): (row["official"], row["title"], row["keys"], row["mapping"])
    for row in table("services.tsv")
}
