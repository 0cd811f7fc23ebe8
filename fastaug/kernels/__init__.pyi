"""The compiled modules as a type checker sees them: untyped. The public functions carry the types."""

from typing import Any

def __getattr__(name: str) -> Any: ...
