"""Print the table of `make bench`."""

from benchmarks import book, library, page
from benchmarks.measure import table

print(table([*library.rows(), *page.rows(), *book.rows()]))
