"""An SMS gateway of files, and a sender that is killed while it uses it.

The gateway takes a message by its id: a file that exists is not made again, as a real one answers
"accepted already". A line of `asked` for each time it was asked.
"""

import os
import random
import signal
from pathlib import Path


class Gateway:
    def send(self, phone: str, text: str, *, once: str = "") -> None:
        folder = Path(os.environ["GATEWAY"])
        luck = random.random()
        deadly = os.environ["DEADLY"] == "1"
        if deadly and luck < 0.1:
            os.kill(os.getpid(), signal.SIGKILL)  # before the gateway has it
        with (folder / "asked").open("a") as asked:
            asked.write(f"{once} {phone}\n")
        (folder / f"{once}.sms").touch(exist_ok=True)
        if deadly and luck > 0.9:
            os.kill(os.getpid(), signal.SIGKILL)  # after it, before the portal has noted it
