"""How fast nnlib and its pages are, as ratios within one run: `make bench` prints the table."""

import os

# One thread for everybody, said before numpy is loaded: it is the code that is compared.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
