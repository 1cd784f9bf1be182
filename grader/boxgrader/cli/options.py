"""The options of a command that grades, as typer reads them; any course's command may use them."""

from __future__ import annotations

from typing import Annotated

import typer

Force = Annotated[bool, typer.Option(help="Grade also what did not change.")]
Workers = Annotated[
    int | None, typer.Option(help="Submissions at a time; one per core unless given.", min=1)
]
Scheduler = Annotated[
    str | None, typer.Option(help="Grade on a dask cluster, such as tcp://10.0.0.5:8786.")
]
Feedback = Annotated[bool, typer.Option(help="Write feedback pages too.")]
Unsandboxed = Annotated[
    bool, typer.Option(help="Run learners' code with all of your rights. Only where you trust it.")
]
