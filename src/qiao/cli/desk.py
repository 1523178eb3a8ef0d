"""The desk's verbs: `qiao serve`, `qiao worker`, `qiao migrate`, `qiao demo`; the web is loaded only when one of them runs."""

import os
from typing import Annotated

import typer

from qiao.cli import options, terminal
from qiao.engine.errors import Text


def mount(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("serve")(serve)
    app.command("worker")(worker)
    app.command("migrate")(migrate)
    app.command("demo")(demo)


def serve(
    lang: options.Lang,
    host: Annotated[str, typer.Option("--host", help="监听地址 / where to listen")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", envvar="QIAO_PORT", min=1, max=65535, help="端口 / port")] = 8000,
    processes: Annotated[int, typer.Option("--processes", min=1, help="网页进程数 / web processes")] = 2,
    workers: Annotated[int, typer.Option("--workers", min=0, help="后台进程数 / background workers beside them")] = 1,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="不带后台进程 / none: they run elsewhere, by qiao worker")
    ] = False,
) -> None:
    """启动工作台 / serve the desk."""
    outside = os.environ.copy()
    from qiao.desk.server import setup

    with setup.ready() as found:
        from qiao.desk.server import background, serving

        address = serving.Address(host, port, processes)
        told = _sample_told(address.url) if found.is_sample else _told(address.url)
        beside = background.Background(0 if no_worker else workers, outside)
        serving.serve(address, beside, found, ready=lambda: terminal.say(told.in_(lang)))


def _told(url: str) -> Text:
    return Text(f"工作台已启动:{url}", f"The desk is at {url}")


def _sample_told(url: str) -> Text:
    from qiao.desk.people.sample_people import PASSWORD

    return Text(
        f"样例银行已启动:{url} ,点选登录页上的一张卡片即可登录(密码都是 {PASSWORD});按 Ctrl-C 停止。",
        f"The sample bank is at {url} : choose a card on its sign-in page (every password is {PASSWORD}); Ctrl-C stops it.",
    )


def worker(
    concurrency: Annotated[int, typer.Option("--concurrency", min=1, help="同时做几件 / jobs at a time")] = 2,
    attached: Annotated[
        bool, typer.Option("--attached", hidden=True, help="标准输入关闭即结束 / end when standard input closes")
    ] = False,
) -> None:
    """只运行后台进程 / run a background worker alone."""
    from qiao.desk.server import background, setup

    if attached:
        background.end_with_input()
    with setup.ready():
        from qiao.desk.jobs import worker as background_work
        from qiao.desk.server import migrating

        migrating.need_current()
        background_work.run(concurrency=concurrency)


def migrate(lang: options.Lang) -> None:
    """把数据库升级到本版本 / bring the database to this version."""
    from qiao.desk.server import setup

    with setup.ready(as_owner=True):
        from qiao.desk.server import migrating

        migrating.migrate()
    terminal.console().print(Text("数据库已是本版本。", "The database is at this version.").in_(lang))


def demo(
    lang: options.Lang,
    people_only: Annotated[
        bool, typer.Option("--people-only", hidden=True, help="不带台账 / without the ledger")
    ] = False,
    remove: Annotated[
        bool,
        typer.Option(
            "--remove", help="清除样例:数据库、台账和文件 / take the sample away: database, ledger, documents"
        ),
    ] = False,
) -> None:
    """建立样例库:样例银行的人员,两年零十个月的台账 / make a sample database: people, and two years and ten months of ledger."""
    if remove:
        return _remove_sample(lang)
    from qiao.desk.server import setup

    with setup.ready(as_owner=True, for_sample=True) as found:
        from qiao.desk.server import database, migrating

        database.need_free(found)
        migrating.migrate(only_if_behind=True)
        from qiao.desk.people import sample_people

        made = sample_people.make()
        if not people_only:
            from qiao.cli import sample_bank

            sample_bank.load(sample_people.managers())
            made = sample_people.count()
    told = Text(f"样例库已就绪:{made} 人。", f"The sample database is ready: {made} people.")
    terminal.console().print(told.in_(lang))
    return None


def _remove_sample(lang: terminal.Language) -> None:
    from qiao.desk.server import setup

    with setup.ready(as_owner=True) as found:
        from qiao.desk.server import emptying

        emptying.remove_sample(found)
    told = Text("样例已清除,数据库为空。", "The sample is gone; the database is empty.")
    terminal.console().print(told.in_(lang))
