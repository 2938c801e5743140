"""How is a rehearsal told? Sentences and tables of texts and whole numbers; no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from core.registry import Replay, ReplaySection
from core.words import chinese_day
from inspection.assessing.shifts import MOST_NAMED, Shift, Tally
from inspection.assessing.table_changes import changes_between, mark_changes
from rulebook.rubric import PURPOSES, Purpose, Rubric, points_text
from sites.types import site_type

#: The tables that results were scored under, by type and purpose and by the key of their pack.
Tables = Mapping[tuple[str, str, int], Rubric]

HOW_IT_IS_COUNTED = (
    "原得分是评定时保存的总分;新得分用同一次评定固定的登记资料和原来的答复,按新评分表计算,办法见下面三句。",
    "选项按所选的文字对应;现场评判的分值有变化的,按原得分比例折算。",
    "现有资料不能回答的项目,在新得分一边不计得分也不计满分,列在“现有资料不能计算的项目”中;原得分不变。",
    "新增的否决项按“没有”计算。",
)
NO_CHANGE = "没有一处的总分或结论会有变化。"


def told(
    tally: Tally, new: Mapping[str, Rubric], old: Tables, numbers: Mapping[int, str], first: date, last: date
) -> Replay:
    """The whole of it; ``numbers``: how the packs of the old tables are called."""
    return Replay(
        cycle=f"{chinese_day(first)}至{chinese_day(last)}评定的结果",
        summary=[*_summary(tally), *HOW_IT_IS_COUNTED],
        counts={"assessments": tally.count, "moved": tally.moved},
        sections=[
            _basis(tally, numbers),
            _shifts(tally),
            _verdicts(tally),
            _named(tally),
            _lacks(tally, new),
            _changes(tally, new, old),
        ],
    )


def signed(tenths: int) -> str:
    """+2.5, -2.5, 0."""
    return f"{'+' if tenths > 0 else '-' if tenths < 0 else ''}{points_text(abs(tenths))}"


def _kind(code: str) -> str:
    return site_type(code).label


def _purpose(code: str) -> str:
    return PURPOSES[Purpose(code)]


def _summary(tally: Tally) -> Iterator[str]:
    whole = Shift()
    for shift in tally.shifts.values():
        whole.count, whole.sum = whole.count + shift.count, whole.sum + shift.sum
        whole.up, whole.down = whole.up + shift.up, whole.down + shift.down
    yield (
        f"试算了 {tally.count:,} 次评定:上升 {whole.up:,} 次,下降 {whole.down:,} 次,不变 {whole.same:,} 次,"
        f"平均变化 {signed(whole.mean)} 分。"
    )
    if tally.moved:
        yield f"结论会有变化的有 {tally.moved:,} 处。"
    elif not (whole.up or whole.down):
        yield NO_CHANGE
    for (kind, purpose), number in sorted(tally.unasked.items()):
        yield f"新版本没有{_kind(kind)}{_purpose(purpose)}的评分项,{number:,} 次评定没有试算。"


def _basis(tally: Tally, numbers: Mapping[int, str]) -> ReplaySection:
    rows = [
        [_kind(kind), _purpose(purpose), numbers.get(pack, ""), number]
        for (kind, purpose, pack), number in sorted(tally.packs.items())
    ]
    return ReplaySection(
        title="试算所用的评定", columns=["阵地类型", "用途", "评定时的版本", "次数"], rows=rows
    )


def _line(shift: Shift) -> list[object]:
    return [shift.count, f"{signed(shift.mean)} 分", f"{shift.up:,} / {shift.down:,} / {shift.same:,}"]


def _shifts(tally: Tally) -> ReplaySection:
    """One line a district, and one for all where there are several."""
    rows: list[list[object]] = []
    for key in sorted(tally.shifts):
        head = [_kind(key[0]), _purpose(key[1])]
        districts = sorted(each for each in tally.by_district if each[:2] == key)
        if len(districts) > 1:
            rows.append([*head, "全部", *_line(tally.shifts[key])])
        rows += [[*head, each[2], *_line(tally.by_district[each])] for each in districts]
    columns = ["阵地类型", "用途", "区(市)", "次数", "平均变化", "上升 / 下降 / 不变"]
    return ReplaySection(title="总分变化", columns=columns, rows=rows)


def _verdicts(tally: Tally) -> ReplaySection:
    rows = [
        [_kind(kind), _purpose(purpose), before, after, number]
        for (kind, purpose, before, after), number in sorted(tally.verdicts.items())
    ]
    return ReplaySection(
        title="结论变化", columns=["阵地类型", "用途", "原结论", "新结论", "处数"], rows=rows
    )


def _named(tally: Tally) -> ReplaySection:
    rows = [
        [
            each.stands.site,
            each.stands.site_code,
            each.stands.district,
            _purpose(each.stands.purpose),
            f"{points_text(each.stands.total)}→{points_text(each.total)} 分",
            "→".join(each.verdicts),
        ]
        for each in tally.foremost()
    ]
    cut = f"(共 {tally.moved:,} 处,列出变化最不利的 {MOST_NAMED} 处)" if tally.moved > MOST_NAMED else ""
    columns = ["阵地", "阵地编码", "区(市)", "用途", "总分", "结论"]
    return ReplaySection(title=f"结论有变化的阵地{cut}", columns=columns, rows=rows)


def _lacks(tally: Tally, new: Mapping[str, Rubric]) -> ReplaySection:
    rows = [
        [
            _kind(kind),
            _purpose(purpose),
            f"{code} {new[kind].title_of(code)}",
            why,
            f"{number:,}/{tally.shifts[kind, purpose].count:,}",
        ]
        for (kind, purpose, code, why), number in sorted(tally.lacks.items())
    ]
    columns = ["阵地类型", "用途", "评分项", "原因", "不能计算的次数/全部"]
    return ReplaySection(title="现有资料不能计算的项目", columns=columns, rows=rows)


def _changes(tally: Tally, new: Mapping[str, Rubric], old: Tables) -> ReplaySection:
    counted: dict[tuple[str, str, str, str], int] = {}
    for key, number in tally.packs.items():
        kind, purpose, _ = key
        before, after = old[key], new[kind]
        said = changes_between(before, after, Purpose(purpose))
        named = {code: f"{code} {_title(before, after, code)}" for code in said}
        lines = [(named[code], words) for code, words in said.items()]
        if marks := mark_changes(before.mark_for(Purpose(purpose)), after.mark_for(Purpose(purpose))):
            lines.append(("合格线", marks))
        for item, words in lines:
            line = (kind, purpose, item, words)
            counted[line] = counted.get(line, 0) + number
    rows = [
        [_kind(kind), _purpose(purpose), item, words, number]
        for (kind, purpose, item, words), number in sorted(counted.items())
    ]
    columns = ["阵地类型", "用途", "评分项", "变化", "涉及评定次数"]
    return ReplaySection(title="规则有变化的项目", columns=columns, rows=rows)


def _title(old: Rubric, new: Rubric, code: str) -> str:
    title = new.title_of(code)
    return title if title != code else old.title_of(code)
