"""What is wrong with a scoring table, in sentences that say what to mend? Pure; all problems at once.

Which facts and facilities exist is told by a ``Vocabulary``: the app that owns them brings it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from core.registry import Registry
from rulebook.rubric import (
    EVIDENCE,
    PURPOSES,
    STEPPED,
    WHOLE,
    Criterion,
    How,
    PassMark,
    Rubric,
    Veto,
    points_text,
)
from rulebook.scale_text import Unit

_CODE = re.compile(r"[A-Z][A-Z0-9]{0,3}(\.[A-Z0-9]{1,3}){0,2}")


@dataclass(frozen=True)
class FactKind:
    """What of a fact a table must know: whether it is a number and how that is written, and the answers of a choice.

    A day counts as the number of days until it, on the day of the assessment.
    """

    label: str
    is_number: bool = False
    unit: Unit = field(default_factory=Unit)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """The facts and facilities of one site type: code → kind, code → label."""

    facts: Mapping[str, FactKind]
    facilities: Mapping[str, str]


#: Brought by the register: the vocabulary of a site type, ``None`` for a type that nobody knows.
VOCABULARIES: Registry[Callable[[str], Vocabulary | None]] = Registry("vocabularies")


def vocabulary_of(site_type: str) -> Vocabulary | None:
    return next((found for each in VOCABULARIES if (found := each(site_type)) is not None), None)


def problems_of_rubric(rubric: Rubric, vocabulary: Vocabulary | None) -> list[str]:
    """Everything that keeps this table from being used; each sentence begins with the table and the item."""
    found = [*_of_sums(rubric), *_of_codes(rubric), *_of_marks(rubric)]
    for criterion in rubric.criteria():
        found += [f"{criterion.code}“{criterion.title}”{said}" for said in _of_criterion(rubric, criterion)]
    if vocabulary is None:
        found.append(f"没有“{rubric.site_type}”这种阵地类型,请检查类型代码。")
    else:
        found += _of_words(rubric, vocabulary)
    return [f"{rubric.title}:{each}" for each in found]


def _of_sums(rubric: Rubric) -> Iterator[str]:
    total = sum(dimension.points for dimension in rubric.dimensions)
    if total != WHOLE:
        yield f"各项满分合计 {points_text(total)} 分,应为 {points_text(WHOLE)} 分,请调整各项分值。"
    for dimension in rubric.dimensions:
        if not dimension.name.strip():
            yield f"大类 {dimension.code} 没有名称,请在大类表中补充,或修改评分项的大类编号。"
        if not dimension.criteria:
            yield f"“{dimension.name}”下没有评分项,请补充或删除。"


def _of_codes(rubric: Rubric) -> Iterator[str]:
    codes = [dimension.code for dimension in rubric.dimensions]
    codes += [each.code for each in rubric.criteria()] + [veto.code for veto in rubric.vetoes]
    twice = sorted(code for code, number in Counter(codes).items() if number > 1)
    if twice:
        yield f"编号“{'、'.join(twice)}”重复,每项请用不同的编号。"
    wrong = sorted({code for code in codes if not _CODE.fullmatch(code)})
    if wrong:
        yield f"编号“{'、'.join(wrong)}”不能使用,请按 N1.2 的样子填写。"


def _of_marks(rubric: Rubric) -> Iterator[str]:
    for purpose, number in Counter(mark.purpose for mark in rubric.marks).items():
        if number > 1:
            yield f"“{PURPOSES[purpose]}”的合格线填写了 {number} 次,只能填写一行。"
    asked = {purpose for each in rubric.criteria() for purpose in each.purposes}
    for purpose in sorted(asked - {mark.purpose for mark in rubric.marks}):
        yield f"“{PURPOSES[purpose]}”没有合格线,请补充。"
    for mark in rubric.marks:
        yield from (f"“{PURPOSES[mark.purpose]}”{said}" for said in _of_mark(mark))


def _of_mark(mark: PassMark) -> Iterator[str]:
    if not 0 <= mark.rectify_at <= mark.pass_at <= WHOLE:
        yield "的不合格线应不高于合格线,两者都在 0 至 100 分之间。"
    if not 0 <= mark.dimension_percent <= 100:
        yield "的单项最低比例应在 0% 至 100% 之间。"


def _of_criterion(rubric: Rubric, each: Criterion) -> Iterator[str]:
    if not each.purposes or any(purpose not in PURPOSES for purpose in each.purposes):
        yield "没有选择用途(验收、年度复核、示范评定),请至少选一项。"
    if strange := sorted(set(each.evidence) - EVIDENCE.keys()):
        yield f"的证明材料“{'、'.join(strange)}”不在可选范围内。"
    if each.points <= 0 or each.points % rubric.unit:
        yield f"的满分 {points_text(each.points)} 分不能使用,请按 {points_text(rubric.unit)} 分的倍数填写。"
    yield from _of_scale(rubric, each)


def _of_scale(rubric: Rubric, each: Criterion) -> Iterator[str]:
    if each.how in STEPPED:
        yield from _of_steps(rubric, each)
    elif each.how in (How.CHOICE, How.LOOKUP):
        yield from _of_levels(rubric, each)
    if each.how == How.CHECKLIST and not each.items:
        yield "没有列出设施,请至少填写一项。"
    if each.how in (How.THRESHOLD, How.LOOKUP, How.COUNT) and not each.fact:
        yield "没有指定登记资料,请选择。"
    if each.how == How.JUDGEMENT and any(not 0 <= level.points <= each.points for level in each.levels):
        yield "的评分参照超出了满分,请检查。"


def _of_steps(rubric: Rubric, each: Criterion) -> Iterator[str]:
    if not each.steps:
        yield "没有分档,请填写各档得分。"
        return
    limits = [step.limit for step in each.steps]
    if len(set(limits)) < len(limits):
        yield "有两档的界限相同,请合并。"
    ordered = sorted(each.steps, key=lambda step: step.limit, reverse=each.fewer_is_better)
    points = [step.points for step in ordered]
    if points != sorted(set(points)):
        yield "各档得分应随界限依次提高,请检查界限和得分。"
    yield from _of_points(rubric, each, points)
    most = len(each.items)
    if each.how == How.CHECKLIST and max(limits) > most:
        yield f"只列出 {most} 项设施,却有一档要求 {max(limits)} 项,请检查。"


def _of_levels(rubric: Rubric, each: Criterion) -> Iterator[str]:
    if len(each.levels) < 2:
        yield "至少要有两个选项。"
        return
    if len({level.code for level in each.levels}) < len(each.levels):
        yield "有两个选项的代码相同,请修改。"
    yield from _of_points(rubric, each, [level.points for level in each.levels])


def _of_points(rubric: Rubric, each: Criterion, points: list[int]) -> Iterator[str]:
    if max(points) != each.points:
        yield f"最高一档得 {points_text(max(points))} 分,应等于满分 {points_text(each.points)} 分。"
    if any(value < 0 or value % rubric.unit for value in points):
        yield f"的各档得分应为 {points_text(rubric.unit)} 分的倍数,且不小于 0 分。"


def _of_words(rubric: Rubric, vocabulary: Vocabulary) -> Iterator[str]:
    for each in rubric.criteria():
        for said in _of_fact(each, vocabulary):
            yield f"{each.code}“{each.title}”{said}"
        strange = {code for wanted in each.items for code in wanted.split("|")} - vocabulary.facilities.keys()
        if strange:
            yield f"{each.code}“{each.title}”列出的设施“{'、'.join(sorted(strange))}”不属于这一类型。"
    for veto in rubric.vetoes:
        yield from _of_veto(veto, vocabulary)


def _of_fact(each: Criterion, vocabulary: Vocabulary) -> Iterator[str]:
    if each.how not in (How.THRESHOLD, How.LOOKUP, How.COUNT) or not each.fact:
        return
    kind = vocabulary.facts.get(each.fact)
    if kind is None:
        yield f"指定的登记资料“{each.fact}”不属于这一类型,请另选。"
    elif each.how == How.LOOKUP:
        yield from _of_answers((level.code for level in each.levels), kind)
    elif not kind.is_number:
        yield f"指定的“{kind.label}”不是数值,不能分档,请改用“按登记选项”。"


def _of_answers(codes: Iterable[str], kind: FactKind) -> Iterator[str]:
    given = set(codes)
    if not kind.answers:
        yield f"指定的“{kind.label}”不是选项,请改用“按登记数值”。"
    elif given != kind.answers.keys():
        lacking = [label for code, label in kind.answers.items() if code not in given]
        strange = sorted(given - kind.answers.keys())
        said = [f"没有写明“{'、'.join(lacking)}”得几分"] if lacking else []
        said += [f"登记资料中没有“{'、'.join(strange)}”这个选项"] if strange else []
        yield f"{','.join(said)},请补充或修改。"


def _of_veto(veto: Veto, vocabulary: Vocabulary) -> Iterator[str]:
    name = f"一票否决项 {veto.code}“{veto.title}”"
    if not veto.purposes or any(purpose not in PURPOSES for purpose in veto.purposes):
        yield f"{name}没有选择用途,请至少选一项。"
    if not veto.fact:
        return
    kind = vocabulary.facts.get(veto.fact)
    if kind is None:
        yield f"{name}指定的登记资料“{veto.fact}”不属于这一类型,请另选。"
    elif (veto.at_least is None) == (not veto.answers):
        yield f"{name}应写明最低数值,或哪些选项构成否决,二者选一。"
    elif veto.at_least is not None and not kind.is_number:
        yield f"{name}指定的“{kind.label}”不是数值,不能写最低数值。"
    elif strange := sorted(set(veto.answers) - kind.answers.keys()):
        yield f"{name}:登记资料中没有“{'、'.join(strange)}”这个选项。"
