"""What an answer says of its proof and of the parts it builds: only where there is something to say."""

from collections.abc import Iterator

from peakfolio.language import Sentence, format_number
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.choosing import Step


def tell_proof(answer: Answer) -> Iterator[Sentence]:
    """What a reader must know of how the choice was proved: contradicted, confirmed only in part, or not settled among equals."""
    portfolio = answer.choice.portfolio
    if _list_steps(answer, "differs"):
        yield Sentence(
            "求解器的两次求解结果不一致，这里采用其中较好的一个，但不能视为已证明。",
            "Two runs of the solver did not agree; the better of both is shown, and it is not proved.",
        )
    if _list_steps(answer, "unfinished"):
        yield Sentence(
            "最优性由求解器一次求解证明；第二次核对求解未能在时限内完成。",
            "The proof rests on one run of the solver; the second, which checks it, did not finish in time.",
        )
    if portfolio.is_proved and not portfolio.is_ordered:
        yield Sentence(
            "投资最少已证明；可能还有花费同样少的其他组合，按规定次序应由哪一个居前，未能在时限内定出。",
            "That nothing is cheaper is proved; there may be other portfolios just as cheap, and which of them the stated order puts "
            "first was not settled in time.",
        )


def tell_parts(answer: Answer) -> Iterator[Sentence]:
    """The projects that are built in part, and the assumption on the least part."""
    parts = {key: share for key, share in answer.choice.portfolio.shares.items() if share < 1.0}
    if not parts:
        return
    shown = {key: f"{format_number(100.0 * share, 1)}%" for key, share in parts.items()}
    least = f"{format_number(100.0 * answer.scenario.least_part, 1)}%"
    yield Sentence(
        f"只建一部分的项目：{'、'.join(f'{key}（{share}）' for key, share in shown.items())}，投资按比例计；"
        f"可任意分割的项目一旦开工至少建 {least}（假设）。",
        f"Built in part, with the same part of the cost: {', '.join(f'{key} ({share})' for key, share in shown.items())}; of a project "
        f"that can be divided at will at least {least} is built once it is started (an assumption).",
    )


def _list_steps(answer: Answer, opinion: str) -> list[Step]:
    return [step for step in answer.choice.portfolio.steps if step.certificate.second_opinion == opinion]
