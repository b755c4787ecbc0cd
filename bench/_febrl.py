"""FEBRL's four sets through the front door, beside Splink on the same columns.

    python bench/_febrl.py FOLDER

FOLDER holds febrl1.csv .. febrl4.csv as bench/_febrl_export.py writes them. Each
set becomes vCards (N, BDAY, ADR, X-SOCIAL), is imported and built like any address
book; the model is the one every night uses and has never seen these sets. Splink
is trained on each set, with the settings of its own guide to them.
"""

from __future__ import annotations

import csv
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from _linkage import AS_OF, SETTINGS, Quality, make_clusters, measure, opened

from flows import steps, warehouse
from flows.settings import Home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


def main() -> None:
    """Resolve every set both ways and print pair precision, recall and F1."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(f"{'':10}{'':8}{'P':>7}{'R':>7}{'F1':>7}{'B3 F1':>7}{'largest':>8}{'s':>7}")
    for number in (1, 2, 3, 4):
        file = Path(sys.argv[1]) / f"febrl{number}.csv"
        with tempfile.TemporaryDirectory() as folder:
            home = Home(Path(folder))
            _remember_truth(home, file)
            _show(file.stem, "ours", *_ours(home, file))
            _show(file.stem, "Splink", *_splink(home, file))


def _show(name: str, side: str, seconds: float, quality: Quality) -> None:
    print(
        f"{name:10}{side:8}{quality.precision:7.4f}{quality.recall:7.4f}"
        f"{quality.f1:7.4f}{quality.bcubed:7.4f}{quality.largest:8}{seconds:7.1f}",
        flush=True,
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _remember_truth(home: Home, file: Path) -> None:
    home.settings_file.touch()
    records, humans = zip(
        *((_record(row), int(row["entity"])) for row in _rows(file)), strict=True
    )
    with warehouse.open_archive(home) as con:
        con.register("said", pa.table({"record_id": records, "human": humans}))
        con.execute("create table raw.truth as from said")
        con.execute(
            "create table raw.humans (human integer, household integer, twin boolean, "
            "family varchar, given varchar, jobs integer[])"
        )


def _record(row: dict[str, str]) -> str:
    return f"vcard/default/{row['rec_id']}"


def _card(row: dict[str, str]) -> Iterator[str]:
    yield "BEGIN:VCARD\r\nVERSION:4.0"
    yield f"UID:{row['rec_id']}"
    yield f"FN:{row['given_name']} {row['surname']}"
    yield f"N:{row['surname']};{row['given_name']};;;"
    street = f"{row['street_number']} {row['address_1']}".strip()
    places = (row["suburb"], row["state"], row["postcode"])
    yield f"ADR:;{row['address_2']};{street};{';'.join(places)};"
    if row["date_of_birth"]:
        yield f"BDAY:{row['date_of_birth']}"
    yield f"X-SOCIAL:{row['soc_sec_id']}"
    yield "END:VCARD\r\n"


def _ours(home: Home, file: Path) -> tuple[float, Quality]:
    cards = home.path / "cards.vcf"
    cards.write_text("\r\n".join("\r\n".join(_card(row)) for row in _rows(file)))
    started = time.perf_counter()
    with steps.locked(home):
        run_id = steps.begin(home, "import")
        list(steps.import_paths(home, SETTINGS, run_id, [cards], dry_run=False))
        built = steps.build(home, SETTINGS, AS_OF)
    seconds = time.perf_counter() - started
    con = opened(home, built.database)
    quality = measure(
        con, "select record_id, person_id as cluster from people.assignments"
    )
    con.close()
    return seconds, quality


def _splink(home: Home, file: Path) -> tuple[float, Quality]:
    con = opened(home, home.path / "splink.duckdb")
    con.execute(
        "create table cards as select * replace (nullif(date_of_birth, '') as "
        f"date_of_birth), rec_id as unique_id from read_csv('{file}', all_varchar=true)"
    )
    started = time.perf_counter()
    pairs = _predicted(con)
    make_clusters(con, [(f"vcard/default/{a}", f"vcard/default/{b}") for a, b in pairs])
    return time.perf_counter() - started, measure(con, "from clusters")


def _predicted(con: Connection) -> list[tuple[str, str]]:
    """Pairs of at least one half, as the guide for febrl3 and febrl4 has it."""
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    columns = ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        ],
        blocking_rules_to_generate_predictions=[block_on(c) for c in columns],
    )
    linker = Linker(DuckDBAPI(con).register("cards"), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
        ],
        recall=0.9,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for column in ("date_of_birth", "postcode"):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(column)
        )
    scored = linker.inference.predict(threshold_match_probability=0.5)
    found: list[tuple[str, str]] = con.execute(
        f"select unique_id_l, unique_id_r from {scored.physical_name}"
    ).fetchall()
    return found


if __name__ == "__main__":
    main()
