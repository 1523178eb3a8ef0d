"""Letters of a whole bank as one PDF: 60 managers, each with a notice and an appointment.

python bench/letters.py
"""

import os
from datetime import UTC, datetime

import figures
import typst

MANAGERS = figures.sized(full=60, small=6)
AT = datetime(2026, 2, 11, tzinfo=UTC)


def main() -> None:
    """Print them, and beside it as many empty pages in the same font."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.desk.settings")
    os.environ.setdefault("DATABASE_URL", "postgresql://x@127.0.0.1:1/x")  # nothing is asked of it
    os.environ.setdefault("QIAO_SECRET_KEY", "x")
    import django

    django.setup()
    from qiao.desk.assess import printing
    from qiao.desk.common import typesetting

    papers = [paper(number, what) for number in range(MANAGERS) for what in ("考评结果通知书", "聘书")]
    typesetting.font()  # the machine's fonts are looked for once a process
    made: list[bytes] = []
    taken = figures.best_of(lambda: made.append(printing.letters(papers, AT)), 3)
    bare = (
        f'#set page(paper: "a4")\n#set text(font: "{typesetting.font(*typesetting.FORMAL)}")\n'
        + "一\n#pagebreak()\n" * len(papers)
    )
    fonts = typst.Fonts(include_embedded_fonts=False)
    reference = figures.best_of(lambda: typst.compile(bare.encode(), font_paths=fonts), 3)
    figures.figure(
        f"{len(papers)} letters of {MANAGERS} managers", taken, figures.most(10), ("as many bare pages", reference)
    )
    figures.say(f"{len(made[-1]) // 1024} KiB")


def paper(number: int, title: str) -> object:
    """A letter as long as they come."""
    from qiao.desk.assess.queries.letters import Paper

    facts = [
        ("考评期", "2025"),
        ("考评前等级", "客户经理"),
        ("综合贡献得分", f"{60 + number / 4:.2f}"),
        ("名次", f"第 {number} 名"),
    ]
    return Paper(
        lang="zh",
        title=title,
        note="",
        number=f"考评通字〔2026〕{number}号",
        bank="澜江商业银行",
        addressee=f"客户经理{number:03d}(工号 M{number:04d},东城支行):",
        body=["按考评标准,考评工作已经完成,现将您的考评结果通知如下。" * 2, "本件替代 考评通字〔2026〕1号,原件作废。"],
        facts=[*facts, *((f"事项{place}", "据实填写" * 6) for place in range(7))],
        proofs=[("封存校验码", "0123456789abcdef" * 4)],
        signatures=["签收人", "直接主管", "考评办公室"],
        stamp="盖章",
        day="2026年02月11日",
        date="日期",
        page=("第", "页 共", "页"),
    )


if __name__ == "__main__":
    main()
