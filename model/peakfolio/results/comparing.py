"""What differs between two answers, in sentences: money, targets, projects, years."""

from collections.abc import Iterable

from peakfolio.language import Sentence
from peakfolio.portfolio.answering import Answer
from peakfolio.results.wording import name_indicator, show_money

SAME = Sentence("与上一次的答案相同。", "The same answer as before.")
CENT = 0.005


def describe_changes(before: Answer, after: Answer) -> tuple[Sentence, ...]:
    """What the later answer changes: cost, targets gained and lost, projects that enter, leave or move."""
    said = []
    more = after.verification.cost_wan_yuan - before.verification.cost_wan_yuan
    if abs(more) > CENT:
        money = show_money(abs(more))
        said.append(
            Sentence(f"投资{'多' if more > 0 else '少'} {money.zh}。", f"{money.en} {'more' if more > 0 else 'less'}.")
        )
    met = [{each.key for each in answer.verification.outcomes if each.is_met} for answer in (before, after)]
    gained, lost = (_name_targets(one, met[a] - met[b]) for one, a, b in ((after, 1, 0), (before, 0, 1)))
    entering = [key for key in after.choice.portfolio.starts if key not in before.choice.portfolio.starts]
    leaving = [key for key in before.choice.portfolio.starts if key not in after.choice.portfolio.starts]
    moved = [
        f"{key} {before.choice.portfolio.starts[key]}→{start}"
        for key, start in after.choice.portfolio.starts.items()
        if before.choice.portfolio.starts.get(key, start) != start
    ]
    said += _list("新达到", "Now met", gained) + _list("不再达到", "No longer met", lost)
    said += _list("新增项目", "Now built", _same(entering)) + _list("退出项目", "No longer built", _same(leaving))
    said += _list("开工年变化", "Start moves", _same(moved))
    return tuple(said) or (SAME,)


def _name_targets(answer: Answer, keys: Iterable[str]) -> list[Sentence]:
    return [name_indicator(answer.plan, key) for key in sorted(keys)]


def _same(names: Iterable[str]) -> list[Sentence]:
    return [Sentence(name, name) for name in names]


def _list(zh: str, en: str, names: list[Sentence]) -> list[Sentence]:
    if not names:
        return []
    return [
        Sentence(f"{zh}：{'、'.join(each.zh for each in names)}。", f"{en}: {', '.join(each.en for each in names)}.")
    ]
