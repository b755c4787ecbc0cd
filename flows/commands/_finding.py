"""What the doctor finds."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One line of the doctor's: `mend` wants doing, `note` wants knowing."""

    weight: str
    says: str
