"""From contact records to persons."""
