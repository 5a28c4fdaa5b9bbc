"""Examples of the schema: entries of the framework as the calls answer them."""

from drf_spectacular.utils import OpenApiExample

PLACE = {"table": "1", "section": "1.criminalization", "objective": "1.1", "part": "1.1"}
OFFICIAL: list[dict[str, str]] = []

TABLE = OpenApiExample(
    "Table 1",
    value={
        "code": "1",
        "slug": "prosecution",
        "title": "Prosecution and investigation",
        "language": "en",
        "summary": "Migrant smuggling often goes unprosecuted …",
        "sections": [
            {
                "code": "1.sanction",
                "slug": "sanction",
                "title": "Sanction",
                "language": "en",
                "summary": "Sanctions have to take account of the gravity of the offence …",
                "paragraphs": "100-103",
                "objectives": ["1.15", "1.16"],
                "official_wording": OFFICIAL,
            }
        ],
        "official_wording": OFFICIAL,
    },
)
OBJECTIVE = OpenApiExample(
    "Objective 2.6",
    value={
        "code": "2.6",
        "number": 6,
        "title": "Protect smuggled migrants against violence",
        "language": "en",
        "table": "2",
        "section": "2.violence",
        "parts": ["2.6a", "2.6b"],
        "provisions": ["SOMP 16(2)"],
        "see_also": [],
        "official_wording": OFFICIAL,
    },
)
PART = OpenApiExample(
    "Part 1.1",
    value={
        "code": "1.1",
        "letter": "",
        "table": "1",
        "section": "1.criminalization",
        "objective": "1.1",
        "specific_objectives": [
            {
                "code": "1.1.B4",
                "text": "Leave each State party free to take measures against any person whose conduct is an offence "
                "under that State's domestic law",
                "language": "en",
                **PLACE,
                "provisions": ["SOMP 6(4)"],
                "see_also": [],
                "official_wording": OFFICIAL,
            }
        ],
        "requirements": ["1.1.C1", "1.1.C2", "1.1.C3", "1.1.C4"],
        "measures": ["1.1.D1", "1.1.D2", "1.1.D3", "1.1.D4", "1.1.D5"],
        "indicators": ["1.1.E1", "1.1.E2", "1.1.E3", "1.1.E4", "1.1.E5"],
    },
)
INDICATOR = OpenApiExample(
    "Indicator 1.1.E1",
    value={
        "code": "1.1.E1",
        "text": "The State is party to both the Organized Crime Convention and its Smuggling of Migrants Protocol",
        "kind": "ratification",
        "language": "en",
        **PLACE,
        "provisions": ["SOMP", "UNTOC"],
        "measures": ["1.1.D1"],
        "evidence": "Treaty Collection entry or instrument of ratification or accession",
        "see_also": [],
        "official_wording": OFFICIAL,
    },
)
MEASURE = OpenApiExample(
    "Measure 1.1.D1",
    value={
        "code": "1.1.D1",
        "text": "Ratify, or accede to, both the Organized Crime Convention and its Smuggling of Migrants Protocol",
        "language": "en",
        **PLACE,
        "provisions": ["SOMP", "UNTOC"],
        "see_also": [],
        "official_wording": OFFICIAL,
        "indicators": ["1.1.E1"],
    },
)
REQUIREMENT = OpenApiExample(
    "Requirement 1.1.C1",
    value={
        "code": "1.1.C1",
        "text": "The State has ratified, or acceded to, the Organized Crime Convention and its Smuggling of Migrants "
        "Protocol",
        "language": "en",
        **PLACE,
        "provisions": ["SOMP", "UNTOC"],
        "see_also": [],
        "official_wording": OFFICIAL,
    },
)
RECOMMENDATION = OpenApiExample(
    "Recommendation R5",
    value={
        "code": "R5",
        "paragraph": 5,
        "area": "prevention",
        "session": 2012,
        "addressee": "states",
        "text": "Consider making the penalties for migrant smuggling better known …",
        "parts": ["1.15", "3.9a", "1.16"],
        "provisions": [],
    },
)
RESOURCE = OpenApiExample(
    "Resource prosecution-12",
    value={
        "code": "prosecution-12",
        "pillar": "prosecution",
        "table": "1",
        "instrument": None,
        "group": "",
        "author": "United Nations Office on Drugs and Crime",
        "title": "Issue paper: a short introduction to migrant smuggling",
        "publication": "Vienna, 2010",
        "year": 2010,
        "identifier": "",
        "url": "",
        "note": "",
        "tools": [],
    },
)
