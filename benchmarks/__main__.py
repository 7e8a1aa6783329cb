"""Print the table of `make bench`."""

from benchmarks import book, library, page, playground
from benchmarks.measure import table

print(table([*library.rows(), *page.rows(), *playground.rows(), *book.rows()]))
