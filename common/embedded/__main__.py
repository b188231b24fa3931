"""`python -m common.embedded`: print the address of the embedded database of DATA_DIR."""

import os

from common.embedded.layout import addresses
from common.translations import PROJECT

print(addresses(os.environ.get("DATA_DIR") or PROJECT / "var").database_url)
