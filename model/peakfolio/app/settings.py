"""How the workbench is served."""

from dataclasses import dataclass

from peakfolio.words import Language


@dataclass(frozen=True)
class ServerSettings:
    """Where the workbench listens, the language it first speaks, the password it asks for.

    ``names`` are host names it is reached by, besides ``host`` and localhost.
    """

    host: str
    port: int
    language: Language
    password: str | None = None
    names: tuple[str, ...] = ()
