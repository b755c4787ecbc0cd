"""What is done, in order.

A night runs these steps; each reads only what the one before left behind:

1. collect   sources -> connectors -> the archive's raw floor, in versions
2. resolve   staging -> normalised values -> matches -> persons with stable ids
3. score     interactions -> ties -> reasons -> scores -> the public relations
4. check     every select in sql/checks comes back empty, or yesterday's stays
5. swap      the new cultivate.duckdb takes the old one's place
6. report    HTML, CSV, reminders and digest for the day

`steps` runs them as plain functions; `nightly` runs them as a Prefect flow.
"""

import gc
import os

# numpy, which pandas and pyarrow load, starts threads for sums of matrices that nobody
# here asks for; wherever it starts they would keep a processor busy for a while
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# rows and modules do not hold each other, and are many: looking through those that
# wait for some that do takes a twentieth of a command, and a tenth of reading a file
gc.set_threshold(100_000, 20, 20)
