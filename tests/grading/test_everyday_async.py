"""What is to be awaited works in a test as in a notebook."""

from __future__ import annotations

import pytest
from grading.everyday import AS_STOCK, Everyday, earned

AWAITED: dict[str, Everyday] = {
    "await": Everyday(
        answer="async def f(x):\n    return x + 1",
        other="import asyncio\nasync def f(x):\n    await asyncio.sleep(0)\n    return x + 1",
        wrong="async def f(x): return x",
        test="assert await f(1) == 2",
        hidden="assert await f(5) == 6",
    ),
    "asyncio run": Everyday(
        answer="import asyncio\nasync def f(x):\n    await asyncio.sleep(0.001)\n    return x * 2",
        other="async def f(x): return x + x",
        wrong="async def f(x): return 2",
        test=(
            "import asyncio\nloop = asyncio.new_event_loop()\n"
            "assert loop.run_until_complete(f(1)) == 2"
        ),
        hidden="assert loop.run_until_complete(f(4)) == 8\nloop.close()",
    ),
    "gather": Everyday(
        answer="import asyncio\nasync def f(x):\n    await asyncio.sleep(0.001)\n    return x * 2",
        other="async def f(x): return x + x",
        wrong="async def f(x): return 2",
        test="import asyncio\nassert await asyncio.gather(f(1), f(2)) == [2, 4]",
    ),
    "async generator": Everyday(
        answer="async def g(n):\n    for i in range(n): yield i",
        other=(
            "import asyncio\nasync def g(n):\n    i = 0\n    while i < n:\n        yield i\n"
            "        await asyncio.sleep(0)\n        i += 1"
        ),
        wrong="async def g(n): yield 0",
        test="out = []\nasync for x in g(3):\n    out.append(x)\nassert out == [0, 1, 2]",
        hidden="assert [x async for x in g(2)] == [0, 1]",
    ),
    "iscoroutinefunction": Everyday(
        answer="async def f(): return 1",
        other="async def f():\n    return 1",
        wrong="def f(): return 1",
        test=(
            "import inspect, asyncio\nassert inspect.iscoroutinefunction(f)\n"
            "assert asyncio.iscoroutinefunction(f)"
        ),
        hidden="assert await f() == 1",
    ),
    "async exception": Everyday(
        answer="async def f(): raise ValueError('no')",
        other="async def f():\n    raise ValueError('no')",
        wrong="async def f(): pass",
        test=(
            "try:\n    await f()\nexcept ValueError as e:\n    assert str(e) == 'no'\nelse:\n"
            "    assert False"
        ),
    ),
    "async context manager": Everyday(
        answer=(
            "class R:\n    async def __aenter__(self): self.on = True; return self\n"
            "    async def __aexit__(self, *a): self.on = False"
        ),
        other=(
            "import asyncio\nclass R:\n    on = False\n    async def __aenter__(self):\n"
            "        await asyncio.sleep(0); self.on = True; return self\n"
            "    async def __aexit__(self, *a): self.on = False"
        ),
        wrong=(
            "class R:\n    async def __aenter__(self): return self\n"
            "    async def __aexit__(self, *a): self.on = False"
        ),
        test="async with R() as r:\n    assert r.on\nassert not r.on",
    ),
    "async callback of the test": Everyday(
        answer="async def twice(g):\n    return await g() + await g()",
        other="async def twice(g):\n    a = await g()\n    return a + await g()",
        wrong="async def twice(g): return 6",
        test="async def g(): return 3\nassert await twice(g) == 6",
        hidden=(
            "calls = []\nasync def h():\n    calls.append(1)\n    return len(calls)\n"
            "assert await twice(h) == 3"
        ),
    ),
}


@pytest.mark.parametrize("what", list(AWAITED))
def test_a_test_awaits_what_an_answer_defines(box, what):
    assert earned(box, AWAITED[what]) == AS_STOCK
