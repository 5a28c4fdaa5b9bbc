"""Chinese: thousands apart, as everywhere in the world's accounts."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
