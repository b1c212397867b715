"""Guide: what `etl --help` says of each command on one line, and what every command promises to whoever calls it."""

from __future__ import annotations

import typer

# Some 55 characters, so that a terminal of 80 columns shows a line whole.
LINES = {
    "run": "read what is new in raw/ into the warehouse · 运行",
    "sql": "ask the warehouse in SQL · 查询",
    "search": "paragraphs that speak of some words · 全文检索",
    "trace": "where a row came from, down to the bytes · 溯源",
    "report": "one HTML page to look at, read in and mark · 报告",
    "review": "take in what was marked right or wrong · 复核",
    "export": "Parquet for other teams, with a manifest · 导出",
    "check": "prove the warehouse's laws · 核验",
    "diff": "facts that two runs read differently, and why · 对比",
    "eval": "scores against an answer key · 评测",
    "themes": "why a paragraph has its themes · 主题依据",
    "fetch": "fetch the sources into raw/ · 采集",
    "sources": "the sources and their state · 来源",
    "raw": "prove, import, export what was fetched · 原始文件",
    "rejects": "what was set aside, and why · 搁置文件",
    "runs": "what the last runs did · 运行记录",
    "serve": "run on schedule · 定时运行",
    "doctor": "what this machine lacks · 体检",
}
EPILOG = (
    "Exit status: 0 all went well; 1 it did not (one sentence on standard error says what to do), or what was proved, "
    "scored or examined does not hold; 2 the command is not written as its --help says; 130 ended by Ctrl-C. "
    "Answers go to standard output, all else to standard error; --json gives a program the same; "
    "progress shows on a terminal only. ETL_RAW and ETL_WAREHOUSE name the folders once for all commands. "
    "For the Tab key: etl --install-completion. Example: etl search 党支部 结对 --top 3"
)


def told(app: typer.Typer) -> typer.Typer:
    """The app with a line for each of its commands and groups."""
    for command in app.registered_commands:
        name = command.name or str(getattr(command.callback, "__name__", ""))
        command.short_help = LINES.get(name, command.short_help)
    for group in app.registered_groups:
        group.short_help = LINES.get(group.name or "", group.short_help)
    return app
