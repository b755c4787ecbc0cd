"""A person of Google's as a card."""

import json
from zoneinfo import ZoneInfo

from connectors._google_card import to_card
from connectors._vcard import CardReader


def test_every_organisation_is_kept_with_its_own_title():
    """The primary one is shown; a further one stays with the title it has there."""
    person = {
        "resourceName": "people/c1",
        "names": [{"displayName": "Ana Okafor"}],
        "organizations": [
            {"name": "Quay Rowing Club", "title": "Treasurer"},
            {"name": "Museo del Mar"},
            {
                "metadata": {"primary": True},
                "name": "Fjord Labs",
                "department": "Design",
                "title": "Engineer",
            },
        ],
    }
    lines = to_card(json.dumps(person)).encode().splitlines()
    (record,) = CardReader(ZoneInfo("UTC")).read(lines)
    assert (record.organisation, record.department) == ("Fjord Labs", "Design")
    assert record.title == "Engineer"
    assert record.affiliations == ("Treasurer: Quay Rowing Club", ": Museo del Mar")
