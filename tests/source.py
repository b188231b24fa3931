"""The project's own Python files, parsed, for the tests that read the code."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "common",
    "unions",
    "messaging",
    "homes",
    "bookings",
    "staffing",
    "services",
    "funding",
    "reports",
    "config",
)


def tracked_files() -> list[Path]:
    """Every file of the project that is not ignored, whether committed yet or not."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    paths = (ROOT / line for line in listed.stdout.splitlines())
    return [path for path in paths if path.is_file()]


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def app(self) -> str:
        return self.name.partition("/")[0]

    @property
    def module(self) -> str:
        """The file's name inside its app, without packages' __init__: "models", "admin" …"""
        inside = self.name.removesuffix(".py").split("/")[1:]
        return inside[0] if inside else ""

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> set[str]:
        """Dotted names of everything imported, wherever in the file."""
        names = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
        return names

    @cached_property
    def functions(self) -> list[ast.FunctionDef]:
        return [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]


def python_files() -> list[Source]:
    """Our Python without migrations, which are generated."""
    return [
        Source(path)
        for path in tracked_files()
        if path.suffix == ".py" and "migrations" not in path.parts
    ]


SOURCES = python_files()
OURS = [source for source in SOURCES if source.app in APPS]
