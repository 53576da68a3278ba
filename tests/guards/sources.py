"""What the guards read: our Python, parsed once, and our templates."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from supportgroup.env import BASE_DIR

PACKAGES = ("supportgroup", "groups", "moderation")


@cache
def python_files() -> tuple[Path, ...]:
    """The source, without migrations and tests."""
    found = (path for package in PACKAGES for path in sorted((BASE_DIR / package).rglob("*.py")))
    return tuple(path for path in found if "migrations" not in path.parts)


@cache
def templates() -> tuple[Path, ...]:
    return tuple(path for path in sorted((BASE_DIR / "templates").rglob("*")) if path.is_file())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def named(*names: str) -> list[Path]:
    """The source files with these names; `views` finds `views.py` and everything in `views/`."""
    return [path for path in python_files() if path.stem in names or path.parent.name in names]


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The public functions of a module."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


def imports(module: ast.Module) -> set[str]:
    """Everything that a module imports, anywhere in it, by its full name."""
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def place(path: Path, node: ast.AST) -> str:
    return f"{short(path)}:{getattr(node, 'lineno', 0)}"


def short(path: Path) -> str:
    return str(path.relative_to(BASE_DIR)) if path.is_relative_to(BASE_DIR) else path.name
