"""The names of targets: put together and taken apart here and nowhere else."""


class TargetKey(str):
    """The name of a target: ``I08``, ``I08@2030`` where several years count, ``I08#2`` for a tier of points.

    It is its own text, because scenarios, tables and run folders write it, and it knows what it is made of.
    """

    __slots__ = ()

    @classmethod
    def make(cls, indicator_id: str, year: int | None = None, tier: int | None = None) -> "TargetKey":
        """The key of a target by its parts."""
        parts = (("@", year), ("#", tier))
        return cls(indicator_id + "".join(f"{sign}{part}" for sign, part in parts if part is not None))

    @property
    def indicator_id(self) -> str:
        """The indicator that has the target."""
        return self._dated.partition("@")[0]

    @property
    def year(self) -> int | None:
        """The year the target is for; None where the key does not say it."""
        year = self._dated.partition("@")[2]
        return int(year) if year else None

    @property
    def is_tier(self) -> bool:
        """Whether it is a tier of points and no target of the plan."""
        return "#" in self

    @property
    def _dated(self) -> str:
        return self.partition("#")[0]
