"""The code words of a plan's tables as a person says them."""

from collections.abc import Mapping

from peakfolio.language import Sentence

FUNDING: Mapping[str, Sentence] = {
    "government": Sentence("政府投入", "government"),
    "special": Sentence("专项资金", "special funds"),
    "central": Sentence("中央投资", "central"),
    "provincial": Sentence("省级资金", "provincial"),
    "municipal": Sentence("市级资金", "municipal"),
    "local": Sentence("地方配套", "local"),
    "enterprise": Sentence("企业投入", "enterprise"),
    "social": Sentence("社会资本", "social capital"),
    "bond": Sentence("债券", "bond"),
    "loan": Sentence("贷款", "loan"),
    "unstated": Sentence("未注明", "not stated"),
}
STANDARDS: Mapping[str, Sentence] = {
    "plan": Sentence("规划目标", "plan"),
    "text": Sentence("规划正文", "text of the plan"),
    "national": Sentence("国家标准", "national standard"),
    "provincial": Sentence("省级标准", "provincial standard"),
    "municipal": Sentence("市级标准", "municipal standard"),
}
ASKED: Mapping[str, Sentence] = {
    each: Sentence(name.zh, f"targets of the {name.en}") for each, name in STANDARDS.items()
}
LEDGERS: Mapping[str, Sentence] = {
    "energy_co2": Sentence("A 能源活动二氧化碳", "A energy CO2"),
    "other_ghg": Sentence("B 其他温室气体", "B other greenhouse gases"),
    "sink": Sentence("C 碳汇", "C sinks"),
}
