"""Swedish holidays as the library `holidays` has them.

Arguments: the first and the last year. Prints a line of JSON: for every day that has some, its holidays. Sundays are not
among them. Ends with 77 where the library is not installed, or is too old to know the eves.
"""

import json
import sys

try:
    from holidays import Sweden
    from holidays.constants import DE_FACTO, PUBLIC
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(77)

YEARS = range(int(sys.argv[1]), int(sys.argv[2]) + 1)
FOUND = Sweden(years=YEARS, categories=(PUBLIC, DE_FACTO), language="sv")
print(json.dumps({day.isoformat(): FOUND.get_list(day) for day in sorted(FOUND)}))
