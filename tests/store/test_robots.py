from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.ports import RobotsAnswer
from store.robots import SqlRobotsCache
from tests.workspaces import NOW

if TYPE_CHECKING:
    from store.database import Database


def test_the_newest_robots_txt_of_each_host_is_kept(database: Database) -> None:
    robots = SqlRobotsCache(database)
    answer = RobotsAnswer("https://news.test:443", NOW, 200, "User-agent: *\nDisallow: /ö")
    robots.put(answer)
    robots.put(RobotsAnswer("http://news.test:80", NOW, 0, ""))
    assert robots.get(answer.host) == answer
    robots.put(replace(answer, status=404, body=""))
    assert robots.get(answer.host) == replace(answer, status=404, body="")
    assert robots.get("https://other.test:443") is None
