"""PostgreSQL and Valkey out of Python wheels, for a machine on which nothing is installed.

`addresses(data_dir)` says where the servers of a data directory listen, `ensure(data_dir)` makes
them answer there, `temporary()` makes a throw-away pair for tests. No Django in here: settings
are read before Django is up.
"""

from common.embedded.cluster import Cluster, ensure, temporary
from common.embedded.errors import EmbeddedError
from common.embedded.layout import Addresses, addresses

__all__ = ["Addresses", "Cluster", "EmbeddedError", "addresses", "ensure", "temporary"]
