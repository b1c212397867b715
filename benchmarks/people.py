"""People: what whoever asks a large warehouse waits for: the first answer, a search, and the report's size.

python benchmarks/people.py WAREHOUSE
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from etl.warehouse.duck import FILE, reading, rows
from etl.warehouse.query import query
from etl.warehouse.search import search

ROUNDS = 3
QUERIES = (
    "党支部", "基层减负 清单", "乡村振兴 驻村", "主题党日 活动", "志愿服务 社区",
    "机关党建 业务融合", "廉政教育 警示", "干部 培训班", "营商环境 企业", "理论学习 中心组",
    "三会一课", "巡视整改", "科技创新", "文化 传承", "粮食安全",
    "生态环境 保护", "防汛 抢险", "就业 招聘", "医疗 服务", "网络安全 宣传",
    "黨支部 結對", "青年 干部 座谈会", "表彰 优秀共产党员", "专项整治 形式主义", "高质量发展",
)  # fmt: skip


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds on the wall and of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000


def main(warehouse: Path) -> None:
    """Print one line a figure."""
    first = "select organ, verb, object from measures_flat where is_original limit 5"
    print("etl sql, first answer: {:.0f} ms, {:.0f} of the processor".format(*spent(lambda: query(warehouse, first))))
    told = spent(lambda: search(warehouse, QUERIES[0]))
    print("etl search, first answer: {:.0f} ms, {:.0f} of the processor".format(*told))
    with reading(warehouse / FILE) as con:
        print("articles:", rows(con, "select count(*) from articles")[0][0])
        times = [
            spent(partial(rows, con, "from search($1, top := 20)", [words])) for _ in range(ROUNDS) for words in QUERIES
        ][1:]
    for name, part in (("wall", 0), ("processor", 1)):
        found = sorted(one[part] for one in times)
        nine = found[len(found) * 9 // 10]
        middle = statistics.median(found)
        print(f"search() after the first, {name}: median {middle:.0f} ms, nine of ten below {nine:.0f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path, help="the folder of a large warehouse")
    main(parser.parse_args().warehouse)
